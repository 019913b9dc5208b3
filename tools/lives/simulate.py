"""Couples, drawn without knowing the product: what happened, what each of the two taps, and the days that must come of it.

Written before any run: `expected` is the truth table of the merged days, by the rules of the design and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["fading", "steady", "stopping", "thinning"]
KINDS: tuple[Kind, ...] = ("fading", "steady", "stopping", "thinning")
RITUALS = ("kiss", "day", "hello")  # the kiss is asked about on the evening after its night
DAYS, ONSET, TAKES = 270, 120, 60
KISS, FADED, DAY, HELLO = 0.85, 0.35, 0.7, 0.8  # how often each happens; the kiss of a fading couple ends at the second
TELLS = (0.7, 0.5)  # how often each of the two tells an evening
LATE = 0.2  # of the evenings that were missed, how many are filled in the day after
SLIP = 0.01  # taps that are forgotten
AWAY, AWAY_LASTS = 0.4, 5  # couples with days away, and how many
RARELY = 0.08  # how often an evening is told once telling thins out
SIDES = (0, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """An evening that one of the two tells.

    Args:
        side: 0 or 1.
        day: which day it is about.
        told_on: the day on which it is told; the next one where it is filled in.
        did: rituals that are tapped.
    """

    side: int
    day: int
    told_on: int
    did: frozenset[str]


@dataclass(frozen=True)
class Couple:
    """A couple's nine months.

    Args:
        number: which one.
        kind: what becomes of them.
        happened: bool[rituals, days], as it was.
        reports: what they tell, in the order in which they do.
        away: days on which they are away, which the first of the two says on the day before.
        turns: the first day on which telling stops or thins out; DAYS where it goes on.
    """

    number: int
    kind: Kind
    happened: NDArray[np.bool_]
    reports: tuple[Report, ...]
    away: range
    turns: int

    def on(self, day: int) -> tuple[Report, ...]:
        """What is told on a day."""
        return tuple(each for each in self.reports if each.told_on == day)


def rate(kind: Kind, ritual: str, day: int) -> float:
    """How likely a ritual is on a day.

    >>> rate("fading", "kiss", 0), rate("fading", "kiss", 150), rate("fading", "kiss", 200), rate("steady", "kiss", 200)
    (0.85, 0.6, 0.35, 0.85)
    """
    if ritual != "kiss":
        return {"day": DAY, "hello": HELLO}[ritual]
    gone = min(max((day - ONSET) / TAKES, 0.0), 1.0) if kind == "fading" else 0.0
    return round(KISS + (FADED - KISS) * gone, 9)


def couple(seed: int, number: int, kind: Kind, days: int = DAYS) -> Couple:
    """Draw a couple.

    Args:
        seed: of the run.
        number: of the couple; it and the seed alone decide everything.
        kind: what becomes of them.
        days: how long they live.
    """
    chance = np.random.default_rng([seed, number])
    likely = np.array([[rate(kind, ritual, day) for day in range(-1, days)] for ritual in RITUALS])
    happened = chance.random(likely.shape) < likely
    begins = int(chance.integers(40, max(days - 40, 41)))
    away = range(begins, begins + AWAY_LASTS) if chance.random() < AWAY else range(0)
    turns = int(chance.integers(130, 151)) if kind in ("stopping", "thinning") else days
    reports = [
        one for day in range(days) if day not in away for one in _evening(chance, kind, happened, day, turns, days)
    ]
    return Couple(number, kind, happened, tuple(sorted(reports, key=lambda one: (one.told_on, one.day))), away, turns)


def _evening(
    chance: np.random.Generator, kind: Kind, happened: NDArray[np.bool_], day: int, turns: int, days: int
) -> list[Report]:
    """Who tells a day, and when."""
    after = {"stopping": 0.0, "thinning": RARELY}.get(kind, 1.0) if day >= turns else 1.0
    found = []
    for side in SIDES:
        tells, late, slips = (
            chance.random() < TELLS[side] * after,
            chance.random() < LATE * after,
            chance.random(3) < SLIP,
        )
        if tells or (late and day + 1 < days):
            did = (happened[0, day], happened[1, day + 1], happened[2, day + 1])  # column 0 is the day before the first
            tapped = frozenset(name for name, yes, slip in zip(RITUALS, did, slips, strict=True) if yes and not slip)
            found.append(Report(side, day, day if tells else day + 1, tapped))
    return found


def expected(one: Couple, ritual: str, days: int = DAYS) -> dict[int, int]:
    """The merged days of a ritual, by day: 1 or 0 where somebody told it and nobody differs, −1 where the two differ.

    Days that nobody told are not in it. A kiss of the night after a day is told on the next evening and belongs to the day.
    """
    said: dict[int, dict[int, int]] = {}
    for report in one.reports:
        day = report.day - 1 if ritual == "kiss" else report.day
        said.setdefault(day, {})[report.side] = int(ritual in report.did)
    return {day: next(iter(each.values())) if len(set(each.values())) == 1 else -1 for day, each in said.items()}


def table(one: Couple, ritual: str, days: int = DAYS) -> NDArray[np.int8]:
    """The same as a row, from the day before the first: int8[days + 1], −1 also where nobody told it."""
    row = np.full(days + 1, -1, dtype=np.int8)
    for day, value in expected(one, ritual, days).items():
        row[day + 1] = value
    return row
