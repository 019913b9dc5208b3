"""What is told of days, and what is not: reports that depend on what happened, logging that stops, two who report.

What happened is an int8 array of 1 and 0 whose last axis is days; what is told of it is one of 1, 0 and −1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from toward.science.findings import UnreadableDays
from toward.science.simulate_rituals import Days, Mask, Single, stretches

RULES = ("either_says_so", "agreed")
Rule = Literal["either_says_so", "agreed"]
SHORT_NIGHTS, STRAIN = (0.2, 0.4), (0.25, 0.7)  # share of days, how much of it carries over to the next day
AWAY, ILL, APART = (1 / 60, (1, 4)), (1 / 120, (3, 7)), (1 / 180, (14, 35))  # how often one begins, days it lasts


def _check_chances(*chances: float) -> None:
    if not all(0 <= each <= 1 for each in chances):
        raise UnreadableDays("chance", "A chance lies between 0 and 1.")


def report(rng: np.random.Generator, kept: Days, *, chance: float = 0.9, less: float = 0.0, since: int = 0) -> Days:
    """Report some days: fewer of those on which it did not happen.

    Args:
        rng: where chance comes from.
        kept: what happened, int8[..., T].
        chance: share of reported days among those on which it happened.
        less: points by which that is lower on days on which it did not, 0–`chance`.
        since: day from which it is lower; before it, all days are reported alike.

    Returns:
        int8[..., T]; the days that are not reported are −1.

    Raises:
        UnreadableDays: a chance outside 0–1.
    """
    _check_chances(chance, chance - less)
    shy = (kept == 0) & (np.arange(kept.shape[-1]) >= since)
    told = rng.random(kept.shape, dtype=np.float32) < np.where(shy, chance - less, chance).astype(np.float32)
    return np.where(told, kept, np.int8(-1))


def logging_stops(days: Days, at: int, *, again: int | None = None) -> Days:
    """A copy in which nothing at all is told from day `at` on, until day `again` if there is one."""
    silent = days.copy()
    silent[..., at:again] = -1
    return silent


@dataclass(frozen=True, slots=True)
class Reporter:
    """One of the two, as a teller of days.

    Args:
        chance: share of days on which this one reports.
        forgets: share of their reports that say "not" although it happened.
        since: day from which the two that follow hold.
        chance_later: as `chance`, from then on; 0 is one who stopped. None: as before.
        forgets_later: as `forgets`, from then on. None: as before.

    Raises:
        UnreadableDays: a share outside 0–1.
    """

    chance: float = 0.9
    forgets: float = 0.0
    since: int = 0
    chance_later: float | None = None
    forgets_later: float | None = None

    def __post_init__(self) -> None:
        _check_chances(self.chance, self.forgets, self.chance_later or 0.0, self.forgets_later or 0.0)

    def by_day(self, length: int) -> tuple[Single, Single]:
        """Chance of a report and of forgetting on each day, float32[length] both."""
        later = np.arange(length) >= self.since
        changes = ((self.chance, self.chance_later), (self.forgets, self.forgets_later))
        one, other = (np.where(later & (then is not None), then or 0.0, first) for first, then in changes)
        return one.astype(np.float32), other.astype(np.float32)


class Told(NamedTuple):
    """What two people told.

    Args:
        days: the value by the rule, int8[..., T].
        could_report: how many of the two could have reported (one who has stopped cannot), int8[..., T], 0–2.
        reported: how many did, int8[..., T], 0–2.
    """

    days: Days
    could_report: Days
    reported: Days


def told_by_two(
    rng: np.random.Generator,
    kept: Days,
    one: Reporter = Reporter(),
    other: Reporter = Reporter(),
    *,
    rule: Rule = "either_says_so",
) -> Told:
    """Let two people report the same days, each on their own.

    Args:
        rng: where chance comes from.
        kept: what happened, int8[..., T].
        one: the one.
        other: the other.
        rule: `either_says_so`: it happened if one of them says so. `agreed`: a day on which they differ is −1.

    Raises:
        UnreadableDays: another rule.

    >>> told_by_two(np.random.default_rng(1), np.ones((2, 9), dtype=np.int8)).days.shape
    (2, 9)
    """
    if rule not in RULES:
        raise UnreadableDays("rule", f"Known rules are {' and '.join(RULES)}.")
    first, second = _says(rng, kept, one), _says(rng, kept, other)
    days = np.maximum(first, second)
    if rule == "agreed":
        days = np.where((first >= 0) & (second >= 0) & (first != second), np.int8(-1), days)
    able = sum((each.by_day(kept.shape[-1])[0] > 0).astype(np.int8) for each in (one, other))
    return Told(days, np.broadcast_to(able, kept.shape).astype(np.int8), (first >= 0).astype(np.int8) + (second >= 0))


def _says(rng: np.random.Generator, kept: Days, who: Reporter) -> Days:
    chance, forgets = who.by_day(kept.shape[-1])
    ticks = (kept == 1) & (rng.random(kept.shape, dtype=np.float32) >= forgets)
    return np.where(rng.random(kept.shape, dtype=np.float32) < chance, ticks.astype(np.int8), np.int8(-1))


class Circumstances(NamedTuple):
    """Days that were out of the ordinary, bool[n, T] each."""

    bad_sleep: Mask
    outside_stress: Mask
    away: Mask
    ill: Mask
    apart: Mask

    def burden(self, *, sleep: float = 0.5, stress: float = 0.7) -> Single:
        """Log-odds that these days take from a ritual, float32[n, T]; infinitely many when away, ill or apart.

        Args:
            sleep: what a bad night takes.
            stress: what stress from outside takes.
        """
        taken = sleep * self.bad_sleep + stress * self.outside_stress
        return np.where(self.away | self.ill | self.apart, np.inf, taken).astype(np.float32)


def draw_circumstances(rng: np.random.Generator, rows: int, length: int) -> Circumstances:
    """Draw days out of the ordinary.

    Bad nights are a fifth of all and stress from outside a quarter, both in spells; a day away 1–4 days long begins
    every 60 days, an illness of 3–7 every 120, 2–5 weeks apart every 180.
    """
    bad, strained = (spells(rng, rows, length, *each) for each in (SHORT_NIGHTS, STRAIN))
    return Circumstances(bad, strained, *(stretches(rng, rows, length, *each) for each in (AWAY, ILL, APART)))


def spells(rng: np.random.Generator, rows: int, length: int, share: float, keep: float) -> Mask:
    """Days that come in spells, a two-state Markov chain, bool[rows, length].

    Args:
        rng: where chance comes from.
        rows: how many series.
        length: days.
        share: share of days in a spell.
        keep: correlation from day to day, 0–1.
    """
    draw = rng.random((length, rows), dtype=np.float32)
    spell = np.empty((length, rows), dtype=bool)
    for day, chance in enumerate(draw):
        before = spell[day - 1] if day else share
        spell[day] = chance < share + keep * (before - share)
    return np.ascontiguousarray(spell.T)
