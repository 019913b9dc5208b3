"""The watch: a day of one ritual, and three years of a thousand couples at once."""

from __future__ import annotations

import json

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import PYTHON, ran

ROWS = 6_000  # a thousand couples of six rituals
STEP, BATCH = 5.0, 10.0  # µs, s


def measured(scale: Scale) -> Figure:
    """Let a fresh process watch, three times each."""
    rows = scale.times(ROWS)
    child = ran((PYTHON, "-m", "benchmarks.watch_child", str(rows)))
    if child.trouble:
        return Figure("The watch", f"**It failed**: {child.trouble}", _goals(None))
    took = json.loads(child.out)
    lines = [
        ("floor: counting kept and told days", f"{plain(took['loop'] * 1e6)} µs a day", "1"),
        ("`Watch.step`", f"{plain(took['step'] * 1e6)} µs a day", plain(took["step"] / took["loop"])),
        ("floor: one logarithm of every day", f"{plain(took['passes'])} s", "1"),
        (
            f"`statistic`, {took['ritual_days']:,} ritual-days",
            f"{plain(took['batch'])} s",
            plain(took["batch"] / took["passes"]),
        ),
    ]
    return Figure("The watch", table(("cpu of one core", "least of 3", "× floor"), lines), _goals(took))


def _goals(took: dict[str, float] | None) -> tuple[Goal, ...]:
    step, batch = (None, None) if took is None else (took["step"] * 1e6, took["batch"])
    return (
        Goal("the watch, a ritual-day", step, STEP, " µs cpu"),
        Goal("1,000 couples × 6 rituals × 3 years", batch, BATCH, " s cpu"),
    )


if __name__ == "__main__":
    alone(measured)
