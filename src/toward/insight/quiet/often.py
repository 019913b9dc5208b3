"""How often a ritual happens, as two people would say it: about six evenings in seven."""

from __future__ import annotations

from typing import Literal

from toward.insight.language import Language

Unit = Literal["mornings", "evenings", "days"]


def number(of: Language, count: int) -> str:
    """A small number in words, a large one in figures."""
    gettext = of.gettext
    small = (
        gettext("one"),
        gettext("two"),
        gettext("three"),
        gettext("four"),
        gettext("five"),
        gettext("six"),
        gettext("seven"),
    )
    return small[count - 1] if 1 <= count <= len(small) else of.count(count)


def often(of: Language, rate: float, unit: Unit) -> str:
    """A rate in days of a week, or of a month where it is rare.

    Args:
        of: the reader's language.
        rate: share of days, 0–1.
        unit: what is counted.

    >>> from toward.insight.language import language
    >>> often(language("en"), 0.85, "evenings"), often(language("en"), 0.05, "days")
    ('about six evenings in seven', 'about two days a month')
    """
    week, month = round(7 * rate), round(30 * rate)
    if week == 7:
        return _nearly_always(of, unit)
    if week:
        return _in_seven(of, week, unit)
    return _a_month(of, month, unit) if month else of.gettext("hardly ever")


def _nearly_always(of: Language, unit: Unit) -> str:
    gettext = of.gettext
    return {
        "mornings": gettext("almost every morning"),
        "evenings": gettext("almost every evening"),
        "days": gettext("almost every day"),
    }[unit]


def _in_seven(of: Language, n: int, unit: Unit) -> str:
    ngettext = of.ngettext
    return {
        "mornings": ngettext("about one morning in seven", "about {n} mornings in seven", n),
        "evenings": ngettext("about one evening in seven", "about {n} evenings in seven", n),
        "days": ngettext("about one day in seven", "about {n} days in seven", n),
    }[unit].format(n=number(of, n))


def _a_month(of: Language, n: int, unit: Unit) -> str:
    ngettext = of.ngettext
    return {
        "mornings": ngettext("about one morning a month", "about {n} mornings a month", n),
        "evenings": ngettext("about one evening a month", "about {n} evenings a month", n),
        "days": ngettext("about one day a month", "about {n} days a month", n),
    }[unit].format(n=number(of, n))


def from_to(of: Language, before: float, now: float, unit: Unit) -> str:
    """How often it was, and is: `It was about six evenings in seven; now it is about three.`

    Args:
        of: the reader's language.
        before: share of days before, 0–1.
        now: share of days now, 0–1.
        unit: what is counted.
    """
    first, last = round(7 * before), round(7 * now)
    was, now_is = often(of, before, unit), often(of, now, unit)
    if was == now_is:
        return _hardly_other(of, was, more=now > before)
    if 1 <= first <= 6 and 1 <= last <= 6:
        return _both_in_seven(of, first, last, unit)
    return of.gettext("It was {before}; now it is {now}.").format(before=was, now=now_is)


def _hardly_other(of: Language, was: str, *, more: bool) -> str:
    gettext = of.gettext
    text = (
        gettext("It was {before}; now it is a little more often.")
        if more
        else gettext("It was {before}; now it is a little less often.")
    )
    return text.format(before=was)


def _both_in_seven(of: Language, first: int, last: int, unit: Unit) -> str:
    ngettext = of.ngettext
    return {
        "mornings": ngettext(
            "It was about one morning in seven; now it is about {now}.",
            "It was about {before} mornings in seven; now it is about {now}.",
            first,
        ),
        "evenings": ngettext(
            "It was about one evening in seven; now it is about {now}.",
            "It was about {before} evenings in seven; now it is about {now}.",
            first,
        ),
        "days": ngettext(
            "It was about one day in seven; now it is about {now}.",
            "It was about {before} days in seven; now it is about {now}.",
            first,
        ),
    }[unit].format(before=number(of, first), now=number(of, last))
