"""All the ways in which a word may lie on a disk without being seen at a glance."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

Spelling = Callable[[bytes], set[bytes]]


def spellings(word: str | bytes) -> dict[str, set[bytes]]:
    """A word in every spelling it has, by the spelling's name; raw bytes have no letters to escape."""
    if isinstance(word, bytes):
        return {name: spell(word) for name, spell in OF_BYTES.items()}
    raw = word.encode()
    found = {name: spell(raw) for name, spell in {**OF_BYTES, **OF_LETTERS}.items()}
    for name in WRAPPED:  # a whole form or document may be written out, with the word escaped in it already
        found[name] |= {spelt for inside in _escaped(word) for spelt in OF_BYTES[name](inside)}
    return found


def _escaped(word: str) -> tuple[bytes, ...]:
    return quote(word, safe="").encode(), json.dumps(word)[1:-1].encode()


def _base64(offset: int) -> Spelling:
    """What base64 makes of a word that begins so many bytes behind a multiple of three; the ends hang on the neighbours."""

    def spelt(raw: bytes) -> set[bytes]:
        first, last = -(-offset * 8 // 6), (offset + len(raw)) * 8 // 6
        return {encode(bytes(offset) + raw)[first:last] for encode in (b64encode, urlsafe_b64encode)}

    return spelt


def _each(*forms: str) -> Spelling:
    """Every byte written out."""
    return lambda raw: {"".join(form % byte for byte in raw).encode() for form in forms}


def _each_sign(*forms: str) -> Spelling:
    """Every sign written out by its number."""
    return lambda raw: {"".join(form % ord(sign) for sign in raw.decode()).encode() for form in forms}


def _coded(*codecs: str) -> Spelling:
    return lambda raw: {raw.decode().encode(codec) for codec in codecs}


def _json(raw: bytes) -> set[bytes]:
    """As JSON escapes it, and with every sign escaped, in small and capital letters."""
    word = raw.decode()
    units = word.encode("utf-16-be")
    pairs = [int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2)]
    all_of_it = {"".join(form % unit for unit in pairs).encode() for form in ("\\u%04x", "\\u%04X")}
    return {json.dumps(word)[1:-1].encode(), *all_of_it}


def _url(raw: bytes) -> set[bytes]:
    """As a form escapes it, and with every byte escaped."""
    letters = "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}" for byte in raw)
    return {letters.encode(), *_each("%%%02x", "%%%02X")(raw)}


OF_BYTES: dict[str, Spelling] = {
    "utf-8": lambda raw: {raw},
    "base64 at 0": _base64(0),
    "base64 at 1": _base64(1),
    "base64 at 2": _base64(2),
    "hex": lambda raw: {raw.hex().encode(), raw.hex().upper().encode()},
    "python escape": _each("\\x%02x", "\\x%02X"),
    "octal escape": _each("\\%03o"),
    "url escape": _url,
    "quoted printable": _each("=%02X"),
}
OF_LETTERS: dict[str, Spelling] = {
    "utf-16-le": _coded("utf-16-le"),
    "utf-16-be": _coded("utf-16-be"),
    "utf-32": _coded("utf-32-le", "utf-32-be"),
    "gb18030": _coded("gb18030"),
    "json escape": _json,
    "html escape": _each_sign("&#%d;", "&#x%x;", "&#x%X;"),
}
WRAPPED = ("base64 at 0", "base64 at 1", "base64 at 2", "hex")
ALL = (*OF_BYTES, *OF_LETTERS)
