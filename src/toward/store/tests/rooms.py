"""A kind of entry for tests alone: some words that may lie in any room, written, dropped and read as every other kind is.

It is in no page of the product. Tests that need words in a room (canaries, chance orders of events, folds) use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from toward.store.documents import Kind
from toward.store.entry import ROOMS, Change, Entry, Intent, Refusal
from toward.store.models import new_id
from toward.store.streams import Ring, decide, read

WORDS = "test.words"
KIND = Kind(WORDS, ROOMS)
FIELDS = ("title", "words", "aside", "answer")  # the texts of its body


def spoken(by: UUID, body: Mapping[str, str], at: int, zone: str = "UTC") -> Entry:
    """An entry with these words."""
    return Entry(WORDS, KIND.newest, at, zone, by, dict(body))


def wish_of(entry: Entry) -> Intent:
    """A wish of its own for an entry, as if somebody had sent a form."""
    return Intent(new_id(), WORDS, entry.at, entry.zone, entry.by, {})


def write_words(ring: Ring, space: UUID, entry: Entry, wish: Intent | None = None) -> Change | Refusal:
    """Put words at the end of a stream; the same wish twice puts them there once.

    Raises:
        Gone: the space is closed, not there, or not open.
    """
    return decide(ring, wish or wish_of(entry), [space], lambda: Change(entries=((space, entry),)))


def drop_words(ring: Ring, space: UUID, entry: Entry, wish: Intent | None = None) -> Change | Refusal:
    """Drop words into a room that is locked now; its next opened visit reads them.

    Raises:
        Gone: the space is not there, or no door to it is known.
    """
    return decide(ring, wish or wish_of(entry), [], lambda: Change(drops=((space, entry),)))


def words_in(ring: Ring, space: UUID) -> list[dict[str, str]]:
    """The bodies of everything of this kind in a room, in their order."""
    return [dict(kept.entry.body) for kept in read(ring, space) if kept.entry.kind == WORDS]
