"""Several files of one chat: pages, overlapping exports, other people's chats."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind, Texts
from toward.lookback.pages import merged
from toward.lookback.read import read
from toward.lookback.tests.specimens import EPOCH, SPECIMENS, told


def chat(*rows: tuple[int, str, str], title: str = "") -> Chat:
    """A chat of (minute, who, text)."""
    people = tuple(dict.fromkeys(who for _, who, _ in rows if who))
    author = [people.index(who) if who else -1 for _, who, _ in rows]
    kind = [Kind.TEXT if who else Kind.SYSTEM for _, who, _ in rows]
    at = np.array([minute if minute == UNKNOWN_TIME else minute * 60 for minute, _, _ in rows], dtype=np.int64)
    return Chat(
        title,
        people,
        at,
        np.array(author, np.int32),
        np.array(kind, np.int8),
        Texts.of([text for *_, text in rows]),
        seconds=False,
    )


def said(one: Chat) -> list[tuple[int, str | None, str]]:
    return [(int((row.at - EPOCH).total_seconds()) // 60 if row.at else -1, row.who, row.text) for row in told(one)]


FIRST = ((1, "Su", "a"), (2, "Li", "b"), (3, "Su", "c"))
SECOND = ((3, "Su", "c"), (4, "Li", "d"), (5, "Su", "e"))


def test_what_stands_in_both_files_was_said_once():
    (one,) = merged([chat(*FIRST), chat(*SECOND)])
    assert said(one) == [(1, "Su", "a"), (2, "Li", "b"), (3, "Su", "c"), (4, "Li", "d"), (5, "Su", "e")]


def test_the_order_of_the_files_does_not_matter():
    assert said(merged([chat(*SECOND), chat(*FIRST)])[0]) == said(merged([chat(*FIRST), chat(*SECOND)])[0])


def test_what_was_said_twice_in_one_minute_stays_twice():
    twice = ((1, "Su", "ok"), (1, "Su", "ok"), (1, "Li", "ok"))
    assert len(merged([chat(*twice), chat(*twice)])[0]) == 3
    assert len(merged([chat(*twice[:1], (2, "Li", "x")), chat(*twice)])[0]) == 4


def test_a_third_file_may_know_of_one_more():
    once, twice = ((1, "Su", "ok"), (2, "Li", "x")), ((1, "Su", "ok"), (1, "Su", "ok"), (2, "Li", "x"))
    assert len(merged([chat(*once), chat(*once), chat(*twice)])[0]) == 3


def test_three_overlapping_files_are_one():
    rows = [(i, ("Su", "Li")[i % 2], str(i)) for i in range(30)]
    (one,) = merged([chat(*rows[:15]), chat(*rows[10:25]), chat(*rows[12:])])
    assert said(one) == rows


def test_the_same_words_from_another_person_or_at_another_time_are_other_messages():
    (one,) = merged([chat((1, "Su", "a"), (1, "Li", "b")), chat((1, "Li", "a"), (2, "Su", "a"))])
    assert len(one) == 4


def test_pages_on_which_only_one_of_the_two_wrote_belong_to_the_pair():
    for pages in ([0, 1, 2], [1, 0, 2], [0, 2, 1], [2, 1, 0]):
        parts = (chat((1, "Su", "a")), chat((2, "Li", "b")), chat((3, "Su", "c"), (4, "Li", "d")))
        (one,) = merged([parts[i] for i in pages])
        assert [text for *_, text in said(one)] == ["a", "b", "c", "d"]


def test_people_keep_their_lines_when_files_name_them_in_another_order():
    (one,) = merged([chat((1, "Su", "a"), (2, "Li", "b")), chat((3, "Li", "c"), (4, "Su", "d"), (5, "", "notice"))])
    assert said(one) == [(1, "Su", "a"), (2, "Li", "b"), (3, "Li", "c"), (4, "Su", "d"), (5, None, "notice")]
    assert one.people == ("Su", "Li")


def test_chats_with_others_stay_apart_in_the_order_of_the_files():
    chats = merged(
        [chat(*FIRST, title="Li"), chat((1, "Su", "x"), (2, "Bob", "y"), title="Bob"), chat(*SECOND, title="Li")]
    )
    assert [(one.title, len(one)) for one in chats] == [("Li", 5), ("Bob", 2)]
    assert (
        len(merged([chat((1, "Su", "a"), (1, "Li", "b"), (1, "Kim", "c")), chat((1, "Su", "a"), (1, "Li", "b"))])) == 2
    )


def test_pages_of_one_title_are_one_chat_whoever_wrote_there():
    group = merged(
        [chat((1, "Su", "a"), (2, "Li", "b"), title="Trip"), chat((3, "Su", "c"), (4, "Kim", "d"), title="Trip")]
    )
    assert [(one.people, len(one)) for one in group] == [(("Su", "Li", "Kim"), 4)]
    same_name = merged([chat((1, "Su", "a"), title="Li"), chat((1, "Eve", "a"), title="Li")])
    assert len(same_name) == 2


def test_messages_without_a_known_time_are_never_taken_for_the_same():
    unsure = chat((UNKNOWN_TIME, "Su", "ok"), (UNKNOWN_TIME, "Li", "ok"))
    assert len(merged([unsure, unsure])[0]) == 4


def test_one_unreadable_file_among_several_is_counted_by_name():
    good = SPECIMENS[0]
    got = read([("a.txt", good.data), ("holiday.jpg", b"\xff\xd8\xff\0"), ("b.txt", b"hello")], zone=UTC)
    assert told(got.chats[0]) == list(good.said)
    assert (got.unread_lines, got.unread_samples) == (2, ("holiday.jpg", "b.txt"))


def test_text_and_json_of_one_couple_can_be_read_together():
    by_name = {one.name: one for one in SPECIMENS}
    files = [by_name["whatsapp android 24 h"], by_name["telegram"]]
    got = read([(one.name, one.data) for one in files], zone=UTC)
    assert [chat.people for chat in got.chats] == [("Su", "Liang")]
    assert len(got.chats[0]) == sum(len(one.said) for one in files) - _same(*files)
    assert (np.diff(got.chats[0].at) >= 0).all()


def _same(one, other) -> int:
    return len(
        {(row.at, row.who, row.text, row.kind) for row in one.said}
        & {(row.at, row.who, row.text, row.kind) for row in other.said}
    )


def test_exports_of_different_years_from_two_phones_are_one_chat_in_time():
    def export(year: int, stamp: str) -> bytes:
        days = (datetime(year, 1 + i % 12, 13 + i % 15) for i in range(24))
        return "".join(
            f"{day.strftime(stamp)} - {('Su', 'Li')[i % 2]}: {year} {i}\n" for i, day in enumerate(sorted(days))
        ).encode()

    got = read([("new", export(2023, "%d/%m/%Y, %H:%M")), ("old", export(2019, "%m/%d/%y, %I:%M %p"))], zone=UTC)
    assert len(got.chats) == 1
    assert len(got.chats[0]) == 48
    assert got.date_order is None
    assert (np.diff(got.chats[0].at) >= 0).all()
