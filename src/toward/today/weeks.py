"""Three weeks on one page: the days one has not told, to be filled in from memory, a week at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from toward.people.opened import Opened
from toward.rituals.doing import evenings_of
from toward.rituals.evenings import BACK, Evenings
from toward.rituals.records import Ritual
from toward.today.doing import rooms_of, tellable
from toward.today.writes import WEEK, kept_on


@dataclass(frozen=True, slots=True)
class Untold:
    """A day that can still be told.

    Args:
        number: within its week.
        day: which one.
        rituals: ids and names of those that were kept then; one before sleep belongs to the night before.
    """

    number: int
    day: date
    rituals: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, the newest first.

    Args:
        first: its first day.
        last: its last one.
        days: those that are untold.
    """

    first: date
    last: date
    days: tuple[Untold, ...]


def weeks_page(who: Opened, today: date) -> tuple[Week, ...]:
    """The weeks with days that are untold, the newest first; days before anything was kept are none."""
    rituals, own = tuple(tellable(rooms_of(who)).values()), evenings_of(who)
    begins = [today - timedelta(days=back) for back in range(WEEK, BACK + 1, WEEK)]
    weeks = (_week(first, rituals, own) for first in begins)
    return tuple(week for week in weeks if week.days)


def _week(first: date, rituals: tuple[Ritual, ...], own: Evenings) -> Week:
    days = tuple(
        Untold(number, day, kept)
        for number in reversed(range(WEEK))
        for day in [first + timedelta(days=number)]
        for kept in [_kept(rituals, day)]
        if kept and day.toordinal() not in own.closed
    )
    return Week(first, first + timedelta(days=WEEK - 1), days)


def _kept(rituals: tuple[Ritual, ...], day: date) -> tuple[tuple[str, str, bool], ...]:
    return tuple((each.id, each.name, each.slot == "bedtime") for each in rituals if kept_on(each, day.toordinal()))
