"""What every detector of change is given: steady rituals to be set on, others to be judged on, and fading ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.science.simulate import CENSOR, START, WATCHED, Change, Ritual, draw_rituals, highest, oracle

Days = NDArray[np.int8]
Floats = NDArray[np.float64]

BUDGET = 0.1535
CELLS = {
    ".5": Ritual(0.5),
    ".7, weekly rhythm": Ritual(0.7, week=1.0),
    ".85": Ritual(0.85),
    ".85, 30 % missing": Ritual(0.85, 0.3),
    ".95, 30 % missing": Ritual(0.95, 0.3),
}
BURSTY = {".85, bursty weeks": Ritual(0.85, kappa=10.0)}  # what no independent day prepares for
ONSET = 120
CHANGES = {
    ".85 → .35": Change(0.85, 0.35, ONSET),
    ".85 → .5": Change(0.85, 0.5, ONSET),
    ".85 → .35 in 60 d": Change(0.85, 0.35, ONSET, 60),
    ".85 → .35 in 120 d": Change(0.85, 0.35, ONSET, 120),
    ".95 → .5 in 120 d": Change(0.95, 0.5, ONSET, 120),
}
MISSING = (0.0, 0.3)
_CALIBRATE, _MEASURE, _ORACLE, _CHANGED = range(4)  # streams of chance


@dataclass(frozen=True, slots=True)
class Changed:
    """Rituals that fade, and what the oracle makes of them: its statistic and its threshold."""

    days: Days
    best: Floats
    at: float


@dataclass(frozen=True, slots=True)
class Material:
    """What everybody is given; each table of steady days is one of the kinds."""

    to_set: list[Days]
    steady: list[Days]
    fading: list[Changed]


def material(seed: int, rituals: int) -> Material:
    """Draw what everybody is given."""
    cells = [*CELLS.values(), *BURSTY.values()]
    kinds = [(change, missing) for missing in MISSING for change in CHANGES.values()]
    return Material(
        [_steady(cell, rituals, [seed, _CALIBRATE, i]) for i, cell in enumerate(cells)],
        [_steady(cell, rituals, [seed, _MEASURE, i]) for i, cell in enumerate(cells)],
        [_changed(change, missing, rituals, seed, i) for i, (change, missing) in enumerate(kinds)],
    )


def _steady(cell: Ritual, rituals: int, seed: list[int]) -> Days:
    return draw_rituals(np.random.default_rng(seed), cell, rituals, START + WATCHED).days


def _changed(change: Change, missing: float, rituals: int, seed: int, number: int) -> Changed:
    ritual = Ritual(change.before, missing)
    steady = draw_rituals(np.random.default_rng([seed, _ORACLE, number]), ritual, rituals, START + WATCHED)
    rng = np.random.default_rng([seed, _CHANGED, number])
    fading = draw_rituals(rng, ritual, rituals, ONSET + CENSOR, change=change)
    at = threshold([highest(oracle(steady.days, steady.usual, change))])
    return Changed(fading.days, oracle(fading.days, fading.usual, change), at)


def threshold(tops: Sequence[Floats], budget: float = BUDGET) -> float:
    """The lowest threshold at which no kind has alarms in more than the budgeted share of its rituals.

    Args:
        tops: the highest statistic of every ritual, float64[n] for each kind.
        budget: P(any alarm in two years).
    """
    return max(_lowest(each, budget) for each in tops)


def _lowest(tops: Floats, budget: float) -> float:
    first_below = np.sort(tops)[::-1][int(budget * len(tops))]
    return float(np.nextafter(first_below, np.inf))
