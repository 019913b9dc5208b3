"""Which day it is for two people who go to bed late: a day ends at four in the morning, where one lives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ENDS = 4  # hour of the clock at which a day is over
WEEK = 7


def day_of(at: int, zone: str = "UTC") -> date:
    """The day that a second belongs to.

    Args:
        at: second (UTC).
        zone: IANA name of where one lives.

    >>> day_of(3 * 3600).isoformat(), day_of(4 * 3600).isoformat()
    ('1969-12-31', '1970-01-01')
    """
    here = datetime.fromtimestamp(at, ZoneInfo(zone))
    return here.date() - timedelta(days=1) if here.hour < ENDS else here.date()


def read(said: str) -> date | None:
    """A day from a form, None for anything that is none.

    >>> read("2026-11-26"), read("tomorrow")
    (datetime.date(2026, 11, 26), None)
    """
    try:
        return datetime.strptime(said, "%Y-%m-%d").date() if len(said) == len("2026-11-26") else None
    except ValueError:
        return None


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
