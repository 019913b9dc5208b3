"""Telegram Desktop's JSON: one chat, or the whole account.

`date` is the exporter's wall clock and is taken as it stands; only files without it are computed from `date_unixtime`.
Source: core.telegram.org/import-export, and the format notes of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from toward.lookback.formats import loose_json
from toward.lookback.formats.columns import Columns, is_instant
from toward.lookback.messages import Kind, Reading, Unreadable

FORMAT = "telegram"
_EPOCH = datetime(1970, 1, 1)
_MEDIA = (
    "photo",
    "file",
    "media_type",
    "sticker_emoji",
    "location_information",
    "contact_information",
    "poll",
    "game_title",
)
SAMPLES = 5


def recognises(head: bytes) -> bool:
    """Whether it is JSON that speaks of messages with a date and a text, as Telegram writes them."""
    text = loose_json.decoded(head).lstrip()
    if not text.startswith("{"):
        return False
    if (
        '"about"' in text and '"personal_information"' in text and "Telegram" in text
    ):  # a whole account: chats come late
        return True
    is_message = (
        '"type": "message"' in text
        or '"type":"message"' in text
        or '"type": "service"' in text
        or '"type":"service"' in text
    )
    return ('"date_unixtime"' in text or ('"date"' in text and '"from' in text)) and is_message


def read(
    data: bytes, *, date_order: str | None = None, zone: tzinfo, progress: Callable[[float], None] | None = None
) -> Reading:
    """Read one export.

    Args:
        data: the file.
        date_order: not needed: dates are ISO.
        zone: for old files that hold instants only.
        progress: told the share done, 0–1.

    Raises:
        Unreadable: `broken_json`, `empty` or `not_a_chat`.
    """
    root, cut = loose_json.load(data)
    if progress:
        progress(0.5)
    unread: list[str] = []
    chats, instants = [], False
    for raw in _conversations(root):
        columns, by_instant = _columns(raw, unread)
        instants |= by_instant
        if columns.at:
            chats.append(columns.chat(instants_in=zone if by_instant else None))
    if not chats:
        raise Unreadable("not_a_chat")
    notes = ("cut_off",) if cut else ()
    clock = "epoch" if instants else "24h"
    return Reading(FORMAT, tuple(chats), None, clock, (), len(unread), tuple(unread[:SAMPLES]), notes)


def _conversations(root: Any) -> Iterator[dict[str, Any]]:
    """Every conversation: the file's own, or those of the account, the left ones included."""
    if not isinstance(root, dict):
        return
    if isinstance(root.get("messages"), list):
        yield root
    for key in ("chats", "left_chats"):
        group = root.get(key)
        items = group.get("list") if isinstance(group, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("messages"), list):
                yield item


def _columns(raw: dict[str, Any], unread: list[str]) -> tuple[Columns, bool]:
    """One conversation, and whether its times are instants: one such message makes all of them so."""
    columns = Columns(title=str(raw.get("name") or ""))
    messages = raw["messages"]
    by_instant = any(isinstance(m, dict) and "date" not in m and "date_unixtime" in m for m in messages)
    for message in messages:
        at = _time(message, by_instant) if isinstance(message, dict) else None
        if at is None:
            unread.append(str(message)[:80])
            continue
        kind, text = _kind(message), _text(message.get("text"))
        who, name = _author(message)
        columns.add(at, None if kind == Kind.SYSTEM else who, kind, text or _service_text(message, kind), name)
    return columns, by_instant


def _time(message: dict[str, Any], by_instant: bool) -> int | None:
    """Wall seconds, or seconds since 1970 where the file has instants only; None where there is no time."""
    if by_instant:
        value = message.get("date_unixtime")
        try:
            number = int(value) if isinstance(value, str | int) else -1
        except ValueError:
            return None
        return number if is_instant(number) else None
    try:
        when = datetime.fromisoformat(str(message.get("date"))).replace(tzinfo=None)
    except ValueError:
        return None
    seconds = int((when - _EPOCH).total_seconds())
    return seconds if is_instant(seconds) else None


def _author(message: dict[str, Any]) -> tuple[Hashable, str]:
    """Key and name of who wrote; an account that is gone keeps its id as its name."""
    key = message.get("from_id") or message.get("actor_id") or message.get("from") or message.get("actor")
    name = message.get("from") or message.get("actor")
    shown = str(name) if name else str(key or "?")
    return (key if isinstance(key, str | int) else shown), shown


def _kind(message: dict[str, Any]) -> Kind:
    if message.get("type") == "service":
        return Kind.CALL if message.get("action") in ("phone_call", "conference_call") else Kind.SYSTEM
    if _text(message.get("text")):
        return Kind.TEXT  # a caption is words, whatever picture it stands under
    return Kind.MEDIA if any(message.get(key) for key in _MEDIA) else Kind.TEXT


def _text(text: Any) -> str:
    """Plain text of a string or of a list of strings and entities, joined as written."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    parts = (part if isinstance(part, str) else part.get("text") if isinstance(part, dict) else "" for part in text)
    return "".join(part for part in parts if isinstance(part, str))


def _service_text(message: dict[str, Any], kind: Kind) -> str:
    return str(message.get("action") or "") if kind == Kind.SYSTEM else ""
