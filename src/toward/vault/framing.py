"""Joining parts so that no two lists of parts give the same bytes."""

from __future__ import annotations

from typing import TypeAlias

Part: TypeAlias = bytes | str | int


def framed(*parts: Part) -> bytes:
    """Each part behind a letter for its kind and its length in four bytes.

    Numbers take eight bytes with a sign, as a database keeps them, so that a number tampered with in a row is refused like
    any other byte; text is UTF-8, and half a surrogate pair stays what it is.

    >>> framed("ab", "c") == framed("a", "bc") or framed("1") == framed(b"1") or framed(1) == framed((1).to_bytes(8))
    False

    Raises:
        OverflowError: a number that no database keeps.
        TypeError: anything else, also True and False, which would pass for 1 and 0.
    """
    return b"".join(map(_framed, parts))


def _framed(part: Part) -> bytes:
    if isinstance(part, bytes):
        return b"b" + len(part).to_bytes(4, "big") + part
    if type(part) is int:
        return b"i\0\0\0\x08" + part.to_bytes(8, "big", signed=True)
    if isinstance(part, str):
        text = part.encode("utf-8", "surrogatepass")
        return b"s" + len(text).to_bytes(4, "big") + text
    raise TypeError(f"A part is bytes, text or a number, not {type(part).__name__}.")
