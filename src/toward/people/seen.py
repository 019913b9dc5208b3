"""What this device has seen of each room, so that an older copy of everything, once brought back, is noticed.

The device keeps it in a cookie, sealed under a key of its owner's own room: how far each room had come, and which entry
came last. Rooms only ever grow, so a room that is shorter now, or has another entry in that place, was put back. A cookie
that was overtaken by another tab knows less and never too much.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from toward.people.opened import Opened
from toward.store.entry import Room
from toward.store.models import Row, Space
from toward.vault.errors import VaultError
from toward.vault.framing import framed
from toward.vault.sealing import SUITE, derive, seal, unseal
from toward.vault.secret import SecretBytes

ROOMS: tuple[Room, ...] = ("mine", "journal", "couple")  # rooms that nobody can take away from who holds a key
MOST = 10  # rooms that a cookie has room for
_MARK = Struct(">8sB4sQ")  # space, room, beginning of the last entry's id, head
_NONE = bytes(4)


class Mark(NamedTuple):
    """How far a room had come.

    Args:
        room: which kind of room.
        head: how many entries it ever had.
        last: the beginning of the last one's id, zeros where there was none.
        closed: whether it is an archive; not kept.
    """

    room: Room
    head: int
    last: bytes
    closed: bool = False


Marks = Mapping[bytes, Mark]  # by the digest of a space


@dataclass(frozen=True, slots=True)
class Behind:
    """A room of which less is here than was seen.

    Args:
        room: which kind of room.
        closed: whether it is an archive now.
        least: how many entries are missing at least.
    """

    room: Room
    closed: bool
    least: int


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen beside what is here.

    Args:
        seen: as the device kept it.
        here: every room of theirs now.
        open: which of these are open on this visit.
        behind: rooms of which less is here than was seen.
    """

    seen: Marks
    here: Marks
    open: frozenset[bytes]
    behind: Mapping[bytes, Behind]


def look(who: Opened, cookie: str) -> Look:
    """Hold what a device has seen against what is here.

    Args:
        who: is here; what the device kept opens with their own room alone.
        cookie: what the device kept, "" if nothing.
    """
    seen, spaces = _read(who, cookie), _spaces(who)
    then = _entries({space: seen[own].head for own, space in spaces.items() if own in seen})
    now = _entries({space: space.head for space in spaces.values()})
    here = {own: _mark(space, now.get(space.id, _NONE)) for own, space in spaces.items()}
    behind = {}
    for own, mark in seen.items():
        if least := _least(mark, here.get(own), then.get(spaces[own].id) if own in spaces else None):
            behind[own] = Behind(mark.room, own in here and here[own].closed, least)
    return Look(seen, here, frozenset(_digest(space) for space, _ in who.ring.keys), behind)


def _least(seen: Mark, here: Mark | None, then: bytes | None) -> int:
    """How many entries are missing at least, 0 if none is; `then` is what lies now where the last one lay."""
    short = seen.head - (here.head if here else 0)
    return short if short > 0 else int(seen.last not in (_NONE, then))


def remembered(found: Look, *, accepted: bool = False) -> Marks:
    """What the device keeps from now on: what is here, and what was seen where less is here.

    Args:
        found: the look of this visit.
        accepted: whether its owner says that what is here is all there is.
    """
    told = {} if accepted else {own: found.seen[own] for own in found.behind}
    known = [own for own in found.here if own not in told and (own in found.open or own in found.seen)]
    known.sort(key=lambda own: (found.here[own].closed, ROOMS.index(found.here[own].room), own))
    return dict([*told.items(), *((own, found.here[own]) for own in known)][:MOST])


def sealed(who: Opened, marks: Marks) -> str | None:
    """Marks as a cookie keeps them; None where one's own room is not open."""
    mine = who.space("mine")
    places = sorted(place for place in who.ring.keys if place[0] == mine)
    if not places:
        return None
    plain = b"".join(_MARK.pack(own, ROOMS.index(mark.room), mark.last, mark.head) for own, mark in marks.items())
    closed = seal(derive(who.ring.keys[places[0]], "seen"), plain, _context(who))
    return urlsafe_b64encode(closed).decode().rstrip("=")


def _read(who: Opened, cookie: str) -> Marks:
    """What a cookie says; nothing if it was somebody else's, or was changed."""
    try:
        kept = urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    except ValueError:
        return {}
    for key in _own_keys(who):
        with suppress(VaultError):
            plain = unseal(derive(key, "seen"), kept, _context(who))
            return {own: Mark(ROOMS[room], head, last) for own, room, last, head in _MARK.iter_unpack(plain)}
    return {}


def _own_keys(who: Opened) -> list[SecretBytes]:
    """The keys of one's own room, and of the rooms from before one began anew."""
    held = {space for space, _ in who.ring.keys}
    own = set(Space.objects.filter(id__in=held, room="mine").values_list("id", flat=True))
    return [who.ring.keys[place] for place in sorted(who.ring.keys) if place[0] in own]


def _context(who: Opened) -> bytes:
    return framed("seen", SUITE, who.ring.instance.bytes, who.account.bytes)


def _digest(space: UUID) -> bytes:
    return sha256(framed("seen space", space.bytes)).digest()[:8]


def _spaces(who: Opened) -> dict[bytes, Space]:
    """Every room that somebody holds a key of, open on this visit or not."""
    found = Space.objects.filter(keys__holder=who.account, room__in=ROOMS).distinct()
    return {_digest(space.id): space for space in found}


def _mark(space: Space, last: bytes) -> Mark:
    room: Room = space.room  # type: ignore[assignment]
    return Mark(room, space.head, last, space.closed)


def _entries(places: Mapping[Space, int]) -> dict[UUID, bytes]:
    """The beginnings of the ids of the entries in these places; what was erased keeps its id."""
    there = Q(pk__in=[])
    for space, sequence in places.items():
        there |= Q(space_id=space.id, sequence=sequence)
    found = Row.objects.filter(there).values_list("space_id", "entry")
    return {space: entry.bytes[:4] for space, entry in found}
