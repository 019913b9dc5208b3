"""One small conversation as every app would export it, and what a reader must make of each export."""

from __future__ import annotations

import _sqlite3 as sqlite3
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind

EPOCH = datetime(1970, 1, 1)
LRM, NNBSP, NBSP = "\u200e", "\u202f", "\u00a0"


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it must come out; `who` is None for the app."""

    at: datetime | None
    who: str | None
    text: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Specimen:
    """One export with what must be read from it."""

    name: str
    data: bytes
    said: tuple[Said, ...]
    format: str
    clock: str
    date_order: str | None = None


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


SYSTEM, MEDIA, DELETED, CALL = "system", "media", "deleted", "call"
TALK = (
    Said(_at("2023-01-31T22:58:07"), "Su", "Good night, sleep well 🌙"),
    Said(_at("2023-01-31T23:59:59"), "Liang", "晚安，宝贝！明天见～（１２：３０）"),
    Said(_at("2023-02-01T00:03:10"), "Su", "one\n\n  two \nthree: four"),
    Said(_at("2023-02-01T08:15:00"), "Liang", "I left work early, removed salt, added: sugar"),
    Said(_at("2023-02-02T12:00:30"), None, SYSTEM, Kind.SYSTEM),
    Said(_at("2023-02-02T12:30:00"), "Su", MEDIA, Kind.MEDIA),
    Said(_at("2023-02-13T19:05:00"), "Liang", DELETED, Kind.DELETED),
    Said(_at("2023-02-13T20:10:09"), "Su", CALL, Kind.CALL),
    Said(_at("2023-02-14T13:00:01"), "Liang", "👨🏿\u200d🦰 u\u0308ber \u200b ﬁne  "),
    Said(_at("2023-03-01T12:00:00"), "Su", "<3 <b>&amp; \\n \"quoted\" 'so'"),
)


def told(chat: Chat) -> list[Said]:
    """A chat as a reader returned it, row by row."""
    columns = zip(chat.at.tolist(), chat.author.tolist(), chat.kind.tolist(), chat.text, strict=True)
    return [
        Said(
            None if at == UNKNOWN_TIME else EPOCH + timedelta(seconds=at),
            chat.people[who] if who >= 0 else None,
            text,
            Kind(kind),
        )
        for at, who, kind, text in columns
    ]


def _with(words: dict[Kind, str], *, seconds: bool = True) -> tuple[Said, ...]:
    """The conversation in one app's words; kinds that the app does not export are left out."""
    rows = (replace(one, text=words.get(one.kind, one.text)) for one in TALK if one.kind in {*words, Kind.TEXT})
    return tuple(rows if seconds else (replace(row, at=row.at.replace(second=0)) for row in rows if row.at))


# WhatsApp as text ------------------------------------------------------------------------------------------------

ANDROID = {
    Kind.SYSTEM: "Su changed the group description to: no phones at dinner",
    Kind.MEDIA: "<Media omitted>",
    Kind.DELETED: "This message was deleted",
    Kind.CALL: "Voice call, 12 min",
}
IOS = {
    Kind.SYSTEM: f"{LRM}Messages and calls are end-to-end encrypted.",
    Kind.MEDIA: f"{LRM}image omitted",
    Kind.DELETED: f"{LRM}This message was deleted.",
    Kind.CALL: f"{LRM}Missed voice call, {LRM}Tap to call back",
}
Stamp = Callable[[datetime], str]


def twelve(at: datetime, *, seconds: bool = False, am: str = "AM", pm: str = "PM", gap: str = " ") -> str:
    """A time on a twelve-hour clock."""
    small = f":{at:%S}" if seconds else ""
    return f"{at.hour % 12 or 12}:{at:%M}{small}{gap}{pm if at.hour >= 12 else am}"


def android(rows: Sequence[Said], stamp: Stamp, dash: str = " - ", end: str = "\n") -> bytes:
    """An Android export."""
    return "".join(f"{stamp(row.at)}{dash}{_spoken(row)}{end}" for row in rows if row.at).encode()


def ios(rows: Sequence[Said], stamp: Stamp, end: str = "\r\n") -> bytes:
    """An iOS export: app lines stand under the chat's own name, each with an invisible mark."""
    return "".join(
        f"{LRM if row.kind != Kind.TEXT else ''}[{stamp(row.at)}] {row.who or 'Liang'}: {row.text}{end}"
        for row in rows
        if row.at
    ).encode()


def _spoken(row: Said) -> str:
    return f"{row.who}: {row.text}" if row.who else row.text


# JSON ------------------------------------------------------------------------------------------------------------


def instant(at: datetime) -> int:
    """Seconds since 1970 of a wall clock at Greenwich."""
    return int(at.replace(tzinfo=UTC).timestamp())


_IDS = {"Su": "user1", "Liang": "user2"}


def telegram_row(row: Said, number: int = 1) -> dict[str, object]:
    """One message of Telegram Desktop."""
    out: dict[str, object] = {"id": number, "type": "message", "text": row.text}
    if row.at:
        out |= {"date": row.at.isoformat(), "date_unixtime": str(instant(row.at))}
    if row.kind == Kind.SYSTEM:
        return {**out, "type": "service", "actor": "Su", "actor_id": "user1", "action": row.text, "text": ""}
    if row.kind == Kind.CALL:
        call = {"action": "phone_call", "duration_seconds": 90, "actor": row.who, "actor_id": _IDS[str(row.who)]}
        return {**out, "type": "service", **call}
    out |= {"from": row.who, "from_id": _IDS[str(row.who)]}
    return {**out, "photo": "(File not included.)", "width": 9, "height": 16} if row.kind == Kind.MEDIA else out


def dumped(value: object) -> bytes:
    """JSON as most exports write it."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


_TELEGRAM = {Kind.SYSTEM: "pin_message", Kind.MEDIA: "", Kind.CALL: ""}


def _telegram(leave_out: str = "", *, account: bool = False) -> bytes:
    rows = [telegram_row(row, i) for i, row in enumerate(_with(_TELEGRAM))]
    rows = [{key: value for key, value in row.items() if key != leave_out} for row in rows]
    one = {"name": "Liang", "type": "personal_chat", "id": 2, "messages": rows}
    return dumped({"about": "Telegram", "personal_information": {}, "chats": {"list": [one]}} if account else one)


def mangled(text: str) -> str:
    """Text as Meta writes it: each byte of its UTF-8 a character."""
    return text.encode().decode("latin-1")


def meta_row(row: Said) -> dict[str, object]:
    """One message of Messenger or Instagram."""
    out: dict[str, object] = {"sender_name": mangled(row.who or "Su")}
    out["timestamp_ms"] = instant(row.at) * 1000 + 789 if row.at else None
    if row.text:
        out["content"] = mangled(row.text)
    extra: dict[Kind, dict[str, object]] = {
        Kind.MEDIA: {"photos": [{"uri": "messages/inbox/liang_1/photos/1.jpg", "creation_timestamp": 1}]},
        Kind.CALL: {"call_duration": 90},
        Kind.DELETED: {"is_unsent": True},
        Kind.SYSTEM: {"type": "Subscribe"},
    }
    return out | extra.get(row.kind, {})


_META = {Kind.SYSTEM: "Su added Liang.", Kind.MEDIA: "", Kind.DELETED: "", Kind.CALL: "You missed a call."}


def _messenger() -> bytes:
    rows = [meta_row(row) for row in reversed(_with(_META))]
    people = [{"name": "Liang"}, {"name": "Su"}]
    return json.dumps({"participants": people, "messages": rows, "title": "Liang", "thread_path": "inbox/l_1"}).encode()


def _instagram() -> bytes:
    rows = [meta_row(row) for row in reversed(_with(_META))]
    for row in rows:
        if "photos" in row:
            row["photos"] = [{"uri": "your_instagram_activity/messages/inbox/liang_1/photos/1.jpg"}]
    return json.dumps(
        {"participants": [{"name": "Liang"}, {"name": "Su"}], "messages": rows, "title": "Liang"}
    ).encode()


def _e2ee() -> bytes:
    rows = []
    for row in _with({Kind.MEDIA: "", Kind.DELETED: ""}):
        out = {"senderName": row.who, "text": row.text, "timestamp": instant(row.at) * 1000 if row.at else 0}
        media = [{"uri": "./media/1.jpg"}] if row.kind == Kind.MEDIA else []
        rows.append({**out, "type": "text", "isUnsent": row.kind == Kind.DELETED, "media": media, "reactions": []})
    return dumped({"participants": ["Liang", "Su"], "threadName": "Liang_7", "messages": rows})


# WhatsApp's database on an iPhone -----------------------------------------------------------------------------------

APPLE = 978_307_200
_NUMBERS = {Kind.TEXT: 0, Kind.MEDIA: 1, Kind.SYSTEM: 10, Kind.DELETED: 14, Kind.CALL: 59}
TABLES = """
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID VARCHAR, ZPARTNERNAME VARCHAR);
CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZMEMBERJID VARCHAR, ZCONTACTNAME VARCHAR);
CREATE TABLE ZWAPROFILEPUSHNAME (Z_PK INTEGER PRIMARY KEY, ZJID VARCHAR, ZPUSHNAME VARCHAR);
CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER, ZFROMJID VARCHAR,
    ZISFROMME INTEGER, ZMESSAGEDATE TIMESTAMP, ZTEXT VARCHAR, ZMESSAGETYPE INTEGER);
INSERT INTO ZWACHATSESSION VALUES (1, '861@s.whatsapp.net', 'Liang');
"""


def database(*statements: tuple[str, Sequence[object]], tables: str = TABLES) -> bytes:
    """A database file with these tables and rows."""
    one = sqlite3.connect(":memory:")
    try:
        one.executescript(tables)
        for sql, values in statements:
            one.execute(sql, values)
        one.commit()
        return one.serialize()
    finally:
        one.close()


MESSAGE = (
    "INSERT INTO ZWAMESSAGE (ZCHATSESSION, ZISFROMME, ZMESSAGEDATE, ZTEXT, ZMESSAGETYPE, ZGROUPMEMBER, ZFROMJID)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def _database() -> bytes:
    rows = [
        (1, int(row.who == "Su"), instant(row.at) - APPLE + 0.25, row.text or None, _NUMBERS[row.kind], None, None)
        for row in _with(_IOS_DATABASE)
        if row.at
    ]
    return database(*((MESSAGE, row) for row in rows))


_IOS_DATABASE = {Kind.SYSTEM: "Su changed the subject", Kind.MEDIA: "", Kind.DELETED: "", Kind.CALL: ""}


def _by(rows: tuple[Said, ...], names: dict[str, str]) -> tuple[Said, ...]:
    return tuple(replace(row, who=names.get(row.who or "", row.who)) for row in rows)


def _text(name: str, order: str, clock: str, stamp: Stamp, *, seconds: bool = False) -> Specimen:
    words = IOS if name.startswith("ios") else ANDROID
    rows = _with(words, seconds=seconds)
    data = ios(rows, stamp) if words is IOS else android(rows, stamp)
    return Specimen(f"whatsapp {name}", data, rows, "whatsapp", clock, order)


SPECIMENS = (
    _text("android 24 h", "dmy", "24h", lambda at: f"{at:%d/%m/%Y, %H:%M}"),
    _text("android 12 h", "mdy", "12h", lambda at: f"{at.month}/{at.day}/{at:%y}, {twelve(at, gap=NNBSP)}"),
    _text("android dots", "dmy", "24h", lambda at: f"{at:%d.%m.%y, %H:%M}"),
    _text("android 下午", "ymd", "12h", lambda at: f"{at.year}/{at.month}/{at.day} {'下午' if at.hour > 11 else '上午'}{twelve(at, am='', pm='', gap='')}"),
    _text("ios 24 h", "dmy", "24h", lambda at: f"{at:%d/%m/%y, %H:%M:%S}", seconds=True),
    _text("ios 12 h", "mdy", "12h", lambda at: f"{at.month}/{at.day}/{at:%y}, {twelve(at, seconds=True)}", seconds=True),
    _text("ios year first", "ymd", "24h", lambda at: f"{at:%Y-%m-%d, %H:%M:%S}", seconds=True),
    Specimen("telegram", _telegram(), _with(_TELEGRAM), "telegram", "24h"),
    Specimen("telegram account", _telegram(account=True), _with(_TELEGRAM), "telegram", "24h"),
    Specimen("telegram old", _telegram("date_unixtime"), _with(_TELEGRAM), "telegram", "24h"),
    Specimen("telegram instants", _telegram("date"), _with(_TELEGRAM), "telegram", "epoch"),
    Specimen("messenger", _messenger(), _with(_META), "messenger", "epoch"),
    Specimen("messenger e2ee", _e2ee(), _with({Kind.MEDIA: "", Kind.DELETED: ""}), "messenger-e2ee", "epoch"),
    Specimen("instagram", _instagram(), _with(_META), "instagram", "epoch"),
    Specimen("whatsapp ios database", _database(), _by(_with(_IOS_DATABASE), {"Su": "Me"}), "whatsapp-ios", "epoch"),
)  # fmt: skip
