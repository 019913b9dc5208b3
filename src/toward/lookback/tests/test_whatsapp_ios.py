"""WhatsApp's database on an iPhone, built here table by table."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from toward.lookback.formats import whatsapp_ios
from toward.lookback.messages import Kind, Reading, Unreadable
from toward.lookback.read import read
from toward.lookback.tests.specimens import MESSAGE, TABLES, Said, database, told

DATE = 770_461_200.0  # 2025-06-01T09:00 at Greenwich
WHEN = datetime(2025, 6, 1, 9, 0)


def reading(data: bytes, zone: str = "UTC") -> Reading:
    return read([("ChatStorage.sqlite", data)], zone=ZoneInfo(zone))


def message(
    *,
    chat: int | None = 1,
    mine: int = 0,
    date: object = DATE,
    text: object = "hi",
    kind: object = 0,
    member: object = None,
    sender: object = None,
):
    return MESSAGE, (chat, mine, date, text, kind, member, sender)


def test_me_and_the_other_are_named():
    got = reading(database(message(mine=1, text="on my way"), message(text="晚安 🌙\n")))
    assert told(got.chats[0]) == [Said(WHEN, "Me", "on my way"), Said(WHEN, "Liang", "晚安 🌙\n")]
    assert (got.format, got.clock, got.chats[0].title) == ("whatsapp-ios", "epoch", "Liang")


@pytest.mark.parametrize(("zone", "hour"), [("UTC", 9), ("Asia/Shanghai", 17), ("America/New_York", 5)])
def test_seconds_since_2001_are_put_on_the_phones_wall(zone: str, hour: int):
    at = told(reading(database(message()), zone).chats[0])[0].at
    assert at == WHEN.replace(hour=hour)


@pytest.mark.parametrize(
    ("number", "text", "kind"),
    [
        (0, "hi", Kind.TEXT), (7, "https://x.y", Kind.TEXT), (0, None, Kind.MEDIA), (1, None, Kind.MEDIA), (15, None, Kind.MEDIA), (1, "look", Kind.TEXT),
        (14, "gone", Kind.DELETED), (59, None, Kind.CALL), (66, None, Kind.CALL), (6, "Su added Li", Kind.SYSTEM), (10, "changed", Kind.SYSTEM),
        (None, "hi", Kind.TEXT), ("x", "hi", Kind.TEXT), (0, b"blob", Kind.MEDIA),
    ],
)  # fmt: skip
def test_the_type_says_what_a_row_is(number: object, text: object, kind: Kind):
    (row,) = told(reading(database(message(kind=number, text=text))).chats[0])
    assert row.kind == kind
    assert row.who == (None if kind == Kind.SYSTEM else "Liang")
    assert row.text == (text if isinstance(text, str) and kind != Kind.DELETED else "")


def test_rows_come_in_the_order_of_their_dates():
    rows = [message(date=DATE + i * 60, text=str(i)) for i in (3, 1, 2)]
    assert [row.text for row in told(reading(database(*rows)).chats[0])] == ["1", "2", "3"]


def test_members_of_a_group_have_the_best_name_that_is_known():
    group = [
        ("INSERT INTO ZWACHATSESSION VALUES (2, '12-34@g.us', 'Trip')", ()),
        ("INSERT INTO ZWAGROUPMEMBER VALUES (1, 2, '7@s.whatsapp.net', 'Sam at work')", ()),
        ("INSERT INTO ZWAGROUPMEMBER VALUES (2, 2, '8@s.whatsapp.net', NULL)", ()),
        ("INSERT INTO ZWAGROUPMEMBER VALUES (3, 2, '9@s.whatsapp.net', NULL)", ()),
        ("INSERT INTO ZWAPROFILEPUSHNAME VALUES (1, '7@s.whatsapp.net', 'sam')", ()),
        ("INSERT INTO ZWAPROFILEPUSHNAME VALUES (2, '8@s.whatsapp.net', 'Kim')", ()),
    ]
    rows = [message(chat=2, member=member, date=DATE + i) for i, member in enumerate((1, 2, 3))]
    got = reading(database(*group, *rows, message(), message(chat=2, mine=1, date=DATE + 9)))
    assert {chat.title: chat.people for chat in got.chats} == {
        "Liang": ("Liang",),
        "Trip": ("Sam at work", "Kim", "9", "Me"),
    }


def test_somebody_called_me_is_not_me():
    rename = ("UPDATE ZWACHATSESSION SET ZPARTNERNAME = 'Me'", ())
    assert reading(database(rename, message(mine=1), message())).chats[0].people == ("Me", "Me (2)")


@pytest.mark.parametrize("date", [None, "yesterday", -1e12, 1e12, b"x"])
def test_a_row_without_a_possible_date_is_counted(date: object):
    got = reading(database(message(), message(date=date)))
    assert (len(got.chats[0]), got.unread_lines) == (1, 1)


def test_older_tables_with_fewer_columns_are_read():
    tables = (
        "CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZISFROMME INTEGER, ZMESSAGEDATE TIMESTAMP, ZTEXT VARCHAR);"
    )
    rows = [
        ("INSERT INTO ZWAMESSAGE (ZISFROMME, ZMESSAGEDATE, ZTEXT) VALUES (?, ?, ?)", (i, DATE + i, "hi"))
        for i in (0, 1)
    ]
    assert [row.who for row in told(reading(database(*rows, tables=tables)).chats[0])] == ["?", "Me"]


def test_a_database_that_asks_for_a_log_beside_it_is_read_without_one():
    data = bytearray(database(message()))
    data[18:20] = b"\2\2"
    assert len(reading(bytes(data)).chats[0]) == 1


def test_text_in_broken_utf_8_is_kept_readable():
    broken = ("UPDATE ZWAMESSAGE SET ZTEXT = CAST(x'6869ff' AS TEXT)", ())
    assert told(reading(database(message(), broken)).chats[0])[0].text == "hi\ufffd"


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        (TABLES, "not_a_chat"),
        ("CREATE TABLE ZWAMESSAGE (x);", "broken_database"),
        ("CREATE TABLE notes (x); -- no ZWAMESSAGE", "broken_database"),
        ("CREATE TABLE message (attributedBody BLOB); CREATE TABLE chat_message_join (x);", "other_app"),
    ],
)
def test_a_database_without_messages_says_what_it_is(tables: str, code: str):
    with pytest.raises(Unreadable, match=code):
        reading(database(tables=tables))


def test_a_view_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(whatsapp_ios, "MOST_STEPS", 50)
    endless = """CREATE VIEW ZWAMESSAGE AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT i AS Z_PK, 1 AS ZMESSAGEDATE FROM n;"""
    with pytest.raises(Unreadable, match="broken_database"):
        reading(database(tables=endless))


def test_reading_changes_nothing_in_the_bytes_given():
    data = database(message())
    before = bytes(data)
    read([("x", data)], zone=UTC)
    assert data == before
