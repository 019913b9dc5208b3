"""From one's own reports to one's own days: one fold over *mine*."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any

from toward.rituals.evenings import CIRCUMSTANCE, EVENING, HIGHEST, PUT_AWAY, SLEEP, STRESS, Evenings
from toward.rituals.laying import Laid
from toward.rituals.records import Days, Told
from toward.store.entry import Entry

_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError)


class _Draft:
    """One's days, open to change while a run of entries is gone through."""

    def __init__(self, known: Evenings) -> None:
        self.closed, self.away, self.put_away = set(known.closed), set(known.away), set(known.put_away)
        self.felt, self.sleep, self.stress = dict(known.felt), dict(known.sleep), dict(known.stress)
        self.marks = {name: Laid(days) for name, days in known.marks.items()}

    def evenings(self) -> Evenings:
        """The days as they are now."""
        sets = {name: frozenset(getattr(self, name)) for name in ("closed", "away", "put_away")}
        marks = {name: row.days() for name, row in self.marks.items()}
        return Evenings(**sets, marks=marks, felt=self.felt, sleep=self.sleep, stress=self.stress)


def after(known: Evenings, entry: Entry) -> Evenings:
    """One's days after one more entry; what makes no sense changes nothing."""
    return after_all(known, (entry,))


def after_all(known: Evenings, entries: Iterable[Entry]) -> Evenings:
    """The same after a run of entries."""
    draft = _Draft(known)
    for entry in entries:
        step = _STEPS.get(entry.kind)
        with suppress(*_UNREADABLE):
            if step:
                step(draft, entry.body)
    return draft.evenings()


def _evening(draft: _Draft, body: Mapping[str, Any]) -> None:
    day = date.fromisoformat(body["day"]).toordinal()
    if body.get("away"):
        for row in draft.marks.values():
            row.tell(day, Told())
        draft.felt.pop(day, None)
        draft.away.add(day)
    else:
        _tell(draft, day, body)
        draft.away.discard(day)
    draft.closed.add(day)


def _tell(draft: _Draft, day: int, body: Mapping[str, Any]) -> None:
    """What happened, and how one felt; read as a whole before any of it is laid."""
    remembered, felt = bool(body.get("remembered")), body.get("felt")
    both = ((day, body["told"]), (day - 1, body["night"]))
    for name, when, what in [
        (name, when, Told(int(value), 1, remembered)) for when, told in both for name, value in told.items()
    ]:
        if name not in draft.marks:
            draft.marks[name] = Laid(Days())
        draft.marks[name].tell(when, what)
    if type(felt) is int and 0 <= felt <= HIGHEST:  # passing over changes nothing
        draft.felt[day] = felt


def _circumstance(draft: _Draft, body: Mapping[str, Any]) -> None:
    day = date.fromisoformat(body["day"]).toordinal()
    if body.get("sleep") in SLEEP:
        draft.sleep[day] = body["sleep"]
    if body.get("stress") in STRESS:
        draft.stress[day] = body["stress"]


def _put_away(draft: _Draft, body: Mapping[str, Any]) -> None:
    draft.put_away.add(str(body["what"]))


_STEPS: dict[str, Callable[[_Draft, Mapping[str, Any]], None]] = {
    EVENING: _evening, CIRCUMSTANCE: _circumstance, PUT_AWAY: _put_away,
}  # fmt: skip
LOOKED_AT = frozenset(_STEPS)


def write(known: Evenings) -> dict[str, Any]:
    """The state as JSON has it."""
    sets = {name: sorted(getattr(known, name)) for name in ("closed", "away", "put_away")}
    rows = {name: sorted(map(list, getattr(known, name).items())) for name in ("felt", "sleep", "stress")}
    return {**sets, **rows, "marks": {name: asdict(days) for name, days in known.marks.items()}}


def read(kept: Mapping[str, Any]) -> Evenings:
    """And back."""
    sets: dict[str, Any] = {name: frozenset(kept[name]) for name in ("closed", "away", "put_away")}
    rows: dict[str, Any] = {
        name: {int(day): value for day, value in kept[name]} for name in ("felt", "sleep", "stress")
    }
    marks = {name: Days(**days) for name, days in kept["marks"].items()}
    return Evenings(**sets, **rows, marks=marks)
