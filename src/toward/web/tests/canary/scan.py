"""Looks for canaries in bytes, in every spelling, and inside whatever is compressed there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from toward.web.tests.canary.spellings import ALL, spellings

DEEP = 3  # a zip in a gzip in a zip
PIECE, MOST = 512, 64 << 20  # bytes fed at a time, and unpacked at most
PACKED = re.compile(rb"(?P<gzip>\x1f\x8b\x08)|(?P<zlib>\x78[\x01\x5e\x9c\xda])|(?P<zip>PK\x03\x04)")
BITS = {"gzip": 31, "zlib": 15, "zip": -15}


@dataclass(frozen=True, slots=True)
class Finding:
    """A canary where something was looked through.

    Args:
        word: which.
        spelling: in which spelling; `gzip > utf-8` for one inside.
        where: in what.
    """

    word: str | bytes
    spelling: str
    where: str


class Scan:
    """Looks for all these words at once, and counts what it has looked through.

    Args:
        words: whole words and raw secrets.
    """

    def __init__(self, words: Iterable[str | bytes]) -> None:
        self.bytes, self.things, self.unpacked = 0, 0, 0
        self._tree = ahocorasick.Automaton()
        for word in words:
            for name, spelt in spellings(word).items():
                for each in spelt:
                    self._add(each.decode("latin-1"), word, name)
        self._tree.make_automaton()

    def _add(self, spelt: str, word: str | bytes, name: str) -> None:
        """The first spelling of those that look alike gives the name."""
        if spelt not in self._tree:
            self._tree.add_word(spelt, (word, name))

    def through(self, things: Iterable[tuple[str, bytes]]) -> set[Finding]:
        """Everything found in things by their names."""
        found: set[Finding] = set()
        for where, data in things:
            self.things, self.bytes = self.things + 1, self.bytes + len(data)
            found |= {Finding(word, spelling, where) for word, spelling in self._in(data, DEEP)}
        return found

    def _in(self, data: bytes, deep: int) -> Iterator[tuple[str | bytes, str]]:
        for _, (word, name) in self._tree.iter(data.decode("latin-1")):
            yield word, name
        for kind, inside in unpacked(data) if deep else ():
            self.unpacked += 1
            yield from ((word, f"{kind} > {name}") for word, name in self._in(inside, deep - 1))


def unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What every compressed stream gives, as far as it can be read; a torn end does not hide its beginning."""
    for found in PACKED.finditer(data):
        kind, start = str(found.lastgroup), found.start()
        if kind == "zip":
            names = int.from_bytes(data[start + 26 : start + 28], "little")
            start += 30 + names + int.from_bytes(data[start + 28 : start + 30], "little")
        inside = _inflated(memoryview(data)[start:], BITS[kind])
        if inside:
            yield kind, inside


def _inflated(data: memoryview, bits: int) -> bytes:
    stream, out = zlib.decompressobj(bits), bytearray()
    try:
        for at in range(0, len(data), PIECE):
            out += stream.decompress(data[at : at + PIECE])
            if stream.eof or len(out) > MOST:
                break
    except zlib.error:
        pass  # torn, or never was one
    return bytes(out)


SPELLINGS = len(ALL)
