"""Where talk begins and ends."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from toward.lookback.edges import FAR, places
from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind, Texts


def chat_at(*times: str) -> Chat:
    at = [int((datetime.fromisoformat(f"2024-03-{time}") - datetime(1970, 1, 1)).total_seconds()) for time in times]
    return Chat(
        "",
        ("Liang", "Su"),
        np.array(at, dtype=np.int64),
        np.arange(len(at), dtype=np.int32) % 2,
        np.full(len(at), Kind.TEXT, dtype=np.int8),
        Texts.of(["x"] * len(at)),
    )


def test_some_hours_of_silence_end_a_conversation():
    where = places(chat_at("05T08:00", "05T08:10", "05T11:00", "05T15:00", "05T15:01"))
    assert where.first.tolist() == [0, 1, 2, 0, 1]
    assert where.last.tolist() == [2, 1, 0, 1, 0]


def test_a_new_day_begins_at_four_unless_the_talk_goes_on():
    where = places(chat_at("05T23:50", "06T00:30", "06T03:20", "06T04:30", "06T06:00"))
    assert where.first.tolist() == [0, 1, 2, 0, 1]
    assert places(chat_at("06T03:50", "06T04:10")).first.tolist() == [0, 1]


def test_system_lines_and_unknown_times_have_no_place_and_shift_none():
    chat = chat_at("05T08:00", "05T08:01", "05T08:02", "05T08:03", "05T08:04")
    chat.kind[1], chat.author[2], chat.at[3] = Kind.SYSTEM, -1, UNKNOWN_TIME
    where = places(chat)
    assert where.first.tolist() == [0, FAR, FAR, FAR, 1]
    assert where.last.tolist() == [1, FAR, FAR, FAR, 0]


def test_messages_out_of_order_find_their_places():
    where = places(chat_at("05T15:01", "05T08:10", "05T15:00", "05T08:00"))
    assert where.first.tolist() == [1, 1, 0, 0]
    assert where.last.tolist() == [0, 0, 1, 1]


def test_an_empty_chat_has_no_places():
    assert len(places(chat_at()).first) == 0
