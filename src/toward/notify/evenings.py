"""The prompt of the day: its hour strikes, an evening is told, somebody is away. What is decided lies in `governor`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from toward.notify import governor
from toward.notify.governor import Pace, Why
from toward.notify.models import Channel, Feed
from toward.notify.ringing import Rung, rang_on, ring
from toward.notify.wishes import EVENING, Wishes, change, wished
from toward.people.accounts import House
from toward.people.day import day_of
from toward.people.doors import house, now
from toward.people.opened import Opened
from toward.people.pairing import couple_of
from toward.people.reads import Preferences
from toward.store.due import Taken
from toward.store.entry import Due, Intent
from toward.store.streams import remind

Step = Callable[[Pace], Pace]


def next_evening(wishes: Wishes, after: int) -> int | None:
    """The next second at which the hour of the prompt strikes where somebody lives; None where they want none.

    On a day that leaves this hour out, it is the one that follows.

    >>> next_evening(Wishes(hour=20), 20 * 3600), next_evening(Wishes(hour=None), 0)
    (158400, None)
    """
    if wishes.hour is None:
        return None
    day = datetime.fromtimestamp(after, ZoneInfo(wishes.zone)).date()
    days = [day + timedelta(days=number) for number in range(3)]
    hours = [datetime(one.year, one.month, one.day, wishes.hour, tzinfo=ZoneInfo(wishes.zone)) for one in days]
    return next(int(one.timestamp()) for one in hours if one.timestamp() > after)


def strike(here: House, taken: Taken, second: int) -> Rung | Why:
    """The hour strikes: ring, or say why not.

    Args:
        here: this installation.
        taken: what is due.
        second: now; later than the hour where it is tried again.
    """
    wishes = wished(here, taken.account)
    if not _can_ring(taken, wishes, second):
        return ring(here, taken.account, EVENING, taken.at, second)
    day = _ordinal(wishes, second)
    why = governor.weigh(pace_of(here, taken.account, lambda pace: governor.struck(pace, day)), day)
    if why != "ring":
        return why
    went = ring(here, taken.account, EVENING, taken.at, second)
    if went.why == "rang":
        pace_of(here, taken.account, lambda pace: governor.rang(pace, day))
    return went


def _can_ring(taken: Taken, wishes: Wishes, second: int) -> bool:
    """Whether nothing but the pace could keep it from ringing; so both kinds of days of an experiment are alike."""
    has_way = Channel.objects.filter(account=taken.account).exclude(address=b"").exists()
    free = wishes.quiet_until(second) is None and not rang_on(taken.account, EVENING, taken.at, wishes, second)
    return has_way and wishes.wants(EVENING) and free


def _ordinal(wishes: Wishes, second: int) -> int:
    return day_of(second, wishes.zone).toordinal()


def pace_of(here: House, account: UUID, step: Step) -> Pace:
    """Take one step in how it stands with somebody's prompt."""
    return change(here, account, lambda before: replace(before, pace=step(before.pace))).pace


def told(who: Opened, intent: Intent, _: int) -> None:
    """An evening was told, or that one is away: whatever rang is answered. Of who is not reminded nothing is noted."""
    day = day_of(intent.at, intent.zone).toordinal()
    if is_reminded(who.account):
        pace_of(house(), who.account, lambda pace: governor.answered(pace, day))
    if intent.fields.get("away"):
        _away(who, intent.fields["day"], intent.fields["day"], day, is_away=True)


def is_reminded(account: UUID) -> bool:
    """Whether there is any way to somebody, or a calendar."""
    return Channel.objects.filter(account=account).exists() or Feed.objects.filter(account=account).exists()


def away(who: Opened, intent: Intent, _: int) -> None:
    """Somebody has said that they are away on some days, or here after all."""
    first, last = intent.fields["first"], intent.fields["last"]
    today = day_of(intent.at, intent.zone).toordinal()
    _away(who, first, last, today, is_away=bool(intent.fields.get("why")))


def _away(who: Opened, first: str, last: str, today: int, *, is_away: bool) -> None:
    """Days away are away for both, as they are for the rituals of two."""
    days = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    couple = couple_of(who.account)
    for account in (couple.one, couple.other) if couple else (who.account,):
        pace_of(house(), account, lambda pace: governor.gone(pace, *days, today, away=is_away))


def follow(who: Opened, choice: Preferences) -> None:
    """Somebody has chosen another hour or lives elsewhere now."""
    arrange(who.account, change(house(), who.account, lambda before: before.living(choice.zone, choice.hour)))


def arrange(account: UUID, wishes: Wishes) -> None:
    """Let the prompt be due at its next hour, or not at all where it is not wanted."""
    following = next_evening(wishes, now()) if wishes.wants(EVENING) else None
    with transaction.atomic():
        remind(Due(account, EVENING, next_at=following))
