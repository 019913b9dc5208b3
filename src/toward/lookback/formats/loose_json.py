"""JSON as exports really bring it: with a byte order mark, in UTF-16, or cut off in the middle."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from toward.lookback.messages import Unreadable

_TAIL = 1 << 16


def decoded(data: bytes) -> str:
    """The text of a JSON file in UTF-8 or UTF-16, with or without a mark; broken bytes become U+FFFD."""
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(bom):
            return data[2:].decode(encoding, "replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def load(data: bytes) -> tuple[Any, bool]:
    """The value, and whether it was cut off and completed.

    Raises:
        Unreadable: `broken_json` where nothing can be saved, `empty` where nothing is there.
    """
    text = decoded(data).strip().rstrip("\0")
    if not text:
        raise Unreadable("empty")
    try:
        return json.loads(text), False
    except RecursionError:
        raise Unreadable("broken_json") from None
    except ValueError:
        return _saved(text), True


def _saved(text: str) -> Any:
    """What a cut-off file still says: everything up to the last finished message."""
    for end in _ends(text):
        closing = _closing(text[:end])
        if closing is None:
            continue
        try:
            return json.loads(text[:end] + closing)
        except (ValueError, RecursionError):
            continue
    raise Unreadable("broken_json")


def _ends(text: str) -> list[int]:
    """Places near the end after which an object is finished, last first."""
    base = max(0, len(text) - _TAIL)
    return [base + match.end() for match in re.finditer(r"\}(?=\s*(?:,|$|\]|\}))", text[base:])][-40:][::-1]


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)


def _closing(text: str) -> str | None:
    """The brackets that are still open, closed; None where a string is open."""
    stack = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            stack.append("}" if token == "{" else "]")
        elif token in "}]" and (not stack or stack.pop() != token):
            return None
    return "".join(reversed(stack)) if stack else None
