"""Today and Us with 20,000 entries behind them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import PYTHON, ran
from benchmarks.serving import homes

ENTRIES = 20_000
US_CHAPTERS, US, TODAY, WATCH, SIZE = 150, 40, 25, 5, 60  # ms, ms, ms, ms, KB


def measured(scale: Scale) -> Figure:
    """Let a fresh process live for years, and look at its pages."""
    entries = scale.messages(ENTRIES)
    with tempfile.TemporaryDirectory() as name:
        command = (PYTHON, "-m", "benchmarks.today_child", str(entries), str(scale.seed))
        child = ran(command, homes(Path(name)))
    if child.trouble:
        return Figure("Today and Us", f"**It failed**: {child.trouble}", _goals(None))
    took = json.loads(child.out)
    rows = [
        (
            "Us, from chapters: every fold and the whole watch anew",
            f"{plain(took['us chapters'] * 1e3)} ms",
            _kb(took, "us"),
        ),
        ("Us, with its checkpoints", f"{plain(took['us'] * 1e3)} ms", _kb(took, "us")),
        ("Today, with its checkpoints", f"{plain(took['today'] * 1e3)} ms", _kb(took, "today")),
        ("an evening is closed: the form that is sent", f"{plain(took['closing'] * 1e3)} ms", "–"),
        ("the watch after an evening, the rooms being read", f"{plain(took['watch'] * 1e3)} ms", "–"),
    ]
    about = (
        f"{int(took['entries']):,} entries in one's own room and the common one, four rituals, both rooms packed in chapters; through "
        "the views and all that stands before them, without a network. Pages uncompressed.\n"
    )
    return Figure("Today and Us", f"{table(('cpu of one core', 'median', 'page'), rows)}\n{about}", _goals(took))


def _kb(took: dict[str, float], name: str) -> str:
    return f"{plain(took[f'{name} bytes'] / 1e3)} KB"


def _goals(took: dict[str, float] | None) -> tuple[Goal, ...]:
    def of(name: str, factor: float) -> float | None:
        return None if took is None else took[name] * factor

    return (
        Goal("20,000 entries: Us, from chapters", of("us chapters", 1e3), US_CHAPTERS, " ms cpu"),
        Goal("20,000 entries: Us, with checkpoints", of("us", 1e3), US, " ms cpu"),
        Goal("20,000 entries: Today", of("today", 1e3), TODAY, " ms cpu"),
        Goal("the watch when an evening is closed", of("watch", 1e3), WATCH, " ms cpu"),
        Goal("Us, page", of("us bytes", 1e-3), SIZE, " KB"),
        Goal("Today, page", of("today bytes", 1e-3), SIZE, " KB"),
    )


if __name__ == "__main__":
    alone(measured)
