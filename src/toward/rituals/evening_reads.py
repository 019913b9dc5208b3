"""From one's own reports to one's own days: one fold over *mine*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from toward.rituals.evenings import CIRCUMSTANCE, EVENING, HIGHEST, PUT_AWAY, SLEEP, STRESS, Evenings
from toward.rituals.records import Days, Told
from toward.store.entry import Entry

_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError)


def after(known: Evenings, entry: Entry) -> Evenings:
    """One's days after one more entry; what makes no sense changes nothing."""
    step = _STEPS.get(entry.kind)
    try:
        return known if step is None else step(known, entry.body)
    except _UNREADABLE:
        return known


def _evening(known: Evenings, body: Mapping[str, Any]) -> Evenings:
    day = date.fromisoformat(body["day"]).toordinal()
    if body.get("away"):
        marks = {name: days.told(day, Told()) for name, days in known.marks.items()}
        felt = {when: value for when, value in known.felt.items() if when != day}
        return replace(known, marks=marks, felt=felt, away=known.away | {day}, closed=known.closed | {day})
    marks = dict(known.marks)
    for when, told in ((day, body["told"]), (day - 1, body["night"])):
        for name, value in told.items():
            marks[name] = marks.get(name, Days()).told(when, Told(int(value), 1, bool(body.get("remembered"))))
    known = replace(known, marks=marks, closed=known.closed | {day}, away=known.away - {day})
    return _felt(known, day, body.get("felt"))


def _felt(known: Evenings, day: int, value: object) -> Evenings:
    """A number takes the place of an earlier one; passing over changes nothing."""
    if type(value) is not int or not 0 <= value <= HIGHEST:
        return known
    return replace(known, felt={**known.felt, day: value})


def _circumstance(known: Evenings, body: Mapping[str, Any]) -> Evenings:
    day = date.fromisoformat(body["day"]).toordinal()
    if body.get("sleep") in SLEEP:
        known = replace(known, sleep={**known.sleep, day: body["sleep"]})
    if body.get("stress") in STRESS:
        known = replace(known, stress={**known.stress, day: body["stress"]})
    return known


def _put_away(known: Evenings, body: Mapping[str, Any]) -> Evenings:
    return replace(known, put_away=known.put_away | {str(body["what"])})


_STEPS: dict[str, Callable[[Evenings, Mapping[str, Any]], Evenings]] = {
    EVENING: _evening, CIRCUMSTANCE: _circumstance, PUT_AWAY: _put_away,
}  # fmt: skip


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
