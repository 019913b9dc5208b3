"""The files that phones and desktops export, written from made-up lines.

Each writer returns bytes as the app would have saved them; grammar from the format notes of the project. Times are
wall clock; formats that store instants are written as if the phone stood at UTC.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.seeded.chats import Line, Written
from benchmarks.seeded.phrases import Language

_LRM, _NNBSP = "\u200e", "\u202f"


@dataclass(frozen=True, slots=True)
class Voices:
    """Who writes: their language and the two names."""

    language: Language
    names: tuple[str, str]


Writer = Callable[[Sequence[Line], Voices], bytes]


def export(chat: Written, form: str) -> bytes:
    """Write a made-up chat as one of `FORMS`."""
    return FORMS[form](chat.lines, Voices(chat.couple.language, chat.couple.names))


def _when(line: Line) -> datetime:
    return datetime(1970, 1, 1) + timedelta(seconds=line.at)


def _twelve(when: datetime, seconds: str = "") -> str:
    return f"{when.hour % 12 or 12}:{when.minute:02d}{seconds}{_NNBSP}{'PM' if when.hour >= 12 else 'AM'}"


def _android(stamp: Callable[[datetime], str]) -> Writer:
    def write(lines: Sequence[Line], voices: Voices) -> bytes:
        first = f"{stamp(_when(lines[0]))} - {voices.language.encrypted}"
        rows = (
            f"{stamp(_when(line))} - {voices.names[line.who]}: {_android_body(line, voices.language)}" for line in lines
        )
        return ("\n".join((first, *rows)) + "\n").encode()

    return write


def _android_body(line: Line, of: Language) -> str:
    """Android names a call by its length; bare words such as "missed call" could be somebody's own."""
    lasting = next(words for words in of.calls if "{n}" in words)
    return {"media": of.media[0], "call": lasting.replace("{n}", str(line.at % 50 + 2))}.get(line.kind, line.text)


def _ios(stamp: Callable[[datetime], str]) -> Writer:
    def write(lines: Sequence[Line], voices: Voices) -> bytes:
        rows = [f"[{stamp(_when(lines[0]))}] {voices.names[1]}: {_LRM}{voices.language.encrypted}"]
        for line in lines:
            mark, body = (_LRM, voices.language.media[1]) if line.kind == "media" else ("", line.text)
            inner = _LRM if line.kind != "text" else ""
            rows.append(f"{mark}[{stamp(_when(line))}] {voices.names[line.who]}: {inner}{body}")
        return ("\r\n".join(rows) + "\r\n").encode()

    return write


def _chinese_clock(when: datetime) -> str:
    half = "下午" if when.hour >= 12 else "上午"
    return f"{when.year}/{when.month}/{when.day} {half}{when.hour % 12 or 12}:{when.minute:02d}"


def _telegram(lines: Sequence[Line], voices: Voices) -> bytes:
    rows = [_telegram_row(i, line, voices) for i, line in enumerate(lines, 1)]
    whole = {"name": voices.names[1], "type": "personal_chat", "id": 4242, "messages": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _telegram_row(number: int, line: Line, voices: Voices) -> dict[str, object]:
    name, user = voices.names[line.who], f"user{line.who + 1}"
    row: dict[str, object] = {"id": number, "date": f"{_when(line):%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(line.at)}
    if line.kind == "call":
        said = {"actor": name, "actor_id": user, "action": "phone_call", "duration_seconds": 300, "text": ""}
        return {**row, "type": "service", **said, "text_entities": []}
    if line.kind == "media":
        media = {"photo": "(File not included.)", "width": 900, "height": 1600}
        return {**row, "type": "message", "from": name, "from_id": user, **media, "text": "", "text_entities": []}
    entities = [{"type": "plain", "text": line.text}]
    return {**row, "type": "message", "from": name, "from_id": user, "text": line.text, "text_entities": entities}


def _messenger(lines: Sequence[Line], voices: Voices) -> bytes:
    """Newest first, every string as UTF-8 bytes read as Latin-1."""
    rows = [_messenger_row(line, voices) for line in reversed(lines)]
    people = [{"name": _mojibake(name)} for name in voices.names]
    whole = {"participants": people, "messages": rows, "title": _mojibake(voices.names[1]), "thread_path": "inbox/x_1"}
    return json.dumps(whole, ensure_ascii=True, indent=1).encode()


def _mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


def _messenger_row(line: Line, voices: Voices) -> dict[str, object]:
    row: dict[str, object] = {"sender_name": _mojibake(voices.names[line.who]), "timestamp_ms": line.at * 1000}
    if line.kind == "media":
        return {**row, "photos": [{"uri": "photos/1.jpg", "creation_timestamp": line.at}]}
    row["content"] = _mojibake(line.text)
    return {**row, "call_duration": 300} if line.kind == "call" else row


FORMS: dict[str, Writer] = {
    "android 24 h": _android(lambda when: f"{when:%d/%m/%Y, %H:%M}"),
    "android 12 h": _android(lambda when: f"{when.month}/{when.day}/{when:%y}, {_twelve(when)}"),
    "android dotted": _android(lambda when: f"{when:%d.%m.%y, %H:%M}"),
    "android year first": _android(lambda when: f"{when:%Y/%m/%d, %H:%M}"),
    "android 下午": _android(_chinese_clock),
    "ios 24 h": _ios(lambda when: f"{when:%d/%m/%Y, %H:%M:%S}"),
    "ios 12 h": _ios(lambda when: f"{when.month}/{when.day}/{when:%y}, {_twelve(when, f':{when.second:02d}')}"),
    "telegram": _telegram,
    "messenger": _messenger,
}
USUAL: dict[str, tuple[str, ...]] = {
    "en": ("android 24 h", "android 12 h", "ios 12 h", "telegram", "messenger"),
    "zh-Hans": ("android 下午", "android year first", "telegram", "messenger"),
    "zh-Hant": ("android 下午", "android year first", "telegram"),
    "es": ("android 24 h", "ios 24 h", "messenger"),
    "fr": ("android 24 h", "ios 24 h", "messenger"),
    "de": ("android dotted", "ios 24 h", "telegram"),
    "pt": ("android 24 h", "ios 24 h", "messenger"),
    "ja": ("android year first", "telegram"),
    "fi": ("android dotted", "ios 24 h", "telegram"),
}
