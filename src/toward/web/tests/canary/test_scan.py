"""The scanner finds a word in every disguise, made here by other hands than its own, and nothing where nothing is."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
import zlib
from base64 import b64encode, encodebytes, urlsafe_b64encode
from urllib.parse import quote, urlencode

import pytest

from toward.web.tests.canary.cage import Cage
from toward.web.tests.canary.scan import Scan
from toward.web.tests.canary.spellings import ALL, spellings

WORDS = ("wpbpnwkzxvsqtpjmlkzc", "𠮷山之鹭冬日湖面静静闭锁")
SECRET = bytes(range(200, 232))
NOISE = random.Random(7).randbytes(5_000)


def zipped(inside):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("nothing.txt", "nothing " * 50)
        into.writestr("words.txt", inside)
    return out.getvalue()


def sentence(word):
    return f"and then {word}, of all things"


DISGUISES = {
    "as it is": lambda word: sentence(word).encode(),
    "utf-16 with a mark": lambda word: sentence(word).encode("utf-16"),
    "utf-16 the other way round": lambda word: sentence(word).encode("utf-16-be"),
    "utf-32": lambda word: sentence(word).encode("utf-32"),
    "gb18030": lambda word: sentence(word).encode("gb18030"),
    **{f"base64 behind {n}": lambda word, n=n: b64encode(b"x" * n + word.encode() + b"yz") for n in range(6)},
    **{
        f"base64 for addresses behind {n}": lambda word, n=n: urlsafe_b64encode(b"\xff" * n + word.encode())
        for n in range(3)
    },
    "hex": lambda word: sentence(word).encode().hex().encode(),
    "hex of a form": lambda word: urlencode({"more": "&", "words": word}).encode().hex().encode(),
    **{
        f"base64 of json behind {n}": lambda word, n=n: b64encode(json.dumps([" " * n, word]).encode())
        for n in range(3)
    },
    "HEX": lambda word: sentence(word).encode().hex().upper().encode(),
    "repr of bytes": lambda word: repr(word.encode()).encode(),
    "every byte as python": lambda word: "".join(f"\\x{byte:02x}" for byte in word.encode()).encode(),
    "octal": lambda word: "".join(f"\\{byte:03o}" for byte in word.encode()).encode(),
    "in an address": lambda word: quote(sentence(word)).encode(),
    "in a form": lambda word: urlencode({"words": word}).encode(),
    "in an address, every byte": lambda word: "".join(f"%{byte:02x}" for byte in word.encode()).encode(),
    "quoted printable": lambda word: "".join(f"={byte:02X}" for byte in word.encode()).encode(),
    "json": lambda word: json.dumps({"words": word}).encode(),
    "json, letters as themselves": lambda word: json.dumps({"words": word}, ensure_ascii=False).encode(),
    "json, every letter": lambda word: "".join(f"\\u{unit:04x}" for unit in units(word)).encode(),
    "JSON, every letter": lambda word: "".join(f"\\u{unit:04X}" for unit in units(word)).encode(),
    "html": lambda word: "".join(f"&#{ord(sign)};" for sign in word).encode(),
    "xml": lambda word: "".join(f"&#x{ord(sign):x};" for sign in word).encode(),
    "gzip": lambda word: gzip.compress(sentence(word).encode() * 9),
    "gzip of hex": lambda word: gzip.compress(word.encode().hex().encode()),
    **{f"deflate {n}": lambda word, n=n: zlib.compress(sentence(word).encode() * 9, n) for n in (1, 5, 6, 9)},
    "zip": lambda word: zipped(sentence(word)),
    "zip of gzip of json": lambda word: zipped(gzip.compress(json.dumps({"words": word}).encode())),
    "torn gzip": lambda word: gzip.compress(sentence(word).encode() + NOISE)[:-900],
    "two pieces of gzip": lambda word: gzip.compress(b"before") + gzip.compress(sentence(word).encode()),
}


def units(word):
    raw = word.encode("utf-16-be")
    return [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_word_is_found_in_every_disguise(word, disguise):
    scan = Scan(WORDS)
    for before in (b"", NOISE[:1], NOISE):
        assert {each.word for each in scan.through([("file", before + DISGUISES[disguise](word) + NOISE)])} == {word}


def test_disguises_are_told_apart():
    said = {
        each.spelling for disguise in DISGUISES.values() for each in Scan(WORDS).through([("", disguise(WORDS[1]))])
    }
    assert said >= set(ALL) - {"octal escape"} | {
        "gzip > utf-8",
        "zlib > utf-8",
        "zip > gzip > json escape",
        "zip > utf-8",
    }
    assert len(ALL) == 15


def test_a_secret_of_bytes_is_found_raw_and_written_out():
    for spelt in (
        SECRET,
        SECRET.hex().encode(),
        b64encode(b"abc" + SECRET),
        repr(SECRET).encode(),
        gzip.compress(SECRET),
    ):
        assert Scan([SECRET]).through([("file", NOISE + spelt)])


def test_nothing_is_found_where_nothing_is():
    scan = Scan([*WORDS, SECRET])
    almost = [WORDS[0][:-1], WORDS[0].upper(), WORDS[1][1:], encodebytes(NOISE).decode()]
    assert scan.through((each[:9], each.encode()) for each in almost) == set()
    assert scan.through([("noise", NOISE), ("packed", gzip.compress(NOISE)), ("empty", b"")]) == set()
    assert (scan.things, scan.unpacked) == (7, 1)


def test_every_canary_is_new_and_one_in_four_is_chinese():
    cage = Cage(random.Random(1))
    words = [cage.new("a field") for _ in range(400)]
    assert len(set(words)) == 400
    assert sum(not word.isascii() for word in words) == 100
    assert all(len(spellings(word)) == len(ALL) for word in words)
