"""Us: something true, told by a kind friend."""
