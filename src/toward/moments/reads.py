"""From what was written down to one's own moments, and to what both see: two folds."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from toward.moments.records import (
    FELT,
    HOW,
    JOINT,
    MET,
    RECENT,
    RECENT_FELT,
    RECENT_THANKS,
    SHARED,
    THANKS,
    TURNED,
    WHAT,
    Met,
    Mine,
    Ours,
)
from toward.store.entry import Entry

_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError)
_KEPT = {
    SHARED: ("shared", RECENT),
    THANKS: ("thanks", RECENT_THANKS),
    JOINT: ("joint", 40),
    FELT: ("felt", RECENT_FELT),
}


def own_after(known: Mine, entry: Entry) -> Mine:
    """One's own moments after one more entry; what makes no sense changes nothing."""
    return own_after_all(known, (entry,))


def own_after_all(known: Mine, entries: Iterable[Entry]) -> Mine:
    """The same after a run of entries."""
    recent = {each.id: each for each in known.recent}
    received, turned = Counter(known.received), dict(known.turned)
    for entry in entries:
        with suppress(*_UNREADABLE):
            if entry.kind == MET:
                _met(recent, received, entry.body)
            elif entry.kind == TURNED:
                day = date.fromisoformat(entry.body["day"]).toordinal()
                turned[day] = tuple(name for name in HOW if name in entry.body["how"])
    return Mine(tuple(recent.values()), dict(received), turned)


def _met(recent: dict[str, Met], received: Counter[int], body: Mapping[str, Any]) -> None:
    name, day = str(body["moment"]), date.fromisoformat(body["day"]).toordinal()
    if body.get("out"):
        if recent.pop(name, None):
            received[day] = max(received[day] - 1, 0)
        return
    if body["what"] not in WHAT:
        return
    if name not in recent:
        received[day] += 1
    recent[name] = Met(name, day, body["what"], str(body.get("words", "")), bool(body.get("shared")))
    if len(recent) > RECENT:
        del recent[next(iter(recent))]


def ours_after(known: Ours, entry: Entry) -> Ours:
    """What both see after one more entry."""
    return ours_after_all(known, (entry,))


def ours_after_all(known: Ours, entries: Iterable[Entry]) -> Ours:
    """The same after a run of entries."""
    rows = {kind: deque(getattr(known, name), most) for kind, (name, most) in _KEPT.items()}
    for entry in entries:
        if entry.kind in rows and isinstance(entry.body.get("hand"), str):
            rows[entry.kind].append({**entry.body, "at": entry.at})
    return Ours(**{_KEPT[kind][0]: tuple(row) for kind, row in rows.items()})


def write_own(known: Mine) -> dict[str, Any]:
    """The state as JSON has it."""
    return {
        "recent": [list(each) for each in known.recent],
        "received": sorted(map(list, known.received.items())),
        "turned": sorted([day, list(how)] for day, how in known.turned.items()),
    }


def read_own(kept: Mapping[str, Any]) -> Mine:
    """And back."""
    return Mine(
        tuple(Met(*each) for each in kept["recent"]),
        {int(day): int(many) for day, many in kept["received"]},
        {int(day): tuple(how) for day, how in kept["turned"]},
    )


def write_ours(known: Ours) -> dict[str, Any]:
    """The state as JSON has it."""
    return {name: [dict(each) for each in getattr(known, name)] for name in ("shared", "thanks", "joint", "felt")}


def read_ours(kept: Mapping[str, Any]) -> Ours:
    """And back."""
    return Ours(**{name: tuple(kept[name]) for name in ("shared", "thanks", "joint", "felt")})
