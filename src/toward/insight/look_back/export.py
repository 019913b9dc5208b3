"""The look-back for programs: one JSON object, or one JSON line a message. The schema stands in docs/reference/json.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from toward.insight.language import Language
from toward.insight.look_back import helping
from toward.lookback.messages import UNKNOWN_TIME, Kind, Question, Reading
from toward.lookback.report import Line, LookBack, Ritual, day_of, wall
from toward.science.findings import Finding

Json = dict[str, Any]


def as_json(of: Language, look: LookBack) -> Json:
    """Everything the report says, as plain values."""
    span = look.span
    return {
        "format": look.reading.format,
        "messages": look.messages,
        "system_lines": look.system_lines,
        "unread_lines": look.reading.unread_lines,
        "people": list(look.people),
        "first": span[0].isoformat(timespec="minutes" if not _seconds(look) else "seconds") if span else None,
        "last": span[1].isoformat(timespec="minutes" if not _seconds(look) else "seconds") if span else None,
        "date_order": look.reading.date_order,
        "clock": look.reading.clock,
        "questions": [_question(of, asked) for asked in look.questions],
        "truncated": look.truncated,
        "refused": helping.refused(of, look),
        "rituals": [_ritual(ritual, look) for ritual in look.rituals],
    }


def messages(reading: Reading) -> Iterator[str]:
    """One JSON line a message, of every conversation in the file, oldest file order kept."""
    for chat in reading.chats:
        width = "seconds" if chat.seconds else "minutes"
        for at, author, kind, text in zip(
            chat.at.tolist(), chat.author.tolist(), chat.kind.tolist(), chat.text, strict=True
        ):
            row = {
                "at": None if at == UNKNOWN_TIME else wall(at).isoformat(timespec=width),
                "author": chat.people[author] if author >= 0 else None,
                "text": text,
                "kind": Kind(kind).name.lower(),
            }
            yield json.dumps(row, ensure_ascii=False)


def _seconds(look: LookBack) -> bool:
    chats = (look.chat,) if look.chat else look.reading.chats
    return any(chat.seconds for chat in chats)


def _question(of: Language, asked: Question) -> Json:
    return {"id": asked.id, "text": helping.question(of, asked), "choices": list(asked.choices)}


def _ritual(ritual: Ritual, look: LookBack) -> Json:
    began, when = ritual.began, look.when
    return {
        "name": ritual.name,
        "origin": ritual.origin,
        "status": ritual.status,
        "before": _rate(ritual.before),
        "now": _rate(ritual.now),
        "began": None
        if began is None or when is None
        else {
            "from": day_of(when, began.lower).isoformat(),
            "to": day_of(when, began.upper).isoformat(),
        },
        "certainty": float(ritual.certainty),
        "observed_days": ritual.observed_days,
        "examples": [_line(line) for line in ritual.examples],
    }


def _rate(rate: Finding | None) -> Json | None:
    return None if rate is None else {"rate": float(rate.estimate), "interval": [float(rate.lower), float(rate.upper)]}


def _line(line: Line) -> Json:
    return {"at": line.at.isoformat(), "text": line.text}
