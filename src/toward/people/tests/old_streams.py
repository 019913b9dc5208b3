"""What somebody sees of a database, told as JSON: the same for one that was kept long ago as for one of today."""

from __future__ import annotations

import json

from toward.people import accounts
from toward.people.doors import house
from toward.people.takeout import STAYS
from toward.store import chapters, checkpoints, documents, drops
from toward.store.checkpoints import Fold
from toward.store.documents import Kind
from toward.store.entry import ROOMS, Change, Entry, Intent
from toward.store.models import Drop, Space, new_id
from toward.store.queue import Rules
from toward.store.streams import decide, read
from toward.vault.secret import SecretBytes

KINDS = {
    "test.note": Kind("test.note", steps=(lambda body: {"words": body["text"]},)),  # version 1 called its words `text`
    "people.settings": Kind("people.settings"),
    "people.kit": Kind("people.kit"),
}


def _step(state, entry):
    if entry.kind == "test.note":
        return {**state, "words": [*state["words"], entry.body["words"]]}
    if entry.kind == "people.settings":
        return {**state, "theme": entry.body["theme"]}
    if entry.kind == "people.kit":
        return {**state, "kit": entry.body["card"]}
    return state


START = {"words": [], "theme": "", "kit": ""}  # the order shows in all three
FOLD = Fold("oldstreams", 1, START, _step, dict, dict)


def told(who):
    """Every room that somebody holds a key of: its entries as they are read, what a fold makes of them, what is newer."""
    held = {space for space, _ in who.ring.keys}
    rows = sorted(Space.objects.filter(id__in=held), key=lambda row: (row.room, row.closed, row.id.hex))
    return [_room(who, row) for row in rows]


def _room(who, row):
    plain, packed = list(read(who.ring, row.id)), list(chapters.stream(who.ring, row.id))
    assert packed == plain
    folded = checkpoints.folded(who.ring, row.id, FOLD, KINDS)
    newer = [kept.entry.kind for kept in plain if isinstance(documents.newest(kept.entry, KINDS), documents.Newer)]
    return {
        "room": row.room, "space": row.id.hex, "closed": row.closed, "newer": newer,
        "fold": folded.state, "counted": folded.newer, "entries": [_entry(kept) for kept in plain],
    }  # fmt: skip


def _entry(kept):
    return {"sequence": kept.sequence, "id": kept.key.hex(), **json.loads(documents.write(kept.entry))}


def note(who, room, words, at, v=2):
    """Write a note into a room of somebody's."""
    body = {"words": words} if v == 2 else {"text": words}
    put(who, room, Entry("test.note", v, at, "Europe/Berlin", who.account, body))


def put(who, room, entry):
    """Write any entry into a room of somebody's."""
    space = who.space(room)
    wish = Intent(new_id(), entry.kind, entry.at, entry.zone, entry.by, {})
    decide(who.ring, wish, [space], lambda: Change(entries=((space, entry),)))


def everybody(expected):
    """Everybody, signed in with password and card."""
    people = {}
    for name, one in expected["people"].items():
        card = SecretBytes(bytes.fromhex(one["card"])) if one["card"] else None
        people[name] = accounts.sign_in(house(), name, one["password"], card)
        assert people[name] is not None, name
    return people


def seen(expected):
    """What everybody sees who signs in now."""
    return {name: told(who) for name, who in everybody(expected).items()}


def recovered(expected):
    """What everybody sees who comes in by their recovery line."""
    told_by = {}
    for name, one in expected["people"].items():
        code = SecretBytes(bytes.fromhex(one["recovery"]))
        told_by[name] = told(accounts.recover(house(), name, code, one["password"] + " anew"))
    return told_by


def wrote(expected, words="of today"):
    """Everybody writes a note into every room of theirs that is open; what they see after it."""
    for who in everybody(expected).values():
        for room in ROOMS:
            if who.space(room):
                note(who, room, words, expected["now"] + 60)
    return seen(expected)


def put_in(expected):
    """Put in what was dropped, and how many drops stay."""
    before = Drop.objects.count()
    for who in everybody(expected).values():
        for room in ("mine", "journal", "couple"):
            if who.space(room):
                drops.collect(who.ring, who.space(room), Rules(expected["now"], never=STAYS))
    return {"before": before, "after": Drop.objects.count(), "seen": seen(expected)}
