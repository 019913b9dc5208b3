"""The page of Us: everything that can be said now, in the order in which a friend would say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from toward.insight import figures, marks
from toward.insight.language import Language
from toward.insight.quiet import words as quiet
from toward.insight.us import words
from toward.insight.us.reserve import Reserve
from toward.insight.us.series import Series
from toward.insight.us.state import State
from toward.insight.us.watching import Seen
from toward.rituals.page import how
from toward.rituals.words import smallest_step
from toward.science.strength import weekly
from toward.store.entry import Room

DRAWN, SPARK = 40, 26  # weeks in a ritual's picture, in a line of the list
EVERY_OTHER = 2  # a table shows every other week
MONTH_GAP = 24  # days between two named months at the least


@dataclass(frozen=True, slots=True)
class Noticed:
    """One thing that was noticed.

    Args:
        id: of the ritual.
        room: where it lies.
        sentence: what is said.
        from_to: how often it was, and is.
        how_sure: how often such a sentence is wrong.
        figure: the picture.
        rows: the same as a table: week, how often it happened, days told, likely range.
    """

    id: str
    room: Room
    sentence: str
    from_to: str
    how_sure: str
    figure: str
    rows: tuple[tuple[str, int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Habit:
    """A ritual in the list, or one of which it is too early to speak."""

    name: str
    how: str
    picture: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A ritual that is wanted back.

    Args:
        id: of the ritual.
        room: where it lies.
        name: what it is called.
        once: how often it was.
        how: how it was meant, in words.
        step: one step back.
    """

    id: str
    room: Room
    name: str
    once: str
    how: tuple[str, ...]
    step: str


@dataclass(frozen=True, slots=True)
class UsPage:
    """The page.

    Args:
        day: in words.
        headline: the whole of it.
        lead: what belongs to it, "" if nothing does.
        asks: what is asked about, one at a time; None if nothing is.
        grows: what grows.
        lines: of what the quieter voice speaks.
        backs: what is back.
        missed: what is wanted back.
        logging: that less is told, "" while it goes on.
        reserve: a range in words.
        reserve_note: what it rests on.
        reserve_label: whose it is.
        reserve_figure: its picture, "" while it is too early.
        habits: every ritual of which something can be said.
        early: those of which nothing can be said yet.
        empty: whether there is no ritual.
        limits: what it cannot see.
        paired: whether there is a common room.
        agrees: whether oneself agrees to one reserve for both.
        both_agree: whether both do.
        newer: whether something was written by a newer Toward.
    """

    day: str
    headline: str
    lead: str
    asks: Noticed | None
    grows: tuple[Noticed, ...]
    lines: tuple[Noticed, ...]
    backs: tuple[str, ...]
    missed: tuple[Missed, ...]
    logging: str
    reserve: str
    reserve_note: str
    reserve_label: str
    reserve_figure: str
    habits: tuple[Habit, ...]
    early: tuple[Habit, ...]
    empty: bool
    limits: tuple[str, ...]
    paired: bool
    agrees: bool
    both_agree: bool


def us_page(of: Language, known: State) -> UsPage:
    """The page, in the reader's language."""
    every = known.seen
    asks = [(room, each) for room, each in every if each.asks]
    lines = [(room, each) for room, each in every if each.line and not each.asks]
    grows = [(room, each) for room, each in every if each.grows]
    early = [each for _, each in every if each.early is not None]
    missed = tuple(_missed(of, *each) for each in every if each[1].missed)
    told = known.logging
    logging = quiet.logging(of, told, date.fromordinal(known.logging_first)) if told else None
    silent = told is not None and told.status == "stopped"
    all_early = not every or len(early) == len(every)
    count = len(every)
    return UsPage(
        of.day(date.fromordinal(known.today)),
        words.headline(of, len(asks), len(lines), len(grows), len(missed), early=all_early, silent=silent),
        words.lead_early(of) if all_early and every else "",
        _noticed(of, *asks[0], count, asks=True) if asks else None,
        tuple(_noticed(of, *each, count) for each in grows),
        tuple(_noticed(of, *each, count) for each in lines),
        tuple(words.back(of, each) for _, each in every if each.back),
        missed,
        logging or "",
        words.reserve(of, known.reserve),
        words.reserve_note(of, known.reserve),
        of.gettext("Our reserve") if known.reserve.both else of.gettext("My felt security"),
        _reserve_figure(of, known.reserve),
        tuple(_habit(of, each) for _, each in every if each.early is None),
        tuple(_early(of, each) for each in early),
        not every,
        tuple(quiet.limits(of)),
        known.paired,
        known.agrees,
        known.both_agree,
    )


def _noticed(of: Language, room: Room, seen: Seen, count: int, *, asks: bool = False) -> Noticed:
    sentence = words.sentence(of, seen)
    figure, rows = _picture(of, seen, sentence)
    how_sure = words.how_sure(of, count, asks=asks)
    return Noticed(seen.of.ritual.id, room, sentence, words.from_to(of, seen), how_sure, figure, rows)


def _missed(of: Language, room: Room, seen: Seen) -> Missed:
    ritual, design = seen.of.ritual, seen.of.ritual.design
    how_meant = how(design) if design else ()
    return Missed(ritual.id, room, ritual.name, words.once(of, seen), how_meant, smallest_step(ritual.slot))


def _weeks(of: Series, last: int) -> list[tuple[float, float, float]]:
    """Strength of each of the last weeks; days told from memory weigh half."""
    weight = np.where(of.remembered, 0.5, 1.0)
    return [(float(a), float(b), float(c)) for a, b, c in weekly(of.days, weight=weight, last=last)]


def _picture(of: Language, seen: Seen, sentence: str) -> tuple[str, tuple[tuple[str, int, int, str], ...]]:
    whole = seen.of.from_monday()
    weeks = _weeks(whole, DRAWN)
    skip = -(-len(whole.days) // 7) - len(weeks)
    first, days = whole.first + 7 * skip, whole.drawn()[7 * skip :]
    began = None
    if seen.began is not None:
        shift = seen.of.first - first
        began = (max(seen.began.lower + shift, 0.0), max(seen.began.upper + shift, 1.0))
    name = f"n-{seen.of.ritual.id}"
    said = _words(of, seen, sentence, weeks[-1], date.fromordinal(first), began)
    picture = figures.ritual(name, said, weeks, days.tolist(), _months(of, first, len(days)), began)
    return picture, tuple(_rows(of, whole, weeks, skip))


def _words(
    of: Language,
    seen: Seen,
    sentence: str,
    last: tuple[float, float, float],
    first: date,
    began: tuple[float, float] | None,
) -> figures.Words:
    span = ""
    if began is not None:
        low, high = (first + timedelta(days=round(each)) for each in began)
        span = f"{of.day_short(low)} – {of.day_short(high)}"
    return figures.Words(
        seen.of.ritual.name,
        of.together(sentence, words.from_to(of, seen)),
        of.gettext("7 of 7"),
        "0",
        of.weekday(0)[:3] if of.code == "en" else of.weekday(0)[-1],
        of.weekday(6)[:3] if of.code == "en" else of.weekday(6)[-1],
        _range(last),
        span,
    )


def _range(week: tuple[float, float, float]) -> str:
    low, high = round(7 * week[1]), round(7 * week[2])
    return f"{low}" if low == high else f"{low}–{high}"


def _rows(
    of: Language, whole: Series, weeks: list[tuple[float, float, float]], skip: int
) -> Iterable[tuple[str, int, int, str]]:
    for week in range(0, len(weeks), EVERY_OTHER):
        place = 7 * (skip + week)
        days = whole.days[place : place + 7 * EVERY_OTHER]
        when = of.day_short(date.fromordinal(whole.first + place))
        yield when, int((days == 1).sum()), int((days >= 0).sum()), _range(weeks[week])


def _months(of: Language, first: int, days: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for day in range(days):
        when = date.fromordinal(first + day)
        if when.day == 1 and (not found or day - found[-1][0] >= MONTH_GAP) and days - day > MONTH_GAP // 2:
            found.append((day, of.month_short(when.month)))
    return found


def _habit(of: Language, seen: Seen) -> Habit:
    whole = seen.of.from_monday()
    weeks = _weeks(whole, SPARK)
    unit = words.UNITS[seen.of.ritual.slot]
    how = words.range_in_words(of, weeks[-1][1], weeks[-1][2], unit)
    name = f"h-{seen.of.ritual.id}"
    return Habit(
        seen.of.ritual.name, how, figures.spark(name, figures.Words(seen.of.ritual.name, how, "", "", "", ""), weeks)
    )


def _early(of: Language, seen: Seen) -> Habit:
    early, days = seen.early, seen.of.drawn()[-60:]
    assert early is not None
    happened = int((seen.of.days == 1).sum())
    told = of.ngettext("one day told", "{n} days told", early.n).format(n=early.n)
    needed = of.gettext("about {n} needed").format(n=early.needed)
    how = words.of_told(of, happened, early.n) if early.n else of.gettext("Nothing is told of it yet.")
    said = figures.Words(seen.of.ritual.name, how, "", "", told, needed)
    return Habit(seen.of.ritual.name, how, marks.early(f"e-{seen.of.ritual.id}", said, days.tolist(), early.needed))


def _reserve_figure(of: Language, found: Reserve) -> str:
    if len(found.weeks) < 2:
        return ""
    weeks = found.weeks[-DRAWN:]
    first = found.first + 7 * (len(found.weeks) - len(weeks))
    title = of.gettext("Our reserve") if found.both else of.gettext("My felt security")
    now = f"{found.low}–{found.high}"
    said = figures.Words(
        title, of.together(words.reserve(of, found), words.reserve_note(of, found)), "10", "0", "", "", now
    )
    return marks.reserve("reserve", said, weeks, _months(of, first, 7 * len(weeks)))
