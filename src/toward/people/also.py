"""What else is done when somebody goes for good or chooses anew. Apps above this one put their deeds here, by name.

By name, because an app says so before any model may be loaded.
"""

from __future__ import annotations

from django.utils.module_loading import import_string

ON_ERASING: list[str] = []  # functions of an account
ON_CHOOSING: list[str] = []  # functions of who is here and what they chose


def do(deeds: list[str], *with_what: object) -> None:
    """Do each of them."""
    for name in deeds:
        import_string(name)(*with_what)
