"""Zips: only the chat is unpacked, and what is hostile is refused before it grows."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import UTC

import pytest

from toward.lookback import zips
from toward.lookback.messages import Unreadable
from toward.lookback.read import read
from toward.lookback.tests.specimens import SPECIMENS, told
from toward.lookback.zips import is_zip, unzipped

CHAT = SPECIMENS[0]


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as problem:
        read([("chat.zip", data)], zone=UTC)
    return problem.value.code


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_packing_is_unpacked(how: int):
    got = read([("x", zipped({"_chat.txt": CHAT.data}, how))], zone=UTC)
    assert told(got.chats[0]) == list(CHAT.said)


def test_pictures_and_the_shadow_files_of_a_mac_are_left_packed():
    members = {
        "a.jpg": b"\xff\xd8\xff\0" * 9,
        "__MACOSX/._chat.txt": b"x\0y",
        "_chat.txt": CHAT.data,
        "folder/": b"",
        "empty.txt": b"",
    }
    assert unzipped(zipped(members)) == [("_chat.txt", CHAT.data)]


def test_a_text_sent_as_an_attachment_is_no_reason_to_fail():
    got = read([("x", zipped({"recipe.txt": b"two eggs\nsome flour\n", "_chat.txt": CHAT.data}))], zone=UTC)
    assert told(got.chats[0]) == list(CHAT.said)
    assert (got.unread_lines, got.unread_samples) == (1, ("recipe.txt",))


def test_without_a_telling_name_what_begins_like_text_is_tried():
    members = {"a.jpg": b"\xff\xd8\xff\0" * 9, "chat": CHAT.data}
    assert unzipped(zipped(members)) == [("chat", CHAT.data)]


@pytest.mark.parametrize("members", [{}, {"a.jpg": b"\xff\xd8\xff\0"}, {"a.txt": b""}, {"__MACOSX/a.txt": b"x"}])
def test_a_zip_without_a_chat_says_so(members: dict[str, bytes]):
    assert refused(zipped(members)) == "zip_without_chat"


def test_a_zip_whose_texts_are_no_chats_says_what_they_are():
    assert refused(zipped({"a.txt": b"hello", "b.json": b"{}"})) == "not_a_chat"


def test_a_member_whose_name_is_missing_in_the_directory_makes_the_zip_a_damaged_one():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x", CHAT.data)
        archive.filelist[0].filename = ""
    assert refused(buffer.getvalue()) == "broken_zip"


def locked(data: bytes) -> bytes:
    """The same zip with the flag that a password is needed, in both places where it stands."""
    out = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = out.find(mark)
        while place >= 0:
            out[place + offset] |= 1
            place = out.find(mark, place + 4)
    return bytes(out)


@pytest.mark.parametrize("name", ["_chat.txt", "chat"])
def test_a_password_is_said_to_be_needed(name: str):
    assert refused(locked(zipped({name: CHAT.data}))) == "encrypted_zip"


def test_a_zip_that_swells_is_refused():
    assert refused(zipped({"_chat.txt": bytes(40 << 20)})) == "zip_bomb"
    assert refused(zipped({"_chat.txt": b"13/06/2018, 21:25 - Su: hi\n" * 1_500_000})) == "zip_bomb"


def test_a_zip_that_lies_about_its_size_is_found_out():
    data = bytearray(zipped({"_chat.txt": bytes(40 << 20)}))
    place = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 100)
    assert refused(bytes(data)) in {"zip_bomb", "broken_zip"}


def test_a_zip_of_more_than_any_chat_holds_is_refused(monkeypatch):
    monkeypatch.setattr(zips, "MOST", len(CHAT.data) + 10)
    assert len(unzipped(zipped({"a.txt": CHAT.data}))) == 1
    assert refused(zipped({"a.txt": CHAT.data, "b.txt": CHAT.data})) == "zip_bomb"
    monkeypatch.setattr(zips, "MOST_MEMBERS", 0)
    assert refused(zipped({"a.txt": CHAT.data})) == "zip_bomb"


def test_a_damaged_zip_is_called_damaged():
    data = zipped({"_chat.txt": CHAT.data})
    codes = {refused(data[:place]) for place in range(4, len(data) - 1, 7)}
    assert codes == {"broken_zip"}


def test_no_damaged_byte_leads_anywhere_but_to_an_answer():
    data, seen = zipped({"_chat.txt": CHAT.data}), set()
    for place in range(4, len(data)):
        for bits in (1, 0x80, 0xFF):
            hurt = bytearray(data)
            hurt[place] ^= bits
            try:
                seen.add(read([("x", bytes(hurt))], zone=UTC).format)
            except Unreadable as problem:
                seen.add(problem.code)
    assert seen <= {
        "whatsapp",
        "broken_zip",
        "encrypted_zip",
        "zip_without_chat",
        "zip_bomb",
        "not_a_chat",
        "empty",
        "unknown_header",
    }
    assert {"whatsapp", "broken_zip"} <= seen


def test_an_empty_zip_is_a_zip():
    assert is_zip(zipped({}))
    assert not is_zip(b"PK")
    assert not is_zip(CHAT.data)


def test_of_a_zip_of_three_gigabytes_only_the_chat_is_read(tmp_path):
    path = tmp_path / "big.zip"
    with path.open("wb") as out:
        out.truncate(3 << 30)  # a hole in the file: costs no space and no time
        out.seek(3 << 30)
        out.write(zipped({"_chat.txt": CHAT.data}))
    assert path.stat().st_size > 3 << 30
    with path.open("rb") as source:
        assert unzipped(source) == [("_chat.txt", CHAT.data)]
