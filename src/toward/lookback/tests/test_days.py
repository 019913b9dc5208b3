"""Days in touch: where an evening ends, and what unknown means."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from toward.lookback.days import calendar, day_numbers, ritual_days, talk
from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind, Texts

_EPOCH = datetime(1970, 1, 1)


def chat(*rows: tuple[str, int], kind: Kind = Kind.TEXT) -> Chat:
    at = [int((datetime.fromisoformat(when) - _EPOCH).total_seconds()) for when, _ in rows]
    return Chat(
        title="",
        people=("Liang", "Su"),
        at=np.array(at, dtype=np.int64),
        author=np.array([author for _, author in rows], dtype=np.int32),
        kind=np.full(len(rows), kind, dtype=np.int8),
        text=Texts.of(["x"] * len(rows)),
    )


def test_a_goodnight_after_midnight_belongs_to_the_evening_before():
    at = chat(("2024-03-05T23:50", 0), ("2024-03-06T00:30", 1), ("2024-03-06T03:59", 0), ("2024-03-06T04:00", 0)).at
    assert (np.diff(day_numbers(at)) == [0, 0, 1]).all()


def test_the_calendar_begins_on_a_monday_and_ends_on_the_last_day():
    one = chat(("2024-03-07T12:00", 0), ("2024-03-12T12:00", 1))  # a Thursday, a Tuesday
    when = calendar(one, talk(one, (0, 1)))
    assert when is not None
    assert when.first == date(2024, 3, 4)
    assert when.first.weekday() == 0
    assert when.in_touch.tolist() == [False, False, False, True, False, False, False, False, True]
    assert when.day(8) == date(2024, 3, 12)


def test_a_day_without_messages_is_unknown_and_never_no():
    one = chat(("2024-03-04T22:00", 0), ("2024-03-06T22:00", 1), ("2024-03-07T09:00", 1))
    when = calendar(one, talk(one, (0, 1)))
    assert when is not None
    assert ritual_days(one, np.array([0, 1]), when).tolist() == [1, -1, 1, 0]


def test_system_lines_other_people_and_unknown_times_are_not_being_in_touch():
    one = chat(("2024-03-04T22:00", 0), ("2024-03-05T22:00", 1))
    assert not talk(chat(("2024-03-04T22:00", -1), kind=Kind.SYSTEM), (0, 1)).any()
    assert talk(one, (0,)).tolist() == [True, False]
    one.at[0] = UNKNOWN_TIME
    assert talk(one, (0, 1)).tolist() == [False, True]
    assert calendar(one, np.zeros(2, dtype=bool)) is None


@pytest.mark.parametrize("weekday", range(7))
def test_every_weekday_finds_its_monday(weekday):
    day = date(2024, 4, 1 + weekday)
    one = chat((f"{day}T12:00", 0))
    when = calendar(one, talk(one, (0, 1)))
    assert when is not None
    assert when.first == date(2024, 4, 1)
    assert len(when) == weekday + 1


def test_a_wrong_clock_does_not_ask_for_a_million_days():
    one = chat(("1931-01-01T12:00", 0), ("2024-03-05T22:00", 1))
    when = calendar(one, talk(one, (0, 1)))
    assert when is not None
    assert len(when) < 15_000
    assert when.in_touch.sum() == 1
