"""Everything that Us and Today ask of the science, worked out once and kept beside the streams it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from toward.insight.us.reserve import Reserve
from toward.insight.us.reserve import joint as joint_reserve
from toward.insight.us.reserve import own as own_reserve
from toward.insight.us.series import last_day, series
from toward.insight.us.watching import Memo, Seen, dated, seen
from toward.moments.doing import by_me, joint, moments_of, ours_of
from toward.moments.records import FELT
from toward.people.opened import Opened
from toward.rituals.doing import evenings_of, rituals_in
from toward.rituals.evenings import Evenings
from toward.rituals.records import Rituals
from toward.science.silence import Logging, logging_faded
from toward.store import memos
from toward.store.entry import Room

MEMO, DATES, RESERVE = "us-watch.1", "us-dates.1", "us-reserve.1"
_ROOMS: tuple[Room, ...] = ("couple", "mine")


@dataclass(frozen=True, slots=True)
class State:
    """What is known of two people, or of one.

    Args:
        paired: whether there is a common room.
        today: ordinal of the day it is.
        seen: each ritual that is kept, with what the watch sees in it, and its room.
        logging: whether telling itself has become less; None while nothing was told.
        logging_first: ordinal of the first day that this rests on.
        reserve: one's own, or that of both.
        agrees: whether oneself agrees to one reserve for both.
        both_agree: whether both do.
        evenings: one's own days.
        rituals: of the common room, or one's own.
    """

    paired: bool
    today: int
    seen: tuple[tuple[Room, Seen], ...]
    logging: Logging | None
    logging_first: int
    reserve: Reserve
    agrees: bool
    both_agree: bool
    evenings: Evenings
    rituals: Rituals


def watched(who: Opened, today: date) -> tuple[tuple[Room, Seen], ...]:
    """What the watch sees now, and nothing else: what an evening asks for."""
    found: list[tuple[Room, Seen]] = []
    for room, space in _spaces(who):
        memo = Memo(memos.kept(who.ring, space, MEMO))
        found += [(room, each) for each in _room(who, room, today.toordinal(), memo)]
        _keep(who, space, MEMO, memo)
    return tuple(found)


def _dated(who: Opened, found: tuple[tuple[Room, Seen], ...]) -> tuple[tuple[Room, Seen], ...]:
    """The same, with when each change began, which only Us asks for."""
    known: list[tuple[Room, Seen]] = []
    for room, space in _spaces(who):
        memo = Memo(memos.kept(who.ring, space, DATES))
        known += [(room, dated(each, memo)) for where, each in found if where == room]
        _keep(who, space, DATES, memo)
    return tuple(known)


def _spaces(who: Opened) -> list[tuple[Room, UUID]]:
    spaces = ((room, who.space(room)) for room in _ROOMS)
    return [(room, space) for room, space in spaces if space is not None]


def _room(who: Opened, room: Room, today: int, memo: Memo) -> list[Seen]:
    known = rituals_in(who, room)
    common = {each.id for each in rituals_in(who, "couple").kept()} if room == "mine" else set()
    until = last_day(known, today)
    kept = (each for each in known.kept() if each.offered not in common)
    return [seen(series(each, known, until), memo) for each in kept]


def _keep(who: Opened, space: UUID, name: str, memo: Memo) -> None:
    """Keep what is new; what was already so is not written again."""
    if dict(memo.kept) != memo.new:
        memos.keep(who.ring, space, name, memo.new)


def state(who: Opened, today: date) -> State:
    """Everything for the page of Us."""
    number, paired = today.toordinal(), who.space("couple") is not None
    evenings, found = evenings_of(who), _dated(who, watched(who, today))
    room: Room = "couple" if paired else "mine"
    rituals = rituals_in(who, room)
    logging, first = told_less(rituals, number)
    agrees, theirs = joint(who)
    reserve = _reserve(who, evenings, number, both=agrees and theirs)
    return State(paired, number, found, logging, first, reserve, agrees, agrees and theirs, evenings, rituals)


def _reserve(who: Opened, evenings: Evenings, today: int, *, both: bool) -> Reserve:
    space = who.space("mine")
    if space is None:
        return Reserve(both, 0, needed=1)
    memo = Memo(memos.kept(who.ring, space, RESERVE))
    found = (
        joint_reserve(*felt_by_both(who), today, memo) if both else own_reserve(evenings, moments_of(who), today, memo)
    )
    _keep(who, space, RESERVE, memo)
    return found


def felt_by_both(who: Opened) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """The numbers in the common room: one's own, and the other's; no page shows the second."""
    sides: dict[bool, dict[int, int]] = {True: {}, False: {}}
    for body in ours_of(who).felt:
        sides[by_me(who, FELT, body)][date.fromisoformat(body["day"]).toordinal()] = int(body["felt"])
    return sides[True], sides[False]


def told_less(known: Rituals, today: int) -> tuple[Logging | None, int]:
    """Whether telling itself has become less; and the ordinal of the first day that this rests on."""
    all_rituals = [each for each in known.by_id.values() if each.days.marks]
    if not all_rituals:
        return None, today
    first, until = min(each.days.first for each in all_rituals), today - 1
    rows = [series(each, known, until) for each in all_rituals]
    table = np.full((len(rows), max(until - first + 1, 0)), -1, dtype=np.int8)
    for row, each in zip(table, rows, strict=True):
        begins = each.first - first
        told = np.where((each.days < 0) & (each.sides > 0), 0, each.days)  # told in two ways is told too
        row[max(begins, 0) :] = told[max(-begins, 0) :][: len(row) - max(begins, 0)]
    away = np.zeros(table.shape[1], dtype=bool)
    away[[day - first for day in known.away if first <= day <= until]] = True
    return (logging_faded(table, excused=away), first) if table.shape[1] else (None, first)
