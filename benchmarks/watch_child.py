"""A process that watches, and prints what it took in seconds of processor time, as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np

from toward.science.erosion import Watch, statistic

ROWS, LENGTH = int(sys.argv[1]), 1095
VALUES = {1: True, 0: False, -1: None}


def main() -> None:
    """Measure, print."""
    rng = np.random.default_rng(7)
    days = np.where(rng.random((ROWS, LENGTH)) < 0.2, -1, rng.random((ROWS, LENGTH)) < 0.8).astype(np.int8)
    told = [VALUES[value] for value in days[:20].ravel().tolist()]
    columns = np.ascontiguousarray(days.T)
    print(
        json.dumps(
            {
                "batch": _least(lambda: statistic(days)),
                "passes": _least(lambda: [np.log1p(column + 2.0) for column in columns]),
                "step": _least(lambda: _watched(told)) / len(told),
                "loop": _least(lambda: _counted(told)) / len(told),
                "ritual_days": days.size,
            }
        )
    )


def _least(what: Callable[[], object]) -> float:
    spent = []
    for _ in range(3):
        began = time.process_time()
        what()
        spent.append(time.process_time() - began)
    return min(spent)


def _watched(told: list[bool | None]) -> None:
    watch = Watch()
    for value in told:
        watch.step(value)


def _counted(told: list[bool | None]) -> tuple[int, int]:
    kept = seen = 0
    for value in told:
        if value is not None:
            seen += 1
            kept += value
    return kept, seen


if __name__ == "__main__":
    main()
