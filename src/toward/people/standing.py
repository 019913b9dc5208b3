"""What every page needs to know of who is here: whether they are in a couple, and whether words wait to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest

from toward.people import doors, pairing
from toward.people.opened import Opened
from toward.store.models import Space


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands.

    Args:
        paired: whether they are in a couple now.
        archived: whether they hold an archive.
        waits: `compare` if keys are new, `words` if a meeting wants something of them, else empty.
    """

    paired: bool
    archived: bool
    waits: str = ""


def standing(request: HttpRequest) -> Standing | None:
    """Where who is here stands, None for a stranger. Looked up once a request."""
    if not hasattr(request, "_standing"):
        who = doors.opened(request)
        request._standing = _of(who) if who else None  # type: ignore[attr-defined]
    return cast("Standing | None", request._standing)  # type: ignore[attr-defined]


def _of(who: Opened) -> Standing:
    held = {space for space, _ in who.ring.keys}
    archived = Space.objects.filter(id__in=held, room="couple", closed=True).exists()
    return Standing(pairing.couple_of(who.account) is not None, archived, _waits(who))


def _waits(who: Opened) -> str:
    met = pairing.meeting(who.account)
    if met is not None:
        return "words" if met.complete or not met.agreed else ""
    return "compare" if pairing.must_compare(who) else ""
