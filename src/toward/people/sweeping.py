"""What has ended is taken away, not only passed over: sessions, locked keys, invitations, tries, keys put aside."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock

from django.db import OperationalError

from toward.people.attempts import WINDOW
from toward.people.models import Attempt, Invitation, PutAside, Reset
from toward.people.pairing import VALID
from toward.store import erasing, sessions

EVERY = 60  # seconds between two rounds of one process
_turn = Lock()
_last = [0]


def sweep(now: int) -> None:
    """Take away everything that has ended by now.

    An invitation lies there two days longer than it is good, to say that it is over; then a meeting whose words were never
    compared goes too, so that it does not stand in the way for ever.
    """
    sessions.sweep(now)
    Invitation.objects.filter(expires__lte=now - VALID).delete()
    Attempt.objects.filter(window__lt=now // WINDOW - 1).delete()
    if PutAside.objects.filter(until__lte=now).delete()[0]:
        erasing.overwrite()  # old keys leave the log as well
    Reset.objects.filter(expires__lte=now).delete()


def sweep_now_and_then(now: int) -> None:
    """Sweep at most once a minute, on whoever's visit it is; a full or busy disk waits for the next one."""
    with _turn:
        due = not 0 <= now - _last[0] < EVERY
        if due:
            _last[0] = now
    if due:
        with suppress(OperationalError):
            sweep(now)
