"""How often a door may be tried. Counted by person and place together, so that nobody can lock somebody else out.

A device that has been signed in before carries a mark, and its tries are counted on their own: a stranger who tries a
thousand passwords for my name does not keep my phone from signing in. Open sessions are never touched.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from toward.people.models import Attempt
from toward.vault.framing import framed
from toward.vault.secret import SecretBytes

WINDOW, MOST = 900, 10  # seconds, tries


def may_try(pepper: SecretBytes, now: int, *door: str) -> bool:
    """Whether this door is still open; counts the try.

    Args:
        pepper: of the server, so that the row names nobody.
        now: second.
        door: what is tried and from where, for example name, address, mark of the device.
    """
    digest = hmac.digest(pepper.reveal(), framed("attempt", *door), sha256).hex()
    window = now // WINDOW
    with transaction.atomic():
        Attempt.objects.filter(window__lt=window - 1).delete()
        row, _ = Attempt.objects.get_or_create(digest=digest, window=window)
        Attempt.objects.filter(id=row.id).update(count=F("count") + 1)
        row.refresh_from_db(fields=["count"])  # the row is held now: of many tries at once, only so many pass
    return row.count <= MOST


def forgive(pepper: SecretBytes, *door: str) -> None:
    """After a success nothing is held against this door any more."""
    digest = hmac.digest(pepper.reveal(), framed("attempt", *door), sha256).hex()
    Attempt.objects.filter(digest=digest).delete()
