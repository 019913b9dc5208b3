"""How long a change goes unnoticed, beside an oracle who knows everything about it but its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np
from alarms import table
from watch_figures import (
    LENGTH,
    VOICES,
    Floats,
    Part,
    Ratio,
    Run,
    Waits,
    chance,
    geometric,
    plus_minus,
    ratio,
    with_error,
)

from toward.science import erosion
from toward.science.budget import LINE, threshold
from toward.science.simulate import ABRUPT, CENSOR, SHAPES, SLOW, Change, Ritual, draw_rituals, highest, oracle

RUNS, SHAPE_RUNS, ORACLE_RUNS = 4000, 2000, 8000
STREAM, STREAM_ORACLE, STREAM_DAYS, STREAM_SHAPES = 21, 22, 23, 24
ONSETS, MISSING = (120, 300), (0.0, 0.3)
SEEN = {0.0: "every day", 0.3: "30 % missing, gaps"}
KINDS = {"abrupt": ABRUPT, "slow": SLOW}
CHANGES = (*ABRUPT, *SLOW)
LIKE = {
    "even weeks": Ritual(0.5),
    "weekly rhythm": Ritual(0.5, week=1.0),
    "bursty weeks": Ritual(0.5, kappa=10.0),
}
GOALS = {  # mean wait ÷ the oracle's: history, kind, missing
    (120, "abrupt", 0.0): 1.40,
    (120, "abrupt", 0.3): 1.55,
    (120, "slow", 0.0): 1.15,
    (120, "slow", 0.3): 1.20,
    (300, "abrupt", 0.0): 1.30,
    (300, "abrupt", 0.3): 1.34,
    (300, "slow", 0.0): 1.11,
    (300, "slow", 0.3): 1.14,
}


class Seen(NamedTuple):
    """How long one change took to be seen: by the watch in both voices, and by the oracle (calibrated to a line)."""

    line: Waits
    notice: Waits
    oracle: Waits

    @property
    def ratio(self) -> Ratio:
        """The watch's wait for a line ÷ the oracle's."""
        return ratio(self.line, self.oracle)


def called(change: Change) -> str:
    """A change in a few words."""
    rates = f"{change.before:.2f} → {change.after:.2f}".replace("0.", ".")
    return f"{rates} over {change.duration} days" if change.duration else f"{rates} abrupt"


def oracle_threshold(change: Change, missing: float, rows: int, seed: int, *stream: int) -> float:
    """The threshold at which an oracle keeps the budget on steady rituals with the change's own baseline."""
    parts = [min(2000, rows - begin) for begin in range(0, rows, 2000)]
    tops = [_oracle_tops(change, missing, many, seed, *stream, i) for i, many in enumerate(parts)]
    below = np.sort(np.concatenate(tops))[::-1][int(LINE * rows)]
    return float(np.nextafter(below, np.inf))


def _oracle_tops(change: Change, missing: float, rows: int, seed: int, *stream: int) -> Floats:
    steady = draw_rituals(chance(seed, STREAM_ORACLE, *stream), Ritual(change.before, missing), rows, LENGTH)
    return highest(oracle(steady.days, steady.usual, change))


def beside_the_oracle(
    change: Change, missing: float, onsets: Sequence[int], sizes: tuple[int, int], seed: int, *stream: int
) -> list[Seen]:
    """Waits of the watch and of the oracle on the same runs, one for each onset.

    Args:
        change: what happens.
        missing: share of days that nobody tells.
        onsets: days of history.
        sizes: runs, and steady rituals that the oracle is calibrated on.
        seed: where chance comes from.
        stream: which stream of it.
    """
    at = oracle_threshold(change, missing, sizes[1], seed, *stream)
    return [_seen(_moved(change, onset), missing, at, sizes[0], seed, *stream, onset) for onset in onsets]


def _moved(change: Change, onset: int) -> Change:
    back = None if change.back is None else change.back + onset - change.onset
    return replace(change, onset=onset, back=back)


def _seen(change: Change, missing: float, at: float, runs: int, seed: int, *stream: int) -> Seen:
    ritual = Ritual(change.before, missing)
    drawn = draw_rituals(chance(seed, *stream), ritual, runs, change.onset + CENSOR, change=change)
    direction = "growing" if change.after > change.before else "fading"
    trace = erosion.statistic(drawn.days, direction=direction)  # type: ignore[arg-type]
    line, notice = (Waits.of(trace, threshold(budget=budget), change.onset) for budget in VOICES.values())
    return Seen(line, notice, Waits.of(oracle(drawn.days, drawn.usual, change), at, change.onset))


def in_days(
    kinds: Sequence[tuple[Change, Ritual]], onset: int, runs: int, seed: int, *stream: int
) -> list[tuple[Waits, Waits]]:
    """Waits of the watch for a line and for a notice, one pair for each change and the ritual it happens to."""
    rng = chance(seed, *stream)
    days = [draw_rituals(rng, like, runs, onset + CENSOR, change=_moved(change, onset)).days for change, like in kinds]
    traces = np.split(erosion.statistic(np.concatenate(days)), len(kinds))
    line, notice = (threshold(budget=budget) for budget in VOICES.values())
    return [(Waits.of(trace, line, onset), Waits.of(trace, notice, onset)) for trace in traces]


Found = dict[tuple[Change, float, int], Seen]


def delays(run: Run) -> Iterator[Part]:
    """Delay ÷ oracle on the changes of the goals, and days elsewhere."""
    found = _all_changes(run)
    yield Part("Beside the oracle", _BESIDE, _goals(found))
    for onset in ONSETS:
        text = _ONE.format(onset=onset, runs=f"{run.many(RUNS):,}", steady=f"{run.many(ORACLE_RUNS):,}")
        yield Part(f"Each change after {onset} days", text, _each(found, onset))
    yield Part("How soon, in days", _IN_DAYS, _everywhere(run, found))
    yield Part("How soon a fading is seen", _SOON, _soon(found))


def _all_changes(run: Run) -> Found:
    kinds = list(product(CHANGES, MISSING))
    sizes = (run.many(RUNS), run.many(ORACLE_RUNS))
    jobs = [(change, gap, ONSETS, sizes, run.seed, STREAM, i) for i, (change, gap) in enumerate(kinds)]
    results = run.map(beside_the_oracle, jobs, "beside the oracle")
    return {
        (*kind, onset): seen
        for kind, all_ in zip(kinds, results, strict=True)
        for onset, seen in zip(ONSETS, all_, strict=True)
    }


_SOON = (
    "The same runs as one reads them: after 120 days of history, with 30 % of days untold, the day after the beginning by "
    "which half of all have seen a line, and a notice; and how many of a hundred have within a year."
)


def _soon(found: Found) -> str:
    rows = []
    for change in CHANGES:
        seen = found[change, MISSING[-1], ONSETS[0]]
        voices = [part for waits in (seen.line, seen.notice) for part in _half(waits)]
        rows.append((called(change), *voices, f"{len(seen.line.days):,}"))
    columns = [column for voice in VOICES for column in (f"half see {voice} within", "of 100 within a year")]
    return table(("a ritual fades", *columns, "runs"), rows)


def _half(waits: Waits) -> tuple[str, str]:
    days = waits.median
    return f"{days:.0f} days" if days < CENSOR else "more than a year", f"{100 * waits.seen:.0f}"


_BESIDE = (
    "Mean days from the change to a line, divided by those of an oracle (Shiryaev–Roberts) who knows the baseline, the "
    "week and the course of the change, and only not its day. Both keep the budget of a line. Geometric means over the "
    "abrupt and the slow changes of the tables below, ± standard error: 1.40 means that the watch takes 40 % longer than "
    "anybody could who knew everything."
)


def _goals(found: Found) -> str:
    rows = []
    for (onset, kind, missing), goal in GOALS.items():
        seen = [found[change, missing, onset] for change in KINDS[kind]]
        mean, runs = geometric([each.ratio for each in seen]), len(seen[0].line.days)
        reached = "reached" if round(mean.value, 2) <= goal else f"**missed by {mean.value - goal:.2f}**"
        rows.append((f"{onset} days", kind, SEEN[missing], f"{len(seen)} × {runs:,}", mean, f"{goal:.2f}", reached))
    return table(("history", "changes", "told", "changes × runs", "watch ÷ oracle", "goal", ""), rows)


_ONE = (
    "The change comes after {onset} days. Mean days to the first alarm ± standard error, one that takes more than a year "
    "counted as 365; in brackets the share of the {runs} runs without an alarm before the change, which alone count. The "
    "oracle was set on {steady} other rituals that stay as they are."
)


def _each(found: Found, onset: int) -> str:
    rows = []
    for change, missing in product(CHANGES, MISSING):
        seen = found[change, missing, onset]
        rows.append((called(change), SEEN[missing], seen.line, seen.oracle, seen.ratio, seen.notice))
    return table(("change", "told", "a line (days)", "oracle (days)", "ratio", "a notice (days)"), rows)


_IN_DAYS = (
    "Geometric means of mean days to a line and to a notice over the same changes, also where the weeks have a rhythm "
    "(amplitude 1 in log-odds) and where they are bursty (beta-binomial, κ = 10); ± standard error. "
    "An oracle for these is not needed to read them: they are days."
)


def _everywhere(run: Run, found: Found) -> str:
    waits = _elsewhere(run)
    waits |= {
        ("even weeks", gap, onset, change): (each.line, each.notice) for (change, gap, onset), each in found.items()
    }
    rows = [
        (name, SEEN[gap], f"{onset} days", *_means(waits, name, gap, onset), f"{run.many(RUNS):,}")
        for name, gap, onset in product(LIKE, MISSING, ONSETS)
    ]
    columns = [f"{kind}: {voice}" for kind in KINDS for voice in VOICES]
    return table(("weeks", "told", "history", *columns, "runs a change"), rows)


Elsewhere = dict[tuple[str, float, int, Change], tuple[Waits, Waits]]


def _elsewhere(run: Run) -> Elsewhere:
    """Waits of every change where weeks are not even."""
    kinds, sizes = list(product(list(LIKE)[1:], MISSING, ONSETS)), run.chunks(RUNS, 500)
    jobs = [
        ([(change, _like(name, change, gap)) for change in CHANGES], onset, rows, run.seed, STREAM_DAYS, i, j)
        for i, (name, gap, onset) in enumerate(kinds)
        for j, rows in enumerate(sizes)
    ]
    parts, waits = iter(run.map(in_days, jobs, "days")), {}
    for kind in kinds:
        for change, *both in zip(CHANGES, *(next(parts) for _ in sizes), strict=True):
            line, notice = (Waits.together(voice) for voice in zip(*both, strict=True))
            waits[*kind, change] = (line, notice)
    return waits


def _means(waits: Elsewhere, name: str, missing: float, onset: int) -> list[str]:
    """Geometric means of the abrupt and of the slow changes, each in both voices."""
    return [
        _mean_days([waits[name, missing, onset, change][voice] for change in changes])
        for changes in KINDS.values()
        for voice in (0, 1)
    ]


def _like(name: str, change: Change, missing: float) -> Ritual:
    return replace(LIKE[name], rate=change.before, missing=missing)


def _mean_days(waits: Sequence[Waits]) -> str:
    mean = geometric([Ratio(each.mean, each.error) for each in waits])
    return plus_minus(*mean)


def shapes(run: Run) -> Iterator[Part]:
    """Shapes that nothing was tuned on."""
    kinds = list(product(SHAPES, MISSING))
    sizes = (run.many(SHAPE_RUNS), run.many(ORACLE_RUNS) // 2)
    jobs = [(SHAPES[name], gap, (SHAPES[name].onset,), sizes, run.seed, STREAM_SHAPES, i)
            for i, (name, gap) in enumerate(kinds)]  # fmt: skip
    rows = []
    for (name, gap), (seen,) in zip(kinds, run.map(beside_the_oracle, jobs, "shapes"), strict=True):
        rows.append((_shape(name), SEEN[gap], *_figures(seen), with_error(seen.line.early), f"{len(seen.line.days):,}"))
    head = ("shape", "told", "a line: mean, median", "within a year", "a notice: mean, median", "within a year ")
    text = _SHAPES.format(oracle=f"{sizes[1]:,}")
    yield Part(
        "Shapes it was not tuned on", text, table((*head, "oracle (days)", "ratio", "a line before", "runs"), rows)
    )


_SHAPES = (
    "After 120 days. Days to a line and to a notice, mean ± standard error and median (a year if it is not noticed); "
    "share noticed within a year of those without an earlier alarm; share with a line before the change, which is a "
    "false alarm. The oracle knows the shape, and was set on {oracle} steady rituals. "
    "`growth` is watched by the watch for growing. The holiday dip is three weeks long and then over: not to be "
    "noticed is right there."
)


def _shape(name: str) -> str:
    change = SHAPES[name]
    back = f", back from day {change.back - change.onset} on" if change.back is not None else ""
    return f"{name}: {called(change)}{back}"


def _figures(seen: Seen) -> tuple[object, ...]:
    own = [part for each in (seen.line, seen.notice) for part in _one_voice(each)]
    return (*own, f"{seen.oracle.mean:.1f}", seen.ratio)


def _one_voice(waits: Waits) -> tuple[str, str]:
    return f"{waits.shown()}, {waits.median:.0f}", f"{waits.seen:.3f}"
