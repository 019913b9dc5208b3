"""The rules of an evening: what a form tells, and what of it goes where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from toward.rituals.evenings import BACK, FRESH, HIGHEST, SLEEP, STRESS, Evenings, Report
from toward.rituals.merging import merged
from toward.rituals.records import Ritual, Rituals, Told
from toward.store.entry import Refusal

Merged = dict[str, Told]
WEEK = 7


def told(fields: Mapping[str, str], rituals: Mapping[str, Ritual], today: int) -> Report | Refusal:
    """Read the form of an evening.

    Args:
        fields: `day`; `asked` (ids that the page asked about); `did.ID` ("1", "0", or "" for nothing); `felt` ("0"–"10" or
            ""); `away` ("1" for being away).
        rituals: those that can be told, by id.
        today: ordinal of the day it is.

    Returns:
        The report, or `today_day`, `today_far`, `today_felt`. What a ritual that is gone was told is passed over.
    """
    day = _day(fields.get("day", ""))
    if day is None:
        return Refusal("today_day")
    if not today - BACK <= day <= today:
        return Refusal("today_far", {"days": BACK})
    remembered = today - day > FRESH
    if fields.get("away"):
        return Report(day, away=True, remembered=remembered)
    felt = _felt(fields.get("felt", ""))
    if felt == -1:
        return Refusal("today_felt")
    said = _said(fields, rituals)
    night = {name: value for name, value in said.items() if rituals[name].slot == "bedtime"}
    rest = {name: value for name, value in said.items() if name not in night}
    return Report(day, rest, night, felt, remembered=remembered)


def week(fields: Mapping[str, str], rituals: Mapping[str, Ritual], today: int) -> list[Report] | Refusal:
    """Read the form of several days.

    Args:
        fields: `first` (a day); for each of the seven days from there on, by its number: `did.N.ID` ("1"), and `none.N`
            ("1" for a day on which none happened). A day without any of these is not told.
        rituals: those that can be told, by id.
        today: ordinal of the day it is.

    Returns:
        A report for each day, or `today_day`, `today_far`, `today_nothing`.
    """
    first = _day(fields.get("first", ""))
    if first is None:
        return Refusal("today_day")
    days = [day for day in range(first, first + WEEK) if _is_told(fields, day - first)]
    if not days:
        return Refusal("today_nothing")
    if days[0] < today - BACK or days[-1] > today:
        return Refusal("today_far", {"days": BACK})
    return [_told_of(fields, rituals, day, day - first, today) for day in days]


def _is_told(fields: Mapping[str, str], number: int) -> bool:
    return bool(fields.get(f"none.{number}")) or any(
        name.startswith(f"did.{number}.") and value == "1" for name, value in fields.items()
    )


def _told_of(fields: Mapping[str, str], rituals: Mapping[str, Ritual], day: int, number: int, today: int) -> Report:
    """One day: what is tapped happened, the others not, as far as they were kept then."""
    said = {
        name: int(fields.get(f"did.{number}.{name}") == "1")
        for name, each in rituals.items()
        if kept_on(each, day) or fields.get(f"did.{number}.{name}") == "1"
    }
    night = {name: value for name, value in said.items() if rituals[name].slot == "bedtime"}
    rest = {name: value for name, value in said.items() if name not in night}
    return Report(day, rest, night, remembered=today - day > FRESH)


def kept_on(ritual: Ritual, day: int) -> bool:
    """Whether a ritual was kept already on the day that its evening is about."""
    return ritual.since <= day - (ritual.slot == "bedtime")


def _day(said: str) -> int | None:
    try:
        return date.fromisoformat(said).toordinal()
    except ValueError:
        return None


def _felt(said: str) -> int | None:
    """0–10, None for passing over, -1 for anything else."""
    if said == "":
        return None
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 2 and int(said) <= HIGHEST else -1


def _said(fields: Mapping[str, str], rituals: Mapping[str, Ritual]) -> dict[str, int]:
    """Asked and not tapped is 0; anything else only where it was answered."""
    asked = set(fields.get("asked", "").split())
    said = {}
    for name in rituals:
        answer = fields.get(f"did.{name}", "")
        if answer in ("0", "1") or name in asked:
            said[name] = 1 if answer == "1" else 0
    return said


def body(report: Report) -> dict[str, Any]:
    """A report as its entry in *mine* has it."""
    return {
        "day": date.fromordinal(report.day).isoformat(),
        "told": dict(report.told),
        "night": dict(report.night),
        "felt": report.felt,
        "away": report.away,
        "remembered": report.remembered,
    }


def by_day(report: Report, own: Evenings) -> dict[int, dict[str, int | None]]:
    """What a report says of which day: one's own words by ritual; None where away takes earlier ones back."""
    if report.away:
        return {report.day: {name: None for name in own.marks if own.mark(name, report.day) is not None}}
    return {report.day: dict(report.told), report.day - 1: dict(report.night)}


def days(room: Rituals, report: Report, own: Evenings) -> dict[int, Merged]:
    """The days of a room that the report changes, by ordinal: each ritual as it is known from now on.

    Args:
        room: the rituals of the common room, or of one's own.
        report: what was just told.
        own: what one had told before.
    """
    changed: dict[int, Merged] = {}
    for day, said in by_day(report, own).items():
        for name, value in said.items():
            if name not in room.by_id:
                continue
            before = room.by_id[name].days.on(day)
            now = merged(before, own.mark(name, day), value, remembered=report.remembered)
            if now != before:
                changed.setdefault(day, {})[name] = now
    return changed


def day_body(day: int, told: Merged) -> dict[str, Any]:
    """A merged day as its entry has it, without anybody's hand."""
    return {
        "day": date.fromordinal(day).isoformat(),
        "told": {name: what.value for name, what in told.items()},
        "sides": {name: what.sides for name, what in told.items()},
        "remembered": [name for name, what in told.items() if what.remembered],
    }


def circumstance(fields: Mapping[str, str], today: int) -> dict[str, Any] | Refusal:
    """How one slept, or what weighed from outside."""
    day = _day(fields.get("day", ""))
    if day is None:
        return Refusal("today_day")
    if not today - BACK <= day <= today:
        return Refusal("today_far", {"days": BACK})
    said = {name: fields[name] for name, known in (("sleep", SLEEP), ("stress", STRESS)) if fields.get(name) in known}
    return {"day": date.fromordinal(day).isoformat(), **said} if said else Refusal("today_nothing")
