"""Sealing and opening: entries, whole spaces, signing in."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import PYTHON, ran
from benchmarks.serving import homes

ENTRIES = 20_000
PAIRS, FIRST, PACKED, CHECKPOINT, SIGN_IN = 40_000, 400, 60, 10, 0.4  # a second, ms, ms, ms, s


def measured(scale: Scale) -> Figure:
    """Let a fresh process seal, keep and open, three times each."""
    entries = scale.times(ENTRIES)
    with tempfile.TemporaryDirectory() as name:
        child = ran((PYTHON, "-m", "benchmarks.keep_child", str(entries)), homes(Path(name)))
    if child.trouble:
        return Figure("Sealing and opening", f"**It failed**: {child.trouble}", _goals(None))
    took = json.loads(child.out)
    rows = [
        ("floor: the cipher alone, sealed and opened", f"{plain(took['cipher'] * 1e6)} µs", "1"),
        (
            "an entry of 400 bytes, sealed and opened",
            f"{plain(took['pair'] * 1e6)} µs",
            plain(took["pair"] / took["cipher"]),
        ),
        (f"floor: the JSON of {entries:,} entries alone", f"{plain(took['json'] * 1e3)} ms", "1"),
        (
            "all of them opened, row by row",
            f"{plain(took['first'] * 1e3)} ms",
            plain(took["first"] / took["json"]),
        ),
        (
            "all of them opened, from chapters",
            f"{plain(took['chapters'] * 1e3)} ms",
            plain(took["chapters"] / took["json"]),
        ),
        (
            "a fold over all of them, from chapters, which leaves a checkpoint",
            f"{plain(took['folded'] * 1e3)} ms",
            plain(took["folded"] / took["json"]),
        ),
        (
            "the same fold with its checkpoint and 32 entries since",
            f"{plain(took['checkpoint'] * 1e3)} ms",
            plain(took["checkpoint"] / took["json"]),
        ),
        ("signing in (wall, alone)", f"{plain(took['sign_in'])} s", "–"),
    ]
    about = "From chapters, a body is read when somebody looks into it; so that can take less than all of the JSON.\n"
    return Figure(
        "Sealing and opening", f"{table(('cpu of one core', 'least of 3', '× floor'), rows)}\n{about}", _goals(took)
    )


def _goals(took: dict[str, float] | None) -> tuple[Goal, ...]:
    def of(name: str, factor: float) -> float | None:
        return None if took is None else took[name] * factor

    return (
        Goal("400 bytes sealed and opened", of("pair", 1e6), 1e6 / PAIRS, " µs cpu"),
        Goal("20,000 entries, first open", of("first", 1e3), FIRST, " ms cpu"),
        Goal("20,000 entries, from chapters", of("chapters", 1e3), PACKED, " ms cpu"),
        Goal("a fold with its checkpoint", of("checkpoint", 1e3), CHECKPOINT, " ms cpu"),
        Goal("signing in", of("sign_in", 1), SIGN_IN, " s"),
    )


if __name__ == "__main__":
    alone(measured)
