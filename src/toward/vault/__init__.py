"""Keys, and what they seal: everything that stands between the couple's words and whoever runs the server. Pure."""
