"""A normalised copy of many messages for looking things up in; the messages themselves stay as they are.

In the copy every word stands between single spaces, in small letters without accents, each letter once ("goooood" and
"good" are both "god"), full-width forms and fancy fonts folded, katakana as hiragana, invisible marks gone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.lookback.cues.characters import (
    CODES,
    GONE,
    HAN,
    PLAIN,
    RARE,
    SIGN,
    SPACE,
    STOP,
    TWO_LETTERS,
    VOICED,
    WALL,
    WORD,
    table,
)
from toward.lookback.messages import Texts

HEAD, TAIL = 800, 400  # bytes of a long message that are looked at
_CUT = "\ufffc".encode()
_Codes = NDArray[np.uint32]
_Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shadow:
    """Normalised messages in one row of characters, each message between two U+0000.

    Args:
        codes: the characters; single spaces around every word, group of signs and U+0000, uint32[n].
        gap: what each space stands for (PLAIN, QUOTE, COMMA, STOP added up), 0 elsewhere, uint8[n].
        walls: positions of the U+0000, int64[messages + 1].
        half_words: half words begun before each position, int32[n + 1]; a Chinese character is half a word.
    """

    codes: _Codes
    gap: _Bytes
    walls: NDArray[np.int64]
    half_words: NDArray[np.int32]

    @property
    def text(self) -> str:
        """The whole copy as one string."""
        return self.codes.tobytes().decode("utf-32-le")

    def part(self, messages: NDArray[np.intp]) -> Shadow:
        """The copy of some messages only, given in ascending order."""
        edges = np.zeros(len(self.codes) + 1, dtype=np.int8)
        edges[self.walls[messages]] += 1
        edges[self.walls[messages + 1]] -= 1
        keep = np.cumsum(edges[:-1], dtype=np.int8) > 0
        keep[-1] = True  # the last U+0000
        return _measured(self.codes[keep], self.gap[keep], table().kind[self.codes[keep]])


def shadow(texts: Texts) -> Shadow:
    """The normalised copy of messages; of a long one only its first 800 and last 400 bytes."""
    codes = _folded(_joined(texts))
    return _spaced(*_shrunk(codes, table().kind[codes]))


def normalised(phrases: Sequence[str]) -> list[str]:
    """Phrases as they stand in a shadow, without the spaces around them."""
    return [each.strip(" ") for each in shadow(Texts.of(phrases)).text.split("\0")[1:-1]]


def _joined(texts: Texts) -> str:
    buffer, start, end = texts.buffer, texts.start.tolist(), texts.end.tolist()
    parts = [buffer[s:e] if e - s <= HEAD + TAIL else _ends(buffer[s:e]) for s, e in zip(start, end, strict=True)]
    whole = b"\0".join((b"", *parts, b""))
    if whole.count(0) != len(parts) + 1:
        whole = b"\0".join((b"", *(part.replace(b"\0", b" ") for part in parts), b""))
    text = whole.decode("utf-8", "ignore")
    for letter, two in TWO_LETTERS.items():
        text = text.replace(letter, two)
    return unicodedata.normalize("NFKC", text) if any(mark in text for mark in VOICED) else text


def _ends(long: bytes) -> bytes:
    return long[:HEAD] + _CUT + long[-TAIL:]


def _folded(text: str) -> _Codes:
    """Code points, folded one by one; what is invisible is gone."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    if codes.max(initial=0) >= CODES:
        codes = np.where(codes >= CODES, np.uint32(RARE), codes)
    folded: _Codes = table().fold[codes]
    seen: _Codes = folded[folded != GONE]
    return seen


def _shrunk(codes: _Codes, kind: _Bytes) -> tuple[_Codes, _Bytes]:
    """Stretched words at their length: a letter stands once, any other character twice at most.

    In words of one or two letters a double letter is no stretch: "too" is not "to".
    """
    same = np.zeros(len(codes), dtype=np.bool_)
    same[1:] = codes[1:] == codes[:-1]
    third = same.copy()
    third[1:] &= same[:-1]
    letter = (kind == WORD) & ((codes < ord("0")) | (codes > ord("9")))
    keep = ~np.where(letter, same, third & (kind != WALL))
    double = same & ~third
    double[:-1] &= ~third[1:]
    keep |= letter & double & (_letters_of_word(kind, keep) <= 2)
    return codes[keep], kind[keep]


def _letters_of_word(kind: _Bytes, keep: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each letter, how many letters of its word are kept."""
    in_word = kind == WORD
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    word = np.cumsum(begins, dtype=np.int32)
    letters = np.bincount(word[in_word & keep], minlength=int(word[-1]) + 1)
    return letters[word]


def _spaced(codes: _Codes, kind: _Bytes) -> Shadow:
    """Single spaces around words, groups of signs and walls, with what they stand for."""
    edge = np.zeros(len(codes), dtype=np.bool_)
    edge[1:] = (kind[1:] != kind[:-1]) & (kind[1:] != SPACE) & (kind[:-1] != SPACE)
    place = np.arange(len(codes)) + np.cumsum(edge)
    length = int(place[-1]) + 1
    spread, kinds = np.full(length, ord(" "), dtype=np.uint32), np.full(length, SPACE, dtype=np.uint8)
    gap = np.full(length, PLAIN, dtype=np.uint8)
    spread[place], kinds[place], gap[place] = codes, kind, table().gap[codes]
    return _single_spaced(spread, kinds, _stopped_by_signs(kinds, gap))


def _stopped_by_signs(kinds: _Bytes, gap: _Bytes) -> _Bytes:
    """Gaps in which an emoji, or the end of a message, also ends a sentence."""
    space, ends = kinds == SPACE, (kinds == SIGN) | (kinds == WALL)
    gap[1:] |= np.where(space[1:] & ends[:-1], STOP, 0).astype(np.uint8)
    gap[:-1] |= np.where(space[:-1] & ends[1:], STOP, 0).astype(np.uint8)
    return gap


def _single_spaced(spread: _Codes, kinds: _Bytes, gap: _Bytes) -> Shadow:
    keep = kinds != SPACE
    keep[1:] |= kinds[:-1] != SPACE
    keep[0] = True
    kept = np.flatnonzero(keep)
    spread[kinds == SPACE] = ord(" ")
    return _measured(spread[kept], np.bitwise_or.reduceat(gap, kept), kinds[kept])


def _measured(codes: _Codes, gap: _Bytes, kinds: _Bytes) -> Shadow:
    begun = (kinds == HAN).astype(np.int32)
    begun[1:] += 2 * ((kinds[1:] == WORD) & (kinds[:-1] != WORD))
    half_words = np.zeros(len(kinds) + 1, dtype=np.int32)
    np.cumsum(begun, out=half_words[1:])
    return Shadow(codes, gap, np.flatnonzero(kinds == WALL), half_words)
