"""What is kept, what is asked, and what a rule answers. Imports nothing of Toward, so that every rule can be pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from uuid import UUID

Room = Literal["mine", "journal", "couple", "share"]
ROOMS: tuple[Room, ...] = ("mine", "journal", "couple", "share")
ERASED = "store.erased"  # kind of the entry that lies where its author has removed one; no fold makes anything of it


class Entry(NamedTuple):
    """One thing that was written down, as it stands inside the seal.

    Args:
        kind: what it is, for example `evening`.
        v: version of the kind's body.
        at: second at which it happened (UTC).
        zone: the writer's time zone then, for example `Europe/Berlin`.
        by: whose hand, an account.
        body: the words and numbers.
    """

    kind: str
    v: int
    at: int
    zone: str
    by: UUID
    body: Mapping[str, Any]


class Kept(NamedTuple):
    """An entry with its place in the stream.

    Args:
        sequence: from 1.
        key: its own id, 16 bytes.
        entry: what it says.
    """

    sequence: int
    key: bytes
    entry: Entry

    @property
    def id(self) -> UUID:
        """Its own id, as the database has it."""
        return UUID(bytes=self.key)


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody wants to do; the same one twice changes nothing.

    Args:
        id: random, made where the wish arose (a phone without a network too).
        kind: name of the rule.
        at: second at which it was wished.
        zone: time zone of the wish.
        by: who.
        fields: the form.
    """

    id: UUID
    kind: str
    at: int
    zone: str
    by: UUID
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Due:
    """When a person may be reminded of something next; says nothing of why.

    Args:
        account: of whom.
        purpose: for example `evening`.
        next_at: the next instant, None to take it away.
        quiet_until: not before that; another person's rule may only make it later.
    """

    account: UUID
    purpose: str
    next_at: int | None = None
    quiet_until: int | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """A fact that both must know at once, without a word in it: a signal, a timeout.

    Args:
        kind: for example `timeout`.
        who: who called it.
        at: second at which.
        return_at: second at which one is back.
        extensions: how often it was made longer.
        acknowledged: whether the other has seen it.
    """

    kind: str
    who: UUID
    at: int
    return_at: int | None = None
    extensions: int = 0
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule wants changed; one transaction does all of it or nothing.

    Args:
        entries: by the space they go into.
        drops: documents for spaces that are not open here, by space.
        live: new live facts, by space.
        dues: reminders to set, move or take away.
    """

    entries: tuple[tuple[UUID, Entry], ...] = ()
    drops: tuple[tuple[UUID, Entry], ...] = ()
    live: tuple[tuple[UUID, Live], ...] = ()
    dues: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a rule changes nothing; the words for a code live in templates.

    Args:
        code: one word or two, for example `not_paired`.
        more: numbers that the words need.
    """

    code: str
    more: Mapping[str, Any] = field(default_factory=dict)
