"""Taking one's own things out: everything that one may read, decoded, in one file that only its owner's secret opens.

    zip (toward.json, toward.html) ─ age ─► a passphrase, or an age recipient

What means nothing elsewhere stays here: confirmed keys, codes of invitations, marks of what was removed. So do other people's
rooms.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyrage

from toward.people.opened import Opened
from toward.people.pairing import INVITATION
from toward.people.reads import TRUST
from toward.store import documents, drops
from toward.store.entry import ERASED, Entry, Kept, Room
from toward.store.models import Space
from toward.store.queue import Rules
from toward.store.streams import read

FORMAT = 1
ROOMS: tuple[Room, ...] = ("mine", "journal", "couple")
STAYS = frozenset((TRUST, INVITATION, ERASED))  # kinds that mean something in this installation only
JSON, PAGE = "toward.json", "toward.html"
SHORTEST = 10  # letters of a passphrase
_MADE = (2000, 1, 1, 0, 0, 0)  # the zip says nothing of when


class NoRecipient(Exception):
    """What should be an age recipient is none."""


@dataclass(frozen=True, slots=True)
class Told:
    """One room with everything that is in it.

    Args:
        room: which kind of room.
        space: which.
        closed: whether it is an archive.
        entries: what is in it, in order.
    """

    room: Room
    space: UUID
    closed: bool
    entries: tuple[Kept, ...]


def everything(who: Opened) -> tuple[Told, ...]:
    """Every room that somebody may read, in the order mine, journal, couple, closed ones before the one of now.

    What was dropped there is put in first.
    """
    held = {space for space, _ in who.ring.keys}
    rows = [row for row in Space.objects.filter(id__in=held) if row.room in ROOMS]
    rows.sort(key=lambda row: (ROOMS.index(row.room), not row.closed, row.id))
    return tuple(_told(who, row) for row in rows)


def _told(who: Opened, row: Space) -> Told:
    if not row.closed:
        drops.collect(who.ring, row.id, Rules(never=STAYS))
    entries = tuple(kept for kept in read(who.ring, row.id) if kept.entry.kind not in STAYS)
    room: Room = row.room  # type: ignore[assignment]
    return Told(room, row.id, row.closed, entries)


def as_json(who: Opened, rooms: tuple[Told, ...]) -> bytes:
    """Everything as JSON: sorted, letters as themselves, one line an entry's parts, so that two can be compared."""
    whole = {"program": "toward", "format": FORMAT, "of": who.account.hex, "rooms": [_room(each) for each in rooms]}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _room(told: Told) -> dict[str, Any]:
    return {
        "room": told.room,
        "space": told.space.hex,
        "closed": told.closed,
        "entries": [{"sequence": kept.sequence, "id": kept.id.hex, **_document(kept.entry)} for kept in told.entries],
    }


def _document(entry: Entry) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(documents.write(entry))
    return whole


def packed(as_json: bytes, page: str) -> bytes:
    """Both files in one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in ((JSON, as_json), (PAGE, page.encode())):
            into.writestr(zipfile.ZipInfo(name, _MADE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def seal(plain: bytes, *, passphrase: str = "", recipient: str = "") -> bytes:
    """An age file for one passphrase or one recipient.

    Args:
        plain: what to seal.
        passphrase: chosen by its owner.
        recipient: `age1…`; used where it is given.

    Raises:
        NoRecipient: that is no recipient.
    """
    if not recipient:
        return bytes(pyrage.passphrase.encrypt(plain, passphrase))
    try:
        to = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError:
        raise NoRecipient from None
    return bytes(pyrage.encrypt(plain, [to]))
