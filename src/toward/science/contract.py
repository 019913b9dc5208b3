"""The contract that every detector of quiet fading must pass, whoever wrote it and however it works inside.

A detector is a function from days (int8[n, T] of 1, 0 and −1) to a statistic (float64[n, T]) that alarms where it
reaches a threshold. Nothing here knows any detector.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toward.science.findings import UnreadableDays
from toward.science.simulate_changes import ABRUPT, SLOW, Change, Floats
from toward.science.simulate_oracle import (
    CENSOR,
    START,
    WATCHED,
    Delay,
    FalseAlarms,
    check_budget,
    delay,
    false_alarms,
    highest,
    oracle,
    pooled_share,
    within_budget,
)
from toward.science.simulate_rituals import NAMED_CELLS, Days, Ritual, draw_rituals

Detector = Callable[[Days], Floats]

NAMED_CHANGES: Mapping[str, Change] = {
    "abrupt .85 → .35": ABRUPT[0],
    "abrupt .85 → .50": ABRUPT[1],
    ".85 → .35 over 60 days": SLOW[0],
    ".85 → .35 over 120 days": SLOW[1],
}
_PREFIXES = (1, 7, START, START + 1, 150, 300, 399)
_SILENT_FROM, _SILENT_FOR, _LONG = 200, 730, 1200


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the contract.

    Args:
        name: what is asked, in a few words.
        ok: whether it was kept.
        figure: the number behind the sentence (breaches, share, ratio), None if it did not come to one.
        sentence: what was found.
    """

    name: str
    ok: bool
    figure: float | None
    sentence: str

    def __str__(self) -> str:
        return f"{'kept  ' if self.ok else 'BROKEN'} {self.name}: {self.sentence}"


class Compared(NamedTuple):
    """One change: the detector's delay, the oracle's on the same runs, and the quotient of their means, if any."""

    detector: Delay
    oracle: Delay
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a detector fared.

    Args:
        clauses: every clause, in the order of the contract.
        cells: false alarms of each kind of steady ritual, as far as the detector answered.
        delays: delay on each change beside the oracle's, as far as the detector answered.
    """

    clauses: tuple[Clause, ...]
    cells: Mapping[str, FalseAlarms]
    delays: Mapping[str, Compared]

    @property
    def ok(self) -> bool:
        """Whether every clause was kept."""
        return all(clause.ok for clause in self.clauses)

    def __str__(self) -> str:
        return "\n".join(map(str, self.clauses))


def check_detector(
    detector: Detector,
    *,
    threshold: float,
    budget: float = 0.1535,
    seed: int = 1,
    rows: int = 1000,
    cells: Mapping[str, Ritual] | Sequence[Ritual] | None = None,
    changes: Mapping[str, Change] | None = None,
    slowest: float = 4.0,
) -> Verdict:
    """Hold a detector against the contract: an honest shape, no peeking, no alarm at nothing, the budget, the delay.

    Args:
        detector: from int8[n, T] to float64[n, T]; day 0 is a Monday.
        threshold: it alarms where its statistic is at least this.
        budget: P(any alarm on days 61–790 of a steady ritual).
        seed: where chance comes from; thresholds are to be calibrated on others.
        rows: rituals a cell; delays are measured on at most 500.
        cells: steady rituals on which false alarms are counted, by name or (`CELLS`) named by what they are; the six of
            `NAMED_CELLS` unless told.
        changes: changes on which delays are measured, `NAMED_CHANGES` unless told.
        slowest: most times the oracle's mean delay (geometric mean over the changes) that still counts as noticing.

    Returns:
        A verdict. It is returned whatever the detector does, also when it stops with an error.

    Raises:
        UnreadableDays: a detector that cannot be called, a threshold that is no number, a budget outside 0–1, no row,
            no cell, no change.

    >>> check_detector(lambda days: np.zeros(days.shape), threshold=1.0, rows=20).clauses[-1].ok  # notices nothing
    False
    """
    named = NAMED_CELLS if cells is None else _by_name(cells)
    changes = NAMED_CHANGES if changes is None else changes
    _check_call(detector, threshold, budget, rows, named, changes)
    trial = _Trial(detector, threshold, budget, seed, rows, named, changes, slowest)
    clauses = tuple(_tried(name, clause, trial) for name, clause in _CLAUSES)
    return Verdict((*clauses[:-1], _stays_finite(trial), clauses[-1]), trial.shares, trial.delays)


def _by_name(cells: Mapping[str, Ritual] | Sequence[Ritual]) -> Mapping[str, Ritual]:
    return cells if isinstance(cells, Mapping) else {str(ritual): ritual for ritual in cells}


def _check_call(detector: object, threshold: float, budget: float, rows: int, *named: Mapping[str, object]) -> None:
    if not callable(detector):
        raise UnreadableDays("detector", "A detector is a function from days to a statistic.")
    if not math.isfinite(threshold):
        raise UnreadableDays("threshold", "A threshold is a number.")
    check_budget(budget)
    if rows < 1 or not all(named):
        raise UnreadableDays("rows", "It takes at least one ritual, one cell and one change.")


@dataclass(slots=True)
class _Trial:
    """A detector under trial, and what has been measured so far."""

    detector: Detector
    threshold: float
    budget: float
    seed: int
    rows: int
    cells: Mapping[str, Ritual]
    changes: Mapping[str, Change]
    slowest: float
    unfinite: int = 0
    answered: int = 0
    shares: dict[str, FalseAlarms] = field(default_factory=dict)
    delays: dict[str, Compared] = field(default_factory=dict)

    def chance(self, *numbers: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, *numbers])

    def trace(self, days: Days) -> Floats:
        """The detector's answer; it gets a copy, so that it cannot spoil what others see."""
        trace: object = self.detector(days.copy())
        if not isinstance(trace, np.ndarray) or trace.shape != days.shape or trace.dtype != np.float64:
            raise _WrongAnswerError(days, trace)
        self.unfinite += int((~np.isfinite(trace)).sum())
        self.answered += trace.size
        return trace

    def alarms(self, days: Days) -> NDArray[np.bool_]:
        return self.trace(days) >= self.threshold


class _WrongAnswerError(Exception):
    def __init__(self, days: Days, answer: object) -> None:
        kind = f"{answer.dtype}{list(answer.shape)}" if isinstance(answer, np.ndarray) else type(answer).__name__
        super().__init__(f"asked about int8{list(days.shape)} it answers with {kind}, not with float64 of that shape")


_Outcome = tuple[bool, float | None, str]


def _tried(name: str, clause: Callable[[_Trial], _Outcome], trial: _Trial) -> Clause:
    """Try one clause; a detector that stops has broken it."""
    try:
        return Clause(name, *clause(trial))
    except Exception as problem:  # whatever a stranger's function may raise
        return Clause(name, False, None, f"The detector stopped: {type(problem).__name__}, {problem}.")


def _has_the_right_shape(trial: _Trial) -> _Outcome:
    tables = [_troubles(trial)[:rows, :length] for rows in (0, 1, 9) for length in (1, START, START + 1, 400)]
    for table in tables:
        trial.trace(table)
    return (
        True,
        float(len(tables)),
        f"{len(tables)} tables from 0 × 1 to 9 × 400 are answered by float64 of their shape.",
    )


def _looks_at_rows_alone(trial: _Trial) -> _Outcome:
    table = _troubles(trial)
    whole = trial.trace(table)
    differ = sum(not _same(trial.trace(row[None])[0], trace) for row, trace in zip(table, whole, strict=True))
    return not differ, float(differ), f"{differ} of {len(table)} rows have another statistic alone than among others."


def _never_peeks(trial: _Trial) -> _Outcome:
    table = _troubles(trial)
    whole = trial.trace(table)
    differ = [length for length in _PREFIXES if not _same(trial.trace(table[:, :length]), whole[:, :length])]
    return (
        not differ,
        float(len(differ)),
        f"{len(differ)} of {len(_PREFIXES)} beginnings look otherwise once more is known.",
    )


def _is_nothing_for_nothing(trial: _Trial) -> _Outcome:
    trace = trial.trace(np.full((3, _LONG), -1, dtype=np.int8))
    highest_one = float(np.abs(trace).max())
    return not trace.any(), highest_one, f"Without a single report its statistic is at most {highest_one:g} from 0."


def _is_silent_in_silence(trial: _Trial) -> _Outcome:
    """A silence after a steady ritual, and after one that has just begun to fade."""
    alarms = raised = 0
    for number, change in enumerate((None, Change(0.85, 0.35, _SILENT_FROM - 15))):
        known = draw_rituals(trial.chance(3, number), Ritual(0.85, 0.3), 50, _SILENT_FROM, change=change).days
        over = trial.alarms(np.pad(known, ((0, 0), (0, _SILENT_FOR)), constant_values=-1))
        alarms += int((over[:, _SILENT_FROM:].any(axis=1) & ~over[:, _SILENT_FROM - 1]).sum())
        raised += len(over)
    return not alarms, float(alarms), f"{alarms} of {raised} rituals raise an alarm while nothing at all is reported."


def _says_nothing_of_never_kept(trial: _Trial) -> _Outcome:
    return _says_nothing_of(trial, 0, "that were never kept")


def _says_nothing_of_always_kept(trial: _Trial) -> _Outcome:
    return _says_nothing_of(trial, 1, "that were kept on every day")


def _says_nothing_of(trial: _Trial, value: int, which: str) -> _Outcome:
    days = np.full((20, _LONG), value, dtype=np.int8)
    days[10:][trial.chance(4, value).random((10, _LONG)) < 0.5] = -1
    alarms = int(trial.alarms(days).any(axis=1).sum())
    return not alarms, float(alarms), f"{alarms} of {len(days)} rituals {which} raise an alarm."


def _keeps_the_budget(trial: _Trial) -> _Outcome:
    for number, (name, ritual) in enumerate(trial.cells.items()):
        days = draw_rituals(trial.chance(5, number), ritual, trial.rows, START + WATCHED).days
        trial.shares[name] = false_alarms(trial.trace(days), trial.threshold)
    shares = list(trial.shares.values())
    pooled, worst = pooled_share(shares), max(trial.shares, key=lambda name: trial.shares[name].share)
    sentence = (
        f"{pooled.share:.4f} ± {pooled.error:.4f} of steady rituals raise an alarm in two years (budget {trial.budget:g}); "
        f"most, {trial.shares[worst].share:.4f}, of the kind “{worst}”."
    )
    return within_budget(shares, trial.budget), pooled.share, sentence


def _notices(trial: _Trial) -> _Outcome:
    trial.delays.update(_compared(trial))
    ratios = [each.ratio for each in trial.delays.values() if each.ratio is not None]
    if len(ratios) < len(trial.changes):
        return False, None, "There are changes of which every run had an alarm before they began."
    typical = math.exp(sum(map(math.log, ratios)) / len(ratios))
    each = ", ".join(f"{name}: {one.detector.mean:.0f} days" for name, one in trial.delays.items())
    return typical <= trial.slowest, typical, f"It takes {typical:.2f} times as long as the oracle ({each})."


def _compared(trial: _Trial) -> Iterator[tuple[str, Compared]]:
    rows = min(trial.rows, 500)
    for number, (name, change) in enumerate(trial.changes.items()):
        steady = draw_rituals(trial.chance(6, number), Ritual(change.before), rows, START + WATCHED)
        limit = float(np.quantile(highest(oracle(steady.days, steady.usual, change)), 1 - trial.budget))
        changed = draw_rituals(
            trial.chance(7, number), Ritual(change.before), rows, change.onset + CENSOR + 1, change=change
        )
        best = delay(oracle(changed.days, changed.usual, change), limit, change.onset)
        own = delay(trial.trace(changed.days), trial.threshold, change.onset)
        yield name, Compared(own, best, None if own.mean is None or not best.mean else max(own.mean, 0.5) / best.mean)


def _stays_finite(trial: _Trial) -> Clause:
    sentence = f"{trial.unfinite} of {trial.answered} values are not finite numbers."
    return Clause("always a number", not trial.unfinite and trial.answered > 0, float(trial.unfinite), sentence)


def _same(one: Floats, other: Floats) -> bool:
    return np.array_equal(one, other, equal_nan=True)  # what is no number is another clause's


def _troubles(trial: _Trial) -> Days:
    """Nine rows of 400 days of everything that can befall a ritual."""
    rng = trial.chance(2)
    fading, bursty, growing = (
        draw_rituals(rng, ritual, 1, 400, change=change).days[0]
        for ritual, change in (
            (Ritual(0.9, 0.3, 1.0), Change(0.9, 0.2, 120, 60)),
            (Ritual(0.6, 0.55, kappa=10.0), None),
            (Ritual(0.2), Change(0.2, 0.9, 120)),
        )
    )
    silent, never, always = (np.full(400, value, dtype=np.int8) for value in (-1, 0, 1))
    day = np.arange(400)
    once, stopped, late = (np.where(seen, fading, np.int8(-1)) for seen in (day == 130, day < 150, day >= 100))
    return np.stack([fading, bursty, growing, silent, never, always, once, stopped, late])


_CLAUSES: tuple[tuple[str, Callable[[_Trial], _Outcome]], ...] = (
    ("right shape and kind", _has_the_right_shape),
    ("each row alone", _looks_at_rows_alone),
    ("never peeks at the future", _never_peeks),
    ("nothing reported, nothing said", _is_nothing_for_nothing),
    ("no alarm in silence", _is_silent_in_silence),
    ("never kept, nothing to lose", _says_nothing_of_never_kept),
    ("always kept, nothing lost", _says_nothing_of_always_kept),
    ("false alarms within the budget", _keeps_the_budget),
    ("notices what fades", _notices),
)
