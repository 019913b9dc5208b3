"""How this installation is reached: names, proxies, certificates, and the files that a host lays out once."""
