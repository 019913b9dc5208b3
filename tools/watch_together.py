"""Six rituals of one couple: what the pooled watch adds, and what sharing the budget with it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from alarms import table
from watch_figures import LENGTH, VOICES, Days, Floats, Part, Run, Waits, chance, firsts, with_error

from toward.science import erosion
from toward.science.budget import LINE, split, threshold
from toward.science.simulate import CENSOR, START, WATCHED, Change, Ritual, alarm_share, draw_couples

STEADY_COUPLES, COUPLES, AT_ONCE = 400, 300, 25
STREAM_STEADY, STREAM_CHANGE = 61, 62
RATES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
ONSET = 120
KINDS = {
    "independent days": tuple(map(Ritual, RATES)),
    "30 % of evenings missing, gaps": tuple(map(Ritual, RATES)),
    "common waves of .4 in log-odds": tuple(Ritual(rate, waves=0.4) for rate in RATES),
    "bursty weeks, each its own (κ = 10)": tuple(Ritual(rate, kappa=10.0) for rate in RATES),
}
THIN, ALONE = Change(0.8, 0.65, ONSET), Change(0.85, 0.35, ONSET, 60)
CHANGES = {
    "six thin together, .80 → .65 abrupt": ((Ritual(0.8),) * 6, (THIN,) * 6),
    "six thin together, .80 → .65 over 60 days": ((Ritual(0.8),) * 6, (Change(0.8, 0.65, ONSET, 60),) * 6),
    "one of six, .85 → .35 over 60 days": ((Ritual(0.85),) * 6, (ALONE, *(None,) * 5)),
}


class First(NamedTuple):
    """First alarm of each of some couples, inf where there is none, float64[couples] each.

    Args:
        pooled: of the pooled watch, with its part of the budget.
        split: of any single watch, with its part of the budget.
        full: of any single watch, were there no pooled one.
    """

    pooled: Floats
    split: Floats
    full: Floats

    @property
    def both(self) -> Floats:
        """Of any watch, when the pooled and the single ones run side by side."""
        return np.minimum(self.pooled, self.split)


def first_alarms(days: Days) -> list[First]:
    """First alarms of couples, int8[c, r, T], in each voice."""
    pooled = np.stack([erosion.pooled(each).trace for each in days])
    single = erosion.statistic(days.reshape(-1, days.shape[2]))
    return [_first_alarms(pooled, single, budget, days.shape[:2]) for budget in VOICES.values()]


def _first_alarms(pooled: Floats, single: Floats, budget: float, shape: tuple[int, int]) -> First:
    part, whole = threshold(budget=split(budget, shape[1])), threshold(budget=budget)
    alone = (firsts(single, at).reshape(shape).min(axis=1) for at in (part, whole))
    return First(firsts(pooled, part), *alone)


def steady(kind: str, couples: int, seed: int, *stream: int) -> list[First]:
    """First alarms of couples of whom nothing changes."""
    missing = 0.3 if kind.startswith("30 %") else 0.0
    return first_alarms(draw_couples(chance(seed, *stream), KINDS[kind], couples, LENGTH, missing=missing).days)


def changing(kind: str, couples: int, seed: int, *stream: int) -> list[First]:
    """First alarms of couples of whom something fades."""
    rituals, changes = CHANGES[kind]
    drawn = draw_couples(chance(seed, *stream), rituals, couples, ONSET + CENSOR, changes=list(changes))
    return first_alarms(drawn.days)


def together(run: Run) -> Iterator[Part]:
    """What six rituals say together."""
    yield Part("Six rituals together", _STEADY.format(split(LINE)), _steady_table(run))
    yield Part("Six that thin, and one of six", _CHANGE, _change_table(run))


_STEADY = (
    "A pooled watch over six rituals runs beside the six single ones; all seven share the couple's budget, so each has "
    "{:.3f} of a line instead of 0.1535. Share of couples of whom nothing changes with any alarm in two years: of the pooled watch "
    "alone (beside its budget), of any of the seven, and of any of six single ones without it. Rituals are kept on .5 to .95 "
    "of days. Common waves are real changes of all six, up and down: an alarm there is not simply false."
)


def _steady_table(run: Run) -> str:
    rows = []
    for (kind, voice), first in _first(run, steady, KINDS, STEADY_COUPLES, STREAM_STEADY, "six steady rituals"):
        shares = [_share(each) for each in (first.pooled, first.both, first.full)]
        rows.append((kind, voice, f"{split(VOICES[voice]):.4f}", *shares, f"{len(first.pooled):,}"))
    head = (
        "six steady rituals",
        "voice",
        "budget of the pooled",
        "pooled",
        "any of seven",
        "any of six alone",
        "couples",
    )
    return table(head, rows)


def _first(
    run: Run, job: Callable[..., list[First]], kinds: Iterable[str], couples: int, stream: int, name: str
) -> Iterator[tuple[tuple[str, str], First]]:
    """First alarms of each kind and voice."""
    sizes, kinds = run.chunks(couples, AT_ONCE), list(kinds)
    jobs = [(kind, rows, run.seed, stream, i, j) for i, kind in enumerate(kinds) for j, rows in enumerate(sizes)]
    parts = iter(run.map(job, jobs, name))
    for kind in kinds:
        for voice, firsts_of in zip(VOICES, zip(*(next(parts) for _ in sizes), strict=True), strict=True):
            yield (kind, voice), First(*(np.concatenate(each) for each in zip(*firsts_of, strict=True)))


def _share(first: Floats) -> str:
    return with_error(alarm_share(int((first < START + WATCHED).sum()), len(first)))


_CHANGE = (
    "After 120 days. Mean days to the first alarm ± standard error (in brackets the share of couples without an earlier one): of "
    "the pooled watch; of the first of six single watches beside it; of whichever of the seven is first; and of the first "
    "of six single watches that have the whole budget because there is no pooled one. The last column is what the pooled watch "
    "gains (−) or costs (+), on couples without any earlier alarm."
)


def _change_table(run: Run) -> str:
    rows = []
    for (kind, voice), first in _first(run, changing, CHANGES, COUPLES, STREAM_CHANGE, "six rituals, something fades"):
        waits = [Waits.since(each, ONSET) for each in (first.pooled, first.split, first.both, first.full)]
        rows.append((kind, voice, *waits, difference(waits[2], waits[3]), f"{len(first.pooled):,}"))
    head = (
        "",
        "voice",
        "pooled",
        "single, split budget",
        "any of seven",
        "single, whole budget",
        "gain or cost",
        "couples",
    )
    return table(head, rows)


def difference(one: Waits, other: Waits) -> str:
    """Mean difference of waits on the runs that count for both."""
    rest = (one.days - other.days)[~np.isnan(one.days) & ~np.isnan(other.days)]
    if len(rest) < 2:
        return "–"
    return f"{rest.mean():+.1f} ± {rest.std(ddof=1) / np.sqrt(len(rest)):.1f}"
