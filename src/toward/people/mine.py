"""What somebody writes down for themselves in *mine*, and the list of what left their hands.

The list is for its owner alone. It says what they gave away, and never whether or when anybody else opened anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from toward.people.opened import Opened, rooms
from toward.people.reads import own
from toward.store.entry import Change, Entry, Intent
from toward.store.models import new_id
from toward.store.streams import Gone, decide, read

LEFT = "people.left"  # kind of the entry in *mine* that says what left one's hands
What = Literal["device", "paired", "left", "keys_changed", "shared", "revoked", "exported", "imported",
               "kit", "password", "recovered", "anew", "found", "passkey"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Departure:
    """One line of what left somebody's hands.

    Args:
        what: which deed.
        day: on which day, where they live.
    """

    what: What
    day: date


def keep(opened: Opened, kind: str, body: Mapping[str, str], now: int, zone: str = "UTC") -> None:
    """Write something down in one's own space.

    Raises:
        Gone: it is not open.
    """
    mine = opened.space("mine")
    if mine is None:
        raise Gone
    entry = Entry(kind, 1, now, zone, opened.account, body)
    wish = Intent(new_id(), kind, now, zone, opened.account, {})
    decide(opened.ring, wish, [mine], lambda: Change(entries=((mine, entry),)))


def note(opened: Opened, what: What, now: int, zone: str = "UTC") -> None:
    """Write down that something left one's hands.

    Raises:
        Gone: one's own space is not open.
    """
    keep(opened, LEFT, {"what": what}, now, zone)


def what_left(opened: Opened) -> tuple[Departure, ...]:
    """What left one's hands, the newest first; nothing where one's own space is not open."""
    entries = [kept.entry for space in rooms(opened.ring, "mine") for kept in read(opened.ring, space)]
    said = [entry for entry in entries if entry.kind == LEFT and entry.body.get("what") in get_args(What)]
    zone = own(entries).preferences().zone
    return tuple(Departure(entry.body["what"], day_of(entry.at, zone)) for entry in reversed(said))


def day_of(at: int, zone: str = "UTC") -> date:
    """The day of a second where somebody lives.

    >>> day_of(0, "Asia/Shanghai"), day_of(86_399, "America/New_York")
    (datetime.date(1970, 1, 1), datetime.date(1970, 1, 1))
    """
    return datetime.fromtimestamp(at, ZoneInfo(zone)).date()
