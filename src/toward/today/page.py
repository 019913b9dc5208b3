"""The page of an evening, as somebody finds it: what is asked, or what was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from toward.insight.us.state import watched
from toward.moments import words as moment_words
from toward.moments.doing import moments_of
from toward.moments.page import Line, thanks
from toward.moments.records import HOW, WHAT
from toward.people.opened import Opened
from toward.rituals.asking import asked
from toward.rituals.doing import evenings_of
from toward.rituals.evenings import BACK, HIGHEST, SLEEP, STRESS, Evenings
from toward.rituals.records import Ritual
from toward.rituals.words import slot_on_today
from toward.today import words
from toward.today.doing import rooms_of, tellable
from toward.today.small_things import Small, small_thing
from toward.today.weeks import weeks_page

SAME = 28  # days by which the beginning of one and the same question may move
OFFERS = ("moment", "sleep", "turned", "stress")  # one extra question an evening, in turn


@dataclass(frozen=True, slots=True)
class Row:
    """A ritual that is asked about.

    Args:
        id: of the ritual.
        name: what it is called.
        when: the part of the day it is asked about.
        mark: what oneself has told already, 1 or 0; None for nothing.
    """

    id: str
    name: str
    when: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A quiet line about something that was noticed.

    Args:
        name: of the ritual.
        key: what is put away with one tap.
    """

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The page.

    Args:
        day: the day it is about.
        today: the day it is.
        title: name of the evening.
        rows: the rituals that are asked about.
        others: those that may be told besides.
        felt: one's own number, None while there is none.
        felts: all numbers.
        closed: whether the day was told.
        away: whether one was away on it.
        asking: whether the form is shown.
        yesterday: whether the day before can still be told; None where there is nothing to tell of it.
        untold: whether days of the last three weeks can still be filled in.
        offer: which extra question is offered this evening.
        sleep: answers to how one slept, with their words.
        stress: answers to what weighed from outside, with their words.
        empty: whether there is no ritual yet.
        paired: whether there is a common room.
        quiet: what was noticed, once; shown after the evening is told.
        thanks: words for oneself that were not put away yet, the oldest first.
        small: one small thing, None for none.
        kinds: kinds of moments, with their words.
        ways: ways to turn, with their words and an example.
        turned: how one turned today.
    """

    day: date
    today: date
    title: str
    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    felt: int | None
    felts: tuple[int, ...]
    closed: bool
    away: bool
    asking: bool
    yesterday: date | None
    untold: bool
    offer: str
    sleep: tuple[tuple[str, str], ...]
    stress: tuple[tuple[str, str], ...]
    empty: bool
    paired: bool
    quiet: Quiet | None
    thanks: tuple[Line, ...]
    small: Small | None
    kinds: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str, str], ...]
    turned: tuple[str, ...]

    @property
    def asked(self) -> str:
        """The ids that the form asks about."""
        return " ".join(row.id for row in self.rows)


def today_page(who: Opened, day: date | None, today: date, *, again: bool) -> TodayPage:
    """The page of a day.

    Args:
        who: looks.
        day: which day; one that cannot be told any more, or not yet, is today.
        today: the day it is.
        again: whether a told day is to be told anew.
    """
    day = day if day and today - timedelta(days=BACK) <= day <= today else today
    rooms, own = rooms_of(who), evenings_of(who)
    rituals = tellable(rooms)
    first, others = asked(tuple(rituals.values()), day.toordinal())
    closed = day.toordinal() in own.closed
    return TodayPage(
        day,
        today,
        words.evening(day),
        tuple(_row(each, own, day) for each in first),
        tuple(_row(each, own, day) for each in others),
        own.felt.get(day.toordinal()),
        tuple(range(HIGHEST + 1)),
        closed,
        day.toordinal() in own.away,
        again or not closed,
        _yesterday(own, today) if day == today else None,
        day == today and bool(weeks_page(who, today)),
        OFFERS[day.toordinal() % len(OFFERS)],
        tuple((each, words.sleep(each)) for each in SLEEP),
        tuple((each, words.stress(each)) for each in STRESS),
        not rituals,
        "couple" in rooms,
        *_afterwards(who, own, day, today, told=closed and not again),
        tuple((each, moment_words.what(each)) for each in WHAT),
        tuple((each, moment_words.how(each), moment_words.example(each)) for each in HOW),
        moments_of(who).turned.get(today.toordinal(), ()),
    )


def _afterwards(
    who: Opened, own: Evenings, day: date, today: date, *, told: bool
) -> tuple[Quiet | None, tuple[Line, ...], Small | None]:
    """What comes once today is told: a quiet line, words for oneself, one small thing."""
    if not told or day != today:
        return None, (), None
    seen = [each for _, each in watched(who, today)]
    asking = [each for each in seen if each.asks and not _was_shown(each.of.ritual.id, each.asks, own)]
    quiet = Quiet(asking[0].of.ritual.name, key_of(asking[0].of.ritual.id, asking[0].asks)) if asking else None
    thinning = [(each.of.ritual.name, each.of.ritual.slot) for each in seen if each.asks or each.line]
    words_for_me = tuple(each for each in thanks(who) if not each.own and f"thanks:{each.id}" not in own.put_away)
    return quiet, words_for_me, small_thing(thinning, own.put_away, today.toordinal())


def _was_shown(ritual: str, since: int, own: Evenings) -> bool:
    """Whether this question was put away before; a day told late moves by some days since when it is asked."""
    return any(key_of(ritual, day) in own.put_away for day in range(since - SAME, since + SAME + 1))


def key_of(ritual: str, since: int) -> str:
    """What is put away with a quiet line: this ritual, noticed on this day."""
    return f"asks:{ritual}:{since}"


def _row(ritual: Ritual, own: Evenings, day: date) -> Row:
    on = day.toordinal() - (ritual.slot == "bedtime")
    return Row(ritual.id, ritual.name, slot_on_today(ritual.slot), own.mark(ritual.id, on))


def _yesterday(own: Evenings, today: date) -> date | None:
    """Yesterday, while it is untold and something was told before it."""
    before = today.toordinal() - 1
    untold = before not in own.closed and any(each < before for each in own.closed)
    return today - timedelta(days=1) if untold else None
