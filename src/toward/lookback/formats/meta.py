"""Messenger and Instagram: `message_1.json` and its following pages, and the export of end-to-end encrypted chats.

Meta writes each UTF-8 byte as a character of its own ("KovÃ¡cs"); a string is turned back only if that succeeds, since
encrypted chats are exported properly. Times are milliseconds since 1970. Pages begin with the newest message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import tzinfo
from itertools import pairwise
from typing import Any

from toward.lookback.formats import loose_json
from toward.lookback.formats.columns import Columns, is_instant
from toward.lookback.messages import Kind, Reading, Unreadable

FORMAT = "messenger"
SAMPLES = 5
_MEDIA = ("photos", "videos", "audio_files", "gifs", "files", "sticker", "share", "media", "bumped_message_metadata")


def recognises(head: bytes) -> bool:
    """Whether it is JSON with Meta's senders and times."""
    text = loose_json.decoded(head).lstrip()
    return text.startswith("{") and (
        ('"sender_name"' in text and '"timestamp_ms"' in text) or ('"senderName"' in text and '"timestamp"' in text)
    )


def read(
    data: bytes, *, date_order: str | None = None, zone: tzinfo, progress: Callable[[float], None] | None = None
) -> Reading:
    """Read one page.

    Args:
        data: the file.
        date_order: not needed: times are instants.
        zone: where the phone was.
        progress: told the share done, 0–1.

    Raises:
        Unreadable: `broken_json`, `empty` or `not_a_chat`.
    """
    root, cut = loose_json.load(data)
    if progress:
        progress(0.5)
    if not isinstance(root, dict) or not isinstance(root.get("messages"), list):
        raise Unreadable("not_a_chat")
    encrypted = any(isinstance(message, dict) and "senderName" in message for message in root["messages"])
    columns = Columns(title=_unmangled(str(root.get("threadName" if encrypted else "title") or "")))
    unread: list[str] = []
    for message in root["messages"]:
        _add(columns, message, encrypted, unread)
    if not columns.at:
        raise Unreadable("not_a_chat")
    chat = columns.chat(instants_in=zone, newest_first=_newest_first(columns.at))
    notes = ("cut_off",) if cut else ()
    name = f"{FORMAT}-e2ee" if encrypted else "instagram" if _is_instagram(root, columns) else FORMAT
    return Reading(name, (chat,), None, "epoch", (), len(unread), tuple(unread[:SAMPLES]), notes)


def _add(columns: Columns, message: Any, encrypted: bool, unread: list[str]) -> None:
    sender, time = ("senderName", "timestamp") if encrypted else ("sender_name", "timestamp_ms")
    at = message.get(time) if isinstance(message, dict) else None
    who = message.get(sender) if isinstance(message, dict) else None
    if not is_instant(at, per_second=1000) or not isinstance(who, str):
        unread.append(str(message)[:80])
        return
    text = message.get("text" if encrypted else "content")
    words = text if encrypted and isinstance(text, str) else _unmangled(text) if isinstance(text, str) else ""
    name = who if encrypted else _unmangled(who)
    columns.add(int(at // 1000), name, _kind(message, words), words)


def _kind(message: dict[str, Any], words: str) -> Kind:
    """What a message is; only marks of the export decide, never the words."""
    if message.get("is_unsent") is True or message.get("isUnsent") is True:
        return Kind.DELETED
    if message.get("call_duration") is not None or message.get("type") == "Call":
        return Kind.CALL
    if message.get("type") in ("Subscribe", "Unsubscribe"):  # somebody joined or left a group
        return Kind.SYSTEM
    if words and message.get("type") != "placeholder":
        return Kind.TEXT
    return Kind.MEDIA if any(message.get(key) for key in _MEDIA) else Kind.TEXT


def _unmangled(text: str) -> str:
    """UTF-8 that was read as Latin-1 turned back, where that is what it is.

    >>> _unmangled("Kov\u00c3\u00a1cs"), _unmangled("Kovács")
    ('Kovács', 'Kovács')
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _newest_first(at: list[int]) -> bool:
    """Whether time runs backwards in the file, as in most pages."""
    down = sum(later < earlier for earlier, later in pairwise(at))
    up = sum(later > earlier for earlier, later in pairwise(at))
    return down > up


def _is_instagram(root: dict[str, Any], columns: Columns) -> bool:
    """Whether the page is Instagram's: its folders say so, or Messenger's own keys are missing."""
    addresses = " ".join(_addresses(root))
    if "instagram" in addresses or "your_instagram_activity" in addresses:
        return True
    if "facebook" in addresses:
        return False
    return not any(key in root for key in ("thread_path", "title", "thread_type", "magic_words"))


def _addresses(root: dict[str, Any]) -> Iterator[str]:
    for message in root["messages"][:400]:
        if not isinstance(message, dict):
            continue
        for key in ("photos", "videos", "audio_files", "gifs", "files"):
            items = message.get(key)
            yield from (
                (str(item.get("uri")) for item in items or () if isinstance(item, dict))
                if isinstance(items, list)
                else ()
            )
        share = message.get("share")
        if isinstance(share, dict):
            yield str(share.get("link") or "").partition("?")[0]
