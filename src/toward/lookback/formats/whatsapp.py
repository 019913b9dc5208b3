"""WhatsApp's text export, of Android and iOS, in every locale and clock of the format notes.

A message's text is the bytes between its header and the line break before the next header, untouched: its own line
breaks, spaces and invisible marks stay, only that last line break (CR LF or LF) is not part of it. Files that are not
UTF-8 are turned into it first; bytes that fit no encoding are read as Windows-1252, and said to be.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from datetime import tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toward.lookback.formats.columns import by_appearance
from toward.lookback.formats.whatsapp_dates import Dated, date_headers, without_pastes
from toward.lookback.formats.whatsapp_headers import LONGEST, Bytes, Headers, Ints, find_headers, places_of, read_line
from toward.lookback.formats.whatsapp_lines import authors, kinds
from toward.lookback.messages import Chat, Kind, Question, Reading, Texts, Unreadable

FORMAT = "whatsapp"
CAPS = ((39_900, 40_000), (9_990, 10_000))  # messages at which the app cuts an export off, without and with media
SAMPLES = 5
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PIECE = 1 << 18  # bytes decoded at a time: what fits the processor's cache is fastest

Progress = Callable[[float], None]


def recognises(head: bytes) -> bool:
    """Whether one of the first lines begins like a message.

    Args:
        head: the first bytes of the file.
    """
    lines = as_utf8(head[: 1 << 18]).raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")[:400]
    return any(read_line(line.lstrip(b" ")) is not None for line in lines)


def read(
    data: bytes, *, date_order: str | None = None, zone: tzinfo | None = None, progress: Progress | None = None
) -> Reading:
    """Read one export.

    Args:
        data: the file.
        date_order: `dmy`, `mdy` or `ymd`, a person's answer where the file cannot say.
        zone: not used: the export already writes the phone's wall clock.
        progress: told the share done, 0–1.

    Raises:
        Unreadable: `empty`, `not_a_chat` or `unknown_header`.
    """
    say = progress or (lambda _: None)
    raw, mixed, cut = as_utf8(data)
    if not raw or raw.isspace():
        raise Unreadable("empty")
    buffer = np.frombuffer(raw, dtype=np.uint8)
    lines = _line_starts(buffer)
    say(0.2)
    found = find_headers(buffer, lines)
    say(0.6)
    dated = date_headers(found, date_order)
    chat, goes_back = _chat(buffer, raw, lines, dated) if len(dated.headers) else (None, False)
    if not chat:
        raise _nothing(raw, lines, len(found))
    say(1.0)
    notes = {"mixed_encoding": mixed, "dates_go_back": goes_back, "cut_off": cut or _is_cut_off(raw, dated)}
    return _reading(raw, lines, dated, chat, notes)


class _Decoded(NamedTuple):
    """A file as UTF-8 without a byte order mark, whether some bytes fitted no encoding, and whether a character is cut."""

    raw: bytes
    mixed: bool
    cut: bool


def as_utf8(data: bytes) -> _Decoded:
    """The same text as valid UTF-8 without a byte order mark; a character cut off at the end is left out."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _utf8(data[len(bom) :] if encoding == "utf-8" else _reencoded(data[len(bom) :], encoding))
    return _utf8(data)


def _reencoded(data: bytes, encoding: str) -> bytes:
    return data[: len(data) // 2 * 2].decode(encoding, "replace").encode("utf-8", "replace")


def _utf8(data: bytes) -> _Decoded:
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(data[at : at + _PIECE], final=False)
    except UnicodeDecodeError:
        return _Decoded(_repaired(data), mixed=True, cut=False)
    cut = len(decoder.getstate()[0])
    return _Decoded(data[: len(data) - cut], mixed=False, cut=cut > 0)


def _repaired(data: bytes) -> bytes:
    """Broken bytes as the Windows-1252 letters that they most often are."""
    text = data.decode("utf-8", "surrogateescape")
    broken = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
    return text.translate(broken).encode("utf-8")


def _line_starts(buffer: Bytes) -> Ints:
    breaks = places_of(buffer, 0x0A) + 1
    return np.concatenate(([0], breaks[breaks < len(buffer)]))


def _nothing(raw: bytes, lines: Ints, found: int) -> Unreadable:
    """Why no message was found: no dates at all, or dates in an unknown form."""
    sample = raw[: min(int(lines[1]) if len(lines) > 1 else 80, 80)].decode("utf-8", "replace").strip("\0\n\r ")
    return Unreadable("unknown_header" if found else "not_a_chat", sample=sample)


def _chat(buffer: Bytes, raw: bytes, lines: Ints, dated: Dated) -> tuple[Chat, bool]:
    headers, size = dated.headers, len(raw)
    line_end = _line_ends(lines, headers.start, size)
    said = authors(buffer, raw, headers.end, line_end, headers.bare)
    real, goes_back = without_pastes(dated, said.author)
    real &= ~headers.bare | (said.author >= 0)
    rows = np.flatnonzero(real)
    start, stop = said.body[rows], _stops(buffer, headers, rows, size)
    author = said.author[rows]
    kind = kinds(buffer, raw, start, stop, author)
    author = np.where(kind == Kind.SYSTEM, -1, author).astype(np.int32)
    people, author = by_appearance(said.people, author.astype(np.int64))
    text = Texts(raw, start, np.maximum(start, stop))
    seconds = bool(headers.numbers[rows, 5].any()) or _writes_seconds(headers, rows)
    return Chat("", people, dated.at[rows], author, kind, text, seconds), goes_back


def _writes_seconds(headers: Headers, rows: NDArray[np.intp]) -> bool:
    layout = headers.layouts[int(np.bincount(headers.layout[rows]).argmax())] if len(rows) else ""
    return "0:0:0" in layout


def _line_ends(lines: Ints, start: Ints, size: int) -> Ints:
    following = np.append(lines, size)
    return following[np.searchsorted(lines, start) + 1]


def _stops(buffer: Bytes, headers: Headers, rows: NDArray[np.intp], size: int) -> Ints:
    """Byte after each message: before the line break that precedes the next header, or that ends the file."""
    stop = np.append(headers.start[rows][1:], size)
    stop -= buffer[np.maximum(stop - 1, 0)] == 0x0A
    stop -= buffer[np.maximum(stop - 1, 0)] == 0x0D
    return np.asarray(stop)


def _reading(raw: bytes, lines: Ints, dated: Dated, chat: Chat, notes: dict[str, bool]) -> Reading:
    leading = [line for line in lines[lines < dated.headers.start[0]].tolist() if _first_of(raw, line).strip()]
    unread = np.union1d(np.array(leading, dtype=np.int64), dated.impossible)
    messages = int((chat.kind != Kind.SYSTEM).sum())
    near = any(low <= messages <= high or low <= len(chat) <= high for low, high in CAPS)
    return Reading(
        FORMAT,
        (chat,),
        dated.order,
        "12h" if dated.headers.period.mean() > 0.5 else "24h",
        (Question("date_order", dated.choices),) if dated.choices else (),
        len(unread),
        tuple(_first_of(raw, line) for line in unread[:SAMPLES].tolist()),
        tuple(code for code, said in {"near_cap": near, **notes}.items() if said),
    )


def _first_of(raw: bytes, line: int) -> str:
    return raw[line : line + LONGEST].split(b"\n")[0].decode("utf-8", "ignore").strip("\r")


def _is_cut_off(raw: bytes, dated: Dated) -> bool:
    """Whether the file ends inside a header: the last line is more than a date and no more than the header before it."""
    line = raw.rfind(b"\n") + 1
    before = int(np.searchsorted(dated.headers.start, line)) - 1
    if before < 0 or len(raw) - line >= LONGEST:
        return False
    shape = _shape(raw[line:])
    whole = _shape(raw[dated.headers.start[before] : dated.headers.end[before]])
    more_than_a_date = shape.count(b"0") > 3 or (shape.count(b"0") == 3 and not shape.endswith(b"0"))
    return more_than_a_date and whole.startswith(shape)


def _shape(header: bytes) -> bytes:
    return re.sub(rb"\d+", b"0", header)
