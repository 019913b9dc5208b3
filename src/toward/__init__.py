"""Toward notices the quiet fading early, says it kindly and honestly, and helps two people turn toward each other again."""

__version__ = "0.2.0"
