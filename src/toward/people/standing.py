"""What every page needs to know of who is here: whether they are in a couple, what waits, and whether an old copy is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from toward.people import access, doors, pairing, seen_views
from toward.people.models import Couple
from toward.people.opened import Opened
from toward.store.models import Space


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands.

    Args:
        paired: whether they are in a couple now.
        archived: whether they hold an archive.
        waits: `compare` if keys are new, `words` if a meeting wants something of them, else empty.
        behind: whether less is here than this device has seen.
    """

    paired: bool
    archived: bool
    waits: str = ""
    behind: bool = False


def standing(request: HttpRequest) -> Standing | None:
    """Where who is here stands, None for a stranger. Looked up once a request."""
    if not hasattr(request, "_standing"):
        request._standing = _look(request)  # type: ignore[attr-defined]
    return cast("Standing | None", request._standing)  # type: ignore[attr-defined]


def _look(request: HttpRequest) -> Standing | None:
    """Nothing where the database is away: help lines and everything else that needs none are shown all the same."""
    try:
        who = doors.opened(request)
        return _of(request, who) if who else None
    except (OperationalError, InterfaceError):
        return None


def _of(request: HttpRequest, who: Opened) -> Standing:
    held = {space for space, _ in who.ring.keys}
    archived = Space.objects.filter(id__in=held, room__in=access.ARCHIVES, closed=True).exists()
    behind = bool(seen_views.looked(request, who).behind)
    couple = pairing.couple_of(who.account)
    return Standing(couple is not None, archived, _waits(who, couple), behind)


def _waits(who: Opened, couple: Couple | None) -> str:
    met = pairing.meeting(who.account)
    if met is not None:
        return "words" if met.complete or not met.agreed else ""
    return "compare" if pairing.must_compare(who, couple) else ""
