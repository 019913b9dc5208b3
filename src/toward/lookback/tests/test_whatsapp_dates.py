"""Day or month first: decided by what the file says, asked where it says nothing, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from toward.lookback.formats.whatsapp_dates import wall
from toward.lookback.messages import UNKNOWN_TIME, Question, Reading, Unreadable
from toward.lookback.read import read
from toward.lookback.tests.specimens import EPOCH, told

ASKED = (Question("date_order", ("dmy", "mdy")),)


def reading(*dates: str, order: str | None = None, sep: str = ", 10:00 - ") -> Reading:
    lines = (f"{date}{sep}{'Su' if i % 2 else 'Li'}: {i}\n" for i, date in enumerate(dates))
    return read([("x", "".join(lines).encode())], date_order=order, zone=UTC)


def days(got: Reading) -> list[str | None]:
    return [row.at and f"{row.at:%Y-%m-%d}" for row in told(got.chats[0])]


def test_a_thirteen_can_only_be_a_day():
    assert days(reading("12/01/24", "13/01/24")) == ["2024-01-12", "2024-01-13"]
    assert days(reading("01/12/24", "01/13/24")) == ["2024-01-12", "2024-01-13"]
    assert reading("01/12/24", "01/13/24").date_order == "mdy"


def test_time_that_goes_forward_in_one_order_only_decides():
    got = reading("30/4/24".replace("30", "5"), "6/4/24", "1/5/24", "2/5/24", "1/6/24")
    assert (got.date_order, got.questions) == ("dmy", ())
    got = reading("4/5/24", "4/6/24", "5/1/24", "5/2/24", "6/1/24")
    assert (got.date_order, got.questions) == ("mdy", ())
    assert days(got)[:3] == ["2024-04-05", "2024-04-06", "2024-05-01"]


def test_what_fits_both_ways_is_a_question_and_no_date_is_made_up():
    got = reading("03/04/24", "03/04/24", "04/04/24")
    assert got.questions == ASKED
    assert (got.date_order, days(got)) == (None, [None, None, None])
    assert (got.chats[0].at == UNKNOWN_TIME).all()
    assert [row.text for row in told(got.chats[0])] == ["0", "1", "2"]


@pytest.mark.parametrize(("order", "first"), [("dmy", "2024-04-03"), ("mdy", "2024-03-04")])
def test_the_answer_settles_it(order: str, first: str):
    got = reading("03/04/24", "03/04/24", "04/04/24", order=order)
    assert (got.date_order, got.questions) == (order, ())
    assert days(got) == [first, first, "2024-04-04"]


@pytest.mark.parametrize("answer", ["dmy", "mdy", "ymd"])
def test_an_answer_never_overrules_a_thirteen(answer: str):
    got = reading("01/13/24", "01/14/24", "02/01/24", order=answer)
    assert days(got) == ["2024-01-13", "2024-01-14", "2024-02-01"]
    assert got.unread_lines == 0


def test_time_that_goes_back_in_both_orders_is_a_question():
    assert reading("2/11/19", "2/11/19", "10/11/19", "2/11/19").questions == ASKED


def test_an_order_that_is_only_somewhat_smoother_is_a_question():
    assert reading("5/4/24", "4/5/24", "6/4/24", "4/6/24", "7/4/24", "3/7/24", "8/8/24").questions == ASKED


def test_dots_are_never_month_first_unless_a_thirteen_says_so():
    assert days(reading("03.04.24", "04.04.24")) == ["2024-04-03", "2024-04-04"]
    assert days(reading("03.13.24", "03.14.24")) == ["2024-03-13", "2024-03-14"]


def test_a_year_in_front_is_followed_by_month_and_day():
    assert days(reading("2024/12/01", "2024/12/02")) == ["2024-12-01", "2024-12-02"]
    assert days(reading("2024/13/01", "2024/14/01")) == ["2024-01-13", "2024-01-14"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("13/06/69", 2069),
        ("13/06/70", 1970),
        ("13/06/99", 1999),
        ("13/06/00", 2000),
        ("13/06/2561", 2018),
        ("13/06/2018", 2018),
    ],
)
def test_a_year_of_two_digits_or_of_the_thai_calendar_is_made_whole(written: str, meant: int):
    assert days(reading(written)) == [f"{meant}-06-13"]


@pytest.mark.parametrize(
    "date", ["31/02/2024", "29/02/2023", "31/04/2024", "32/01/2024", "00/01/2024", "13/13/2024", "13/01/1300"]
)
def test_a_date_that_does_not_exist_is_counted_and_stays_in_the_text(date: str):
    got = reading("27/02/2024", date, "29/03/2024")
    assert got.unread_lines == 1
    assert got.unread_samples == (f"{date}, 10:00 - Su: 1",)
    assert [row.text for row in told(got.chats[0])] == [f"0\n{date}, 10:00 - Su: 1", "2"]


def test_impossible_times_are_no_messages():
    lines = (
        "13/06/2018, 23:59 - Su: a\n13/06/2018, 24:01 - Su: b\n13/06/2018, 23:60 - Su: c\n14/06/2018, 0:01 - Su: d\n"
    )
    got = read([("x", lines.encode())], zone=UTC)
    assert (got.unread_lines, len(got.chats[0])) == (2, 2)


def test_a_file_whose_dates_are_all_impossible_has_an_unknown_header():
    with pytest.raises(Unreadable, match="unknown_header") as problem:
        reading("45/45/2024", "46/46/2024")
    assert problem.value.facts["sample"] == "45/45/2024, 10:00 - Li: 0"


def test_every_day_of_the_calendar_is_the_day_it_says():
    first = datetime(1970, 1, 1)
    every = [first + timedelta(days=i) for i in range(0, 83_000, 7)]
    rows = np.array([[day.day, day.month, day.year, 5, 6, 7] for day in every], dtype=np.int32)
    got = wall(rows, "dmy")
    assert [EPOCH + timedelta(seconds=int(at)) for at in got] == [
        day.replace(hour=5, minute=6, second=7) for day in every
    ]
    assert every[-1].year >= 2197


def test_leap_days_are_days_only_in_leap_years():
    rows = np.array([[29, 2, year, 0, 0, 0] for year in (2000, 2023, 2024, 2100)], dtype=np.int32)
    assert (wall(rows, "dmy") != UNKNOWN_TIME).tolist() == [True, False, True, False]


def test_days_written_with_one_digit_and_with_two_are_of_one_order():
    got = reading("9/6/2018", "10/06/2018", "13/6/2018")
    assert days(got) == ["2018-06-09", "2018-06-10", "2018-06-13"]


def test_dates_going_backwards_are_kept_as_they_are_and_said():
    dates = [f"{day:02}/06/2018" for day in range(28, 1, -1)]
    got = reading(*dates)
    assert got.notes == ("dates_go_back",)
    assert days(got) == [f"2018-06-{day:02}" for day in range(28, 1, -1)]


def test_a_few_late_messages_are_not_dates_going_back():
    got = reading(*(f"{day:02}/06/2018" for day in (*range(1, 15), 14, 13, 15, *range(16, 28))))
    assert got.notes == ()
    assert len(got.chats[0]) == 29


@pytest.mark.parametrize(
    ("count", "note"),
    [(39_899, False), (39_900, True), (40_000, True), (40_001, False), (9_990, True), (10_001, False)],
)
def test_a_file_as_long_as_the_app_exports_at_most_says_so(count: int, note: bool):
    lines = (
        f"{1 + i // 1500:02}/06/2018, {i % 1440 // 60:02}:{i % 60:02} - {'Su' if i % 2 else 'Li'}: {i}\n"
        for i in range(count)
    )
    got = read([("x", "".join(lines).encode())], date_order="dmy", zone=UTC)
    assert len(got.chats[0]) == count
    assert ("near_cap" in got.notes) == note


def test_the_clock_is_told():
    assert reading("13/06/2018").clock == "24h"
    assert reading("13/06/2018", sep=", 10:00 PM - ").clock == "12h"


def test_a_part_of_the_day_that_nobody_knows_is_counted_and_stays_in_the_text():
    lines = [
        f"{day}/6/2018, 9:25 {word} - Su: {day}" for day, word in ((13, "PM"), (14, "AM"), (15, "fnord"), (16, "PM"))
    ]
    got = read([("x", "\n".join(lines).encode())], zone=UTC)
    assert (got.unread_lines, got.unread_samples) == (1, (lines[2],))
    assert [row.text for row in told(got.chats[0])] == ["13", f"14\n{lines[2]}", "16"]


def test_a_plan_with_a_date_in_a_message_is_nothing_unread():
    data = b"13/06/2018, 21:25 - Su: plan\n14/06/2018, 18:30 dentist - ask: x\n15/06/2018, 21:25 - Li: ok\n"
    got = read([("x", data)], zone=UTC)
    assert (got.unread_lines, len(got.chats[0])) == (0, 2)
