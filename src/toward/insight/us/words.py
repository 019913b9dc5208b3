"""What Us says, sentence by sentence: first what grows, then what thins out, and what it is too early for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from toward.insight.language import Language
from toward.insight.quiet import words as quiet
from toward.insight.quiet.often import Unit, number, often
from toward.insight.us.reserve import NAMED, Reserve
from toward.insight.us.watching import Seen
from toward.rituals.records import Slot
from toward.science.budget import LINE, NOTICE
from toward.science.watch import State

UNITS: dict[Slot, Unit] = {
    "morning": "mornings", "parting": "mornings", "reunion": "evenings", "evening": "evenings", "bedtime": "evenings",
}  # fmt: skip


def ritual_of(seen: Seen) -> quiet.Ritual:
    """A ritual as its sentences call it."""
    return quiet.Ritual(seen.of.ritual.name, UNITS[seen.of.ritual.slot])


def headline(of: Language, asks: int, lines: int, grows: int, missed: int, *, early: bool, silent: bool) -> str:
    """The page in one sentence or two.

    Args:
        of: the reader's language.
        asks: rituals about which it asks.
        lines: rituals of which the quieter voice speaks.
        grows: rituals that are kept more and more.
        missed: rituals that are wanted back.
        early: whether it is too early for all of them.
        silent: whether nothing is told any more: then nothing is claimed either.
    """
    gettext = of.gettext
    if early:
        return gettext("Too early to say. Here is what I know so far.")
    if asks or lines:
        steady = gettext("Something is growing.") if grows else gettext("Mostly steady.")
        less = asks + lines
        return of.together(
            steady, of.ngettext("One small thing is thinning out.", "A few small things are thinning out.", less)
        )
    if missed:
        return of.together(gettext("Mostly steady."), gettext("Something is wanted back."))
    if silent:
        return gettext("Lately I cannot say.")
    return gettext("Steady, and something is growing.") if grows else gettext("Steady.")


def lead_early(of: Language) -> str:
    """Why it is too early."""
    return of.gettext(
        "A few days are a beginning, not a pattern. I will draw a line when it would still be true next week."
    )


def sentence(of: Language, seen: Seen) -> str:
    """What the louder or the quieter voice says of a ritual."""
    first, ritual = date.fromordinal(seen.of.first), ritual_of(seen)
    if seen.state is None:
        return ""
    said = quiet.question if seen.asks else quiet.growing if seen.grows else quiet.line
    return said(of, ritual, _spoken(seen), seen.began, first) or ""


def _spoken(seen: Seen) -> State:
    """The state of the watch, for a voice that has decided to speak."""
    assert seen.state is not None
    return replace(seen.state, notice=True)


def from_to(of: Language, seen: Seen) -> str:
    """How often it was, and is."""
    return (quiet.how_often(of, ritual_of(seen), seen.state) if seen.state else None) or ""


def back(of: Language, seen: Seen) -> str:
    """That it is back."""
    now = seen.state.rate_now if seen.state else None
    if now is None:
        return of.gettext("“{name}” is back.").format(name=seen.of.ritual.name)
    unit = ritual_of(seen).unit
    return of.gettext("“{name}” is back. Lately it is {now}.").format(
        name=seen.of.ritual.name, now=often(of, now, unit)
    )


def once(of: Language, seen: Seen) -> str:
    """How often something was that is wanted back; "" where that is not known."""
    before = seen.state.rate_before if seen.state else None
    if before is None:
        return ""
    return of.gettext("Once it was {often}.").format(often=often(of, before, ritual_of(seen).unit))


def how_sure(of: Language, rituals: int, *, asks: bool) -> str:
    """How often such a sentence is wrong, in people.

    Args:
        of: the reader's language.
        rituals: how many are watched.
        asks: whether it is the voice that asks.
    """
    budget = NOTICE if asks else LINE
    return quiet.how_sure(of, round(100 * (1 - (1 - budget) ** max(rituals, 1))))


def range_in_words(of: Language, low: float, high: float, unit: Unit) -> str:
    """How often a ritual happens, as a range of days a week: `about four evenings in seven (3–5)`."""
    middle, least, most = (low + high) / 2, round(7 * low), round(7 * high)
    said = often(of, middle, unit)
    return (
        said
        if least == most
        else of.gettext("{often} ({least}–{most} of 7)").format(often=said, least=least, most=most)
    )


def of_told(of: Language, happened: int, told: int) -> str:
    """On how many of the told days it happened."""
    text = of.ngettext(
        "It happened on {happened} of the one day we told.",
        "It happened on {happened} of the {told} days we told.",
        told,
    )
    return text.format(happened=number(of, happened) if happened else of.gettext("none"), told=number(of, told))


def reserve(of: Language, found: Reserve) -> str:
    """How full it is, as a range."""
    gettext = of.gettext
    if found.needed:
        return gettext("Too early to say.")
    text = (
        gettext("Somewhere between {low} and {high} of ten.")
        if found.n < NAMED
        else gettext("Likely between {low} and {high} of ten.")
    )
    return text.format(low=found.low, high=found.high)


def reserve_note(of: Language, found: Reserve) -> str:
    """What it rests on, and which way it went lately, if that can be said."""
    told = of.ngettext("One answer so far.", "{n} answers so far.", found.n).format(n=of.count(found.n))
    if found.needed:
        more = of.gettext("About five are needed before a range can be said.")
    elif found.n < NAMED:
        more = of.gettext("With about fifteen the range becomes useful.")
    else:
        more = _lately(of, found)
    return of.together(told, more)


def _lately(of: Language, found: Reserve) -> str:
    """Whether the range of now and that of a quarter before lie apart."""
    before = found.weeks[max(len(found.weeks) - 13, 0)]
    _, low, high = found.weeks[-1]
    if low > before[2]:
        return of.gettext("Higher than some months ago.")
    if high < before[1]:
        return of.gettext("Lower than some months ago.")
    return of.gettext("The range is too wide to say that it has changed.")
