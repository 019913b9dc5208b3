"""What every reader must do, the same for all formats."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC

import pytest

from toward.lookback.formats import meta, telegram, whatsapp, whatsapp_ios
from toward.lookback.messages import Kind, Reading, Unreadable
from toward.lookback.read import FORMATS, HEAD, read
from toward.lookback.tests.specimens import SPECIMENS, Specimen, told

TEXTS = [one for one in SPECIMENS if one.format == "whatsapp"]
JSONS = [one for one in SPECIMENS if one.data.startswith(b"{")]
DATABASES = [one for one in SPECIMENS if one.data.startswith(b"SQLite")]
STEPS = 60  # places at which each specimen is cut off, besides all of its last bytes


def of(specimens):
    return pytest.mark.parametrize("one", specimens, ids=lambda one: one.name)


def reading(data: bytes, name: str = "chat.txt") -> Reading:
    return read([(name, data)], zone=UTC)


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_there_is_a_specimen_of_every_format_and_kind():
    assert {one.format for one in SPECIMENS} == {
        "whatsapp", "whatsapp-ios", "telegram", "messenger", "messenger-e2ee", "instagram",
    }  # fmt: skip
    assert (len(TEXTS), len(JSONS), len(DATABASES), len(SPECIMENS)) == (7, 7, 1, 15)
    assert set(FORMATS) == {meta, telegram, whatsapp, whatsapp_ios}
    for one in TEXTS:
        assert {row.kind for row in one.said} == set(Kind)


@of(SPECIMENS)
def test_every_message_comes_out_as_it_was_said(one: Specimen):
    got = reading(one.data)
    (chat,) = got.chats
    assert told(chat) == list(one.said)
    assert chat.people == tuple(dict.fromkeys(row.who for row in one.said if row.who))
    assert (got.format, got.clock, got.date_order) == (one.format, one.clock, one.date_order)
    assert (got.questions, got.unread_lines, got.unread_samples, got.notes) == ((), 0, (), ())


@of(SPECIMENS)
@pytest.mark.parametrize("name", ["photo.jpg", "x", "result.json", "ChatStorage.sqlite", "a.zip", "", "聊天.txt"])
def test_the_name_of_a_file_says_nothing(one: Specimen, name: str):
    assert told(reading(one.data, name).chats[0]) == list(one.said)


@of(SPECIMENS)
@pytest.mark.parametrize(
    "name", ["_chat.txt", "folder/message_1.json", "ChatStorage.sqlite", "without_a_suffix", "x.doc"]
)
def test_a_chat_in_a_zip_is_the_same_chat(one: Specimen, name: str):
    packed = zipped(**{name: one.data, "photo.jpg": b"\xff\xd8\xff\0" + bytes(5000)})
    got = reading(packed, "chat.pdf")
    assert told(got.chats[0]) == list(one.said)
    assert got.unread_lines == 0


@of(SPECIMENS)
def test_only_its_own_reader_knows_a_file_first(one: Specimen):
    knows = [each for each in FORMATS if each.recognises(one.data[:HEAD])]
    assert one.format.removesuffix("-e2ee").replace("instagram", "messenger") == knows[0].FORMAT


@of(TEXTS + JSONS)
@pytest.mark.parametrize(
    "mark",
    [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
    ids=lambda mark: mark[0],
)
def test_a_byte_order_mark_changes_nothing(one: Specimen, mark):
    encoding, bom = mark
    got = reading(bom + one.data.decode().encode(encoding))
    assert told(got.chats[0]) == list(one.said)
    assert (got.unread_lines, got.notes) == (0, ())


@of(TEXTS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_breaks_of_both_kinds_end_a_message_and_are_no_part_of_it(one: Specimen, end: str):
    data = one.data.replace(b"\r\n", b"\n").replace(b"\n", end.encode())
    inside = [row.text.replace("\n", end) for row in one.said]
    assert [row.text for row in told(reading(data).chats[0])] == inside
    assert [row.text for row in told(reading(data.removesuffix(end.encode())).chats[0])] == inside


@of(TEXTS)
def test_every_text_stands_in_the_file_byte_for_byte(one: Specimen):
    text = reading(one.data).chats[0].text
    assert all(text.buffer[a:b] == row.text.encode() for a, b, row in zip(text.start, text.end, one.said, strict=True))
    assert text.buffer == one.data


@of(SPECIMENS)
def test_a_file_cut_off_anywhere_is_read_as_far_as_it_goes_or_refused(one: Specimen):
    size, read_in_part = len(one.data), 0
    whole = {(row.at, row.who) for row in one.said}
    places = sorted({*range(1, size, max(1, size // STEPS)), *range(max(1, size - 40), size)})
    assert len(places) >= STEPS
    for place in places:
        try:
            got = reading(one.data[:place])
        except Unreadable as problem:
            assert problem.code in {  # noqa: PT017
                "empty", "not_a_chat", "unknown_header", "broken_json", "broken_database", "binary",
            }, place  # fmt: skip
            continue
        read_in_part += 1
        rows = [row for chat in got.chats for row in told(chat)]
        assert len(rows) <= len(one.said)
        if one.format != "whatsapp" or got.questions:  # the last header may be cut inside its year or its name
            continue
        assert {(row.at, row.who) for row in rows[:-1]} <= whole, place
    if one not in DATABASES:
        assert read_in_part > len(places) // 3


@of(JSONS)
def test_json_cut_off_says_so_and_keeps_all_that_was_finished(one: Specimen):
    place = one.data.rindex(b'"', 0, len(one.data) - len(one.data) // 4)
    got = reading(one.data[:place])
    assert got.notes == ("cut_off",)
    rows = [row for chat in got.chats for row in told(chat)]
    assert len(one.said) // 2 <= len(rows) < len(one.said)
    assert set(rows) <= set(one.said)


@of(SPECIMENS)
def test_the_same_file_twice_says_nothing_twice(one: Specimen):
    got = read([("a", one.data), ("b", one.data)], zone=UTC)
    (chat,) = got.chats
    assert sorted(map(str, told(chat))) == sorted(map(str, one.said))


@of(SPECIMENS)
def test_progress_only_goes_forward_and_stays_a_share(one: Specimen):
    shares: list[float] = []
    read([("a", one.data), ("b", one.data)], zone=UTC, progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) >= 2
    assert 0 < shares[0] <= shares[-1] <= 1


@of(SPECIMENS)
def test_text_before_the_first_message_is_counted_and_shown(one: Specimen):
    if one not in TEXTS:
        with pytest.raises(Unreadable):
            reading(b"sent from my phone\n" + one.data)
        return
    got = reading(b"sent from my phone\n\nas you asked\n" + one.data)
    assert told(got.chats[0]) == list(one.said)
    assert (got.unread_lines, got.unread_samples) == (2, ("sent from my phone", "as you asked"))


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\t", b"\xef\xbb\xbf", b"\0\0\0", b"\xef\xbb\xbf\n \n"])
def test_nothing_is_said_to_be_nothing(data: bytes):
    with pytest.raises(Unreadable, match="empty"):
        reading(data)
    with pytest.raises(Unreadable, match="empty"):
        read([], zone=UTC)
