"""Every form of a WhatsApp header in the format notes: which moment it is, and who wrote."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from toward.lookback.formats.whatsapp_headers import LONGEST, NO_PERIOD, find_headers, hours, period, periods, read_line
from toward.lookback.read import read
from toward.lookback.tests.specimens import Said, told

NN, NB, LRM, RLM, THIN = "\u202f", "\u00a0", "\u200e", "\u200f", "\u2009"
EVENING, SECONDS = datetime(2018, 6, 13, 21, 25), datetime(2018, 6, 13, 21, 25, 15)

# where, header up to and with the author's colon, moment, and an answer about the order where nothing else tells it
HEADERS = [
    # Android
    ("android 24 h", "13/06/18, 21:25 - Su: ", EVENING),
    ("android 24 h, four digits", "13/06/2018, 21:25 - Su: ", EVENING),
    ("android 24 h, no comma", "13/06/2018 21:25 - Su: ", EVENING),
    ("android us", "6/13/18, 9:25 PM - Su: ", EVENING),
    ("android us, narrow space", f"6/13/18, 9:25{NN}PM - Su: ", EVENING),
    ("android us, underscore", "6/13/18, 9:25_PM - Su: ", EVENING),
    ("android small pm", "13/06/2018, 9:25 pm - Su: ", EVENING),
    ("android pm without space", "13/06/2018, 9:25pm - Su: ", EVENING),
    ("android en dash, seconds", "06/13/18, 9:25:15 pm – Su: ", SECONDS),
    ("android em dash", "13/06/2018, 21:25 — Su: ", EVENING),
    ("android dots", "13.06.2018, 21:25 - Su: ", EVENING),
    ("android dots, short year", "13.06.18, 21:25 - Su: ", EVENING),
    ("android dots in the time", "13.06.2018, 21.25 - Su: ", EVENING),
    ("android dashes", "13-06-2018, 21:25 - Su: ", EVENING),
    ("android short dashes", "13-06-18 21:25 - Su: ", EVENING),
    ("android dash and dot", "13-06-2018, 09.25 PM - Su: ", EVENING),
    ("android year first", "2018/06/13, 21:25 - Su: ", EVENING),
    ("android year first, no comma", "2018/06/13 21:25 - Su: ", EVENING),
    ("android year first, dashes", "2018-06-13, 21:25 - Su: ", EVENING),
    ("android non-breaking hyphens", "13\u201106\u20112018, 21:25 - Su: ", EVENING),
    # iOS
    ("ios 24 h", "[13/06/18, 21:25:15] Su: ", SECONDS),
    ("ios without seconds", "[06/13/18 21:25] Su: ", EVENING),
    ("ios 12 h", "[6/13/18, 9:25:15 PM] Su: ", SECONDS),
    ("ios 12 h, narrow space", f"[6/13/18, 9:25:15{NN}PM] Su: ", SECONDS),
    ("ios marked", f"{LRM}[6/13/18, 9:25:15 PM] Su: ", SECONDS),
    ("ios dots and pm", "[13.06.18, 9:25:15 PM] Su: ", SECONDS),
    ("ios dashes", "[13-06-18 21:25:15] Su: ", SECONDS),
    ("ios thin space", f"[13/06/2018,{THIN}21:25:15] Su: ", SECONDS),
    ("ios year first", "[2018/06/13, 21:25:15] Su: ", SECONDS),
    ("ios year first, es", "[2018/06/13 9:25:15 p. m.] Su: ", SECONDS),
    ("ios es", "[13/6/18 9:25:15 p. m.] Su: ", SECONDS),
    ("ios es, marked", f"{LRM}[13/6/18 9:25:15 p. m.] Su: ", SECONDS),
    ("ios month, year, day", "[06/2018/13, 21:25:15] Su: ", SECONDS),
    ("no brackets, no dash, a name like a day period", "13. 6. 2018. 21:25:15 a: ", SECONDS),
    ("no brackets, no dash", "13/06/2018, 21:25:15 Su: ", SECONDS),
    ("no brackets, no dash, pm", "13/06/2018, 9:25:15 PM Su: ", SECONDS),
    # languages
    ("de nachm.", "13.06.18, 3:25 nachm. - Su: ", datetime(2018, 6, 13, 15, 25)),
    ("de abends", "13.06.18, 9:25 abends - Su: ", EVENING),
    ("de vorm.", "13.06.18, 10:25 vorm. - Su: ", datetime(2018, 6, 13, 10, 25)),
    ("de morgens", "13.06.18, 7:25 morgens - Su: ", datetime(2018, 6, 13, 7, 25)),
    ("de mittags", "13.06.18, 12:25 mittags - Su: ", datetime(2018, 6, 13, 12, 25)),
    ("de nachts", "13.06.18, 12:25 nachts - Su: ", datetime(2018, 6, 13, 0, 25)),
    ("de Uhr", "13.06.18, 21:25 Uhr - Su: ", EVENING),
    ("es p.m.", "13/06/2018, 9:25 p.m. - Su: ", EVENING),
    ("es p. m.", "13/06/2018, 9:25 p. m. - Su: ", EVENING),
    ("es p.<NBSP>m.", f"13/6/2018 9:25 p.{NB}m. - Su: ", EVENING),
    ("es narrow spaces", f"13/6/18, 9:25{NN}p.{NN}m. - Su: ", EVENING),
    ("es a. m. past midnight", "06/13/2018, 00:08 a. m. - Su: ", datetime(2018, 6, 13, 0, 8)),
    ("fi klo", "13.6.2018 klo 21.25 - Su: ", EVENING),
    ("fi klo, seconds", "13.6.2018 klo 21.25.15 - Su: ", SECONDS),
    ("fi klo, brackets", "[13.6.2018 klo 21.25.15] Su: ", SECONDS),
    ("fi colon after the time", "13.06.18 21.25.15: Su: ", SECONDS),
    ("fr à", "13/06/2018 à 21:25 - Su: ", EVENING),
    ("fr-CA", "2018-06-13 21 h 25 - Su: ", EVENING),
    ("fr-CA, seconds", "[2018-06-13 21 h 25 min 15 s] Su: ", SECONDS),
    ("pt às", "13/06/2018 às 21:25 - Su: ", EVENING),
    ("it alle", "13/06/18 alle 21:25 - Su: ", EVENING),
    ("it", "13/06/18, 21:25 - Su: ", EVENING),
    ("sv kl.", "2018-06-13 kl. 21:25 - Su: ", EVENING),
    ("hr", "13. 6. 2018. 21:25:15 Su: ", SECONDS),
    ("hr with a dash", "13. 06. 2018. 21:25 - Su: ", EVENING),
    ("hu", "2018. 06. 13. 21:25 - Su: ", EVENING),
    ("cs", "13. 6. 2018, 21:25 - Su: ", EVENING),
    ("bg", "13.06.18 г., 21:25 ч. - Su: ", EVENING),
    ("el μ.μ.", "13/6/18, 9:25 μ.μ. - Su: ", EVENING),
    ("tr ÖS", "13.06.2018 ÖS 9:25 - Su: ", EVENING),
    ("vi CH", "13/06/2018 9:25 CH - Su: ", EVENING),
    ("ms PTG", "13/06/18, 9.25 PTG - Su: ", EVENING),
    ("hi digits", "१३/०६/१८, ९:२५ अपराह्न - Su: ", EVENING),
    ("th Buddhist year", "13/6/2561 21:25 - Su: ", EVENING),
    ("ar م", "13/06/2018 9:25 م - Su: ", EVENING),
    ("ar digits and marks", f"١٣{RLM}/٦{RLM}/٢٠١٨، ٩:٢٥ م - Su: ", EVENING),
    ("ar ios", f"[13{RLM}/6{RLM}/2018, 9:25:15 م] Su: ", SECONDS),
    ("he", "13.6.2018, 21:25 - Su: ", EVENING),
    ("bidi about the date", "\u202a13/06/2018\u202c, 21:25 - Su: ", EVENING),
    # Chinese, Japanese, Korean
    ("zh no comma", "2018/06/13 21:25 - Su: ", EVENING),
    ("zh 下午 before", "2018/6/13 下午9:25 - Su: ", EVENING),
    ("zh 下午 before, space", "2018/6/13 下午 9:25 - Su: ", EVENING),
    ("zh 下午 after", "13/06/2018 09:25 下午 - Su: ", EVENING),
    ("zh 晚上", "2018/6/13 晚上9:25 - Su: ", EVENING),
    ("zh 凌晨", "2018/6/13 凌晨12:03 - Su: ", datetime(2018, 6, 13, 0, 3)),
    ("zh 中午", "2018/6/13 中午12:30 - Su: ", datetime(2018, 6, 13, 12, 30)),
    ("zh 早上", "2018/6/13 早上7:25 - Su: ", datetime(2018, 6, 13, 7, 25)),
    ("zh 上午 past midnight", "2018/6/13 上午12:25 - Su: ", datetime(2018, 6, 13, 0, 25)),
    ("zh ios", "[2018/6/13 下午9:25:15] Su: ", SECONDS),
    ("zh-HK ios", "[13/6/18 下午9:25:15] Su: ", SECONDS),
    ("zh ios, touching", "[2018/6/13 21:25:15] Su:", SECONDS),
    ("zh 年月日", "2018年6月13日 下午9:25 - Su: ", EVENING),
    ("ja 午後", "2018/06/13 午後9:25 - Su: ", EVENING),
    ("ja 午前 past midnight", "2018/06/13 午前12:03 - Su: ", datetime(2018, 6, 13, 0, 3)),
    ("ja 午後 past noon", "2018/06/13 午後0:30 - Su: ", datetime(2018, 6, 13, 12, 30)),
    ("ko 오후", "[2018/06/13 오후 09:25] Su: ", EVENING),
    ("ko dots", "2018. 6. 13. 오후 9:25 - Su: ", EVENING),
    ("ko ios", "[2018. 6. 13. 오후 9:25:15] Su: ", SECONDS),
    ("ko 년월일", "2018년 6월 13일 오후 9:25 - Su: ", EVENING),
    # midnight and noon
    ("12 AM", "6/13/18, 12:03 AM - Su: ", datetime(2018, 6, 13, 0, 3)),
    ("12 PM", "6/13/18, 12:03 PM - Su: ", datetime(2018, 6, 13, 12, 3)),
    ("00:00", "13/06/18, 00:00 - Su: ", datetime(2018, 6, 13)),
    ("23:59:59", "[13/06/18, 23:59:59] Su: ", datetime(2018, 6, 13, 23, 59, 59)),
    ("12 AM ios", "[6/13/18, 12:03:09 AM] Su: ", datetime(2018, 6, 13, 0, 3, 9)),
]


@pytest.mark.parametrize(("name", "header", "at"), HEADERS, ids=[name for name, *_ in HEADERS])
@pytest.mark.parametrize("lines", [1, 2, 40], ids=["alone", "twice", "in columns"])
def test_a_header_is_one_moment_and_one_author(name: str, header: str, at: datetime, lines: int):
    data = "".join(f"{header}good night {i}\n" for i in range(lines)).encode()
    got = read([(name, data)], zone=UTC)
    who = "a" if header.endswith("a: ") else "Su"
    assert told(got.chats[0]) == [Said(at, who, f"good night {i}") for i in range(lines)]
    assert (got.unread_lines, got.questions, got.notes) == (0, (), ())
    assert got.chats[0].seconds == bool(at.second)


def test_the_table_covers_every_separator_clock_and_bracket():
    together = " ".join(header for _, header, _ in HEADERS)
    assert len(HEADERS) == len({name for name, *_ in HEADERS}) >= 90
    assert all(sign in together for sign in "/.-‑年월[]–—,، ")


@pytest.mark.parametrize(
    "order", [("dmy", datetime(2018, 6, 3)), ("mdy", datetime(2018, 3, 6))], ids=lambda one: one[0]
)
@pytest.mark.parametrize(
    "header",
    [
        "3/6/18, 1:55 p.m. - a: ",
        f"[3/6/18 1:55:00 p.{NB}m.] a: ",
        "03-06-2018, 01.55 PM - a: ",
        f"3/6/18, 1:55{NN}PM - a: ",
    ],
)
def test_an_answer_about_the_order_is_taken(order, header: str):
    asked, day = order
    got = read([("x", f"{header}m\n".encode())], zone=UTC, date_order=asked)
    assert told(got.chats[0]) == [Said(day.replace(hour=13, minute=55), "a", "m")]
    assert (got.date_order, got.questions) == (asked, ())


@pytest.mark.parametrize(
    "name",
    [
        "Su",
        "~ Su",
        f"~{NN}Su",
        "Su - home",
        "Dr. Su",
        "+44 7700 900077",
        "小明",
        "José 🙈",
        "Su:3",
        "(Su)",
        "Su, Li",
        "n",
        "3/4",
        "12:30",
    ],
)
@pytest.mark.parametrize("header", ["13/06/2018, 21:25 - ", "[13/06/2018, 21:25:10] "])
def test_a_name_may_be_anything_without_a_colon_and_a_space(name: str, header: str):
    data = "".join(f"{header}{who}: good night: {i}\n" for i in range(9) for who in (name, "Liang")).encode()
    rows = told(read([("x", data)], zone=UTC).chats[0])
    assert [(row.who, row.text) for row in rows] == [
        (who, f"good night: {i}") for i in range(9) for who in (name, "Liang")
    ]


def test_marks_about_a_telephone_number_are_no_part_of_the_name():
    data = "13/06/2018, 21:25 - \u202a+44 7700 900077\u202c: hi\n13/06/2018, 21:26 - +44 7700 900077: hi\n".encode()
    assert read([("x", data)], zone=UTC).chats[0].people == ("+44 7700 900077",)


@pytest.mark.parametrize(
    "line",
    [
        "12/05/2024 arrive", "13/06/2018", "13/06/2018: Arrival", "21:25 - Su: hi", "2018-06 21:25 - Su: hi", "hello",
        "[13/06/2018] Su: hi", "13/06/2018, 21:25 tomorrow - Su: hi", "- 13/06/2018, 21:25 - Su: hi", "1.2.3.4:80 - a: b",
        "13/06/2018, 9:25 xx - Su: hi", "", "[", "1",
    ],
)  # fmt: skip
def test_what_is_no_header_is_not_taken_for_one(line: str):
    header = read_line(line.encode())
    assert header is None or header.bare


def test_a_header_without_a_dash_is_no_beginning_of_one_with_a_dash():
    lines = [b"13/06/18 21:25 Su: x", b"13/06/18 21:25 - Su: x", b"13/06/18 21:26 Su: x", b"x" * LONGEST]
    buffer = np.frombuffer(b"\n".join(lines), dtype=np.uint8)
    found = find_headers(buffer, np.array([0, len(lines[0]) + 1, len(lines[0] + lines[1]) + 2], dtype=np.int64))
    assert [found.layouts[i] for i in found.layout] == ["0/0/0 0:0 ", "0/0/0 0:0-", "0/0/0 0:0 "]


@pytest.mark.parametrize(
    ("marker", "written", "meant"),
    [
        ("上午", 12, 0), ("上午", 11, 11), ("下午", 12, 12), ("下午", 1, 13), ("下午", 11, 23), ("中午", 12, 12), ("中午", 1, 13),
        ("中午", 11, 11), ("凌晨", 12, 0), ("凌晨", 4, 4), ("晚上", 7, 19), ("晚上", 11, 23), ("早上", 6, 6), ("清晨", 5, 5),
        ("傍晚", 6, 18), ("半夜", 12, 0), ("半夜", 2, 2), ("半夜", 11, 23), ("午前", 0, 0), ("午前", 12, 0), ("午後", 0, 12),
        ("午後", 12, 12), ("正午", 12, 12), ("오전", 12, 0), ("오후", 12, 12), ("오후", 3, 15), ("م", 9, 21), ("م", 12, 12),
        ("ص", 12, 0), ("ص", 9, 9), ("nachm.", 12, 12), ("nachm.", 5, 17), ("abends", 6, 18), ("abends", 11, 23),
        ("abends", 12, 0), ("mittags", 12, 12), ("nachts", 12, 0), ("nachts", 3, 3), ("nachts", 11, 23), ("vorm.", 10, 10),
        ("morgens", 5, 5), ("AM", 12, 0), ("PM", 12, 12), ("a.m.", 12, 0), ("p. m.", 12, 12), ("p.\u00a0m.", 11, 23),
        ("pm", 13, 13), ("am", 0, 0), ("ΜΜ", 9, 21), ("π.μ.", 12, 0), ("ÖÖ", 12, 0), ("ÖS", 12, 12), ("SA", 12, 0), ("CH", 9, 21),
        ("अपराह्न", 9, 21), ("पूर्वाह्न", 12, 0), ("หลังเที่ยง", 9, 21), ("PTG", 9, 21), ("ip.", 9, 21), ("de la noche", 9, 21),
    ],
)  # fmt: skip
def test_an_hour_is_the_hour_on_the_wall(marker: str, written: int, meant: int):
    which = period(marker)
    assert which is not None
    assert which != NO_PERIOD
    assert hours()[which, written] == meant


def test_without_a_day_period_an_hour_is_as_written():
    assert hours()[NO_PERIOD].tolist() == list(range(100))
    assert (period(""), period(" \u200e. "), period("klo"), period("tomorrow")) == (
        NO_PERIOD,
        NO_PERIOD,
        NO_PERIOD,
        None,
    )


@pytest.mark.parametrize("which", range(len(periods())), ids=[name for name, *_ in periods()])
def test_every_day_period_keeps_the_hours_that_lie_inside_it(which: int):
    _, first, last = periods()[which]
    inside = [hour % 24 for hour in range(first, last if last > first else last + 24)]
    assert inside
    named = {hour: [h for h in inside if h % 12 == hour % 12] for hour in range(1, 13)}
    unmistakable = {hour: meant[0] for hour, meant in named.items() if len(meant) == 1}
    assert {hour: int(hours()[which, hour]) for hour in unmistakable} == unmistakable
    assert all(0 <= hours()[which, hour] < 24 for hour in range(24))
