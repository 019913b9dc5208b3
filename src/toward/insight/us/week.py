"""The week in one minute: seven days of each ritual, what arrived, and one question to ask each other. Nothing is filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from toward.insight import marks
from toward.insight.figures import AWAY, Words
from toward.insight.language import Language
from toward.insight.us import words
from toward.insight.us.series import last_day, series
from toward.moments.doing import moments_of
from toward.moments.page import shown_by_the_other, thanks
from toward.people.opened import Opened
from toward.rituals.doing import rituals_in
from toward.rituals.records import Ritual, Rituals
from toward.store.entry import Room

DAYS, FEW = 7, 3  # moments that are shown at most


@dataclass(frozen=True, slots=True)
class Lived:
    """A ritual in this week.

    Args:
        name: what it is called.
        how: on how many of the told days it happened.
        picture: the seven days.
    """

    name: str
    how: str
    picture: str


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The page.

    Args:
        first: day the week begins with, in words.
        last: its last day.
        rituals: each that is kept.
        arrived: words of moments and thanks of this week, the newest first.
        question: one to ask each other, or oneself.
        paired: whether there is another to ask.
    """

    first: str
    last: str
    rituals: tuple[Lived, ...]
    arrived: tuple[str, ...]
    question: str
    paired: bool


def week_page(of: Language, who: Opened, today: date) -> WeekPage:
    """The last seven days, today among them once something of it is told."""
    paired = who.space("couple") is not None
    rooms: tuple[Room, ...] = ("couple", "mine") if paired else ("mine",)
    known = [(rituals_in(who, room)) for room in rooms]
    common = {each.id for each in known[0].kept()} if paired else set()
    last = date.fromordinal(max(last_day(each, today.toordinal()) for each in known))
    rows = tuple(_lived(of, each, room, last) for room in known for each in room.kept() if each.offered not in common)
    first = last - timedelta(days=DAYS - 1)
    arrived = tuple(_arrived(who, first, last))[:FEW]
    return WeekPage(of.day(first), of.day(last), rows, arrived, question(of, last, paired=paired), paired)


def _lived(of: Language, ritual: Ritual, known: Rituals, last: date) -> Lived:
    whole = series(ritual, known, last.toordinal()).drawn()
    days = ([-1] * DAYS + whole.tolist())[-DAYS:]
    told, happened = sum(day in (0, 1) for day in days), days.count(1)
    how = words.of_told(of, happened, told) if told else of.gettext("Nothing is told of it this week.")
    letters = [(last - timedelta(days=back)).weekday() for back in reversed(range(DAYS))]
    said = {1: of.gettext("it happened"), 0: of.gettext("not this time"), AWAY: of.gettext("away")}
    spoken = "; ".join(
        f"{of.weekday(day)}: {said.get(mark, of.gettext('not told'))}" for day, mark in zip(letters, days, strict=True)
    )
    return Lived(
        ritual.name,
        how,
        marks.week(f"w-{ritual.id}", Words(ritual.name, spoken, "", "", "", ""), _named(of, letters, days)),
    )


def _named(of: Language, letters: Iterable[int], days: Iterable[int]) -> list[tuple[str, int]]:
    short = [of.weekday(day)[:2] if of.code == "en" else of.weekday(day)[-1] for day in letters]
    return list(zip(short, days, strict=True))


def _arrived(who: Opened, first: date, last: date) -> list[str]:
    """What one received in the week: one's own moments with words, what the other shows, their thanks."""
    own = [(date.fromordinal(each.day), each.words) for each in moments_of(who).recent]
    theirs = [(each.day, each.words) for each in (*shown_by_the_other(who), *thanks(who)) if not each.own]
    dated = [(day, said) for day, said in (*own, *theirs) if said and first <= day <= last + timedelta(days=1)]
    return [said for _, said in sorted(dated, key=lambda each: each[0], reverse=True)]


def question(of: Language, day: date, *, paired: bool) -> str:
    """The question of a week; another one the week after."""
    gettext = of.gettext
    two = (
        gettext("What was the smallest thing that did you good this week?"),
        gettext("When did you feel that I was there?"),
        gettext("What would make next week a little lighter?"),
        gettext("Which of our small habits do you look forward to?"),
        gettext("What have we not told each other this week?"),
        gettext("What did we get through together?"),
    )
    one = (
        gettext("What was the smallest thing that did me good this week?"),
        gettext("When did I feel that somebody was there?"),
        gettext("What would make next week a little lighter?"),
        gettext("Which of my small habits do I look forward to?"),
        gettext("What have I not told anybody this week?"),
        gettext("What did I get through?"),
    )
    return (two if paired else one)[day.isocalendar().week % len(two)]
