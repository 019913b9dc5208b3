"""A ritual's days in a row, as the science takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from toward.rituals.records import Ritual, Rituals

_VALUE = np.full(256, -1, dtype=np.int8)
for _letter, _value in ((b"1", 1), (b"0", 0), (b"k", 1), (b"n", 0)):
    _VALUE[_letter[0]] = _value
AWAY = 2  # a day in a picture on which one was away


@dataclass(frozen=True, slots=True)
class Series:
    """A ritual's days.

    Args:
        ritual: which one.
        first: ordinal of the first day.
        days: int8[T], 1 it happened, 0 it did not, -1 not observed; days told from memory among them.
        sides: int8[T], from how many sides each was told.
        away: bool[T], days on which nothing is held against anybody.
        remembered: bool[T], days told from memory.
    """

    ritual: Ritual
    first: int
    days: NDArray[np.int8]
    sides: NDArray[np.int8]
    away: NDArray[np.bool_]
    remembered: NDArray[np.bool_]

    @property
    def weekday(self) -> int:
        """Weekday of the first day, 0 is Monday."""
        return date.fromordinal(self.first).weekday()

    @property
    def told(self) -> int:
        """How many days were observed."""
        return int((self.days >= 0).sum())

    def drawn(self) -> NDArray[np.int8]:
        """The days as a picture shows them: 2 where one was away and nothing was told, int8[T]."""
        return np.where((self.days < 0) & self.away, AWAY, self.days).astype(np.int8)

    def from_monday(self) -> Series:
        """The same, begun on the Monday of its first week."""
        before = self.weekday
        rows = [np.pad(row, (before, 0), constant_values=fill) for row, fill in (
            (self.days, -1), (self.sides, 0), (self.away, False), (self.remembered, False))]  # fmt: skip
        return Series(self.ritual, self.first - before, *rows)  # type: ignore[arg-type]


def series(ritual: Ritual, known: Rituals, until: int) -> Series:
    """The days of a ritual up to one, from the first that was told or the day it was agreed.

    Args:
        ritual: which one.
        known: all rituals of its room, for the days away.
        until: ordinal of the last day.
    """
    told = ritual.days
    first = min(ritual.since or until, told.first if told.marks else until)
    length = max(until - first + 1, 0)
    marks, sides = (
        _laid(told.marks, ".", told.first - first, length),
        _laid(told.sides, "0", told.first - first, length),
    )
    away = np.zeros(length, dtype=bool)
    away[[day - first for day in known.away if first <= day <= until]] = True
    return Series(
        ritual,
        first,
        _VALUE[marks],
        (sides - ord("0")).astype(np.int8),
        away,
        (marks == ord("k")) | (marks == ord("n")),
    )


def _laid(letters: str, fill: str, before: int, length: int) -> NDArray[np.uint8]:
    """Letters in a row of a length, behind as many fillers as days come before them."""
    row = (fill * before if letters else "") + letters
    return np.frombuffer(row[:length].ljust(length, fill).encode(), dtype=np.uint8)


def last_day(known: Rituals, today: int) -> int:
    """The last day that can be judged: today once something was told of it, else yesterday."""
    told = any(each.days.on(today).sides for each in known.kept())
    return today if told else today - 1
