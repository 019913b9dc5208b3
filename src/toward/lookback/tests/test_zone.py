"""From instants to the clock on the wall, over every change of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toward.lookback.tests.specimens import EPOCH
from toward.lookback.zone import EARLIEST, LATEST, wall_seconds

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
    "America/Sao_Paulo", "Europe/Moscow", "Asia/Tehran", "Pacific/Chatham", "Africa/Cairo", "America/Caracas", "Asia/Pyongyang",
)  # fmt: skip


def walls(*instants: datetime, zone: str) -> list[datetime]:
    seconds = np.array([int(at.timestamp()) for at in instants], dtype=np.int64)
    return [EPOCH + timedelta(seconds=at) for at in wall_seconds(seconds, ZoneInfo(zone)).tolist()]


def test_the_hour_that_does_not_exist_is_leapt_over():
    around = [datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC), datetime(2024, 3, 31, 1, 0, 0, tzinfo=UTC)]
    assert walls(*around, zone="Europe/Berlin") == [datetime(2024, 3, 31, 1, 59, 59), datetime(2024, 3, 31, 3, 0, 0)]


def test_the_hour_that_comes_twice_comes_twice():
    around = [datetime(2024, 10, 27, 0, 30, tzinfo=UTC), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)]
    assert walls(*around, zone="Europe/Berlin") == [datetime(2024, 10, 27, 2, 30)] * 2


def test_a_day_that_an_island_left_out_is_left_out():
    around = [datetime(2011, 12, 30, 9, 59, tzinfo=UTC), datetime(2011, 12, 30, 10, 1, tzinfo=UTC)]
    assert walls(*around, zone="Pacific/Apia") == [datetime(2011, 12, 29, 23, 59), datetime(2011, 12, 31, 0, 1)]


@pytest.mark.parametrize("zone", ZONES)
def test_every_six_hours_of_thirty_years_agree_with_the_calendar(zone: str):
    first = int(datetime(1996, 1, 1, tzinfo=UTC).timestamp())
    instants = np.arange(first, first + 30 * 365 * 86_400, 6 * 3600 + 7, dtype=np.int64)
    place = ZoneInfo(zone)
    expected = [
        int((datetime.fromtimestamp(at, UTC).astimezone(place).replace(tzinfo=None) - EPOCH).total_seconds())
        for at in instants.tolist()
    ]
    assert len(expected) > 43_000
    assert wall_seconds(instants, place).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 2_200_000_000), max_size=30), st.sampled_from(ZONES))
def test_any_instants_in_any_order_agree_with_the_calendar(instants: list[int], zone: str):
    place = ZoneInfo(zone)
    expected = [
        int((datetime.fromtimestamp(at, UTC).astimezone(place).replace(tzinfo=None) - EPOCH).total_seconds())
        for at in instants
    ]
    assert wall_seconds(np.array(instants, dtype=np.int64), place).tolist() == expected


def test_no_instants_are_no_walls_and_the_first_and_last_ones_are_fine():
    assert wall_seconds(np.zeros(0, dtype=np.int64), UTC).tolist() == []
    ends = np.array([EARLIEST, LATEST - 1], dtype=np.int64)
    assert (wall_seconds(ends, ZoneInfo("Asia/Shanghai")) - ends).tolist() == [28_800, 28_800]


def test_a_fixed_offset_is_added():
    offset = timezone(timedelta(hours=-3, minutes=-30))
    assert wall_seconds(np.array([100_000]), offset).tolist() == [100_000 - 12_600]
