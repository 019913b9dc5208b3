"""The two live their days on the pages' own rules: each evening is told as any two tell theirs, and nothing is written past it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, override

from toward.people import intents, pairing
from toward.people.opened import Opened
from toward.rituals.asking import asked
from toward.rituals.doing import evenings_of, rituals_in
from toward.rituals.records import Slot
from toward.store.entry import Intent
from toward.web.demo import months
from toward.web.demo.clock import ZONE
from toward.web.demo.couple import SEATS, sit_down

HOUR = time(21, 40)
LANGUAGES = ("en", "zh-hans")
MADE_UP = UUID("6f0f2b1e-94b4-4c1a-8d0f-2f3c9c0d7a11")  # deeds of the demonstration are named from here
SLOTS: Mapping[str, Slot] = {"kiss": "bedtime", "day": "evening", "hello": "reunion", "walk": "evening"}
MOMENTS = ("greeting", "touch", "look", "interest", "help", "laughter")


class NotLived(Exception):
    """A deed of the two was refused; the demonstration does not start on anything less."""


def names() -> dict[str, str]:
    """What the two call their rituals, in the language of now."""
    return {
        "kiss": gettext("Goodnight kiss"),
        "day": gettext("How was your day"),
        "hello": gettext("Hello at the door"),
        "walk": gettext("Walk after dinner"),
    }


def ritual(name: str) -> str:
    """The id of a ritual of theirs."""
    return _wish(f"ritual {name}").hex[:16]


def _wish(words: str) -> UUID:
    return uuid5(MADE_UP, words)


def second(day: date, at: time = HOUR) -> int:
    """A second of a day where the two live."""
    return int(datetime.combine(day, at, ZoneInfo(ZONE)).timestamp())


def _do(who: Opened, words: str, kind: str, at: int, fields: Mapping[str, str]) -> None:
    """A deed as a phone sends it."""
    wish = Intent(_wish(words), kind, at, ZONE, who.account, fields)
    outcome, _ = next(iter(intents.judged(who, (wish,), at)))
    if outcome.answer == "refused":
        raise NotLived(f"{kind}: {outcome.code}")


def seated() -> list[Opened]:
    """Both of the two, with everything open; whoever's seat opens no more is left out."""
    return [who for seat in SEATS if (who := sit_down(seat)) is not None]


def live_before(began: date) -> None:
    """The nine months before the demonstration begins.

    Args:
        began: the day on which it begins.
    """
    two = seated()
    if len(two) < len(SEATS) or pairing.couple_of(two[0].account) is None:
        raise NotLived("the two are not together")
    first = began - timedelta(days=months.BEFORE)
    for name in ("kiss", "day", "hello"):
        _begin(two, name, second(first, time(18, 30)))
    for number in range(months.BEFORE):
        if number == months.WALK_SINCE:
            _begin(two, "walk", second(first + timedelta(days=number), time(18, 30)))
        if number == months.AWAY[0]:
            _travel(two[0], first)
        _live(two, number, first)
    thanks = gettext("I felt at home when the lamp in the hall was on.")
    _do(two[1], "thanks", "moments.thanks", second(began - timedelta(days=2)), {"words": thanks})


def _travel(who: Opened, first: date) -> None:
    """One says that the two are on the road for some days."""
    days = [(first + timedelta(days=number)).isoformat() for number in (months.AWAY[0], months.AWAY[-1])]
    at = second(first + timedelta(days=months.AWAY[0]), time(9))
    _do(who, "away", "rituals.away", at, {"first": days[0], "last": days[1], "why": "travel"})


def _begin(two: list[Opened], name: str, at: int) -> None:
    """One wishes a ritual, the other says yes."""
    _call(two, name, "en", f"ritual {name}", at)


def _call(two: list[Opened], name: str, language: str, words: str, at: int) -> None:
    """Wish a name for a ritual, and agree to it."""
    with override(language):
        fields = {"name": names()[name], "slot": SLOTS[name], "begins": "either"}
    there = {"ritual": ritual(name)} if rituals_in(two[0], "couple").by_id.get(ritual(name)) else {}
    _do(two[0], words, "rituals.design", at, {**fields, **there})
    wish = rituals_in(two[1], "couple").by_id[ritual(name)].wish
    if wish is None:
        raise NotLived(name)
    _do(two[1], f"{words} yes", "rituals.yes", at + 60, {"ritual": ritual(name), "form": wish.form})


def speak(language: str, at: int) -> None:
    """Call the rituals in the language of who looks, where both of the two still are and kept their names."""
    two = seated()
    if len(two) < len(SEATS) or two[0].space("couple") is None:
        return
    known = rituals_in(two[0], "couple").by_id
    for name in SLOTS:
        there = known.get(ritual(name))
        with override(language):
            called = names()[name]
        if there and there.design and there.wish is None and there.name != called and there.name in _every_name(name):
            _call(two, name, language, f"{name} in {language} at {at}", at)


def _every_name(name: str) -> set[str]:
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(names()[name])
    return found


def live_on(began: date, before: date, until: date) -> None:
    """The evenings between two days of the demonstration, as far as nobody has told them.

    Args:
        began: the day on which it began.
        before: the first day.
        until: the day after the last.
    """
    two = seated()
    if len(two) < len(SEATS) or two[0].space("couple") is None:
        return
    first, told = began - timedelta(days=months.BEFORE), [evenings_of(who).closed for who in two]
    for number in range((before - first).days, (until - first).days):
        _live(two, number, first, told)


def _live(two: list[Opened], number: int, first: date, told: Sequence[Container[int]] = ((), ())) -> None:
    """One day: who tells it, tells it in the evening.

    Args:
        two: both of them.
        number: of the day, from the one on which they moved in.
        first: that day.
        told: ordinals of the days that each has told already.
    """
    today, lived = first + timedelta(days=number), months.day(number)
    if number in months.AWAY:
        return
    wanted = [each.id for each in asked(rituals_in(two[0], "couple").kept(), today.toordinal()).first]
    for side, who in enumerate(two):
        if lived.tells[side] and today.toordinal() not in told[side]:
            _tell(who, side, number, today, wanted)
        if lived.moment and lived.moment[0] == side:
            _feel_met(who, number, today, shows=lived.moment[1])


def _tell(who: Opened, side: int, number: int, today: date, wanted: list[str]) -> None:
    lived, last_night = months.day(number), months.day(number - 1)
    happened = {**lived.happened, "kiss": last_night.happened["kiss"]}
    did = {f"did.{ritual(name)}": "1" for name, yes in happened.items() if yes and ritual(name) in wanted}
    fields = {"day": today.isoformat(), "asked": " ".join(wanted), "felt": str(lived.felt[side]), **did}
    _do(who, f"evening {side} {number}", "today.evening", second(today), fields)


def _feel_met(who: Opened, number: int, today: date, *, shows: bool) -> None:
    wish, what = f"moment {number}", MOMENTS[number % len(MOMENTS)]
    _do(who, wish, "moments.met", second(today) + 60, {"day": today.isoformat(), "what": what})
    if shows:
        _do(who, f"{wish} shown", "moments.share", second(today) + 90, {"moment": _wish(wish).hex})
