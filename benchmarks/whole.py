"""The whole look-back: parse, cues, discovery, watch and report of a couple's years, and through the command."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import PYTHON, ROOM, Contender, Ran, in_turns, middle, ran
from benchmarks.samples import NAMES
from benchmarks.stages import STAGES

SIZES = {100_000: (5, 1.0), 1_000_000: (3, 8.0)}  # messages: (runs, seconds at most)
FLOOR, STAGED, COMMAND = "floor (one expression, reading only)", "by stage", "`toward lookback --json`"
TOWARD = Path(sys.executable).with_name("toward")
Runs = Mapping[str, Sequence[Ran]]


def measured(scale: Scale) -> Figure:
    """Look back through a couple's years of two sizes."""
    with tempfile.TemporaryDirectory() as folder:
        by_size = {many: _runs(Path(folder), scale, many) for many in SIZES}
    tables = (f"{_table(many, runs)}\n{_stages(runs)}" for many, runs in by_size.items())
    goals = (goal for many, runs in by_size.items() for goal in _goals(many, runs))
    return Figure("The whole look-back", "\n".join((_ABOUT, *tables)), tuple(goals))


_ABOUT = (
    "A made-up couple who speak English and Chinese (6 years; 12 at a million messages): habits that hold, fade and stop, "
    "and their own words, amid much talk. `cpu` is the whole process with its imports.\n"
)


def _runs(folder: Path, scale: Scale, many: int) -> Runs:
    path = folder / f"couple-{many}.txt"
    command = (PYTHON, "-m", "benchmarks.samples", "couple", path, str(scale.messages(many)), str(scale.seed))
    made = ran(command)
    if made.trouble:
        raise RuntimeError(made.trouble)
    return in_turns(contenders(path), scale.times(SIZES[many][0]))


def contenders(path: Path) -> list[Contender]:
    """The floor, ours stage by stage, ours as people run it."""
    return [
        Contender(FLOOR, (PYTHON, "-P", Path(__file__).with_name("readers.py"), "floor", path), ROOM),
        Contender(STAGED, (PYTHON, "-m", "benchmarks.stages", path, NAMES[0]), ROOM),
        Contender(COMMAND, (TOWARD, "lookback", path, "--me", NAMES[0], "--json")),
    ]


def _table(many: int, runs: Runs) -> str:
    rows = [_row(name, runs) for name in runs]
    return table((f"{many:,} messages", "cpu s", "× floor", "wall s", "peak MiB"), rows)


def _row(name: str, runs: Runs) -> tuple[str, ...]:
    if trouble := runs[name][-1].trouble:
        return name, f"failed: {trouble[:80]}", "–", "–", "–"
    cpu, wall = middle(runs[name], _cpu), middle(runs[name], lambda one: one.wall)
    return name, plain(cpu), _over(cpu, runs[FLOOR]), plain(wall), f"{max(one.peak for one in runs[name]):.0f}"


def _over(cpu: float, floor: Sequence[Ran]) -> str:
    return "–" if floor[-1].trouble else plain(cpu / middle(floor, _cpu))


def _cpu(one: Ran) -> float:
    return one.cpu


def _stages(runs: Runs) -> str:
    if runs[STAGED][-1].trouble:
        return ""
    said = json.loads(runs[STAGED][-1].out)
    spent = [plain(middle(runs[STAGED], lambda one, stage=stage: _took(one, stage))) for stage in STAGES]  # type: ignore[misc]
    found = (f"{said[what]:,}" for what in ("messages", "known", "discovered"))
    head = ("cpu s by stage", *STAGES, "messages", "known habits", "discovered")
    return table(head, [("", *spent, *found)])


def _took(one: Ran, stage: str) -> float:
    return float(json.loads(one.out)["took"][stage])


def _goals(many: int, runs: Runs) -> tuple[Goal, Goal]:
    most = SIZES[many][1]
    inside = None if runs[STAGED][-1].trouble else middle(runs[STAGED], _without_import)
    outside = None if runs[COMMAND][-1].trouble else middle(runs[COMMAND], _cpu)
    return (
        Goal(f"parse to report, {many:,} messages", inside, most, " s cpu"),
        Goal(f"{COMMAND}, {many:,} messages", outside, most, " s cpu"),
    )


def _without_import(one: Ran) -> float:
    return sum(_took(one, stage) for stage in STAGES if stage != "import")


if __name__ == "__main__":
    alone(measured)
