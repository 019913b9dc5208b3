"""JSON as exports really bring it: with a byte order mark, in UTF-16, or cut off in the middle."""

from __future__ import annotations

import codecs
import json
import re
from collections import deque
from typing import Any

from toward.lookback.messages import Unreadable

_TAIL = 1 << 16  # characters at the end in which a file can be cut off; an error before them is no cut
_TRIES = 4


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
    except json.JSONDecodeError as error:
        return _saved(text, error.pos), True
    except (ValueError, RecursionError):  # a number of thousands of digits, or brackets in brackets in brackets
        raise Unreadable("broken_json") from None


def _saved(text: str, good: int) -> Any:
    """What a cut-off file still says: everything up to the last finished object before the place of the error."""
    if good < len(text) - _TAIL and not _is_open_string(text, good):
        raise Unreadable("broken_json")
    for end, closing in reversed(_ends(text[: good + 1])):
        try:
            return json.loads(text[:end] + closing)
        except (ValueError, RecursionError):
            continue
    raise Unreadable("broken_json")


def _is_open_string(text: str, start: int) -> bool:
    return text[start : start + 1] == '"' and _TOKEN.match(text, start) is None


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)


def _ends(text: str) -> deque[tuple[int, str]]:
    """The last places where an object is finished, each with the brackets that are then still open, closed."""
    stack: list[str] = []
    ends: deque[tuple[int, str]] = deque(maxlen=_TRIES)
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            stack.append("}" if token == "{" else "]")
        elif token in "}]":
            if not stack or stack.pop() != token:
                break
            if token == "}" and stack:
                ends.append((match.end(), "".join(reversed(stack))))
    return ends
