"""How near is the day that `onset.began` names, and how often does its interval hold the truth?

Measures, calibrates nothing: made-up habits whose change is known (`toward.science.simulate`) are dated, and
`docs/measured/onset.md` is written from what comes out. `python tools/onset.py [--seed N] [--quick]`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toward.science import simulate
from toward.science.onset import began
from toward.science.simulate import Change

HERE = Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "measured" / "onset.md"
Days = NDArray[np.int8]
Floats = NDArray[np.float64]

NAMES = {0: "abrupt", 60: "over 60 days", 120: "over 120 days"}
GOALS = {0: 5.0, 60: 16.0, 120: 20.0}  # days of mean error
CHANGES = ((0.85, 0.35), (0.95, 0.5), (0.6, 0.2), (0.35, 0.85))
LENGTHS, MISSING = (300, 480, 730), (0.0, 0.3)
WEEKS = ("weekly rhythm", "bursty weeks")
HELD, SECONDS = (0.78, 0.92), 0.030
OFTEN, RUNS, FEWER, QUICK = (
    2000,
    600,
    300,
    100,
)  # runs: the goals, a cell, an uneven cell; a quick run has so many fewer
LIKELY = (0.6, 0.24, 0.16)  # of `GOALS`, for whoever is told these durations (set on other seeds)


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of habit and change; it begins on one of the days from `first` to before `last`."""

    length: int
    first: int
    last: int
    change: tuple[float, float]
    duration: int
    missing: float = 0.0
    weeks: str = "even"

    def draw(self, rng: np.random.Generator) -> tuple[int, Days]:
        """The day on which it truly begins, and the days of one habit."""
        onset = int(rng.integers(self.first, self.last))
        rate = simulate.rates(self.length, Change(*self.change, onset, self.duration))
        if self.weeks == "weekly rhythm":
            rate = simulate.weekly_rhythm(rng, rate, strength=1.0)
        if self.weeks == "bursty weeks":
            rate = simulate.bursty_weeks(rng, rate)
        days = simulate.happen(rng, rate)
        seen = simulate.in_touch(rng, self.length, share=1 - self.missing) if self.missing else days >= 0
        return onset, np.where(seen, days, -1).astype(np.int8)

    @property
    def name(self) -> str:
        """The change as the page names it."""
        before, after = (f"{each:.2f}"[1:] for each in self.change)
        return f"{before} → {after} {NAMES[self.duration]}"


@dataclass(frozen=True, slots=True)
class Dated:
    """What came of one cell: how late the day named is, whether the interval holds the truth, its width, cpu seconds."""

    cell: Cell
    late: Floats
    held: NDArray[np.bool_]
    width: Floats
    seconds: Floats

    @property
    def error(self) -> float:
        """Mean error in days."""
        return float(np.abs(self.late).mean())

    @property
    def share(self) -> float:
        """How often the interval holds the truth."""
        return float(self.held.mean())

    def row(self) -> tuple[str, ...]:
        """Cells of a table."""
        chance = np.sqrt(self.share * (1 - self.share) / len(self.held))
        held = f"{self.share:.3f} ± {chance:.3f}" + ("" if HELD[0] <= self.share <= HELD[1] else " !")
        return with_chance(self.late), f"{self.late.mean():+.1f}", held, f"{self.width.mean():.0f}"


COLUMNS = ("mean error (days)", "bias", "80 % interval holds", "width")


def with_chance(late: Floats) -> str:
    """Mean error and the simulation's standard error."""
    return f"{np.abs(late).mean():.1f} ± {np.abs(late).std() / np.sqrt(len(late)):.1f}"


def aimed_at() -> Iterator[Cell]:
    """The three cells that the goals mean."""
    yield from (Cell(480, 150, 240, CHANGES[0], duration) for duration in GOALS)


def grid() -> Iterator[Cell]:
    """Every change, all days known or not, in short and long series; it begins in the middle third."""
    for length in LENGTHS:
        for missing in MISSING:
            for change in CHANGES:
                yield from (Cell(length, length // 3, 2 * length // 3, change, each, missing) for each in GOALS)


def uneven() -> Iterator[Cell]:
    """Weeks with a rhythm (logit spread 1) and bursty ones (beta-binomial, κ = 10)."""
    for weeks in WEEKS:
        for change in CHANGES:
            yield from (Cell(480, 160, 320, change, each, weeks=weeks) for each in GOALS)


def measured(given: tuple[Cell, list[int], int]) -> Dated:
    """Date so many habits of one kind."""
    cell, seed, runs = given
    rows = []
    for i in range(runs):
        onset, days = cell.draw(np.random.default_rng([*seed, i]))
        begun = time.process_time()
        found = began(days)
        spent = time.process_time() - begun
        rows.append((found.estimate - onset, found.lower <= onset <= found.upper, found.upper - found.lower, spent))
    late, held, width, seconds = np.array(rows, dtype=np.float64).T
    return Dated(cell, late, held > 0, width, seconds)


def told(given: tuple[Cell, list[int], int]) -> Floats:
    """How late the same habits are dated by whoever knows both levels and the three durations, float64[runs]."""
    cell, seed, runs = given
    drawn = [cell.draw(np.random.default_rng([*seed, i])) for i in range(runs)]
    began_on, kept = np.array([onset for onset, _ in drawn]), np.array([days for _, days in drawn], dtype=np.float32)
    onsets = np.arange(1, cell.length)
    logs = np.stack([_log_likelihood(kept, cell, onsets, duration) for duration in GOALS], axis=2)
    weight = np.exp(logs - logs.max(axis=(1, 2), keepdims=True)) @ np.array(LIKELY)
    passed = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
    return np.asarray(onsets[(passed < 0.5).sum(axis=1)] - began_on, dtype=np.float64)


def _log_likelihood(kept: NDArray[np.float32], cell: Cell, onsets: NDArray[np.intp], duration: int) -> Floats:
    ramps = [simulate.rates(cell.length, Change(*cell.change, int(each), duration)) for each in onsets]
    rates = np.stack(ramps, axis=1)
    return np.asarray(kept @ simulate.logit(rates).astype(np.float32) + np.log1p(-rates).sum(axis=0))


class Work:
    """Two workers, a seed, and how many times fewer runs than a whole measurement."""

    def __init__(self, seed: int, shrink: int, mapped: Callable[..., Iterable[Dated]] = map) -> None:
        self.seed, self.shrink, self.mapped = seed, shrink, mapped

    def jobs(self, cells: Iterable[Cell], part: int, runs: int) -> list[tuple[Cell, list[int], int]]:
        """Every cell with a seed of its own."""
        many = max(runs // self.shrink, 2)
        return [(cell, [self.seed, part, i], many) for i, cell in enumerate(cells)]

    def all(self, cells: Iterable[Cell], part: int, runs: int) -> list[Dated]:
        """What came of every cell."""
        found = []
        for one in self.mapped(measured, self.jobs(cells, part, runs)):
            found.append(one)
            print(f"{one.cell.name}, {one.cell.length} days …", file=sys.stderr, flush=True)
        return found


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def goals(aims: list[Dated], cells: list[Dated]) -> str:
    """What was wanted, and whether it was reached."""
    rows: list[tuple[str, ...]] = []
    for one in aims:
        wanted = GOALS[one.cell.duration]
        rows.append(
            (
                f"mean error, {one.cell.name}",
                f"{with_chance(one.late)} days",
                f"≤ {wanted:.0f}",
                yes(one.error <= wanted),
            )
        )
    shares = [one.share for one in cells]
    outside = sum(not HELD[0] <= each <= HELD[1] for each in shares)
    rows.append(
        (
            f"80 % interval holds the onset, {len(cells)} cells",
            f"{min(shares):.3f}–{max(shares):.3f}, {outside} outside",
            f"{HELD[0]}–{HELD[1]}",
            yes(not outside),
        )
    )
    took = float(np.median(np.concatenate([one.seconds for one in aims])))
    rows.append(("one call, 480 days", f"{1e3 * took:.1f} ms cpu", f"≤ {1e3 * SECONDS:.0f} ms", yes(took <= SECONDS)))
    return table(("goal", "measured", "wanted", "reached"), rows)


def yes(answer: bool) -> str:
    """As the page says it."""
    return "yes" if answer else "**no**"


def beside(aims: list[Dated], knowing: list[Floats]) -> str:
    """The goals' cells beside whoever knows more."""
    rows = ((one.cell.name, *one.row(), with_chance(late)) for one, late in zip(aims, knowing, strict=True))
    return table((".85 → .35", *COLUMNS, "told levels and durations"), rows)


def page(work: Work) -> str:
    """The measured page as Markdown."""
    aims = work.all(aimed_at(), 1, OFTEN)
    knowing = [told(job) for job in work.jobs(aimed_at(), 1, OFTEN)]
    cells, others = work.all(grid(), 2, RUNS), work.all(uneven(), 3, FEWER)
    rows = ((one.cell.length, f"{one.cell.missing:.0%}", one.cell.name, *one.row()) for one in cells)
    odd = ((one.cell.weeks, one.cell.name, *one.row()) for one in others)
    return "\n".join(
        (
            _head(work.seed),
            goals(aims, cells),
            _AIMS.format(len(aims[0].late)),
            beside(aims, knowing),
            _GRID.format(len(cells[0].late)),
            table(("days", "unknown", "change", *COLUMNS), rows),
            _UNEVEN.format(len(others[0].late)),
            table(("weeks", "change", *COLUMNS), odd),
        )
    )


def _git(*what: str) -> str:
    return subprocess.run(["git", *what], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()


def _head(seed: int) -> str:
    more = " with changes not yet committed" if _git("status", "--porcelain", "--", "src") else ""
    return (
        "# How surely a beginning is dated\n\n"
        f"Measured by `make coverage` on made-up habits, seed {seed}, at commit `{_git('rev-parse', '--short', 'HEAD') or '?'}`"
        f"{more}. The constants were set on other seeds. ± is one standard error of the simulation; a share outside "
        f"{HELD[0]}–{HELD[1]} is marked !.\n\n"
        "How to read it: an error is how far the day named lies from the day on which the change truly began; a positive bias "
        "names it late.\n"
    )


_AIMS = """## Beside what can be known

480 days, all known, the change begins on day 150–239, {} runs. The last column is the same habits dated by whoever is told both
levels and that the change is abrupt or takes exactly 60 or 120 days. Between the columns lies what the days of one habit do
not tell: a level is known only as well as its days say, and a fade may take any time.
"""
_GRID = """## Each change

The change begins in the middle third. Unknown days come singly and in silences of 5–14 days; {} runs a row.
"""
_UNEVEN = """## Uneven weeks

480 days, all known. Weekly rhythm: weekdays differ (logit spread 1); bursty weeks: beta-binomial, κ = 10; {} runs a row.
"""


def main() -> None:
    """Measure, print, and (unless shortened) write the page."""
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--seed", type=int, default=52711)
    wishes.add_argument("--quick", action="store_true", help=f"a {QUICK}th of the runs, printed and not written")
    given = wishes.parse_args()
    with Pool(2) as pool:
        text = page(Work(given.seed, QUICK if given.quick else 1, pool.imap))
    print(text)
    if not given.quick:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
