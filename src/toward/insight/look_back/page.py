"""From a look-back to a page: every value and every sentence is made here, the template only lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from toward.insight import figures
from toward.insight.language import Language
from toward.insight.look_back import helping, words
from toward.lookback.days import Calendar
from toward.lookback.messages import Kind, Question
from toward.lookback.report import Line, LookBack, Ritual
from toward.science.strength import weekly

MOST_ROWS = 12
WEEKS_OF_DAYS = 52
MOST_CHARTS = 8  # changed habits drawn in full; more than that nobody reads


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table under a picture."""

    when: str
    happened: int
    in_touch: int
    likely: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One last real line."""

    text: str
    moment: str
    iso: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A habit that grew or thinned out, with its picture."""

    name: str
    since: str
    from_to: str
    how_sure: str
    note: str | None
    figure: str
    recent: str | None
    rows: tuple[Row, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A habit that held, or one of which it is too early to speak."""

    name: str
    how: str
    spark: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its answers."""

    id: str
    words: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the look-back page shows."""

    headline: str
    lead: str
    covers: str
    changed: tuple[Changed, ...]
    kept: tuple[Held, ...]
    kept_first: bool
    early: tuple[Held, ...]
    unread: str | None
    unread_samples: tuple[str, ...]
    limits: tuple[str, ...]
    try_this: str
    kept_label: str


def page(of: Language, look: LookBack) -> Page:
    """The page of a finished look-back."""
    changed = [ritual for ritual in look.rituals if ritual.began is not None]
    kept = [ritual for ritual in look.rituals if ritual.status == "steady"]
    less = [ritual for ritual in changed if ritual.status != "growing"]
    return Page(
        headline=words.headline(of, look),
        lead=words.lead(of, look),
        covers=words.covers(of, look),
        changed=tuple(_changed(of, ritual, look, i) for i, ritual in enumerate(changed[:MOST_CHARTS])),
        kept=tuple(_held(of, ritual, f"held{i}") for i, ritual in enumerate(kept)),
        kept_first=len(kept) > len(less) > 0 and len(less) == len(changed),
        early=tuple(
            _held(of, ritual, f"early{i}") for i, ritual in enumerate(look.rituals) if ritual.status == "too early"
        ),
        unread=words.unread(of, look),
        unread_samples=look.reading.unread_samples,
        limits=tuple(words.limits(of, look)),
        try_this=words.one_small_thing(of, look),
        kept_label=words.kept(of, len(kept), first=False).rstrip(".。") if kept else "",
    )


def ask(of: Language, asked: Question) -> Ask:
    """A question as the page puts it."""
    choices = tuple((value, helping.choice(of, asked, value)) for value in asked.choices)
    return Ask(asked.id, helping.question(of, asked), choices)


def _changed(of: Language, ritual: Ritual, look: LookBack, number: int) -> Changed:
    when = look.when
    assert when is not None  # a changed habit has dates
    weeks = weekly(ritual.days)
    long = len(weeks) > figures.LONGEST_WITH_DAYS
    return Changed(
        name=words.name(of, ritual),
        since=words.since(of, ritual, look),
        from_to=words.from_to(of, ritual),
        how_sure=words.how_sure(of, ritual),
        note=words.note(of, ritual),
        figure=_figure(of, ritual, look, when, f"r{number}", 0),
        recent=_figure(of, ritual, look, when, f"r{number}d", len(weeks) - WEEKS_OF_DAYS) if long else None,
        rows=tuple(_rows(of, ritual, when, weeks)),
        quotes=tuple(_quote(of, line) for line in ritual.examples),
    )


def _figure(of: Language, ritual: Ritual, look: LookBack, when: Calendar, name: str, skip: int) -> str:
    """The picture from week `skip` on."""
    weeks, days = weekly(ritual.days)[skip:], ritual.days[7 * skip :]
    start = when.first + timedelta(weeks=skip)
    began = ritual.began
    span = (
        (began.lower - 7 * skip, began.upper + 1 - 7 * skip) if began is not None and began.upper > 7 * skip else None
    )
    dates = words.dates(ritual, look)
    sentence = f"{words.since(of, ritual, look)} {words.from_to(of, ritual)}"
    text = figures.Words(
        title=words.name(of, ritual),
        desc=sentence,
        every=of.gettext("7 of 7"),
        never=of.gettext("0"),
        first_day=of.gettext("Mon"),
        last_day=of.gettext("Sun"),
        now=words.how_often(of, ritual.now, 7) if ritual.now is not None else "",
        began=_span_short(of, dates) if dates else "",
    )
    inside = (max(span[0], 0.0), span[1]) if span else None
    return figures.ritual(name, text, weeks.tolist(), days.tolist(), list(_months(of, start, len(weeks))), inside)


def _span_short(of: Language, dates: tuple[date, date]) -> str:
    first, last = dates
    year = first.year != last.year
    return of.gettext("{first} – {last}").format(
        first=of.day_short(first, year=year), last=of.day_short(last, year=year)
    )


def _months(of: Language, start: date, weeks: int) -> Iterator[tuple[int, str]]:
    """Month names under the week in which they begin, as many as find room."""
    every = 1 if weeks <= 30 else 2 if weeks <= 56 else 3 if weeks <= 80 else 6 if weeks <= 200 else 12
    year, month = start.year, start.month
    for _ in range(1 + weeks // 4):
        month += 1
        year, month = year + (month > 12), (month - 1) % 12 + 1
        day = (date(year, month, 1) - start).days
        if day // 7 >= weeks - (2 if weeks > 30 else 0):
            return
        if (month - 1) % every == 0:
            yield day, str(year) if weeks > 80 and month == 1 else of.month_short(month)


def _rows(of: Language, ritual: Ritual, when: Calendar, weeks: NDArray[np.float64]) -> Iterator[Row]:
    """At most twelve rows of equal length: so many days in touch, on so many it happened, likely so many in seven."""
    length = -(-len(weeks) // MOST_ROWS)
    for begin in range(0, len(weeks), length):
        days = ritual.days[7 * begin : 7 * (begin + length)]
        rate = weeks[begin : begin + length].mean(axis=0)
        likely = of.gettext("{low}–{high}").format(low=round(7 * rate[1]), high=round(7 * rate[2]))
        yield Row(of.day(when.first + timedelta(weeks=begin)), int((days == 1).sum()), int((days >= 0).sum()), likely)


def _quote(of: Language, line: Line) -> Quote:
    text = line.text.strip() or (of.gettext("[call]") if line.kind == Kind.CALL else of.gettext("[picture]"))
    text = text if len(text) <= 200 else text[:199] + "…"
    return Quote(text, of.moment(line.at), f"{line.at:%Y-%m-%dT%H:%M}")


def _held(of: Language, ritual: Ritual, name: str) -> Held:
    how = words.steady(of, ritual)
    if ritual.now is None:
        return Held(words.name(of, ritual), how, None)
    text = figures.Words(words.name(of, ritual), how, "", "", "", "")
    return Held(words.name(of, ritual), how, figures.spark(name, text, _thin(weekly(ritual.days))))


def _thin(weeks: NDArray[np.float64], most: int = 60) -> Sequence[figures.Week]:
    """A long series in fewer points: a small picture needs no more."""
    groups = np.array_split(weeks, min(len(weeks), most))
    return [tuple(group.mean(axis=0)) for group in groups]
