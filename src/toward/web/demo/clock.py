"""A clock that begins three quarters of a year ago and can be wound on by a day or a week, never back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = "Asia/Shanghai"  # where the two live
BEGINS, HOUR = 270, 18  # days before today; the hour at which it begins
FURTHEST = 7  # days in one go


class Clock:
    """Seconds since 1970 as the demonstration has them; it goes on by itself as fast as any clock.

    Args:
        start: moment at which it begins, with its zone.
        ticks: seconds that pass meanwhile, from any beginning.
    """

    def __init__(self, start: datetime, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._set = (start, ticks())  # one value, since several threads read it

    def __call__(self) -> float:
        """The second it is."""
        start, since = self._set
        return start.timestamp() + self._ticks() - since

    def today(self) -> date:
        """The day it is where the two live."""
        return self._now().date()

    def go_on_to(self, day: date) -> bool:
        """Wind on to the same time of a later day; False, and nothing done, for any day but the next seven.

        It is told the day, and not how many, so that a form that is sent twice moves it once.
        """
        now = self._now()
        if not 0 < (day - now.date()).days <= FURTHEST:
            return False
        self._set = (datetime.combine(day, now.timetz()), self._ticks())
        return True

    def _now(self) -> datetime:
        start, _ = self._set
        return datetime.fromtimestamp(self(), start.tzinfo)


def beginning(now: datetime) -> datetime:
    """When the demonstration begins that is started now.

    >>> beginning(datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("UTC"))).isoformat()
    '2026-02-28T18:00:00+08:00'
    """
    here = now.astimezone(ZoneInfo(ZONE)) - timedelta(days=BEGINS)
    return here.replace(hour=HOUR, minute=0, second=0, microsecond=0)


CLOCK = Clock(beginning(datetime.now(ZoneInfo(ZONE))))
BEGAN = CLOCK.today()
