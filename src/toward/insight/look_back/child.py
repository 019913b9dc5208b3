"""The room in which a chat is read: a process of its own that may use little, write nothing, and ends with its answer.

It reads frames from standard input and writes one JSON object. A frame is one letter, four bytes of length, and that
many bytes: `F` begins a file and carries its name, `D` is a piece of it, `O` carries the options as JSON, which end the
input.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, tzinfo
from typing import IO, Any

from toward.insight.language import language
from toward.insight.look_back import helping
from toward.insight.look_back.keeping import keeps
from toward.insight.look_back.page import ask
from toward.insight.look_back.render import fragment
from toward.insight.look_back.zones import NoSuchZone, zone_called
from toward.lookback.messages import Unreadable
from toward.lookback.read import read
from toward.lookback.report import look_back

MEMORY = 2 << 30  # bytes of address space
SECONDS = 60  # of processor time
HEADER = 5
HALF_A_SIGN = re.compile("[\ud800-\udfff]")  # exports cut emoji in two; no page can be sent with half of one


def bound() -> None:
    """Take from this process the right to write files, to grow, and to go on for ever."""
    limits = [(resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, SECONDS)]
    if sys.platform != "darwin":  # macOS refuses a bound on address space
        limits.append((resource.RLIMIT_AS, MEMORY))
    for what, most in limits:
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def receive(source: IO[bytes]) -> tuple[list[tuple[str, bytes]], dict[str, Any]]:
    """All files and the options.

    Raises:
        EOFError: the input ended before the options came: whoever sent it has gone.
    """
    names: list[str] = []
    parts: list[list[bytes]] = []
    while True:
        header = source.read(HEADER)
        if len(header) < HEADER:
            raise EOFError
        letter, piece = header[:1], source.read(int.from_bytes(header[1:], "big"))
        if letter == b"O":
            return [(name, b"".join(part)) for name, part in zip(names, parts, strict=True)], json.loads(piece)
        if letter == b"F":
            names.append(piece.decode("utf-8", "replace"))
            parts.append([])
        else:
            parts[-1].append(piece)


def answer(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    """What the page needs: the report as HTML, or questions, or a sentence."""
    of = language(options["lang"])
    try:
        return _look(files, options)
    except Unreadable as problem:
        return {"sentence": helping.unreadable(of, problem), "code": problem.code}
    except MemoryError:
        return {"sentence": helping.unreadable(of, Unreadable("too_large")), "code": "too_large"}


def _look(files: list[tuple[str, bytes]], options: dict[str, Any]) -> dict[str, Any]:
    of, given = (
        language(options["lang"]),
        {key: options.get(key) or None for key in ("me", "with", "chat", "date_order")},
    )
    reading = read(files, date_order=given["date_order"], zone=_zone(options.get("zone")))
    files.clear()
    look = look_back(reading, me=given["me"], partner=given["with"], chat=given["chat"])
    if look.questions:
        asks = [ask(of, asked) for asked in look.questions]
        return {
            "asks": [{"id": each.id, "words": each.words, "choices": each.choices} for each in asks],
            "sentence": helping.refused(of, look) if look.refused not in (None, "which_chat", "no_dates") else None,
        }
    if look.refused:
        return {"sentence": helping.refused(of, look), "code": look.refused}
    gone = of.gettext("It was read in memory and will be gone when this page closes.")
    keep = [asdict(each) for each in keeps(of, look, date.fromisoformat(options["today"]))]
    return {"report": fragment(of, look, gone=gone), "keeps": keep}


def _zone(name: str | None) -> tzinfo:
    """The zone that the browser named; UTC where it named none that exists."""
    try:
        return zone_called(name) if name else UTC
    except NoSuchZone:
        return UTC


def main(source: IO[bytes], write: Callable[[str], object]) -> None:
    """Read, look back, answer."""
    try:
        files, options = receive(source)
    except EOFError:
        return
    said = json.dumps(answer(files, options), ensure_ascii=False)
    write(json.dumps(json.loads(HALF_A_SIGN.sub("\ufffd", said))))


if __name__ == "__main__":
    bound()
    main(sys.stdin.buffer, sys.stdout.write)
