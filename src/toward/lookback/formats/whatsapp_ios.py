"""WhatsApp's database on an iPhone, `ChatStorage.sqlite`, as it lies in a backup.

It is opened from memory, so that nothing is written anywhere. Times are seconds since 2001-01-01 UTC. The owner of the phone
has no name in it and is called "Me".
"""

from __future__ import annotations

import _sqlite3 as sqlite3  # not `sqlite3`: the library that the store may put in its place opens no bytes
from collections.abc import Callable
from contextlib import closing
from datetime import tzinfo
from typing import Any

from toward.lookback.formats.columns import Columns, is_instant
from toward.lookback.messages import Kind, Reading, Unreadable

FORMAT = "whatsapp-ios"
ME = "Me"
APPLE_EPOCH = 978_307_200  # 2001-01-01 in seconds since 1970
SAMPLES = 5
MOST_STEPS = 60_000  # of ten thousand instructions each: a broken database must not run for ever
_MAGIC = b"SQLite format 3\0"
_BROKEN = (
    sqlite3.Error,
    OverflowError,
    MemoryError,
    UnicodeDecodeError,
)  # the last by names of tables that are no text
_GROUP_EVENT, _DELETED, _CALLS = (6, 10), (14,), (59, 66)
"""Values of ZMESSAGETYPE: 6 and 10 are lines of the app, 14 is deleted, 59 and 66 are calls, 0 and 7 are words."""


def recognises(head: bytes) -> bool:
    """Whether it is a database with WhatsApp's table of messages."""
    return head.startswith(_MAGIC) and b"ZWAMESSAGE" in head


def read(
    data: bytes, *, date_order: str | None = None, zone: tzinfo, progress: Callable[[float], None] | None = None
) -> Reading:
    """Read every conversation of the database.

    Args:
        data: the file.
        date_order: not needed: times are instants.
        zone: where the phone was.
        progress: told the share done, 0–1.

    Raises:
        Unreadable: `broken_database`, `no_deserialize` or `not_a_chat`.
    """
    try:
        with closing(_opened(data)) as database:
            names, sessions, rows = _names(database), _sessions(database), _rows(database)
    except _BROKEN:
        raise Unreadable("broken_database") from None
    if progress:
        progress(0.5)
    chats: dict[Any, Columns] = {}
    unread: list[str] = []
    for row in rows:
        _add(chats.setdefault(row[0], Columns(title=sessions.get(row[0], ""))), row, names, unread)
    finished = tuple(columns.chat(instants_in=zone) for columns in chats.values() if columns.at)
    if not finished:
        raise Unreadable("not_a_chat")
    return Reading(FORMAT, finished, None, "epoch", (), len(unread), tuple(unread[:SAMPLES]))


def _opened(data: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    if not hasattr(database, "deserialize"):
        raise Unreadable("no_deserialize")
    # bytes 18 and 19 ask for a write-ahead log beside the file; in memory there is none
    database.deserialize(data[:18] + b"\1\1" + data[20:])
    database.execute("PRAGMA query_only = ON")
    database.execute("PRAGMA trusted_schema = OFF")
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    steps = iter(range(MOST_STEPS))
    database.set_progress_handler(lambda: next(steps, None) is None, 10_000)
    return database


def _columns_of(database: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in database.execute(f"PRAGMA table_info({table})")}


def _sessions(database: sqlite3.Connection) -> dict[Any, str]:
    if not {"Z_PK", "ZPARTNERNAME"} <= _columns_of(database, "ZWACHATSESSION"):
        return {}
    return {key: str(name or "") for key, name in database.execute("SELECT Z_PK, ZPARTNERNAME FROM ZWACHATSESSION")}


def _names(database: sqlite3.Connection) -> dict[str, str]:
    """The best name of each address: as saved in the phone's contacts, else as its owner chose it."""
    names: dict[str, str] = {}
    for table, key, name in (
        ("ZWAPROFILEPUSHNAME", "ZJID", "ZPUSHNAME"),
        ("ZWAGROUPMEMBER", "ZMEMBERJID", "ZCONTACTNAME"),
        ("ZWACHATSESSION", "ZCONTACTJID", "ZPARTNERNAME"),
    ):
        if {key, name} <= _columns_of(database, table):
            names |= {str(k): str(v) for k, v in database.execute(f"SELECT {key}, {name} FROM {table}") if k and v}
    return names


def _rows(database: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Session, from me, date, text, type, address of the author, in the order in which they came."""
    have = _columns_of(database, "ZWAMESSAGE")
    if not {"Z_PK", "ZMESSAGEDATE"} <= have:
        raise Unreadable("broken_database")
    message = {name: f"m.{name}" if name in have else "NULL" for name in _WANTED}
    member = {"ZCHATSESSION", "ZMEMBERJID"} & _columns_of(database, "ZWAGROUPMEMBER")
    session = "ZCONTACTJID" in _columns_of(database, "ZWACHATSESSION")
    of_group = (
        "(SELECT ZMEMBERJID FROM ZWAGROUPMEMBER g WHERE g.Z_PK = m.ZGROUPMEMBER)"
        if "ZMEMBERJID" in member and "ZGROUPMEMBER" in have
        else "NULL"
    )
    of_pair = (
        "(SELECT ZCONTACTJID FROM ZWACHATSESSION s WHERE s.Z_PK = m.ZCHATSESSION)"
        if session and "ZCHATSESSION" in have
        else "NULL"
    )
    return database.execute(
        f"SELECT {', '.join(message.values())}, COALESCE({of_group}, {message['ZFROMJID']}, {of_pair})"
        " FROM ZWAMESSAGE m ORDER BY m.ZMESSAGEDATE, m.Z_PK"
    ).fetchall()


_WANTED = ("ZCHATSESSION", "ZISFROMME", "ZMESSAGEDATE", "ZTEXT", "ZMESSAGETYPE", "ZFROMJID")


def _add(columns: Columns, row: tuple[Any, ...], names: dict[str, str], unread: list[str]) -> None:
    _, mine, date, text, number, _, address = row
    at = date + APPLE_EPOCH if isinstance(date, int | float) else None
    if at is None or not is_instant(at):
        unread.append(str(text)[:80])
        return
    kind = _kind(number, text)
    who = ME if mine else str(address or columns.title or "?")
    name = ME if mine else names.get(who, who.partition("@")[0])
    words = text if isinstance(text, str) and kind != Kind.DELETED else ""
    columns.add(int(at), None if kind == Kind.SYSTEM else who, kind, words, name)


def _kind(number: Any, text: Any) -> Kind:
    if number in _GROUP_EVENT:
        return Kind.SYSTEM
    if number in _DELETED:
        return Kind.DELETED
    if number in _CALLS:
        return Kind.CALL
    return Kind.TEXT if isinstance(text, str) and text else Kind.MEDIA
