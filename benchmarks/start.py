"""How soon `toward --help` answers, beside an interpreter that does nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import PYTHON, Contender, in_turns, middle

TIMES, MOST = 15, 0.15
FLOOR, OURS = "`python -c pass`", "`toward --help`"


def measured(scale: Scale) -> Figure:
    """Start both by turns."""
    both = (
        Contender(FLOOR, (PYTHON, "-c", "pass")),
        Contender(OURS, (Path(sys.executable).with_name("toward"), "--help")),
    )
    runs = in_turns(both, scale.times(TIMES))
    wall = {name: middle(ran, lambda one: one.wall) for name, ran in runs.items()}
    cpu = {name: middle(ran, lambda one: one.cpu) for name, ran in runs.items()}
    rows = [
        (name, plain(wall[name]), plain(wall[name] / wall[FLOOR]), plain(cpu[name]), plain(cpu[name] / cpu[FLOOR]))
        for name in runs
    ]
    text = table((f"median of {scale.times(TIMES)}", "wall s", "× floor", "cpu s", "× floor"), rows)
    failed = bool(runs[OURS][-1].trouble)
    return Figure("The command", text, (Goal(f"{OURS}, wall", None if failed else wall[OURS], MOST, " s"),))


if __name__ == "__main__":
    alone(measured)
