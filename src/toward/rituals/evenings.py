"""What one tells of one's own days, all of it in *mine*: the evening, how one slept, what weighed from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from toward.rituals.records import Days
from toward.store.documents import Kind

EVENING = "rituals.evening"  # kind of the entry in *mine* that keeps a report of a day, or that one was away
CIRCUMSTANCE = "rituals.circumstance"  # kind of the entry in *mine* that keeps sleep, or stress from outside
PUT_AWAY = "rituals.put_away"  # kind of the entry in *mine* that says what Today shall not show again
KINDS = tuple(Kind(name, ("mine",)) for name in (EVENING, CIRCUMSTANCE, PUT_AWAY))

Sleep = Literal["good", "fair", "bad"]
Stress = Literal["none", "some", "much"]
SLEEP: tuple[Sleep, ...] = get_args(Sleep)
STRESS: tuple[Stress, ...] = get_args(Stress)
BACK = 21  # days that can still be told
FRESH = 1  # days back that are told from today's memory; what lies further is marked as remembered
HIGHEST = 10


@dataclass(frozen=True, slots=True)
class Report:
    """An evening, as it was just told.

    Args:
        day: ordinal of the day.
        told: what happened on that day, by ritual: 1 or 0.
        night: the same for rituals before sleep, of the night before, which belongs to the day before.
        felt: 0–10, None if it was passed over.
        away: whether one was away, so that nothing was told.
        remembered: whether it is told long after.
    """

    day: int
    told: Mapping[str, int] = field(default_factory=dict)
    night: Mapping[str, int] = field(default_factory=dict)
    felt: int | None = None
    away: bool = False
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class Evenings:
    """Everything that somebody told of their own days.

    Args:
        closed: ordinals of the days that were told.
        away: ordinals of the days on which one was away.
        marks: one's own marks, by ritual; nobody else's.
        felt: 0–10 by ordinal.
        sleep: by ordinal.
        stress: by ordinal.
        put_away: what Today shall not show again.
    """

    closed: frozenset[int] = frozenset()
    away: frozenset[int] = frozenset()
    marks: Mapping[str, Days] = field(default_factory=dict)
    felt: Mapping[int, int] = field(default_factory=dict)
    sleep: Mapping[int, Sleep] = field(default_factory=dict)
    stress: Mapping[int, Stress] = field(default_factory=dict)
    put_away: frozenset[str] = frozenset()

    def mark(self, ritual: str, day: int) -> int | None:
        """What oneself has told of a ritual on a day; None for nothing."""
        value = self.marks[ritual].on(day).value if ritual in self.marks else -1
        return value if value >= 0 else None
