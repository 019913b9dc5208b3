"""Messenger and Instagram: broken letters mended, newest first turned round, encrypted chats, pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from toward.lookback.messages import Kind, Reading, Unreadable
from toward.lookback.read import read
from toward.lookback.tests.specimens import Said, dumped, mangled, told

MS = 1_700_000_000_000  # 2023-11-14T22:13:20 at Greenwich
WHEN = datetime(2023, 11, 14, 22, 13, 20)


def row(**fields: object) -> dict[str, object]:
    return {"sender_name": "Su", "timestamp_ms": MS, "content": "hi", **fields}


def page(*rows: object, **fields: object) -> bytes:
    return json.dumps(
        {"participants": [], "messages": rows, "title": "Liang", "thread_path": "inbox/l_1", **fields}
    ).encode()


def reading(*files: bytes, zone: str = "UTC") -> Reading:
    return read([(f"{i}.json", data) for i, data in enumerate(files)], zone=ZoneInfo(zone))


def only(**fields: object) -> Said:
    return told(reading(page(row(**fields))).chats[0])[0]


@pytest.mark.parametrize(
    "text", ["晚安 🌙", "Kovács", "naïve – “quoted”", "ß", "\u200e x", "👨🏿\u200d🦰", "plain", "\n a \n"]
)
def test_broken_letters_are_mended_in_words_names_and_titles(text: str):
    data = page(row(content=mangled(text), sender_name=mangled(text)), title=mangled(text))
    chat = reading(data).chats[0]
    assert (chat.title, chat.people, chat.text[0]) == (text, (text,), text)


@pytest.mark.parametrize("text", ["晚安 🌙", "Kovács", "é", "naïve", "Ã", "ÿ", "€5"])
def test_letters_that_are_whole_stay(text: str):
    chat = reading(page(row(content=text, sender_name=text))).chats[0]
    assert (chat.people, chat.text[0]) == ((text,), text)


def test_an_encrypted_chat_is_never_mended():
    rows = [
        {
            "senderName": "Su",
            "text": "Ã©",
            "timestamp": MS,
            "type": "text",
            "isUnsent": False,
            "media": [],
            "reactions": [],
        }
    ]
    got = reading(dumped({"participants": ["Su", "Liang"], "threadName": "Liang_1", "messages": rows}))
    assert got.format == "messenger-e2ee"
    assert told(got.chats[0]) == [Said(WHEN, "Su", "Ã©")]


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 22), ("Asia/Shanghai", 6), ("America/New_York", 17), ("Asia/Kolkata", 3)]
)
def test_an_instant_is_put_on_the_phones_wall(zone: str, hour: int):
    at = told(reading(page(row()), zone=zone).chats[0])[0].at
    assert at is not None
    assert at.hour == hour


@pytest.mark.parametrize("newest_first", [True, False])
def test_messages_come_out_oldest_first(newest_first: bool):
    rows = [row(content=str(i), timestamp_ms=MS + i * 1000) for i in range(9)]
    got = told(reading(page(*(rows[::-1] if newest_first else rows))).chats[0])
    assert [one.text for one in got] == [str(i) for i in range(9)]


def test_messages_of_one_second_keep_their_order():
    rows = [row(content=str(i), timestamp_ms=MS + i // 4 * 1000) for i in range(9)]
    assert "".join(one.text for one in told(reading(page(*rows[::-1])).chats[0])) == "012345678"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"photos": [{"uri": "x"}]}, Kind.MEDIA), ({"videos": [{}]}, Kind.MEDIA), ({"audio_files": [{}]}, Kind.MEDIA), ({"gifs": [{}]}, Kind.MEDIA),
        ({"sticker": {"uri": "x"}}, Kind.MEDIA), ({"share": {"link": "https://x.y"}}, Kind.MEDIA), ({"files": [{}]}, Kind.MEDIA),
        ({"is_unsent": True}, Kind.DELETED), ({"is_unsent": False}, Kind.TEXT), ({"call_duration": 0}, Kind.CALL), ({"type": "Call"}, Kind.CALL),
        ({"type": "Unsubscribe"}, Kind.SYSTEM), ({"photos": []}, Kind.TEXT), ({"reactions": [{"reaction": "x", "actor": "Li"}]}, Kind.TEXT),
    ],
)  # fmt: skip
def test_a_message_without_words_is_what_it_carries(fields: dict[str, object], kind: Kind):
    assert only(content=None, **fields).kind == kind
    assert only(content=None, **fields).who == (None if kind == Kind.SYSTEM else "Su")


def test_words_under_a_picture_are_words():
    assert only(photos=[{"uri": "x"}]) == Said(WHEN, "Su", "hi")


@pytest.mark.parametrize(
    "bad",
    [
        {"timestamp_ms": None}, {"timestamp_ms": "1700000000000"}, {"timestamp_ms": -1}, {"timestamp_ms": 10**400}, {"timestamp_ms": 1e999},
        {"timestamp_ms": True}, {"sender_name": None}, {"sender_name": 5}, {"timestamp_ms": 8e15},
    ],
)  # fmt: skip
def test_a_record_without_a_possible_time_or_name_is_counted(bad: dict[str, object]):
    got = reading(page(row(), row(**bad), row()))
    assert (len(got.chats[0]), got.unread_lines) == (2, 1)


def test_records_that_are_no_records_are_counted():
    got = reading(page(row(), None, 3, "x", [], {}))
    assert (len(got.chats[0]), got.unread_lines) == (1, 5)


def test_pages_of_one_conversation_become_one_chat_in_time():
    pages = [
        page(
            *(
                row(content=f"{p}.{i}", timestamp_ms=MS + (p * 10 + i) * 1000, sender_name=("Su", "Liang")[i % 2])
                for i in (9, 5, 2)
            )
        )
        for p in (2, 0, 1)
    ]
    got = reading(*pages)
    assert [row.text for chat in got.chats for row in told(chat)] == [
        "0.2",
        "0.5",
        "0.9",
        "1.2",
        "1.5",
        "1.9",
        "2.2",
        "2.5",
        "2.9",
    ]
    assert len(got.chats) == 1


def test_instagram_is_known_by_its_addresses_or_by_what_is_missing():
    photo = {"photos": [{"uri": "your_instagram_activity/messages/inbox/x/1.jpg"}]}
    assert reading(page(row(), row(**photo))).format == "instagram"
    assert reading(page(row(share={"link": "https://www.instagram.com/p/x?facebook"}))).format == "instagram"
    assert reading(page(row())).format == "messenger"
    bare = json.dumps({"messages": [row()]}).encode()
    assert reading(bare).format == "instagram"


@pytest.mark.parametrize(
    "data",
    [page(), page({"sender_name": "Su", "timestamp_ms": "x"}), b'{"messages": {"sender_name": 1, "timestamp_ms": 2}}'],
)
def test_a_page_without_one_message_is_no_chat(data: bytes):
    with pytest.raises(Unreadable, match="not_a_chat"):
        reading(data)
    with pytest.raises(Unreadable):
        read([("x", data)], zone=UTC)
