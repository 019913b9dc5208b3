"""The clock of the demonstration: on by itself, on by a day or a week, never back."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toward.web.demo.clock import CLOCK, Clock, beginning

START = datetime(2026, 3, 26, 18, tzinfo=ZoneInfo("Europe/Berlin"))  # three days before the clocks change there


class Ticks:
    seconds = 0.0

    def __call__(self):
        return self.seconds


def test_it_goes_on_by_itself():
    ticks = Ticks()
    clock = Clock(START, ticks)
    ticks.seconds = 90.0
    assert clock() == START.timestamp() + 90


def test_a_week_on_it_is_the_same_time_of_the_day_even_where_the_clocks_change():
    ticks = Ticks()
    clock = Clock(START, ticks)
    ticks.seconds = 60.0
    assert clock.go_on_to(date(2026, 4, 2))
    assert datetime.fromtimestamp(clock(), START.tzinfo).isoformat() == "2026-04-02T18:01:00+02:00"
    assert clock() - START.timestamp() == 7 * 86_400 + 60 - 3600


@given(st.lists(st.integers(-400, 400), max_size=30))
def test_whatever_is_asked_it_never_goes_back(asked):
    clock = Clock(START, Ticks())
    for days in asked:
        before, today = clock(), clock.today()
        moved = clock.go_on_to(today + timedelta(days=days))
        assert moved == (0 < days <= 7)
        assert (clock() > before) == moved
        assert clock.today() == (today + timedelta(days=days) if moved else today)


@pytest.mark.parametrize("hour", range(24))
def test_it_begins_three_quarters_of_a_year_ago_in_the_evening_at_whatever_hour_it_is_started(hour):
    began = beginning(datetime(2026, 11, 25, hour, tzinfo=ZoneInfo("UTC")))
    assert (began.hour, began.utcoffset()) == (18, timedelta(hours=8))
    assert 268 < (datetime(2026, 11, 25, hour, tzinfo=ZoneInfo("UTC")) - began).total_seconds() / 86_400 < 272


def test_the_clock_of_this_process_lies_behind_the_real_one():
    assert 200 * 86_400 < time.time() - CLOCK() < 300 * 86_400
