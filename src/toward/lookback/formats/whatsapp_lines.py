"""What a line of a WhatsApp export is: who wrote it, or the app; words, a picture, a call, a deleted message.

Only whole messages are placeholders: "I left work early" is somebody's words, whatever they contain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

from toward.lookback.formats.columns import by_appearance
from toward.lookback.formats.whatsapp_headers import Bytes, Ints, places_of
from toward.lookback.messages import Kind

LONGEST_NAME = 120  # bytes
LONG_NAME = 28  # characters; the app allows 25
RARE = 2  # times; who writes more often is somebody
FEW = 12  # people that are told apart one by one
LONGEST_NOTICE = 160  # bytes of a placeholder, a call line or a deleted message
BIDI = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_MARK = "\u200e"
_PRIMES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


@dataclass(frozen=True, slots=True)
class Spoken:
    """Authors of lines in columns.

    Args:
        author: index into `people`, -1 where nobody is named, int32[n].
        body: first byte of the message, int64[n].
        people: names in order of first appearance.
    """

    author: NDArray[np.int32]
    body: Ints
    people: tuple[str, ...]


def authors(buffer: Bytes, raw: bytes, start: Ints, stop: Ints, bare: NDArray[np.bool_]) -> Spoken:
    """Who wrote each line: the words before the first `: `.

    Args:
        buffer: the file as uint8.
        raw: the same bytes.
        start: byte after each header, int64[n].
        stop: byte after each header's own line, int64[n].
        bare: lines that are headers only if an author follows, bool[n].
    """
    colon = places_of(buffer, 0x3A)
    following = buffer[np.minimum(colon + 1, len(buffer) - 1)]
    spaced = colon[(following == 0x20) | (following == 0x0A) | (following == 0x0D) | (colon + 1 == len(buffer))]
    end = _first_after(spaced, start, stop)
    sure = end >= 0
    end[~sure] = _first_after(colon, start[~sure], stop[~sure])
    if (~sure & (end >= 0)).sum() > sure.sum():  # "Bob:Hi" is how this export writes
        end = _first_after(colon, start, stop)
        sure = end >= 0
    names, number = _names(buffer, raw, start, end)
    number = _only_real_names(names, number, sure)
    space = buffer[np.clip(end + 1, 0, len(buffer) - 1)] == 0x20
    body = np.where(number >= 0, np.minimum(end + 1 + space, len(buffer)), start)
    number = np.where(bare & ~sure, -1, number)
    return _in_order_of_appearance(names, number, body)


def _first_after(places: Ints, start: Ints, stop: Ints) -> Ints:
    """The first of sorted `places` at or after `start` and before `stop` and within a name's length, else -1."""
    padded = np.append(places, np.iinfo(np.int64).max)
    first = padded[np.searchsorted(places, start)]
    return np.where((first < stop) & (first - start <= LONGEST_NAME) & (first > start), first, -1)


def _names(buffer: Bytes, raw: bytes, start: Ints, end: Ints) -> tuple[list[str], NDArray[np.int64]]:
    """Distinct names and the index of each line's name, -1 for none; equal bytes are found by hashing eight at a time."""
    length = np.where(end >= 0, end - start, 0)
    hashed = length.astype(np.uint64) * _PRIMES[1]
    rows = np.flatnonzero(length > 0)
    some = rows
    for offset in range(0, LONGEST_NAME + 8, 8):
        rows = rows[length[rows] > offset]
        if not len(rows):
            break
        left = np.minimum(length[rows] - offset, 8).astype(np.uint64)
        word = _eight(buffer, start[rows] + offset) & (~np.uint64(0) >> (np.uint64(64) - left * np.uint64(8)))
        hashed[rows] = (hashed[rows] ^ word) * _PRIMES[0] + (hashed[rows] >> np.uint64(29))
    first, number = _alike(hashed[some])
    spelled = [BIDI.sub("", raw[start[i] : end[i]].decode("utf-8", "replace")).strip() for i in some[first]]
    distinct = list(dict.fromkeys(spelled))
    place = {name: i for i, name in enumerate(distinct)}
    whole = np.full(len(start), -1, dtype=np.int64)
    whole[some] = np.array([place[name] for name in spelled], dtype=np.int64)[number] if len(some) else []
    return distinct, whole


def _alike(hashed: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First place of each distinct value and each value's index; a chat has few people, so comparing beats sorting."""
    first: list[int] = []
    number = np.full(len(hashed), -1, dtype=np.intp)
    for _ in range(FEW):
        rest = number < 0
        if not rest.any():
            return np.array(first, dtype=np.intp), number
        first.append(int(rest.argmax()))
        number[hashed == hashed[first[-1]]] = len(first) - 1
    rows = np.flatnonzero(number < 0)
    _, place, inverse = np.unique(hashed[rows], return_index=True, return_inverse=True)
    number[rows] = inverse + len(first)
    return np.array([*first, *rows[place].tolist()], dtype=np.intp), number


def _eight(buffer: Bytes, at: Ints) -> NDArray[np.uint64]:
    """Eight bytes from each place as one number, zeros beyond the end of the file."""
    if len(buffer) < 8:
        buffer = np.append(buffer, np.zeros(8, dtype=np.uint8))
    last = len(buffer) - 8
    words = np.ndarray((last + 1,), dtype="<u8", buffer=np.ascontiguousarray(buffer), strides=(1,))
    over = np.maximum(at - last, 0)
    return np.where(over > 7, np.uint64(0), words[np.minimum(at, last)] >> (8 * np.minimum(over, 7)).astype(np.uint64))


def _only_real_names(names: list[str], number: NDArray[np.int64], sure: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Without app lines that hold a colon, and without a colon inside a sentence taken for the end of a name."""
    certain = np.bincount(number[sure & (number >= 0)], minlength=len(names))
    total = np.bincount(number[number >= 0], minlength=len(names))
    keep = np.zeros(len(names) + 1, dtype=bool)
    keep[[i for i, name in enumerate(names) if name and certain[i] and not _is_deed(i, names, total)]] = True
    return np.where(keep[number], number, -1)


def _is_deed(which: int, names: list[str], count: NDArray[np.intp]) -> bool:
    """Whether it is an app line: somebody's name, then what they did, up to its first colon."""
    name = names[which]
    if count[which] > RARE or not any(deed in f"{name} " for deed in words()["deeds"]):
        return False
    return len(name) > LONG_NAME or any(name.startswith(f"{other} ") for other in names if other and other != name)


def _in_order_of_appearance(names: list[str], number: NDArray[np.int64], body: Ints) -> Spoken:
    people, author = by_appearance(tuple(names), number)
    return Spoken(author, body, people)


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The app's own words by meaning, all languages together."""
    raw = yaml.load((files(__package__) / "whatsapp_words.yaml").read_text(encoding="utf-8"), Loader=_loader())
    return {key: tuple(dict.fromkeys(w for of in raw[key].values() for w in of)) for key in raw if key != "sources"}


def _loader() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def kinds(buffer: Bytes, raw: bytes, start: Ints, stop: Ints, author: NDArray[np.int32]) -> NDArray[np.int8]:
    """A `Kind` for each message, int8[n].

    Args:
        buffer: the file as uint8.
        raw: the same bytes.
        start: first byte of each message, int64[n].
        stop: byte after each message, int64[n].
        author: as in `Spoken`.
    """
    kind = np.where(author >= 0, Kind.TEXT, Kind.SYSTEM).astype(np.int8)
    for i in np.flatnonzero(_may_be_placeholder(buffer, start, stop)).tolist():
        text = raw[start[i] : stop[i]].decode("utf-8", "replace")
        if author[i] >= 0:
            kind[i] = kind_of(text)
        elif kind_of(_MARK + text) == Kind.CALL:  # nobody's words: surely the app's
            kind[i] = Kind.CALL
    return kind


def _may_be_placeholder(buffer: Bytes, start: Ints, stop: Ints) -> NDArray[np.bool_]:
    """A quick sieve by length and by the first and last bytes: few messages get through to be read."""
    length = stop - start
    beginnings, endings = _sieve()
    first = _eight(buffer, start).astype(np.uint32)
    last = _eight(buffer, np.maximum(stop - 4, start)).astype(np.uint32)
    may = (first & np.uint32(0xFF)) == 0x3C
    may |= _among(first, beginnings) | _among(last, endings)
    return np.asarray(may & (length > 0) & (length <= LONGEST_NOTICE))


def _among(values: NDArray[np.uint32], wanted: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which values are wanted; most are ruled out by their lower half alone."""
    table = np.zeros(1 << 16, dtype=bool)
    table[wanted & np.uint32(0xFFFF)] = True
    found = table[values & np.uint32(0xFFFF)]
    rows = np.flatnonzero(found)
    ordered = np.sort(wanted)
    found[rows] = ordered[np.minimum(np.searchsorted(ordered, values[rows]), len(ordered) - 1)] == values[rows]
    return np.asarray(found)


@cache
def _sieve() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    first = [phrase.encode()[:4].ljust(4, b"\0") for key in ("media", "deleted", "calls") for phrase in words()[key]]
    first += [_MARK.encode() + bytes([byte]) for byte in range(256)]
    last = [phrase.encode()[-4:] for phrase in words()["attached"]]
    return tuple(np.frombuffer(b"".join(p for p in part if len(p) == 4), dtype="<u4") for part in (first, last))  # type: ignore[return-value]


def kind_of(text: str) -> Kind:
    """What one message of a named person is.

    >>> kind_of("<Media omitted>").name, kind_of("I deleted this message in my head").name
    ('MEDIA', 'TEXT')
    """
    marked, bare = text.startswith(_MARK), BIDI.sub("", text).strip()
    plain = bare.rstrip(".。।")
    if bare.startswith("<") and bare.endswith(">") and len(bare) <= 60 and bare.count("<") == 1 and "\n" not in bare:
        return Kind.MEDIA
    if plain in _whole("media") or bare.endswith(words()["attached"]):
        return Kind.MEDIA
    if plain in _whole("deleted"):
        return Kind.DELETED
    if _is_call(plain, marked):
        return Kind.CALL
    return Kind.SYSTEM if marked and any(notice in bare for notice in words()["notices"]) else Kind.TEXT


# what the app says after the name of a call, where its mark shows that it speaks: "Missed voice call, Tap to call back"
_SAID_OF_CALL = re.compile(
    r"(?:[.,，。（(]|\s[-–•]\s|\s(?:at|um|a las|à|às|alle|om|о|в|saat|にて)\s).*$|\s*\d[\d:.\s]*$", re.DOTALL
)
# without its mark only a length is the app's: "Voice call, 5 min", "语音通话 (12:30)"; "Video call at 8?" is somebody's plan
_LASTED = re.compile(r"\s*[.,，。（(•–-]?\s*(?:\d[\d:.]*\s?[^\W\d_]{0,12}\.?\s?){1,3}[)）]?$")


def _is_call(plain: str, marked: bool) -> bool:
    """Whether the app tells of a call; the bare words "video call" may be somebody's own, unless the app marks them."""
    about = (_SAID_OF_CALL if marked else _LASTED).sub("", plain)
    return about.strip() in _whole("calls") and (marked or about != plain)


@cache
def _whole(key: str) -> frozenset[str]:
    return frozenset(words()[key])
