"""Any chat written in any of the app's ways is read back exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toward.lookback.messages import Kind, Unreadable
from toward.lookback.read import read
from toward.lookback.tests.mutations import CODES
from toward.lookback.tests.specimens import LRM, NNBSP, Said, android, ios, told, twelve

WAYS = {
    "dmy": (
        (android, lambda at: f"{at:%d/%m/%Y, %H:%M}", 60),
        (android, lambda at: f"{at:%d/%m/%y} {twelve(at, gap=NNBSP, am='a.m.', pm='p.m.')}", 60),
        (android, lambda at: f"{at:%d.%m.%y, %H:%M}", 60),
        (android, lambda at: f"{at.day}.{at.month}.{at.year} klo {at.hour}.{at:%M}", 60),
        (ios, lambda at: f"{at:%d/%m/%Y, %H:%M:%S}", 1),
        (ios, lambda at: f"{at:%d.%m.%y, %H:%M:%S}", 1),
    ),
    "mdy": (
        (android, lambda at: f"{at.month}/{at.day}/{at:%y}, {twelve(at)}", 60),
        (ios, lambda at: f"{at.month}/{at.day}/{at:%y}, {twelve(at, seconds=True, gap=NNBSP)}", 1),
    ),
    "ymd": (
        (android, lambda at: f"{at:%Y/%m/%d, %H:%M}", 60),
        (android, lambda at: f"{at.year}/{at.month}/{at.day} {'下午' if at.hour > 11 else '上午'}{twelve(at, am='', pm='', gap='')}", 60),
        (ios, lambda at: f"{at:%Y-%m-%d} {at:%H:%M:%S}", 1),
    ),
}  # fmt: skip
NAMES = ("Su", "Liang", "Su - home", "+44 7700 900077", "José 🙈", "小明", "~ n")
OWN_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60)
TEXTS = (
    OWN_WORDS
    | st.lists(OWN_WORDS, max_size=4).map("\n".join)
    | st.sampled_from(("good night: 晚安", "a\n\n b \n", "12:30", "<3", "[x]"))
)
STEPS = st.integers(0, 40 * 86_400)


@st.composite
def chats(draw: st.DrawFn) -> tuple[bytes, list[Said], str]:
    """A file, what was said in it, and its date order."""
    order = draw(st.sampled_from(sorted(WAYS)))
    write, stamp, step = draw(st.sampled_from(WAYS[order]))
    at = datetime(2019, 1, 1) + timedelta(days=draw(st.integers(0, 700)))
    said = []
    for text in draw(st.lists(TEXTS, min_size=1, max_size=30)):
        at += timedelta(seconds=draw(STEPS) // step * step)
        said.append(Said(at, draw(st.sampled_from(NAMES)), text))
    return write(said, stamp, end="\n"), said, order


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chats())
def test_what_was_written_is_read(chat: tuple[bytes, list[Said], str]):
    data, said, order = chat
    got = read([("x", data)], date_order=order, zone=UTC)
    rows = told(got.chats[0])
    assert [(row.at, row.text) for row in rows] == [(row.at, row.text) for row in said]
    notices = [row for row in rows if row.kind == Kind.SYSTEM]
    assert all(row.text.startswith(LRM) for row in notices)
    assert [row.who for row in rows if row not in notices] == [
        one.who for one, row in zip(said, rows, strict=True) if row not in notices
    ]
    assert (got.unread_lines, got.questions) == (0, ())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chats(), st.data())
def test_a_chat_in_overlapping_pages_is_one_chat(chat: tuple[bytes, list[Said], str], data: st.DataObject):
    _, said, order = chat
    write, stamp, _ = WAYS[order][0]
    two = {name: ("Su", "Liang")[i % 2] for i, name in enumerate(NAMES)}
    said = [
        Said(row.at.replace(second=0) if row.at else None, two[str(row.who)], f"{i} {row.text}")
        for i, row in enumerate(said)
    ]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(said)), max_size=4)))
    starts, ends = [0, *cuts], [*cuts, len(said)]
    overlap = data.draw(st.integers(0, 3))
    parts = [said[max(0, a - overlap) : b] for a, b in zip(starts, ends, strict=True)]
    files = [(f"{i}.txt", write(part, stamp)) for i, part in enumerate(parts) if part]
    got = read(data.draw(st.permutations(files)), date_order=order, zone=UTC)
    assert len(got.chats) == len({row.who for row in said if not _apart(parts)}) or len(got.chats) == 1
    rows = [row for each in got.chats for row in told(each)]
    assert sorted(rows, key=lambda row: row.text) == sorted(said, key=lambda row: row.text)


def _apart(parts: list[list[Said]]) -> bool:
    """Whether some page shows that the two belong together."""
    return any(len({row.who for row in part}) == 2 for part in parts)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.integers(0, 2))
def test_no_bytes_about_a_message_break_the_reading(noise: bytes, place: int):
    line = b"13/06/2018, 21:25 - Su: hi\n"
    data = (noise + b"\n" + line, line + noise, line + noise + b"\n" + line)[place]
    try:
        got = read([("x", data)], zone=UTC)
    except Unreadable as problem:
        if place == 0 and problem.code in CODES:  # what stands in front may make it another file
            return
        raise
    text = " ".join(row.text for row in told(got.chats[0]))
    assert text or got.unread_lines or got.questions
