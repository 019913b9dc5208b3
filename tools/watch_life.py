"""What else life does to rituals of which nothing fades: weeks apart, holidays, drift, hard days; and growth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from alarms import table
from watch_figures import LENGTH, VOICES, Floats, Part, Run, Waits, alarms, both_voices, chance, with_error
from watch_stepped import Told, traces

from toward.science import erosion
from toward.science.budget import threshold
from toward.science.simulate import (
    CENSOR,
    Change,
    Circumstances,
    Ritual,
    draw_circumstances,
    draw_rituals,
    highest,
)

RUNS, RUNS_OF_HARD_DAYS, AT_ONCE = 4000, 1000, 250
STREAM, STREAM_HARD, STREAM_GROWTH = 41, 42, 43
RATES = (0.6, 0.85, 0.95)
FADING = Change(0.85, 0.35, 120, 60)
KINDS = {
    "nothing else": Ritual(0.5),
    "weeks apart, told as not kept": Ritual(0.5, apart="not_kept"),
    "weeks apart, not told": Ritual(0.5, apart="not_seen"),
    "holidays at a third of the odds": Ritual(0.5, holidays=True),
    "drift of .3 in log-odds a year": Ritual(0.5, drift=0.3),
    "drift of .6 in log-odds a year": Ritual(0.5, drift=0.6),
    "waves of .4 in log-odds over weeks": Ritual(0.5, waves=0.4),
}
GROWING = (0.03, 0.05, 0.1, 0.2, 0.3, 0.5)
MISSING = {0.0: "every day told", 0.3: "30 % missing, gaps"}
HARD, EXCUSED = ("bad_sleep", "outside_stress"), ("away", "ill", "apart")
HARDSHIPS = {"bad sleep and outside stress": HARD, "away, ill, apart": EXCUSED, "all of these": (*HARD, *EXCUSED)}


def life(run: Run) -> Iterator[Part]:
    """Everything about life that goes on."""
    yield Part("What else life does", _LIFE, _kinds(run))
    yield Part("Hard days", _HARD, _hardships(run))
    yield Part("Growing that is none", _GROWTH, _growth(run))


def tops(like: Ritual, rows: int, growing: bool, seed: int, *stream: int) -> Floats:
    """The highest statistic of each of some rituals that nothing fades or grows in."""
    days = draw_rituals(chance(seed, *stream), like, rows, LENGTH).days
    return highest(erosion.statistic(days, direction="growing" if growing else "fading"))


def waits(like: Ritual, rows: int, seed: int, *stream: int) -> list[Waits]:
    """How long a fading takes to be seen in such a life, in both voices."""
    drawn = draw_rituals(chance(seed, *stream), like, rows, FADING.onset + CENSOR, change=FADING)
    trace = erosion.statistic(drawn.days)
    return [Waits.of(trace, threshold(budget=budget), FADING.onset) for budget in VOICES.values()]


_LIFE = (
    "Share of rituals with any alarm on days 61–790 (a line / a notice), for a ritual kept on .6, .85 and .95 of ordinary "
    "days; then days from the beginning of a fading (.85 → .35 over 60 days, after 120 days) to being seen. Weeks apart: "
    "stretches of 2–5 weeks, one in 180 days; holidays: two or three of 1–3 weeks a year. Drift and waves are real "
    "changes of the ritual, up and down: an alarm there is not simply false."
)


def _kinds(run: Run) -> str:
    many = run.many(RUNS)
    steady = list(product(KINDS.values(), RATES))
    jobs = [(replace(like, rate=rate), many, False, run.seed, STREAM, i) for i, (like, rate) in enumerate(steady)]
    fading = [
        (replace(like, rate=FADING.before), many, run.seed, STREAM, i, 1) for i, like in enumerate(KINDS.values())
    ]
    highs = dict(zip(steady, run.map(tops, jobs, "life"), strict=True))
    seen = run.map(waits, fading, "life, fading")
    rows = [
        (name, *(" / ".join(_shares(highs[like, rate])) for rate in RATES), *map(str, each), f"{many:,}")
        for (name, like), each in zip(KINDS.items(), seen, strict=True)
    ]
    columns = (f"{rate:g}".lstrip("0") for rate in RATES)
    text = table(("", *columns, "to a line (days)", "to a notice (days)", "rituals of each"), rows)
    return f"{text}\nStandard error of a share near .15: {(0.15 * 0.85 / many) ** 0.5:.3f}, near .035: {(0.035 * 0.965 / many) ** 0.5:.3f}.\n"


def _shares(highs: Floats) -> list[str]:
    return [f"{alarms(highs, budget).share:.3f}" for budget in VOICES.values()]


def hard_days(names: tuple[str, ...], told: bool, fading: bool, rows: int, seed: int, *stream: int) -> Floats:
    """Highest statistics of steady rituals, or waits of fading ones in both voices, with days out of the ordinary."""
    rng = chance(seed, *stream)
    length = FADING.onset + CENSOR if fading else LENGTH
    all_of_them = draw_circumstances(rng, rows, length)
    none = np.zeros((rows, length), dtype=bool)
    days_of = Circumstances(*(each if name in names else none for name, each in all_of_them._asdict().items()))
    change = FADING if fading else None
    drawn = draw_rituals(rng, Ritual(0.85), rows, length, change=change, burden=days_of.burden())
    trace, _ = traces(drawn.days, told=_told(days_of, names) if told else None)
    if not fading:
        return highest(trace)
    return np.stack([Waits.of(trace, threshold(budget=each), FADING.onset).days for each in VOICES.values()])


def _told(days_of: Circumstances, names: tuple[str, ...]) -> list[list[Told]]:
    flags = np.stack([getattr(days_of, name) for name in names], axis=-1)
    return [[dict(zip(names, day, strict=True)) for day in row] for row in flags.tolist()]


_HARD = (
    "A ritual of .85 on ordinary days. Bad nights are a fifth of all and cost .5 in log-odds, outside stress a quarter of all "
    "days and costs .7, both in spells; a day away, ill or apart is told as one on which it was not kept. "
    "Share of steady rituals with any alarm on days 61–790, and days from the beginning of a fading (.85 → .35 over 60 "
    "days, after 120) to being seen, when the watch is told of such days and when it is not."
)


def _hardships(run: Run) -> str:
    kinds = list(product(HARDSHIPS, (False, True)))
    sizes = run.chunks(RUNS_OF_HARD_DAYS, AT_ONCE)
    jobs = [(HARDSHIPS[name], told, fading, rows, run.seed, STREAM_HARD, list(HARDSHIPS).index(name), fading, j)
            for name, told in kinds for fading in (False, True) for j, rows in enumerate(sizes)]  # fmt: skip
    parts = iter(run.map(hard_days, jobs, "hard days"))
    rows = []
    for name, told in kinds:
        steady, fading = ([next(parts) for _ in sizes] for _ in range(2))
        highs, seen = np.concatenate(steady), np.concatenate(fading, axis=1)
        days = [str(Waits(each)) for each in seen]
        rows.append((name, "told" if told else "not told", *both_voices(highs), *days, f"{len(highs):,}"))
    return table(("days", "the watch is", *VOICES, "to a line (days)", "to a notice (days)", "runs"), rows)


_GROWTH = (
    "The same watch seen from the other side, for rituals that are rare and stay so: share with any alarm for growing on "
    "days 61–790."
)


def _growth(run: Run) -> str:
    many = run.many(RUNS)
    kinds = list(product(MISSING, GROWING))
    jobs = [(Ritual(rate, missing), many, True, run.seed, STREAM_GROWTH, i) for i, (missing, rate) in enumerate(kinds)]
    highs = dict(zip(kinds, run.map(tops, jobs, "growing"), strict=True))
    rows = [
        (f"{name}, {seen}", *(with_error(alarms(highs[missing, rate], budget)) for rate in GROWING), f"{many:,}")
        for (name, budget), (missing, seen) in product(VOICES.items(), MISSING.items())
    ]
    return table(("", *(f"{rate:g}".lstrip("0") for rate in GROWING), "rituals a cell"), rows)
