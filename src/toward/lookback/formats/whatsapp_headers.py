"""Where a message begins: `12/03/24, 23:40 - Su: …` in all the ways that phones of the world write it.

A header is marks? `[`? date separator time day-period? `]`? separator. One expression reads any single line; because one
export repeats the same few shapes ("00/00/00, 00:00 - "), these shapes are learnt from a sample and found in the whole
file at once, as bytes in columns. Lines that no shape fits and that begin with a digit or a bracket are read one by one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Bytes = NDArray[np.uint8]

LONGEST = 96  # bytes of a line in which a header must end
SHORTEST = 12  # bytes of a header and its line break: "1/1/18 1:55 a:"
SAMPLE = 1500  # lines from which shapes are learnt
MOST_SHAPES = 64
BLOCK = 1 << 17  # lines looked at together
PIECE = 1 << 18  # bytes looked through together
NO_PERIOD = -1
ZERO = 48  # the byte of "0"
PERIOD, UNKNOWN = "§", "?"  # in a layout: a part of the day, or a word that is none

_MARKS = "\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
_ANY_MARKS = f"[{_MARKS}]*"
_SPACE = "[ \u00a0\u202f\u2009]"
_GAP = rf"{_ANY_MARKS}{_SPACE}?{_ANY_MARKS}"  # Arabic dates have marks about their slashes
_WHEN = re.compile(
    rf"""
    {_ANY_MARKS} (?P<open>\[)? {_ANY_MARKS}
    (?P<a>\d{{1,4}}) {_GAP} (?P<s1>[./\-\u2010-\u2015年년]) {_GAP}
    (?P<b>\d{{1,4}}) {_GAP} (?P<s2>[./\-\u2010-\u2015月월]) {_GAP}
    (?P<c>\d{{1,4}}) {_ANY_MARKS} (?:{_SPACE}г)? (?P<s3>[.日일]?[,،、]?) {_ANY_MARKS} (?:{_SPACE}+|(?<=[日일,])) {_ANY_MARKS}
    (?:(?P<before>[^\d\[\]:,،]{{1,24}}?){_SPACE}*)?
    (?P<h>\d{{1,2}}) (?:[:.]|{_SPACE}h{_SPACE}) (?P<mi>\d\d) (?:(?:[:.]|{_SPACE}min{_SPACE}) (?P<s>\d\d) (?:{_SPACE}s\b)?)?
    """,
    re.VERBOSE,
)
_CLOSE = re.compile(rf"(?P<after>[^\d\[\]]{{0,28}}?){_ANY_MARKS}\]{_SPACE}?")
_DASH = re.compile(rf"(?P<after>[^\d\[\]]{{0,28}}?){_SPACE}[-–—]{_SPACE}")
_COLON = re.compile(rf"(?P<after>):{_SPACE}")
_BARE = re.compile(rf"(?P<after>(?:{_SPACE}?[^\d\s\[\]:]{{1,12}}){{0,3}}?){_SPACE}")
_STRANGE = re.compile(rf"[^\d\[\]:]{{0,28}}?(?:\]|{_SPACE}[-–]){_SPACE}")
_LOOSE = re.compile(r"[\s.\u00a0\u202f\u2009_\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069]")


# between day and time, or after the time, without meaning a part of the day: "13/06/2018 à 21:25", "klo 21.25", "21:25 Uhr"
_IDLE = frozenset(
    ["à", "às", "alas", "alle", "at", "h", "hs", "kl", "klo", "ob", "om", "u", "uhr", "um", "в", "о", "ч", "น"]
)


class Header(NamedTuple):
    """The parts of one header.

    `fields` are the first bytes and lengths of a, b, c, hour, minute, second (-1, 0 where there is none); `period` is an
    index into `periods()`, or -1; `layout` is what all headers of one export have in common; `bare` says that only a
    space ends the header, so that an author must follow.
    """

    length: int
    fields: tuple[tuple[int, int], ...]
    period: int
    layout: str
    bare: bool


@cache
def periods() -> tuple[tuple[str, int, int], ...]:
    """Every known day period as (normal form, first hour, hour after the last). Source: Unicode CLDR 48, by Babel."""
    raw = json.loads((files(__package__) / "day_periods.json").read_text(encoding="utf-8"))
    return tuple((name, first, last) for name, (first, last) in raw.items())


@cache
def _period_number() -> dict[str, int]:
    return {name: i for i, (name, _, _) in enumerate(periods())}


def period(text: str) -> int | None:
    """Index of a day period in whatever spelling; -1 for none at all, None for an unknown word.

    >>> periods()[period(" p.\u00a0m.") or 0][1:]
    (12, 24)
    """
    normal = _LOOSE.sub("", text).casefold()
    return NO_PERIOD if not normal or normal in _IDLE else _period_number().get(normal)


@cache
def hours() -> Small:
    """Hour of the day by (day period, hour as written), int32[periods + 1, 100]; the last row is for no period.

    Of the two hours that a twelve-hour clock may mean, the one inside the period counts, else the nearer one; hours from
    13 on, and 0 before noon, are taken as written.
    """
    table = np.tile(np.arange(100, dtype=np.int32), (len(periods()) + 1, 1))
    for i, (_, first, last) in enumerate(periods()):
        length = (last - first) % 24 or 24
        for hour in range(1, 13):
            candidates = (hour % 12, hour % 12 + 12)
            table[i, hour] = min(candidates, key=lambda h: _away(h, first, length))
        table[i, 0] = 12 if first >= 12 and last in (24, 0) and first == 12 else 0
    return table


def _away(hour: int, first: int, length: int) -> int:
    """Hours between an hour and a period on the clock; 0 inside."""
    into = (hour - first) % 24
    return 0 if into < length else min(into - length + 1, 24 - into)


def read_line(line: bytes) -> Header | None:
    """The header of one line, or None.

    Args:
        line: the line's first bytes, UTF-8, at least `LONGEST` of them where it is that long.
    """
    text = line[:LONGEST].decode("utf-8", "ignore")
    match = _WHEN.match(text)
    ending = _ending(text, match) if match else None
    if match is None or ending is None:
        return None
    number, end, sign = ending
    fields = tuple(_span(text, match, name) for name in ("a", "b", "c", "h", "mi", "s"))
    layout = f"{_layout(match)}{'' if number == NO_PERIOD else PERIOD}{sign}"
    return Header(len(text[:end].encode()), fields, number, layout, sign == " ")


def _nearly(line: bytes) -> Header | None:
    """What would be a header if a word beside its time were known: without a date, so that it is counted and not read."""
    text = line[:LONGEST].decode("utf-8", "ignore")
    match = _WHEN.match(text)
    rest = _STRANGE.match(text, match.end()) if match else None
    if match is None or rest is None:
        return None
    sign = "]" if match["open"] else "-"
    return Header(
        len(text[: rest.end()].encode()), ((-1, 0),) * 6, NO_PERIOD, f"{_layout(match)}{UNKNOWN}{sign}", False
    )


def _ending(text: str, match: re.Match[str]) -> tuple[int, int, str] | None:
    """Day period, end and sign of what follows the time, or None where it is no header."""
    signs = ((_CLOSE, "]"),) if match["open"] else ((_DASH, "-"), (_COLON, ":"), (_BARE, " "))
    before = period(match["before"] or "")
    for pattern, sign in signs:
        rest = pattern.match(text, match.end())
        after = period(rest["after"]) if rest else None
        if rest is None or before is None or after is None:
            continue
        end = _after_name_of_period(text, rest.end()) if sign == " " and after == NO_PERIOD == before else None
        number, stop = end or (after if before == NO_PERIOD else before, rest.end())
        return number, stop, "–" if sign == "-" and text[stop - 2] == "–" else sign
    return None


def _after_name_of_period(text: str, start: int) -> tuple[int, int] | None:
    """A day period of up to three words, followed by a space: `10:34:00 AM Charlie: …`."""
    ends = [i for i in range(start, min(start + 24, len(text))) if text[i].isspace()][:3]
    found = ((period(text[start:end]), end + 1) for end in reversed(ends))
    return next(((number, end) for number, end in found if number is not None and number != NO_PERIOD), None)


def _span(text: str, match: re.Match[str], name: str) -> tuple[int, int]:
    if match[name] is None:
        return -1, 0
    start = len(text[: match.start(name)].encode())
    return start, len(match[name].encode())


def _layout(match: re.Match[str]) -> str:
    """The shape of a header without its numbers, invisible marks and kinds of space; the year keeps its width."""
    date = "".join(
        ("0000" if len(match[part]) > 2 else "0") + match[sep] for part, sep in (("a", "s1"), ("b", "s2"), ("c", "s3"))
    )
    return f"{match['open'] or ''}{date} {'0:0:0' if match['s'] else '0:0'}"


@dataclass(frozen=True, slots=True)
class Headers:
    """All header-like lines of a file in columns.

    Args:
        start: first byte of the line, int64[n].
        end: byte after the header, where the author or the notice begins, int64[n].
        numbers: a, b, c, hour (by the clock on the wall), minute, second, int32[n, 6].
        widths: digits of a, b, c, int8[n, 3].
        layout: index into `layouts`, int32[n].
        layouts: the shapes met.
        bare: whether an author must follow for it to be a header, bool[n].
        period: whether a twelve-hour clock was read, bool[n].
    """

    start: Ints
    end: Ints
    numbers: Small
    widths: NDArray[np.int8]
    layout: NDArray[np.int32]
    layouts: tuple[str, ...]
    bare: NDArray[np.bool_]
    period: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Headers:
        """Some of them."""
        if rows.dtype == bool and rows.all():
            return self
        numbers, widths, layout = self.numbers[rows], self.widths[rows], self.layout[rows]
        bare, period = self.bare[rows], self.period[rows]
        return Headers(self.start[rows], self.end[rows], numbers, widths, layout, self.layouts, bare, period)


_Columns = tuple[Ints, Ints, Small, NDArray[np.int8], Small, NDArray[np.bool_], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: bytes
    header: Header


def places_of(buffer: Bytes, byte: int) -> Ints:
    """Where a byte stands, ascending; looked for piece by piece, so that a large file needs no second one of flags."""
    pieces = range(0, len(buffer), PIECE)
    found = [np.flatnonzero(buffer[at : at + PIECE] == byte) + at for at in pieces]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def find_headers(buffer: Bytes, lines: Ints) -> Headers:
    """Every line that begins like a message.

    Args:
        buffer: the file, uint8.
        lines: first byte of each line, int64[n].
    """
    candidates = lines[_may_begin(buffer, lines)]
    layouts: dict[str, int] = {}
    shapes = _learn(buffer, candidates)
    whole = int(np.searchsorted(candidates, len(buffer) - LONGEST))  # lines with enough bytes after them for columns
    blocks = (candidates[i : min(i + BLOCK, whole)] for i in range(0, whole, BLOCK))
    parts = [_match_block(buffer, block, shapes, layouts) for block in blocks]
    parts.append(_one_by_one(buffer, candidates[whole:], layouts, _has_periods(shapes)))
    start, end, numbers, widths, layout, bare, twelve = _stacked(parts)
    return Headers(start, end, numbers, widths, layout, tuple(layouts), bare, twelve)


def _stacked(parts: list[_Columns]) -> _Columns:
    return (
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
        np.concatenate([part[3] for part in parts]),
        np.concatenate([part[4] for part in parts]),
        np.concatenate([part[5] for part in parts]),
        np.concatenate([part[6] for part in parts]),
    )


def _no_headers() -> _Columns:
    zero = np.zeros(0, dtype=np.int64)
    return (
        zero, zero, np.zeros((0, 6), np.int32), np.zeros((0, 3), np.int8), np.zeros(0, np.int32), np.zeros(0, bool), np.zeros(0, bool),
    )  # fmt: skip


def _may_begin(buffer: Bytes, lines: Ints) -> NDArray[np.bool_]:
    """Lines that begin with a digit, a bracket, or a byte of an invisible mark or of another script's digit."""
    first = buffer[lines]
    may = ((first - 48) < 10) | (first == 0x5B) | (first == 0xE2) | np.isin(first, _OTHER_DIGITS)
    may &= np.diff(lines, append=len(buffer) + 1) > SHORTEST
    return np.asarray(may)


# first bytes of U+061C, Arabic-Indic, Persian, Devanagari and other digits, and of a byte order mark in the middle of a file
_OTHER_DIGITS = np.array([0xD8, 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEF], dtype=np.uint8)


def _learn(buffer: Bytes, candidates: Ints) -> list[_Shape]:
    """The most frequent shapes among a sample spread over the file, most frequent first."""
    rows = (
        candidates if len(candidates) <= SAMPLE else candidates[np.linspace(0, len(candidates) - 1, SAMPLE, dtype=int)]
    )
    seen: Counter[bytes] = Counter()
    headers: dict[bytes, Header] = {}
    for row in rows.tolist():
        line = buffer[row : row + LONGEST].tobytes().split(b"\n", 1)[0]
        header = read_line(line)
        if header is None:
            continue
        pattern = _with_zeros(np.frombuffer(line[: header.length], dtype=np.uint8)[None])[0].tobytes()
        if not _says_all(pattern, line, header):
            continue
        seen[pattern] += 1
        headers[pattern] = header
    frequent = [_Shape(pattern, headers[pattern]) for pattern, _ in seen.most_common(MOST_SHAPES)]
    return sorted(frequent, key=lambda shape: shape.header.bare)  # "00:00 " also begins "00:00 - "


def _says_all(pattern: bytes, line: bytes, header: Header) -> bool:
    """Whether the place of every digit is known."""
    return all(pattern[s : s + k].count(ZERO) == len(line[s : s + k].decode()) for s, k in header.fields if k)


def _with_zeros(square: Bytes) -> Bytes:
    """Headers with the last byte of each digit turned into an ASCII zero."""
    return np.where(_digits(square) < 10, np.uint8(ZERO), square)


def _digits(square: Bytes) -> Bytes:
    """The digit that ends at each byte, uint8; ten or more where none does."""
    value = square - np.uint8(ZERO)
    for lead, zero in _SCRIPTS:
        if not (square == lead[0]).any():
            continue
        width = len(lead)
        after = np.ones_like(square[:, width:], dtype=bool)
        for i, byte in enumerate(lead):
            after &= square[:, i : i - width] == byte
        other = square[:, width:] - np.uint8(zero)
        value[:, width:] = np.where(after & (other < 10), other, value[:, width:])
    return value


# first bytes, and last byte of the zero, of Arabic-Indic, Persian and Devanagari digits
_SCRIPTS = ((b"\xd9", 0xA0), (b"\xdb", 0xB0), (b"\xe0\xa5", 0xA6))


def _has_periods(shapes: list[_Shape]) -> bool:
    return any(shape.header.period != NO_PERIOD for shape in shapes)


def _match_block(buffer: Bytes, lines: Ints, shapes: list[_Shape], layouts: dict[str, int]) -> _Columns:
    """Header columns of one block of lines: by shape, then one by one."""
    widest = max((len(shape.pattern) for shape in shapes), default=0)
    square = buffer[lines[:, None] + np.arange(widest)] if widest else np.zeros((len(lines), 0), np.uint8)
    zeros = _with_zeros(square)
    left = np.arange(len(lines))
    parts = []
    for shape in shapes:
        length = len(shape.pattern)
        fits = np.ascontiguousarray(zeros[left, :length]).view(f"V{length}")[:, 0] == np.void(shape.pattern)
        if fits.any():
            rows = left[fits]
            parts.append(_columns(_digits(square[rows, :length]), lines[rows], shape, layouts))
            left = left[~fits]
    parts.append(_one_by_one(buffer, lines[left], layouts, _has_periods(shapes)))
    start, end, numbers, widths, layout, bare, twelve = _stacked(parts)
    order = np.argsort(start, kind="stable")
    return start[order], end[order], numbers[order], widths[order], layout[order], bare[order], twelve[order]


def _columns(digits: Bytes, lines: Ints, shape: _Shape, layouts: dict[str, int]) -> _Columns:
    """Columns of lines that all have one shape."""
    n, header = len(lines), shape.header
    places = [[k for k in range(s, s + length) if shape.pattern[k] == ZERO] for s, length in header.fields]
    numbers = np.zeros((n, 6), dtype=np.int32)
    for i, field in enumerate(places):
        for k in field:
            numbers[:, i] = numbers[:, i] * 10 + digits[:, k]
    numbers[:, 3] = hours()[header.period, numbers[:, 3]]
    widths = np.tile(np.array([len(field) for field in places[:3]], dtype=np.int8), (n, 1))
    layout = np.full(n, layouts.setdefault(header.layout, len(layouts)), dtype=np.int32)
    return (
        lines, lines + header.length, numbers, widths, layout, np.full(n, header.bare), np.full(n, header.period != NO_PERIOD),
    )  # fmt: skip


def _one_by_one(buffer: Bytes, lines: Ints, layouts: dict[str, int], twelve: bool) -> _Columns:
    """Columns of lines that no shape fits; `twelve` says whether the file has a twelve-hour clock."""
    rows = []
    for line in lines.tolist():
        text = buffer[line : line + LONGEST].tobytes().split(b"\n", 1)[0]
        header = read_line(text)
        if twelve and (header is None or header.bare):
            header = _nearly(text) or header
        if header is None:
            continue
        values = [int(text[s : s + k].decode()) if k else 0 for s, k in header.fields]
        values[3] = int(hours()[header.period, min(values[3], 99)])
        widths = [len(text[s : s + k].decode()) for s, k in header.fields[:3]]
        number = layouts.setdefault(header.layout, len(layouts))
        rows.append((line, line + header.length, values, widths, number, header.bare, header.period != NO_PERIOD))
    if not rows:
        return _no_headers()
    start, end, numbers, digits, layout, bare, period = zip(*rows, strict=True)
    return (
        np.array(start, np.int64), np.array(end, np.int64), np.array(numbers, np.int32), np.array(digits, np.int8),
        np.array(layout, np.int32), np.array(bare), np.array(period),
    )  # fmt: skip
