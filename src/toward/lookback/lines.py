"""The two ends of many messages compared at once, byte by byte, without decoding any."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.lookback.messages import Texts

Ints = NDArray[np.int64]
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
TAIL = " \t\r\n!?.,~"  # may follow the last word
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)
_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[65:91] += 32
_LETTER = np.zeros(256, dtype=np.bool_)  # bytes that go on with a word; emoji begin with 0xE2 or 0xF0
_LETTER[[*range(48, 58), *range(65, 91), *range(97, 123), *range(0x80, 0xF0)]] = True
_LETTER[0xE2] = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Messages whose two ends can be compared at once.

    Args:
        text: all texts of the chat.
        rows: which of them, intp[m].
        start: first byte of each, int64[m].
        end: byte after the last that is no space or full stop, int64[m].
        head: first eight bytes in lower case, uint64[m].
        tail: last eight bytes in lower case, uint64[m].
    """

    text: Texts
    rows: NDArray[np.intp]
    start: Ints
    end: Ints
    head: NDArray[np.uint64]
    tail: NDArray[np.uint64]

    @classmethod
    def of(cls, text: Texts, rows: NDArray[np.intp]) -> Lines:
        """Look at both ends of the texts."""
        start, end = text.start[rows], text.end[rows].copy()
        buffer, tail = np.frombuffer(text.buffer, dtype=np.uint8), np.frombuffer(TAIL.encode(), dtype=np.uint8)
        for _ in range(4):
            end -= np.isin(buffer[np.maximum(end - 1, 0)], tail) & (end > start)
        return cls(text, rows, start, end, _lower(text.buffer, start), _lower(text.buffer, end - 8))

    def open_with(self, letters: str) -> NDArray[np.intp]:
        """Rows whose first letters are these, in whatever case."""
        return self.rows[self._headed(as_bytes(letters))]

    def begin_with(self, words: str) -> NDArray[np.intp]:
        """Rows that begin with these words, in whatever case."""
        needle = as_bytes(words)
        fits = self._headed(needle)
        after = self.start[fits] + len(needle)
        return self.rows[fits[self._apart(words[-1], after, after >= self.end[fits])]]

    def end_with(self, words: str) -> NDArray[np.intp]:
        """Rows that end with these words, in whatever case."""
        needle = as_bytes(words)
        known = _MASKS[min(len(needle), 8)] << np.uint64(8 * (8 - min(len(needle), 8)))
        fits = np.flatnonzero((self.tail ^ _number(needle[-8:].rjust(8, b"\0"))) & known == 0)
        fits = fits[self._spelt(fits, self.end[fits] - len(needle), needle)]
        before = self.end[fits] - len(needle) - 1
        return self.rows[fits[self._apart(words[0], before, before < self.start[fits])]]

    def _headed(self, needle: bytes) -> NDArray[np.intp]:
        fits = np.flatnonzero((self.head ^ _number(needle[:8])) & _MASKS[min(len(needle), 8)] == 0)
        return fits[self._spelt(fits, self.start[fits], needle)]

    def _spelt(self, fits: NDArray[np.intp], at: Ints, needle: bytes) -> NDArray[np.bool_]:
        """Whether the needle stands at each place, inside its message."""
        yes = (at >= self.start[fits]) & (at + len(needle) <= self.end[fits])
        for i in range(0, len(needle), 8):
            part = needle[i : i + 8]
            yes &= (_lower(self.text.buffer, at + i) ^ _number(part)) & _MASKS[len(part)] == 0
        return yes

    def _apart(self, letter: str, at: Ints, outside: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether no word goes on at each place, past the given letter."""
        if not letter.isalnum() or UNSPACED.match(letter):
            return np.ones(len(at), dtype=np.bool_)
        buffer = np.frombuffer(self.text.buffer, dtype=np.uint8)
        return outside | ~_LETTER[buffer[np.clip(at, 0, len(buffer) - 1)]]


def as_bytes(words: str) -> bytes:
    """Words as they are compared: in lower case as far as ASCII goes, where a letter never changes its length.

    >>> as_bytes("Ää")
    b'\\xc3\\x84\\xc3\\xa4'
    """
    return words.encode("utf-8", "surrogatepass").lower()


def fingerprints(text: Texts, rows: NDArray[np.intp]) -> NDArray[np.uint64]:
    """A number for each text, equal for equal bytes, uint64[len(rows)]."""
    start, length = text.start[rows], text.end[rows] - text.start[rows]
    code = length.astype(np.uint64) * _PRIME
    for at in range(0, int(length.max(initial=0)), 8):
        longer = np.flatnonzero(length > at)
        word = _eight(text.buffer, start[longer] + at) & _MASKS[np.minimum(length[longer] - at, 8)]
        mixed = (code[longer] ^ word) * _PRIME
        code[longer] = mixed ^ (mixed >> np.uint64(29))
    return code


def _eight(buffer: bytes, at: Ints) -> NDArray[np.uint64]:
    """The eight bytes from each place as one number; past the buffer's end there are zeros."""
    padded = np.frombuffer(buffer if len(buffer) >= 8 else buffer.ljust(8, b"\0"), dtype=np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 8)
    inside = np.minimum(at, len(windows) - 1)
    words: NDArray[np.uint64] = windows[inside].view("<u8")[:, 0]
    return words >> (8 * (at - inside)).astype(np.uint64)


def _lower(buffer: bytes, at: Ints) -> NDArray[np.uint64]:
    """Eight bytes from each place in lower case; a place may lie before the buffer, where there are zeros."""
    inside = np.maximum(at, 0)
    words: NDArray[np.uint64] = _LOWER[_eight(buffer, inside).view(np.uint8)].view("<u8")
    return words << np.minimum(8 * (inside - at), 56).astype(np.uint64)


def _number(part: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(part, "little"))
