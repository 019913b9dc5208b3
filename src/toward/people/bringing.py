"""Bringing an export into another installation: the same words, order and times, under new keys.

What was one's own goes into one's own rooms. What two shared becomes an archive that is read and never written: the other is
not here, and what they wrote stays theirs.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import pyrage

from toward.people.mine import LEFT
from toward.people.opened import Opened
from toward.people.takeout import FORMAT, JSON, ROOMS, STAYS, Told
from toward.store import documents, spaces
from toward.store.entry import Change, Entry, Intent, Kept
from toward.store.models import new_id
from toward.store.streams import Gone, Ring, decide
from toward.vault.errors import TooLarge
from toward.vault.framing import framed

MOST, MOST_OPEN = 64 << 20, 256 << 20  # bytes, sealed and opened
_AGE = b"age-encryption.org/"
_SECRET_KEY = "AGE-SECRET-KEY-1"


class NotBrought(Exception):
    """An export cannot be brought in; `code` is `not_age`, `not_opened`, `not_ours`, `newer`, `too_large`, `again`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it was read.

    Args:
        of: the account that made it.
        rooms: what it told.
        mark: from its content, so that the same export twice changes nothing.
    """

    of: UUID
    rooms: tuple[Told, ...]
    mark: UUID


def opened(file: bytes, secret: str) -> Export:
    """Read an export.

    Args:
        file: as it was uploaded.
        secret: the passphrase, or an age secret key.

    Raises:
        NotBrought: all but `again`.
    """
    if len(file) > MOST:
        raise NotBrought("too_large")
    if not file.startswith(_AGE):
        raise NotBrought("not_age")
    return _read(_unpacked(_unsealed(file, secret.strip())))


def _unsealed(file: bytes, secret: str) -> bytes:
    try:
        if secret.upper().startswith(_SECRET_KEY):
            return bytes(pyrage.decrypt(file, [pyrage.x25519.Identity.from_str(secret.upper())]))
        return bytes(pyrage.passphrase.decrypt(file, secret))
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise NotBrought("not_opened") from None


def _unpacked(plain: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as packed:
            if packed.getinfo(JSON).file_size > MOST_OPEN:
                raise NotBrought("too_large")
            return packed.read(JSON)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError):
        raise NotBrought("not_ours") from None


def _read(as_json: bytes) -> Export:
    try:
        whole = json.loads(as_json, parse_constant=_refuse)
        if whole["program"] != "toward":
            raise NotBrought("not_ours")
        if whole["format"] > FORMAT:
            raise NotBrought("newer")
        mark = UUID(bytes=sha256(framed("import", as_json)).digest()[:16])
        return Export(UUID(whole["of"]), tuple(map(_told, whole["rooms"])), mark)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, documents.UnreadableDocument):
        raise NotBrought("not_ours") from None


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _told(room: dict[str, Any]) -> Told:
    if room["room"] not in ROOMS:
        raise ValueError(room["room"])
    kept = (_kept(each) for each in room["entries"])
    entries = tuple(each for each in kept if each.entry.kind not in STAYS)  # a planted key would be believed
    places = [kept.sequence for kept in entries]
    if places != sorted(set(places)) or (places and places[0] < 1):
        raise ValueError("order")
    return Told(room["room"], UUID(room["space"]), bool(room["closed"]), entries)


def _kept(each: dict[str, Any]) -> Kept:
    document = {name: each[name] for name in ("kind", "v", "at", "zone", "by", "body")}
    return Kept(int(each["sequence"]), UUID(each["id"]).bytes, documents.read(json.dumps(document).encode()))


def bring(who: Opened, export: Export, now: int, zone: str = "UTC") -> int:
    """Put an export into somebody's own rooms, all of it or nothing; how many entries came.

    Raises:
        NotBrought: `again`, if this very export was brought in before; `not_ours`, if an entry is larger than any can be.
        Gone: not everything of theirs is open.
    """
    mine, journal = who.space("mine"), who.space("journal")
    if mine is None or journal is None:
        raise Gone
    own = {"mine": mine, "journal": journal}
    came = [0]

    def rule() -> Change:
        for told in export.rooms:
            came[0] += len(told.entries) if told.room in own else _shelve(who, export, told)
        note = Entry(LEFT, 1, now, zone, who.account, {"what": "imported"})
        entries = [
            (own[told.room], entry) for told in export.rooms if told.room in own for entry in _ours(who, export, told)
        ]
        return Change(entries=((mine, note), *entries))

    try:
        decide(who.ring, Intent(export.mark, "import", now, zone, who.account, {}), own.values(), rule)
    except (TooLarge, OverflowError):
        raise NotBrought("not_ours") from None
    if not came[0] and any(told.entries for told in export.rooms):
        raise NotBrought("again")
    return came[0]


def _ours(who: Opened, export: Export, told: Told) -> Iterable[Entry]:
    """The entries of a room; one's own are by who one is here."""
    entries = (kept.entry for kept in told.entries)
    return (entry._replace(by=who.account) if entry.by == export.of else entry for entry in entries)


def _shelve(who: Opened, export: Export, told: Told) -> int:
    """A new archive of what two had shared; places that were empty close up, for nobody here has removed anything."""
    space, key = spaces.begin(who.ring.instance, "couple", who.holder)
    wish = Intent(new_id(), "import", 0, "UTC", who.account, {})
    change = Change(entries=tuple((space, entry) for entry in _ours(who, export, told)))
    decide(Ring(who.ring.instance, {(space, 1): key}), wish, [space], lambda: change)
    spaces.close(space)
    return len(told.entries)
