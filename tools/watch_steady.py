"""False alarms of the watch on rituals that stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from alarms import table
from watch_figures import AT_ONCE, LENGTH, VOICES, Floats, Part, Run, alarms, chance, with_error

from toward.science import erosion
from toward.science.simulate import (
    BASELINES,
    BURSTY,
    CELLS,
    FalseAlarms,
    Ritual,
    draw_rituals,
    highest,
    pooled_share,
    within_budget,
)

RITUALS, FEWER = 20_000, 2_000  # of each kind
STREAM, STREAM_RARE = 11, 12
MISSING = (0.0, 0.3, 0.55)
MORE_BURSTY = (*BURSTY, *(Ritual(rate, MISSING[-1], kappa=10.0) for rate in BASELINES))
RARE = (0.1, 0.2, 0.3, 0.4, 0.99)
RHYTHMS = {"even week": Ritual(0.5), "weekly rhythm": Ritual(0.5, week=1.0), "bursty weeks": Ritual(0.5, kappa=10.0)}
SEEN = {0.0: "every day told", 0.3: "30 % missing, gaps", 0.55: "55 % missing, gaps"}

Tops = dict[Ritual, Floats]


def tops(cells: tuple[Ritual, ...], rows: int, seed: int, *stream: int) -> list[Floats]:
    """The highest statistic of some steady rituals of each kind, on the days on which a false alarm counts."""
    rng = chance(seed, *stream)
    days = [draw_rituals(rng, cell, rows, LENGTH).days for cell in cells]
    return np.split(highest(erosion.statistic(np.concatenate(days))), len(cells))


def steady(run: Run) -> Iterator[Part]:
    """Everything about rituals of which nothing changes."""
    cells = _measured(run, (*CELLS, *MORE_BURSTY), RITUALS, STREAM)
    for name, budget in VOICES.items():
        yield Part(f"False alarms: {name}", _how(budget, run.many(RITUALS)), _matrix(cells, budget))
    yield Part("Whether the budget is kept", _KEPT, _verdicts(cells))
    yield Part("Of a hundred", _PEOPLE, _people(cells))
    yield _rare(run)


def _measured(run: Run, cells: tuple[Ritual, ...], rituals: int, stream: int) -> Tops:
    sizes = run.chunks(rituals)
    some = max(AT_ONCE // sizes[0], 1)  # kinds that fit into one job
    groups = [cells[begin : begin + some] for begin in range(0, len(cells), some)]
    jobs = [(group, rows, run.seed, stream, i, j) for i, group in enumerate(groups) for j, rows in enumerate(sizes)]
    parts = iter(run.map(tops, jobs, "steady rituals"))
    found = [zip(*(next(parts) for _ in sizes), strict=True) for _ in groups]
    return dict(zip(cells, (np.concatenate(each) for group in found for each in group), strict=True))


def _how(budget: float, rituals: int) -> str:
    return (
        f"Share of steady rituals with any alarm on days 61–790, {rituals:,} rituals a cell; the budget is {budget}. "
        f"Standard error of a cell near the budget: {(budget * (1 - budget) / rituals) ** 0.5:.4f}. Columns are how "
        "often the ritual is kept; the weekly rhythm has an amplitude of 1 in log-odds; bursty weeks are beta-binomial, "
        "κ = 10."
    )


def _matrix(cells: Tops, budget: float) -> str:
    rows = []
    for (missing, seen), (rhythm, like) in product(SEEN.items(), RHYTHMS.items()):
        kinds = [Ritual(rate, missing, like.week, like.kappa) for rate in BASELINES]
        shares = [alarms(cells[kind], budget) for kind in kinds]
        rows.append((f"{seen}, {rhythm}", *(_marked(share, budget) for share in shares), f"{shares[0].rows:,}"))
    return table(("", *(f"{rate:g}" for rate in BASELINES), "rituals a cell"), rows)


def _marked(share: FalseAlarms, budget: float) -> str:
    return f"**{share.share:.4f}**" if share.lower > budget else f"{share.share:.4f}"


_KEPT = (
    "The budget is kept if no cell lies surely above it (the lower bound of the worst one, one-sided 99.9 %, is not above "
    "it) and all of them together do not. In the tables above a cell that lies surely above its budget is bold."
)


def _verdicts(cells: Tops) -> str:
    groups = {"even weeks and weekly rhythm": CELLS, "bursty weeks": MORE_BURSTY, "all": (*CELLS, *MORE_BURSTY)}
    rows = [
        (voice, name, *_verdict({kind: alarms(cells[kind], budget) for kind in kinds}, budget))
        for (voice, budget), (name, kinds) in product(VOICES.items(), groups.items())
    ]
    return table(
        ("voice", "rituals", "budget", "cells × rituals", "together", "worst cell", "its lower bound", "kept"), rows
    )


def _verdict(shares: dict[Ritual, FalseAlarms], budget: float) -> tuple[str, ...]:
    together, worst = pooled_share(list(shares.values())), max(shares, key=lambda kind: shares[kind].share)
    one = shares[worst]
    kept = "yes" if within_budget(list(shares.values()), budget) else "**no**"
    size = f"{len(shares)} × {one.rows:,}"
    error = f"{together.share:.4f} ± {together.error:.4f}"
    return f"{budget}", size, error, f"{one.share:.4f} ({worst})", f"{one.lower:.4f}", kept


_PEOPLE = (
    "The same in people: of 100 of whom nothing changes, how many see one in two years. Six rituals are taken to be "
    "independent of each other. `usual`: all cells together; `worst`: if every ritual were of the worst kind. The range is the "
    "95 % range of the simulation."
)


def _people(cells: Tops) -> str:
    rows = []
    for voice, budget in VOICES.items():
        shares = [alarms(each, budget) for each in cells.values()]
        usual, worst = pooled_share(shares), max(shares, key=lambda share: share.share)
        told = [of_100(share, rituals) for rituals in (1, 6) for share in (usual, worst)]
        rows.append((f"{voice} (budget {budget:g})", *told, f"{usual.rows:,}"))
    columns = [
        f"{kind}, {many}" for kind in ("100 single rituals", "100 couples with six") for many in ("usual", "worst")
    ]
    return table(("see", *columns, "rituals"), rows)


def of_100(share: FalseAlarms, rituals: int) -> str:
    """How many of a hundred see one, with the range of the simulation."""
    ends = (share.share, share.share - 1.96 * share.error, share.share + 1.96 * share.error)
    middle, low, high = (100 * (1 - (1 - min(max(p, 0.0), 1.0)) ** rituals) for p in ends)
    return f"{middle:.1f} ({low:.1f}–{high:.1f})"


def _rare(run: Run) -> Part:
    kinds = tuple(Ritual(rate, missing) for missing in MISSING for rate in RARE)
    cells = _measured(run, kinds, FEWER, STREAM_RARE)
    rows = []
    for (name, budget), (missing, seen) in product(VOICES.items(), SEEN.items()):
        shares = [alarms(cells[Ritual(rate, missing)], budget) for rate in RARE]
        rows.append((f"{name}, {seen}", *map(with_error, shares), f"{shares[0].rows:,}"))
    text = (
        "Rituals outside of what the budget is promised for: rare ones, and one that is kept on 99 of 100 days. Share with "
        f"any alarm on days 61–790; budgets {' and '.join(f'{each:g}' for each in VOICES.values())}."
    )
    return Part(
        "Rare and nearly unfailing rituals", text, table(("", *(f"{each:g}" for each in RARE), "rituals a cell"), rows)
    )
