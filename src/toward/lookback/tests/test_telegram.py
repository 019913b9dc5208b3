"""Telegram Desktop's JSON: one chat or an account, new files and old."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from toward.lookback.messages import Kind, Reading, Unreadable
from toward.lookback.read import read
from toward.lookback.tests.specimens import Said, dumped, told

AT = {"date": "2023-08-23T13:11:23", "date_unixtime": "1692796283"}  # as exported in a zone at UTC
SU = {"from": "Su", "from_id": "user1"}
WHEN = datetime(2023, 8, 23, 13, 11, 23)


def row(**fields: object) -> dict[str, object]:
    return {"id": 1, "type": "message", **AT, **SU, "text": "hi", **fields}


def chat(*rows: dict[str, object], **fields: object) -> bytes:
    return dumped({"name": "Liang", "type": "personal_chat", "id": 2, "messages": rows, **fields})


def reading(data: bytes, zone: str = "UTC") -> Reading:
    return read([("result.json", data)], zone=ZoneInfo(zone))


def only(**fields: object) -> Said:
    return told(reading(chat(row(**fields))).chats[0])[0]


def test_text_in_pieces_is_joined_as_written():
    pieces = ["see ", {"type": "link", "text": "https://x.y"}, " ", {"type": "bold", "text": "now\n"}, ""]
    assert only(text=pieces).text == "see https://x.y now\n"
    assert only(text=[{"type": "custom_emoji", "text": "🌙", "document_id": "x"}]).text == "🌙"
    assert only(text=[1, None, {"type": "x"}, "a"]).text == "a"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_date_is_the_exporters_wall_clock_in_every_zone(zone: str):
    got = reading(chat(row()), zone)
    assert told(got.chats[0])[0].at == WHEN
    assert got.clock == "24h"


def test_an_old_file_without_instants_is_read():
    old = {key: value for key, value in row().items() if key != "date_unixtime"}
    assert told(reading(chat(old)).chats[0]) == [Said(WHEN, "Su", "hi")]


def test_a_file_with_instants_only_is_put_on_the_phones_wall():
    rows = [{key: value for key, value in row(date_unixtime="1700000000").items() if key != "date"}]
    got = reading(chat(*rows), "Asia/Shanghai")
    assert told(got.chats[0])[0].at == datetime(2023, 11, 15, 6, 13, 20)
    assert got.clock == "epoch"


def test_one_message_with_an_instant_only_makes_all_of_them_instants():
    rows = [row(date_unixtime="1700000000", date="2023-11-15T06:13:20"), row(date_unixtime="1700000060")]
    del rows[1]["date"]
    got = told(reading(chat(*rows), "Asia/Shanghai").chats[0])
    assert [one.at for one in got] == [datetime(2023, 11, 15, 6, 13, 20), datetime(2023, 11, 15, 6, 14, 20)]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"photo": "p.jpg"}, Kind.MEDIA), ({"media_type": "sticker", "sticker_emoji": "🙈"}, Kind.MEDIA), ({"file": "x.pdf"}, Kind.MEDIA),
        ({"media_type": "voice_message", "file": "v.ogg"}, Kind.MEDIA), ({"location_information": {"latitude": 1}}, Kind.MEDIA),
        ({"poll": {"question": "?"}}, Kind.MEDIA), ({}, Kind.TEXT),
    ],
)  # fmt: skip
def test_a_message_without_words_is_what_it_carries(fields: dict[str, object], kind: Kind):
    assert (only(text="", **fields).kind, only(text="", **fields).text) == (kind, "")
    assert (only(text="look", **fields).kind, only(text="look", **fields).text) == (Kind.TEXT, "look")


def test_a_call_is_a_call_and_any_other_service_line_is_the_apps():
    call = {
        "id": 3,
        "type": "service",
        **AT,
        "actor": "Su",
        "actor_id": "user1",
        "action": "phone_call",
        "text": "",
        "duration_seconds": 9,
    }
    pin = {**call, "action": "pin_message"}
    got = told(reading(chat(row(), call, pin)).chats[0])
    assert got[1:] == [Said(WHEN, "Su", "", Kind.CALL), Said(WHEN, None, "pin_message", Kind.SYSTEM)]


def test_an_account_holds_every_chat_with_messages_the_left_ones_too():
    def one(name: str, *rows: object) -> dict[str, object]:
        return {"name": name, "type": "personal_chat", "id": 1, "messages": rows}

    whole = {
        "about": "Here is the data you requested. Telegram", "personal_information": {"bio": "x" * 300_000},
        "chats": {"about": "", "list": [one("Liang", row()), one("empty"), one("Saved", row(text="note"))]},
        "left_chats": {"list": [one("old", row(text="bye"))]},
    }  # fmt: skip
    got = reading(dumped(whole))
    assert [(each.title, told(each)[0].text) for each in got.chats] == [
        ("Liang", "hi"),
        ("Saved", "note"),
        ("old", "bye"),
    ]
    assert got.unread_lines == 0


def test_people_are_told_apart_by_their_account_and_called_by_their_first_name_there():
    rows = [
        row(),
        row(**{"from": "Su", "from_id": "user9"}),
        row(**{"from": "Susu", "from_id": "user1"}),
        row(**{"from": None, "from_id": "user7"}),
    ]
    got = reading(chat(*rows)).chats[0]
    assert got.people == ("Su", "Su (2)", "user7")
    assert got.author.tolist() == [0, 1, 0, 2]


@pytest.mark.parametrize(
    "bad",
    [
        {"date": "yesterday"}, {"date": None}, {"date": "1969-12-31T23:59:59"}, {"date": "9999-01-01T00:00:00"}, {"date": 5},
        {"date": "2023-13-01T00:00:00"}, {"date": ["x"]},
    ],
)  # fmt: skip
def test_a_record_without_a_possible_time_is_counted(bad: dict[str, object]):
    got = reading(chat(row(), row(**bad), row()))
    assert (len(got.chats[0]), got.unread_lines, len(got.unread_samples)) == (2, 1, 1)


def test_records_that_are_no_records_are_counted():
    got = reading(chat(row(), None, 3, "x", [], {}))  # type: ignore[arg-type]
    assert (len(got.chats[0]), got.unread_lines) == (1, 5)


def test_a_file_of_nothing_readable_is_no_chat():
    for data in (chat(row(date="never")), chat(row(), messages={"1": row()})):
        with pytest.raises(Unreadable, match="not_a_chat"):
            reading(data)


def test_compact_json_is_recognised_too():
    data = json.dumps(json.loads(chat(row())), separators=(",", ":")).encode()
    assert read([("x", data)], zone=UTC).format == "telegram"
