"""What is done when a reminder is due: it rings, and then waits for its next time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from toward.notify.ringing import ring
from toward.notify.wishes import EVENING, PURPOSES, Wishes, wished
from toward.people.doors import house
from toward.store.due import Taken
from toward.store.effects import EFFECTS, Then

GIVEN_UP = 12 * 3600  # seconds after which a reminder would only puzzle


def register() -> None:
    """Tell the scheduler what to do for our purposes."""
    for purpose in PURPOSES:
        EFFECTS[purpose] = rung


def rung(taken: Taken, now: int) -> Then:
    """Ring for what is due; what did not get through comes again, until it would only puzzle.

    A prompt in quiet hours is left out: the next one is a day away. Anything else waits until they are over.
    """
    went = ring(house(), taken.account, taken.purpose, taken.at, now)
    later = went.again_at is not None and went.again_at <= taken.at + GIVEN_UP
    if later and not (taken.purpose == EVENING and went.why == "quiet"):
        return Then(again_at=went.again_at)
    if taken.purpose != EVENING:
        return Then()
    return Then(next_at=next_evening(wished(house(), taken.account), max(taken.at, now)))


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
