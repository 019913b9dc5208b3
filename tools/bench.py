"""Measure what Toward takes, beside floors and peers measured in the same run, and write docs/measured/bench.md.

`python tools/bench.py [--seed N] [--quick] [--only NAME …]`; only a whole run writes the page. Each figure can also be
measured alone: `python -m benchmarks.parse`.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))  # the benchmarks are no part of the package

from benchmarks.figures import Figure, Scale, goals_table  # noqa: E402

PAGE = HERE / "docs" / "measured" / "bench.md"
FIGURES = ("parse", "whole", "watch", "start", "page", "visit", "today", "events", "keep", "clone")
Measure = Callable[[Scale], Figure]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and (unless shortened) write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--quick", action="store_true", help="a hundredth of everything; prints only")
    options.add_argument("--only", nargs="+", choices=FIGURES, default=FIGURES, help="some figures; prints only")
    chosen = options.parse_args(argv)
    text = page([_measured(name, Scale(chosen.seed, chosen.quick)) for name in chosen.only], chosen.seed)
    print(text)
    if not chosen.quick and tuple(chosen.only) == FIGURES:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
    return 0


def _measured(name: str, scale: Scale) -> Figure:
    print(f"measuring: {name}", file=sys.stderr, flush=True)
    measure: Measure = import_module(f"benchmarks.{name}").measured
    return measure(scale)


def page(figures: Sequence[Figure], seed: int) -> str:
    """The measured page as Markdown."""
    goals = goals_table(goal for figure in figures for goal in figure.goals)
    head = f"# What Toward takes\n\n{where(seed)}\n\n{_ABOUT}\n"
    return "\n".join((head, goals, *map(str, figures)))


_ABOUT = (
    "Every ratio is against a floor or a peer measured in the same run. Seconds belong to this machine, ratios travel "
    "better. What was not reached stands here too."
)


def where(seed: int) -> str:
    """Seed, commit and machine, without a name or a folder of it."""
    commit = _git("rev-parse", "--short", "HEAD") or "unknown"
    more = " with changes not yet committed" if _git("status", "--porcelain", "--", "src") else ""
    machine = f"{os.cpu_count()} × {processor()}, {platform.system()} {platform.machine()}"
    made = f"Python {platform.python_version()}, numpy {version('numpy')}, Django {version('django')}"
    return f"Measured by `make bench`, seed {seed}, at commit `{commit}`{more}. {machine}; {made}."


def processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "processor"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "processor")


def _git(*what: str) -> str:
    done = subprocess.run(["git", *what], cwd=HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
