"""Who the two are: accounts, kit, devices, pairing, leaving, and who may see what."""
