"""The way in of the very first person: a code that the server prints where only its host can read it."""

from __future__ import annotations

from toward.people.models import Account, Invitation
from toward.people.pairing import invite_from_outside


def first_code(now: int) -> str | None:
    """A code for the first account, None where there is one already. Good once, for two days."""
    return None if Account.objects.exists() else invite_from_outside(now)


def close() -> None:
    """After the first account the other printed codes open nothing; if there are two accounts, this changes nothing."""
    if Account.objects.count() == 1:
        Invitation.objects.filter(inviter=None, guest=None).delete()
