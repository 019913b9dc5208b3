"""Whether the pepper that lies in the config folder is the one that the passwords were made with."""

from __future__ import annotations

from toward.store.backups.host_kit import digest
from toward.store.models import Instance, Key

ANOTHER = (
    "The pepper in the config folder is another one than the passwords here were made with, so no password opens anything. "
    "Put the old one back from the host kit (toward restore --kit-only), or let each person come in by their recovery line "
    "and then run: toward kit --this-pepper"
)


def note(pepper: bytes, *, anew: bool = False) -> None:
    """Keep the digest, once, or again where nobody has keys yet or somebody says so.

    Args:
        pepper: 32 bytes.
        anew: the host says that it is this one from now on.
    """
    rows = Instance.objects.filter(pk=1)
    if not anew and Key.objects.exists():
        rows = rows.filter(pepper="")
    rows.update(pepper=digest(pepper))


def is_another(pepper: bytes) -> bool:
    """Whether it is another pepper than the passwords were made with."""
    return not Instance.objects.filter(pk=1, pepper__in=("", digest(pepper))).exists()
