"""What is kept of a ritual: how it is meant, on which days it happened, when one was away. No ritual has an actor.

A day of a ritual is 1 (it happened), 0 (a report says it did not) or -1 (not observed, never "no").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from toward.store.documents import Kind
from toward.store.entry import Room

DESIGN = "rituals.design"  # kind of the entry that says how a ritual is meant; in *couple* it waits for the other's yes
YES = "rituals.yes"  # kind of the entry that agrees to a design
STATE = "rituals.state"  # kind of the entry that lets a ritual rest, go, or come back
DAY = "rituals.day"  # kind of the entry that keeps a merged day, without anybody's hand
AWAY = "rituals.away"  # kind of the entry that says on which days one or both are away or ill
ANSWER = "rituals.answer"  # kind of the entry that keeps the answer to "On purpose?"
_BOTH: tuple[Room, ...] = ("mine", "couple")
KINDS = tuple(Kind(name, _BOTH) for name in (DESIGN, YES, STATE, DAY, AWAY, ANSWER))

Slot = Literal["morning", "parting", "reunion", "evening", "bedtime"]
Begins = Literal["", "either", "turns", "first"]
Standing = Literal["wished", "agreed", "resting", "gone"]
Why = Literal["away", "ill", "travel", "apart"]
Answer = Literal["on_purpose", "want_back", "ignored"]
Weeks = tuple[tuple[int, ...], tuple[int, ...]]  # kept and observed days, a week each
SLOTS: tuple[Slot, ...] = get_args(Slot)
BEGINS: tuple[Begins, ...] = get_args(Begins)
WHY: tuple[Why, ...] = get_args(Why)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
MOST = 6  # rituals that are kept at a time
LONGEST_NAME, LONGEST = 60, 200  # letters

UNKNOWN = "."  # letter of a day that nobody told, or that was told in two ways
LETTERS = {(1, False): "1", (0, False): "0", (1, True): "k", (0, True): "n"}  # by value, and whether from memory
_READ = {letter: key for key, letter in LETTERS.items()}


class Told(NamedTuple):
    """What is known of a ritual on a day.

    Args:
        value: 1, 0 or -1.
        sides: from how many sides it was told, 0–2; whose they are is not kept.
        remembered: whether it was told long after.
    """

    value: int = -1
    sides: int = 0
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """A ritual's days in a row, as letters, so that years of them are quickly read.

    Args:
        first: ordinal of the first day, 0 where there is none.
        marks: one letter a day.
        sides: one digit a day.
    """

    first: int = 0
    marks: str = ""
    sides: str = ""

    def on(self, day: int) -> Told:
        """What is known of a day.

        >>> Days(7, "1.", "20").on(7), Days(7, "1.", "20").on(99)
        (Told(value=1, sides=2, remembered=False), Told(value=-1, sides=0, remembered=False))
        """
        place = day - self.first
        if not self.marks or not 0 <= place < len(self.marks):
            return Told()
        value, remembered = _READ.get(self.marks[place], (-1, False))
        return Told(value, int(self.sides[place]), remembered)


@dataclass(frozen=True, slots=True)
class Design:
    """How a ritual is meant.

    Args:
        name: what the two call it.
        slot: part of the day.
        when: in words, may be empty.
        where: in words, may be empty.
        begins: who begins: either, in turns, whoever is there first; nobody by name.
        ends: how it ends, in words.
    """

    name: str
    slot: Slot
    when: str = ""
    where: str = ""
    begins: Begins = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A design that waits for the other's yes.

    Args:
        design: what is wished.
        form: name of this very design; a yes is to a form.
        hand: mark of who wished it, which only they know for theirs.
        past: kept and observed days a week before it came here, oldest first; empty if nothing is known.
    """

    design: Design
    form: str
    hand: str = ""
    past: Weeks = ((), ())


@dataclass(frozen=True, slots=True)
class Ritual:
    """A ritual as it stands.

    Args:
        id: letters that name it for good, whatever it is called.
        standing: where it stands.
        design: what is agreed; None while nothing is.
        wish: what waits for a yes; None if nothing does.
        since: ordinal of the day it was first agreed, 0 while it is not.
        days: on which it happened.
        answers: days and answers to "On purpose?", in order.
        edits: ordinals of days on which it became another one (another part of the day).
        past: kept and observed days a week before it came here, oldest first; empty if nothing is known.
        offered: id of the ritual in *couple* that this one of one's own was offered as, "" if it was not.
    """

    id: str
    standing: Standing = "wished"
    design: Design | None = None
    wish: Wish | None = None
    since: int = 0
    days: Days = field(default_factory=Days)
    answers: tuple[tuple[int, Answer], ...] = ()
    edits: tuple[int, ...] = ()
    past: Weeks = ((), ())
    offered: str = ""

    @property
    def name(self) -> str:
        """What it is called now."""
        shown = self.design or (self.wish and self.wish.design)
        return shown.name if shown else ""

    @property
    def slot(self) -> Slot:
        """Its part of the day now."""
        shown = self.design or (self.wish and self.wish.design)
        return shown.slot if shown else "evening"


@dataclass(frozen=True, slots=True)
class Rituals:
    """Every ritual of a room.

    Args:
        by_id: all that there ever were, in the order they came.
        away: ordinals of days on which one or both were away, with why.
    """

    by_id: Mapping[str, Ritual] = field(default_factory=dict)
    away: Mapping[int, Why] = field(default_factory=dict)

    def kept(self) -> tuple[Ritual, ...]:
        """Those that are agreed now."""
        return tuple(each for each in self.by_id.values() if each.standing == "agreed" and each.design)

    def standing(self, *wanted: Standing) -> tuple[Ritual, ...]:
        """Those that stand so."""
        return tuple(each for each in self.by_id.values() if each.standing in wanted)


def design_of(body: Mapping[str, Any]) -> Design:
    """A design from a body.

    Raises:
        KeyError: there is no name or slot.
    """
    slot: Slot = body["slot"] if body["slot"] in SLOTS else "evening"
    begins: Begins = body.get("begins", "") if body.get("begins", "") in BEGINS else ""
    words = {name: str(body.get(name, "")) for name in ("when", "where", "ends")}
    return Design(str(body["name"]), slot, begins=begins, **words)
