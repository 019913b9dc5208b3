"""What the watch noticed, sentence by sentence: "we", "it", two dates and never one; never who, and never why.

Functions take the language first and numbers second, and return a finished sentence, or None where nothing is to be
said. No sentence claims that a ritual which thins out means anything about the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from toward.insight.language import Language
from toward.insight.quiet.often import Unit, from_to, number, often
from toward.science.erosion import Answer, PooledState, State
from toward.science.findings import Finding, TooEarly
from toward.science.silence import Logging, Unreported

SUDDEN = 0.5  # P(abrupt) from which a change is called sudden
LATE = 30  # days by which the beginning of thinner logging is dated late when it was slow


@dataclass(frozen=True, slots=True)
class Ritual:
    """A ritual as the two call it.

    Args:
        name: in their own words.
        unit: what its days are called.
    """

    name: str
    unit: Unit = "days"


def when(of: Language, began: Finding, first: date) -> str:
    """Between which two days it began: `between 2 and 20 May 2026`.

    Args:
        of: the reader's language.
        began: day numbers as `onset.began` finds them.
        first: date of day number 0.
    """
    low, high = floor(began.lower), ceil(began.upper)
    return of.between_days(_date(first, low), _date(first, max(high, low + 1)))


def line(of: Language, ritual: Ritual, state: State, began: Finding | None, first: date) -> str | None:
    """The quieter voice: a sentence on Us that asks nothing; None where there is nothing to be said.

    Args:
        of: the reader's language.
        ritual: which one.
        state: of the watch with the wider budget.
        began: when it began, None if that is not known.
        first: date of day number 0.
    """
    if not state.notice:
        return None
    if began is None:
        return of.gettext("“{name}” may be thinning out.").format(name=ritual.name)
    text = of.gettext("“{name}” may be thinning out, perhaps since {when}.")
    return text.format(name=ritual.name, when=when(of, began, first))


def question(of: Language, ritual: Ritual, state: State, began: Finding | None, first: date) -> str | None:
    """The surer voice, which asks; None where there is nothing to be asked.

    Args:
        of: the reader's language.
        ritual: which one.
        state: of the watch with the stricter budget.
        began: when it began, None if that is not known.
        first: date of day number 0.
    """
    if not state.notice:
        return None
    gettext = of.gettext
    if began is None:
        return gettext("“{name}” has been thinning out. On purpose?").format(name=ritual.name)
    text = (
        gettext("“{name}” became rarer rather suddenly, {when}. On purpose?")
        if began.p_abrupt > SUDDEN
        else gettext("“{name}” has been thinning out since {when}. On purpose?")
    )
    return text.format(name=ritual.name, when=when(of, began, first))


def weekends(of: Language, ritual: Ritual, state: State) -> str | None:
    """That it is the weekends alone that changed; goes before the line or the question."""
    if not state.notice:
        return None
    return of.gettext("It is at weekends that “{name}” has become rarer; on the other days it is as it was.").format(
        name=ritual.name
    )


def how_often(of: Language, ritual: Ritual, state: State) -> str | None:
    """How often it was, and is; None while one of the two is not known."""
    if state.rate_before is None or state.rate_now is None:
        return None
    return from_to(of, state.rate_before, state.rate_now, ritual.unit)


def how_sure(of: Language, n: int) -> str:
    """How often such a sentence is wrong, in people.

    Args:
        of: the reader's language.
        n: couples of 100 who hear it within two years although nothing changed, as measured.
    """
    if n < 1:
        return of.gettext("Of 100 couples whose rituals do not change, fewer than one hears this in two years.")
    text = of.ngettext(
        "Of 100 couples whose rituals do not change, one hears this in two years.",
        "Of 100 couples whose rituals do not change, {n} hear this in two years.",
        n,
    )
    return text.format(n=n)


def too_little_told(of: Language, ritual: Ritual, state: State) -> str | None:
    """That silence might hide kept days, where an alarm does not survive that; else None."""
    if not state.alarm or state.notice:
        return None
    return of.gettext("Lately too little has been noted about “{name}” to say how it is.").format(name=ritual.name)


def several(of: Language, state: PooledState, began: Finding | None, first: date, *, asks: bool) -> str | None:
    """That our rituals thin out together; None where the pooled watch has nothing to say.

    Args:
        of: the reader's language.
        state: of the pooled watch.
        began: when it began, None if that is not known.
        first: date of day number 0.
        asks: whether the stricter budget was reached, so that it asks.
    """
    if not state.alarm:
        return None
    gettext = of.gettext
    said = gettext("Several of our rituals are thinning out a little at the same time; one alone would not stand out.")
    if began is not None:
        said = of.together(said, gettext("It began {when}.").format(when=when(of, began, first)))
    return of.together(said, gettext("On purpose?")) if asks else said


def back(of: Language, ritual: Ritual, state: State) -> str | None:
    """That a ritual which had thinned out is back; None on every other day."""
    if not state.came_back:
        return None
    if state.rate_now is None:
        return of.gettext("“{name}” is back.").format(name=ritual.name)
    text = of.gettext("“{name}” is back. Lately it is {now}.")
    return text.format(name=ritual.name, now=often(of, state.rate_now, ritual.unit))


def growing(of: Language, ritual: Ritual, state: State, began: Finding | None, first: date) -> str | None:
    """That a ritual is kept more and more; asks nothing. None where there is nothing to be said.

    Args:
        of: the reader's language.
        ritual: which one.
        state: of a watch whose direction is `growing`.
        began: when it began, None if that is not known.
        first: date of day number 0.
    """
    if not state.notice:
        return None
    gettext = of.gettext
    if began is None:
        return gettext("“{name}” has been growing.").format(name=ritual.name)
    text = (
        gettext("“{name}” became more frequent rather suddenly, {when}.")
        if began.p_abrupt > SUDDEN
        else gettext("“{name}” has been growing since {when}.")
    )
    return text.format(name=ritual.name, when=when(of, began, first))


def answered(of: Language, ritual: Ritual, answer: Answer) -> str:
    """What happens after the question was answered."""
    gettext = of.gettext
    text = {
        "on_purpose": gettext("Good to know. “{name}” may rest; how it is now counts as usual."),
        "want_back": gettext("Good to know. When “{name}” is back, it will be said here, and nothing until then."),
        "ignored": gettext("That may stay open. “{name}” will not be asked about again unless it thins out further."),
    }[answer]
    return text.format(name=ritual.name)


def logging(of: Language, state: Logging, first: date) -> str | None:
    """That less is written down, or nothing any more, and that this is all it says; None while it goes on.

    Args:
        of: the reader's language.
        state: how much is told.
        first: date of day number 0.
    """
    if state.status == "stopped":
        said = _stopped(of, state.silent_days or 0)
    elif state.status == "fading" and state.since is not None:
        said = _thinner(of, state, _date(first, state.since))
    else:
        return None
    return of.together(said, of.gettext("Nothing is said about the rituals themselves; they may well be as they were."))


def _stopped(of: Language, days: int) -> str:
    text = of.ngettext(
        "Nothing has been written down here for {n} day.", "Nothing has been written down here for {n} days.", days
    )
    return text.format(n=days)


def _thinner(of: Language, state: Logging, since: date) -> str:
    text = of.gettext("Fewer days have been written down here; it began {when}.")
    said = text.format(when=of.between_months(since - timedelta(days=LATE), since))
    if state.share_before is None or state.share_now is None:
        return said
    return of.together(said, from_to(of, state.share_before, state.share_now, "days"))


def unreported(of: Language, ritual: Ritual, found: Unreported, first: date) -> str:
    """That one ritual is not written down any more while the others are, from which nothing follows.

    Args:
        of: the reader's language.
        ritual: which one.
        found: since when.
        first: date of day number 0.
    """
    text = of.gettext(
        "Since {date} nothing has been noted about “{name}”, neither yes nor no; about the others it has. Perhaps nothing asks for it any more."
    )
    return text.format(date=of.day(_date(first, found.since)), name=ritual.name)


def told_by(of: Language) -> str:
    """From how many sides a day is told; said always, so that it never shows what one of the two does."""
    return of.gettext(
        "Some days are noted by both of us, some from one side only. Each kind is held only against its own, and which it was is not shown."
    )


def too_early(of: Language, ritual: Ritual, so_far: TooEarly) -> str:
    """That a ritual is not known well enough yet, and how many days with a report it takes."""
    left = max(1, so_far.needed - so_far.n)
    text = of.ngettext(
        "“{name}”: too early to say. It takes one more day that is noted.",
        "“{name}”: too early to say. It takes {n} more days that are noted.",
        left,
    )
    return text.format(name=ritual.name, n=number(of, left))


def takes(of: Language, unit: Unit, before: float, now: float, weeks: int) -> str:
    """How long a change goes unnoticed, as measured.

    Args:
        of: the reader's language.
        unit: what is counted.
        before: share of days before, 0–1.
        now: share of days after, 0–1.
        weeks: from its beginning until it is noticed, on average.
    """
    text = of.ngettext(
        "A change from {before} to {now} is noticed after about a week.",
        "A change from {before} to {now} is noticed after about {n} weeks.",
        weeks,
    )
    return text.format(before=often(of, before, unit), now=often(of, now, unit), n=number(of, weeks))


def limits(of: Language) -> list[str]:
    """What the watch cannot see; said always."""
    gettext = of.gettext
    return [
        gettext("It does not know why something thins out, nor whether it matters to us."),
        gettext("It knows only what is noted. A day without a note counts as unknown, not as no."),
        gettext("A small change, or a very slow one, takes months to show, and some never do."),
        gettext("Who let something go is not asked here and cannot be read here."),
        told_by(of),
    ]


def _date(first: date, day: float) -> date:
    return first + timedelta(days=int(day))
