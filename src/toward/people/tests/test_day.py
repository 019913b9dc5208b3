"""Which day it is, also when the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from toward.people.day import day_of, monday, read


def at(words):
    return int(datetime.fromisoformat(words).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(("second", "zone", "day"), [
    ("2026-11-26T19:59", "Asia/Shanghai", "2026-11-26"), ("2026-11-26T20:00", "Asia/Shanghai", "2026-11-27"),
    ("2026-03-29T01:59", "Europe/Berlin", "2026-03-28"), ("2026-03-29T02:00", "Europe/Berlin", "2026-03-29"),
    ("2026-10-25T02:59", "Europe/Berlin", "2026-10-24"), ("2026-10-25T03:00", "Europe/Berlin", "2026-10-25"),
    ("2026-01-01T08:59", "America/New_York", "2025-12-31"), ("2026-01-01T09:00", "America/New_York", "2026-01-01"),
])  # fmt: skip
def test_a_day_ends_at_four_where_one_lives(second, zone, day):
    assert day_of(at(second), zone).isoformat() == day


def test_every_hour_of_two_years_has_a_day_and_days_never_go_back():
    first = at("2025-01-01T12:00")
    days = [day_of(first + 3600 * hour, "Europe/Berlin") for hour in range(2 * 365 * 24)]
    assert len(days) == 17_520
    assert all(timedelta(0) <= later - earlier <= timedelta(days=1) for earlier, later in pairwise(days))
    assert len(set(days)) == 731


def test_what_is_no_day_is_none():
    assert [read(each) for each in ("2026-11-26", "2026-02-30", "26.11.2026", "", "2026-W48-4", "20261126")] == [
        date(2026, 11, 26), None, None, None, None, None]  # fmt: skip


def test_a_week_begins_on_monday():
    assert monday(date(2026, 11, 29)) == date(2026, 11, 23) == monday(date(2026, 11, 23))
