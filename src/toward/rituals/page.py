"""The page of the rituals: what is agreed, what waits, what rests, and what one could begin with."""

from __future__ import annotations

from dataclasses import dataclass

from toward.people.opened import Opened
from toward.rituals import words
from toward.rituals.doing import own_wish, rituals_in
from toward.rituals.records import BEGINS, LONGEST, LONGEST_NAME, SLOTS, WHY, Design, Ritual, Rituals
from toward.rituals.starters import Starter, apart, starter, together
from toward.store.entry import Room


@dataclass(frozen=True, slots=True)
class Line:
    """A ritual in a list.

    Args:
        id: of the ritual.
        room: where it lies.
        name: what it is called.
        how: when, where, who begins, how it ends, in words.
        form: name of the design that waits, "" where none does.
        offered: whether one's own was offered to the other.
    """

    id: str
    room: Room
    name: str
    how: tuple[str, ...]
    form: str = ""
    offered: bool = False


@dataclass(frozen=True, slots=True)
class RitualsPage:
    """The page.

    Args:
        paired: whether there is a common room.
        kept: agreed ones, common and one's own.
        asked: wishes that wait for one's yes.
        waiting: one's own wishes, which wait for the other's.
        resting: those that rest.
        gone: those that were let go.
        sets: starters, for living together and for living apart.
        why: reasons to be away, with their words.
    """

    paired: bool
    kept: tuple[Line, ...]
    asked: tuple[Line, ...]
    waiting: tuple[Line, ...]
    resting: tuple[Line, ...]
    gone: tuple[Line, ...]
    sets: tuple[tuple[Starter, ...], ...]
    why: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is there yet."""
        return not (self.kept or self.asked or self.waiting or self.resting)


@dataclass(frozen=True, slots=True)
class DesignPage:
    """The form of a ritual.

    Args:
        ritual: id, "" for a new one.
        room: where it will lie.
        design: what stands in the form.
        waits: whether it needs the other's yes.
        past: weeks that a look-back has found, as the form carries them.
        slots: parts of the day with their words.
        begins: who begins, with the words.
    """

    ritual: str
    room: Room
    design: Design
    waits: bool
    past: str = ""
    slots: tuple[tuple[str, str], ...] = ()
    begins: tuple[tuple[str, str], ...] = ()
    longest_name: int = LONGEST_NAME
    longest: int = LONGEST


def rituals_page(who: Opened) -> RitualsPage:
    """The page as it is for somebody now."""
    own, ours = rituals_in(who, "mine"), rituals_in(who, "couple")
    wishes = [each for each in ours.by_id.values() if each.wish]
    theirs = [each for each in wishes if not own_wish(who, each)]
    return RitualsPage(
        who.space("couple") is not None,
        (*_lines(ours.kept(), "couple"), *_lines(_only_own(own, ours), "mine")),
        tuple(_wished(each) for each in theirs),
        tuple(_wished(each) for each in wishes if each not in theirs),
        (*_lines(ours.standing("resting"), "couple"), *_lines(own.standing("resting"), "mine")),
        (*_lines(_designed(ours.standing("gone")), "couple"), *_lines(_designed(own.standing("gone")), "mine")),
        (together(), apart()),
        tuple((each, words.why(each)) for each in WHY),
    )


def _designed(rituals: tuple[Ritual, ...]) -> tuple[Ritual, ...]:
    return tuple(each for each in rituals if each.design)


def _only_own(own: Rituals, ours: Rituals) -> tuple[Ritual, ...]:
    """One's own that the two have not agreed to by now."""
    return tuple(each for each in own.kept() if each.offered not in {common.id for common in ours.kept()})


def _lines(rituals: tuple[Ritual, ...], room: Room) -> tuple[Line, ...]:
    return tuple(
        Line(each.id, room, each.name, how(each.design), offered=bool(each.offered)) for each in rituals if each.design
    )


def _wished(ritual: Ritual) -> Line:
    wish = ritual.wish
    if wish is None:
        raise ValueError(ritual.id)
    return Line(ritual.id, "couple", wish.design.name, how(wish.design), wish.form)


def how(design: Design) -> tuple[str, ...]:
    """How it is meant, in words."""
    said = [words.slot(design.slot), design.when, design.where]
    said += [words.begins(design.begins)] if design.begins else []
    return tuple(each for each in (*said, design.ends) if each)


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-back has found of a habit, as its form sends it.

    Args:
        name: what it is called.
        slot: part of the day.
        past: weekly counts.
    """

    name: str = ""
    slot: str = ""
    past: str = ""

    def design(self) -> Design:
        """A design to begin with."""
        return Design(self.name[:LONGEST_NAME], next((each for each in SLOTS if each == self.slot), "evening"))


def design_page(who: Opened, ritual: str, room: str, begin: str, found: Found) -> DesignPage | None:
    """The form for a new ritual or one that is there; None for one that is not.

    Args:
        who: looks.
        ritual: id of one that is there, "" for a new one.
        room: where it lies, "" for the common one if there is one.
        begin: key of a starter, "" for none.
        found: what a look-back has found, empty for nothing.
    """
    where: Room = "mine" if room == "mine" or who.space("couple") is None else "couple"
    there = rituals_in(who, where).by_id.get(ritual) if ritual else None
    if ritual and (there is None or there.design is None):
        return None
    began = starter(begin)
    design = there.design if there else began.design if began else found.design()
    slots = tuple((each, words.slot(each)) for each in SLOTS)
    begins = tuple((each, words.begins(each)) for each in BEGINS)
    return DesignPage(ritual, where, design or found.design(), where == "couple", found.past, slots, begins)
