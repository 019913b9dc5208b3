"""From files to chats: what a file is, is read from its content; its name says nothing."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from datetime import tzinfo
from types import ModuleType

from toward.lookback.formats import meta, telegram, whatsapp, whatsapp_ios
from toward.lookback.messages import Question, Reading, Unreadable
from toward.lookback.pages import merged
from toward.lookback.zips import is_zip, unzipped

FORMATS: tuple[ModuleType, ...] = (whatsapp_ios, telegram, meta, whatsapp)
HEAD = 1 << 18
Progress = Callable[[float], None]
_BLANK = re.compile(rb"(?:[ \t]*+\r?\n)++")
_ANYTHING = re.compile(rb"[^\0\r\n\t \xef\xbb\xbf]")

_BINARY = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"%PDF", "PDF"), (b"RIFF", "RIFF"),
    (b"OggS", "Ogg"), (b"ID3", "MP3"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"bplist", "plist"),
)  # fmt: skip

# what other apps write first; recognised so that the answer can say so
_OTHER = (
    ("LINE", re.compile(r"\[LINE\]|^Chat history with |^.{0,40}とのトーク履歴|^[與与].{0,40}的聊天[記记][錄录]", re.M)),
    ("KakaoTalk", re.compile(r"^\d{4}년 \d{1,2}월 \d{1,2}일 (?:오전|오후) [\d:]+, |^-{5,} \d{4}년|^\"?Date\"?,\"?User\"?,\"?Message|^\d{4}\. \d{1,2}\. \d{1,2}\. (?:오전|오후) [\d:]+, ", re.M)),
    ("SMS Backup & Restore", re.compile(r"<smses\b")),
    ("Telegram (HTML)", re.compile(r"<!DOCTYPE html>(?s:.{0,4000})(?:tgme|Exported Data|history_body|Telegram)", re.I)),
    ("Discord", re.compile(r"\"guild\"\s*:\s*\{|\"DirectTextChat\"")),
    ("Google Chat", re.compile(r"\"creator\"\s*:\s*\{(?s:.{0,400})\"created_date\"")),
    ("Signal", re.compile(r"\"conversationId\"(?s:.{0,2000})\"sent_at\"|\"envelope\"\s*:\s*\{")),
    ("WeChat", re.compile(r"^\ufeff?(?:localId,TalkerId|消息ID,类型|Time,SenderName,Sender,TalkerName)", re.M)),
    ("QQ", re.compile(r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d .{1,60}\(\d{4,12}\)\r?$", re.M)),
    ("iMessage", re.compile(r"^[A-Z][a-z]{2} \d\d, \d{4} +\d{1,2}:\d\d:\d\d [AP]M", re.M)),
)  # fmt: skip


def read(
    files: Sequence[tuple[str, bytes]], *, date_order: str | None = None, zone: tzinfo, progress: Progress | None = None
) -> Reading:
    """Read all files as pages of one or more chats.

    Args:
        files: names and contents; zips are opened in memory.
        date_order: `dmy`, `mdy` or `ymd`, where a file cannot say.
        zone: where the phone was, for exports that store instants.
        progress: told the share done, 0–1.

    Raises:
        Unreadable: nothing could be read; of several files, what the first one's trouble was.
    """
    members = [member for name, data in files for member in _members(name, data)]
    if not members:
        raise Unreadable("empty")
    readings, troubles = [], []
    for i, (name, data) in enumerate(members):
        try:
            readings.append(_read_one(data, date_order, zone, _part(progress, i, len(members))))
        except Unreadable as trouble:
            troubles.append((name, trouble))
    if not readings:
        raise _worst([trouble for _, trouble in troubles])
    return _together(readings, [name for name, trouble in troubles])


def _members(name: str, data: bytes) -> list[tuple[str, bytes]]:
    return unzipped(data) if is_zip(data) else [(name, data)]


def _part(progress: Progress | None, i: int, n: int) -> Progress | None:
    return (lambda share: progress((i + share) / n)) if progress else None


def _worst(troubles: list[Unreadable]) -> Unreadable:
    """The most telling trouble: a file that is nearly a chat says more than one that is none."""
    rank = (
        "too_large",
        "encrypted_zip",
        "unknown_header",
        "broken_json",
        "broken_database",
        "other_app",
        "binary",
        "not_a_chat",
        "empty",
    )
    return min(troubles, key=lambda trouble: rank.index(trouble.code) if trouble.code in rank else 0)


def _read_one(data: bytes, date_order: str | None, zone: tzinfo, progress: Progress | None) -> Reading:
    """Read one file by the first format that knows it."""
    if not _ANYTHING.search(data):
        raise Unreadable("empty")
    data = _without_blank_lines(data)
    head = data[:HEAD]
    app = other_app(head)
    for one in FORMATS:
        if (one is not whatsapp or app is None) and one.recognises(head):
            return _within_memory(one, data, date_order, zone, progress)
    if app is not None:
        raise Unreadable("other_app", app=app)
    raise _unknown(data, head)


def _within_memory(
    one: ModuleType, data: bytes, date_order: str | None, zone: tzinfo, progress: Progress | None
) -> Reading:
    try:
        reading: Reading = one.read(data, date_order=date_order, zone=zone, progress=progress)
    except MemoryError:
        raise Unreadable("too_large") from None
    return reading


def other_app(head: bytes) -> str | None:
    """Name of an app whose export this is and that is not read here, or None."""
    if head.startswith(b"SQLite format 3\0"):
        return "iMessage" if b"attributedBody" in head or b"chat_message_join" in head else None
    text = _text(head[: 1 << 15])
    found = ((app, pattern.search(text)) for app, pattern in _OTHER)
    return next((app for app, match in found if match and not _is_quoted(text, match.start())), None)


def _is_quoted(text: str, place: int) -> bool:
    """Whether another app's first words only stand in a message: somebody pasted them."""
    return whatsapp.recognises(text[:place].encode("utf-8", "replace"))


def _text(head: bytes) -> str:
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(bom):
            return head.decode(encoding, "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _without_blank_lines(data: bytes) -> bytes:
    """The file from its first line with words: thousands of empty ones would hide what it is."""
    blank = _BLANK.match(data)
    return data[blank.end() :] if blank else data


def _unknown(data: bytes, head: bytes) -> Unreadable:
    if head.startswith(b"SQLite format 3\0"):
        return Unreadable("broken_database")
    for magic, what in _BINARY:
        if head.startswith(magic):
            return Unreadable("binary", what=what)
    if head[4:8] == b"ftyp":
        return Unreadable("binary", what="MP4")
    if b"\0" in head[:4096] and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Unreadable("binary")
    if _JSON.match(head):
        return Unreadable("broken_json" if _is_cut_json(data) else "not_a_chat")
    return Unreadable("unknown_header" if _DATE_FIRST.search(_text(head)) else "not_a_chat")


_JSON = re.compile(rb"\s*+(?:\xef\xbb\xbf\s*+)?(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_DATE_FIRST = re.compile(r"^[^\w\n]{0,3}\d{1,4}[./\-年]\s?\d{1,2}[./\-月]\s?\d{1,4}.{0,12}\d{1,2}[:.h]\d\d", re.M)


def _is_cut_json(data: bytes) -> bool:
    return data.rstrip(b"\0\r\n\t ")[-1:] not in (b"}", b"]")


def _together(readings: list[Reading], unread_files: list[str]) -> Reading:
    first = readings[0]
    orders = {reading.date_order for reading in readings}
    questions: dict[str, Question] = {asked.id: asked for reading in readings for asked in reading.questions}
    chats = [chat for reading in readings for chat in reading.chats]
    samples = (*(sample for reading in readings for sample in reading.unread_samples), *unread_files)
    return Reading(
        first.format,
        merged(chats) if len(readings) > 1 else first.chats,
        first.date_order if len(orders) == 1 else None,
        first.clock,
        tuple(questions.values()),
        sum(reading.unread_lines for reading in readings) + len(unread_files),
        samples[:5],
        tuple(dict.fromkeys(note for reading in readings for note in reading.notes)),
    )
