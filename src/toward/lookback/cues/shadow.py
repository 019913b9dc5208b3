"""A normalised copy of many messages for looking things up in; the messages themselves stay as they are.

In the copy every word stands between single spaces, small letters without accents, each letter once ("goooood" and
"good" are both "god"), full-width forms and fancy fonts folded, katakana as hiragana, invisible marks gone.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toward.lookback.messages import Texts

SPACE, WORD, HAN, SIGN, WALL = 0, 1, 2, 3, 4  # what a character is; HAN also stands for kana, SIGN for emoji
PLAIN, QUOTE, COMMA, STOP = 1, 2, 4, 8  # what a gap between words holds

HEAD, TAIL = 800, 400  # bytes of a long message that are looked at
_CUT = "\ufffc".encode()
_CODES = 0x20000  # code points with an entry of their own
_FOLDED = ((0x00, 0x250), (0x370, 0x530), (0x1E00, 0x2000), (0x3000, 0x3100), (0xFF00, 0xFFF0), (0x1D400, 0x1D800))
_HAN = ((0x3005, 0x3008), (0x3040, 0x3100), (0x31F0, 0x3200), (0x3400, 0xA000), (0xF900, 0xFB00))
_SIGNS = ((0x2190, 0x2C00), (0x1F000, 0x1FB00), (0xFFFC, 0xFFFE))
_GAPS = ((0x00, 0x30), (0x3A, 0x41), (0x5C, 0x61), (0x7B, 0xAA), (0x2000, 0x2070), (0x3000, 0x3005), (0x3008, 0x3021))
_GONE = ((0x300, 0x370), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10), (0x1F3FB, 0x1F400))
_APOSTROPHES = "'`´‘’ʼ\xad\ufeff"
_QUOTES = '"“”„‟«»‹›「」『』《》〝〞'
_COMMAS = ",;:、·–—(){}/|…〜~،"
_STOPS = ".!?。\n\r\v\f\u2028\u2029¡¿؟।"
_TWO_LETTERS = str.maketrans({"ß": "ss", "ẞ": "ss", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_VOICED = ("\u3099", "\u309a", "\uff9e", "\uff9f")  # marks that belong to the kana before them


@dataclass(frozen=True, slots=True)
class Shadow:
    """Normalised messages in one string, each between two U+0000.

    Args:
        text: the copy; single spaces around every word, sign group and U+0000.
        gap: what each space stands for (PLAIN, QUOTE, COMMA, STOP added up), 0 elsewhere, uint8[len(text)].
        walls: positions of the U+0000, int64[messages + 1].
        half_words: half words begun before each position, int32[len(text) + 1]; a Chinese character is half a word.
    """

    text: str
    gap: NDArray[np.uint8]
    walls: NDArray[np.int64]
    half_words: NDArray[np.int32]


def shadow(texts: Texts) -> Shadow:
    """The normalised copy of messages; of a long one only its first 800 and last 400 bytes."""
    codes = _folded(_joined(texts))
    kind = _kinds(codes)
    codes, kind = _shrunk(codes, kind)
    return _spaced(codes, kind)


def normalised(phrases: list[str]) -> list[str]:
    """Phrases as they stand in a shadow, without the spaces around them."""
    return [each.strip(" ") for each in shadow(Texts.of(phrases)).text.split("\0")[1:-1]]


def kind_of(character: str) -> int:
    """SPACE, WORD, HAN, SIGN or WALL of one normalised character."""
    return int(_kinds(np.array([ord(character)], dtype=np.uint32))[0])


def _joined(texts: Texts) -> str:
    buffer = texts.buffer
    spans = zip(texts.start.tolist(), texts.end.tolist(), strict=True)
    parts = [buffer[s:e] if e - s <= HEAD + TAIL else buffer[s : s + HEAD] + _CUT + buffer[e - TAIL : e] for s, e in spans]
    if any(b"\0" in part for part in parts):
        parts = [part.replace(b"\0", b" ") for part in parts]
    text = b"\0".join((b"", *parts, b"")).decode("utf-8", "ignore")
    if any(mark in text for mark in _VOICED):
        text = unicodedata.normalize("NFKC", text)
    if any(chr(letter) in text for letter in _TWO_LETTERS):
        for letter, two in _TWO_LETTERS.items():
            text = text.replace(chr(letter), two)
    return text


def _folded(text: str) -> NDArray[np.uint32]:
    """Code points, folded one by one; what is invisible is gone."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    fold, _, _ = _tables()
    if len(codes) and codes.max() >= _CODES:
        codes = np.where((codes >= _CODES) & (codes < 0x40000), np.uint32(0x4E00), codes)
        codes = codes[codes < _CODES]
    codes = fold[codes]
    return codes[codes != _DROP]


_DROP = np.uint32(0xFFFFFFFF)


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return _tables()[1][codes]


def _shrunk(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Stretched words at their length: a letter stands once, any other character twice at most."""
    same = np.zeros(len(codes), dtype=np.bool_)
    same[1:] = codes[1:] == codes[:-1]
    third = same.copy()
    third[1:] &= same[:-1]
    letter = (kind == WORD) & ((codes < 0x30) | (codes > 0x39))
    drop = np.where(letter, same, third & (kind != WALL))
    keep = ~drop | _only_letter(codes, kind, same, third)
    return codes[keep], kind[keep]


def _only_letter(
    codes: NDArray[np.uint32], kind: NDArray[np.uint8], same: NDArray[np.bool_], third: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Second letters of words like "xx" or "bbb", which one letter alone would not be."""
    second = np.flatnonzero(same & ~third & (kind == WORD))
    second = second[kind[np.maximum(second - 2, 0)] != WORD]
    change = np.flatnonzero(~same)
    ends = np.append(change, len(codes) - 1)[np.searchsorted(change, second)]
    out = np.zeros(len(codes), dtype=np.bool_)
    out[second[kind[ends] != WORD]] = True
    return out


def _spaced(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> Shadow:
    """Single spaces around words, groups of signs and walls, with what they stand for."""
    edge = np.zeros(len(codes), dtype=np.int64)
    edge[1:] = (kind[1:] != kind[:-1]) & (kind[1:] != SPACE) & (kind[:-1] != SPACE)
    place = np.arange(len(codes)) + np.cumsum(edge)
    length = len(codes) + int(edge.sum())
    kinds = np.zeros(length, dtype=np.uint8)
    spread = np.full(length, 0x20, dtype=np.uint32)
    gap = np.full(length, PLAIN, dtype=np.uint8)
    kinds[place], spread[place], gap[place] = kind, codes, _tables()[2][codes]
    beside = (kinds == SIGN) | (kinds == WALL)
    gap[1:] |= np.where((kinds[1:] == SPACE) & beside[:-1], STOP, 0).astype(np.uint8)
    gap[:-1] |= np.where((kinds[:-1] == SPACE) & beside[1:], STOP, 0).astype(np.uint8)
    return _single_spaced(spread, kinds, gap)


def _single_spaced(spread: NDArray[np.uint32], kinds: NDArray[np.uint8], gap: NDArray[np.uint8]) -> Shadow:
    keep = np.ones(len(kinds), dtype=np.bool_)
    keep[1:] = (kinds[1:] != SPACE) | (kinds[:-1] != SPACE)
    kept = np.flatnonzero(keep)
    gap, kinds, spread = np.bitwise_or.reduceat(gap, kept), kinds[kept], spread[kept]
    spread[kinds == SPACE] = 0x20
    begun = np.where(kinds == HAN, 1, 0).astype(np.int32)
    begun[1:] += 2 * ((kinds[1:] == WORD) & (kinds[:-1] != WORD))
    half_words = np.zeros(len(kinds) + 1, dtype=np.int32)
    np.cumsum(begun, out=half_words[1:])
    walls = np.flatnonzero(kinds == WALL)
    return Shadow(spread.tobytes().decode("utf-32-le"), gap, walls, half_words)


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint8]]:
    """Per code point: what it becomes, what it is, and what it means as a gap."""
    fold = np.arange(_CODES, dtype=np.uint32)
    for first, last in _FOLDED:
        fold[first:last] = [_plain(code) for code in range(first, last)]
    for first, last in _GONE:
        fold[first:last] = _DROP
    fold[[ord(mark) for mark in _APOSTROPHES]] = _DROP
    return fold, _kind_table(), _gap_table()


def _plain(code: int) -> int:
    """A character without case, width and accent; katakana as hiragana."""
    wide = unicodedata.normalize("NFKC", chr(code)).casefold()
    wide = wide if 0x3000 <= code < 0x3100 else unicodedata.normalize("NFD", wide)
    plain = ord(wide[0]) if wide else code
    return plain - 0x60 if 0x30A1 <= plain <= 0x30F6 else plain


def _kind_table() -> NDArray[np.uint8]:
    kind = np.full(_CODES, WORD, dtype=np.uint8)
    for what, ranges in ((SIGN, _SIGNS), (HAN, _HAN), (SPACE, _GAPS)):
        for first, last in ranges:
            kind[first:last] = what
    kind[[ord(mark) for mark in _QUOTES + _COMMAS + _STOPS]] = SPACE
    kind[[ord("["), ord("]")]] = SIGN
    kind[0] = WALL
    return kind


def _gap_table() -> NDArray[np.uint8]:
    gap = np.where(_kind_table() == SPACE, PLAIN, 0).astype(np.uint8)
    for what, marks in ((QUOTE, _QUOTES), (COMMA, _COMMAS), (STOP, _STOPS)):
        gap[[ord(mark) for mark in marks]] = what
    return gap
