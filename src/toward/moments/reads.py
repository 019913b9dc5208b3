"""From what was written down to one's own moments, and to what both see: two folds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
    try:
        if entry.kind == MET:
            return _met(known, entry.body)
        return _turned(known, entry.body) if entry.kind == TURNED else known
    except _UNREADABLE:
        return known


def _met(known: Mine, body: Mapping[str, Any]) -> Mine:
    name, day = str(body["moment"]), date.fromisoformat(body["day"]).toordinal()
    before = next((each for each in known.recent if each.id == name), None)
    rest = tuple(each for each in known.recent if each.id != name)
    if body.get("out"):
        return replace(known, recent=rest, received=_counted(known.received, day, -1)) if before else known
    if body["what"] not in WHAT:
        return known
    met = Met(name, day, body["what"], str(body.get("words", "")), bool(body.get("shared")))
    if before:
        return replace(known, recent=tuple(met if each.id == name else each for each in known.recent))
    return replace(known, recent=(*rest, met)[-RECENT:], received=_counted(known.received, day, 1))


def _counted(received: Mapping[int, int], day: int, by: int) -> dict[int, int]:
    return {**received, day: max(received.get(day, 0) + by, 0)}


def _turned(known: Mine, body: Mapping[str, Any]) -> Mine:
    day = date.fromisoformat(body["day"]).toordinal()
    how = tuple(name for name in HOW if name in body["how"])
    return replace(known, turned={**known.turned, day: how})


def ours_after(known: Ours, entry: Entry) -> Ours:
    """What both see after one more entry."""
    if entry.kind not in _KEPT or not isinstance(entry.body.get("hand"), str):
        return known
    name, most = _KEPT[entry.kind]
    body = {**entry.body, "at": entry.at}
    return replace(known, **{name: (*getattr(known, name), body)[-most:]})


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
