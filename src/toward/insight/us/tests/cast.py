"""Rituals whose days tests set one by one."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from toward.insight.us.series import Series, series
from toward.insight.us.watching import Memo, Seen, seen
from toward.rituals.laying import Laid
from toward.rituals.records import Days, Design, Ritual, Rituals, Told

FIRST = date(2026, 1, 5).toordinal()  # a Monday


@dataclass
class Life:
    """A ritual while it is lived.

    Args:
        told: what was told, by day number.
        away: day numbers on which one was away.
        answers: day numbers and answers.
        edits: day numbers on which it became another one.
    """

    told: dict[int, Told] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    answers: list[tuple[int, str]] = field(default_factory=list)
    edits: list[int] = field(default_factory=list)

    def until(self, day: int) -> Series:
        """Its days up to one, that one included."""
        row = Laid(Days())
        for number in sorted(self.told):
            if number <= day:
                row.tell(FIRST + number, self.told[number])
        answers = tuple((FIRST + number, answer) for number, answer in self.answers if number <= day)
        edits = tuple(FIRST + number for number in self.edits if number <= day)
        kiss = Design("Goodnight kiss", "bedtime")
        ritual = Ritual("k", "agreed", kiss, since=FIRST, days=row.days(), answers=answers, edits=edits)
        known = Rituals({"k": ritual}, {FIRST + number: "travel" for number in self.away})
        return series(ritual, known, FIRST + day)

    def seen(self, day: int, memo: Memo | None = None) -> Seen:
        """What the watch sees in them."""
        return seen(self.until(day), memo or Memo())


def lived(seed: int, days: int = 270, *, fades: int | None = None, tells: float = 1.0, sides: int = 2) -> Life:
    """A kiss of .85 that fades to .35 over sixty days from a day on, and never where that is None."""
    chance, life = random.Random(seed), Life()
    for day in range(days):
        gone = 0.0 if fades is None else min(max((day - fades) / 60, 0.0), 1.0)
        happened, is_told = chance.random() < 0.85 - 0.5 * gone, chance.random() < tells
        if is_told:
            life.told[day] = Told(int(happened), sides)
    return life
