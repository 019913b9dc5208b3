"""Exports hurt in the ways files get hurt, and a few that only malice finds; what a reader may then not do.

A case is given by reader, seed and number alone, so that whoever sees it fail can make it again.
"""

from __future__ import annotations

import io
import re
import traceback
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC
from random import Random

from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind, Unreadable
from toward.lookback.read import read
from toward.lookback.tests.specimens import SPECIMENS

LARGEST = 1 << 18  # bytes of one case
CODES = {
    "empty", "binary", "not_a_chat", "other_app", "encrypted_zip", "zip_bomb", "zip_without_chat", "broken_zip", "too_large",
    "unknown_header", "broken_json", "broken_database", "no_deserialize",
}  # fmt: skip
TOKENS = tuple(
    token.encode()
    for token in (
        "\0", "\r", "\n", "\r\n", "\x0b", "\x1a", "\x85", "\u200e", "\u202f", "\ufeff", "\u2028", "\U0010ffff", "١٣", "下午", "a.\u00a0m.", "[", "]",
        "{", "}", '"', ",", ": ", " - ", "null", "true", "1e999", "-1", "NaN", "13/06/2018, 21:25 - Su: hi\n", "[13.6.18, 21:25:10] Li: ho\n",
        "99/99/9999, 99:99 - x: y\n", "0/0/0, 0:0 - ", '"messages": [', '"type": "service"', '"date": "0000"', '"timestamp_ms": 1e308', '"content": {}',
        '"text": [[[]]]', "<Media omitted>", "\u200e<attached: x>", "31/02/2024, 10:00 - Su: z\n", '\\ud800', "\\u0000", "PK\x03\x04",
    )
)  # fmt: skip
Mutation = Callable[[bytes, Sequence[bytes], Random], bytes]


def _span(data: bytes, chance: Random, longest: int = 200) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randrange(1, longest))


def _flip(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    out = bytearray(data or b"\0")
    for _time in range(chance.choice((1, 1, 4, 30))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _overwrite(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(data, chance, 12)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def _cut(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _behead(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    return data[chance.randrange(min(len(data), 400) + 1) :]


def _remove(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(data, chance, 60)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50, 900)) + data[end:]


def _shuffle_lines(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    for _time in range(min(len(lines), chance.choice((1, 3, 20)))):
        lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"".join(lines)


def _splice(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    other = chance.choice(others)
    start, end = _span(other, chance, 2000)
    place = chance.randrange(len(data) + 1)
    return data[:place] + other[start:end] + data[place:]


def _insert(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 3, 300)) + data[place:]


def _huge_number(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    match = chance.choice(found)
    number = chance.choice(
        (b"9" * 20, b"9" * 400, b"1" * 5000, b"0", b"-1", b"1e400", b"1.5", b"00", b"999999999999", b"65536")
    )
    return data[: match.start()] + number + data[match.end() :]


def _nest(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    depth = chance.choice((3, 900, 20_000))
    left, right = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"[[", b"")))
    return data[:place] + left * depth + b"1" + right * depth + data[place:]


def _reencode(data: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    bom, encoding = chance.choice(
        (
            ("", "utf-16"),
            ("", "utf-16-le"),
            ("", "utf-16-be"),
            ("", "latin-1"),
            ("", "gb18030"),
            ("", "utf-32"),
            ("\ufeff", "utf-8"),
        )
    )
    return (bom + text).encode(encoding, "replace")


MUTATIONS: tuple[Mutation, ...] = (
    _flip, _overwrite, _cut, _behead, _remove, _repeat, _shuffle_lines, _splice, _insert, _huge_number, _nest, _reencode,
)  # fmt: skip


def _zipped(data: bytes, how: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        archive.writestr(zipfile.ZipInfo("_chat.txt", (2020, 1, 1, 0, 0, 0)), data, how)
        archive.writestr(zipfile.ZipInfo("photo.jpg", (2020, 1, 1, 0, 0, 0)), b"\xff\xd8\xff\0", how)
    return buffer.getvalue()


def _of(*formats: str) -> tuple[bytes, ...]:
    return tuple(one.data for one in SPECIMENS if one.format in formats)


SEEDS: dict[str, tuple[bytes, ...]] = {
    "whatsapp": _of("whatsapp"),
    "whatsapp-ios": _of("whatsapp-ios"),
    "telegram": _of("telegram"),
    "meta": _of("messenger", "messenger-e2ee", "instagram"),
    "zip": tuple(_zipped(SPECIMENS[0].data, how) for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)),
}
EVERY = tuple(one.data for one in SPECIMENS)


def case(reader: str, seed: int, number: int) -> bytes:
    """One hurt file."""
    chance = Random(f"{reader} {seed} {number}")
    data = chance.choice(SEEDS[reader])
    for _time in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(MUTATIONS)(data, EVERY, chance)[:LARGEST]
    return data


def outcome(data: bytes) -> str:
    """What came of reading a file: `read`, the code of its refusal, or what went wrong, beginning with `!`."""
    try:
        got = read([("x", data)], zone=UTC)
    except Unreadable as refused:
        return refused.code if refused.code in CODES else f"! unknown code {refused.code}"
    except Exception:
        return f"! {traceback.format_exc(limit=-3)}"
    try:
        wrong = [trouble for chat in got.chats for trouble in _troubles(chat)]
    except Exception:
        return f"! {traceback.format_exc(limit=-3)}"
    return f"! {wrong}" if wrong else "read" if got.chats else "! a reading without a chat"


def _troubles(chat: Chat) -> list[str]:
    """What is wrong with a chat whatever file it came from."""
    n, texts = len(chat.at), list(chat.text)
    known = chat.at[chat.at != UNKNOWN_TIME]
    rules = {
        "columns differ in length": not n == len(chat.author) == len(chat.kind) == len(texts),
        "no message at all": n == 0,
        "an author who is nobody": bool((chat.author >= len(chat.people)).any() or (chat.author < -1).any()),
        "a person who never wrote": set(chat.author.tolist()) - {-1} != set(range(len(chat.people))),
        "a kind that is none": not set(chat.kind.tolist()) <= set(Kind),
        "a system line with an author": bool((chat.author[chat.kind == Kind.SYSTEM] >= 0).any()),
        "a time out of range": bool(((known < -86_400) | (known >= 7_258_204_800)).any()),
        "two people of one name": len(set(chat.people)) != len(chat.people),
        "text that is no text": not all(
            text == text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass") for text in texts
        ),
    }
    return [rule for rule, broken in rules.items() if broken]
