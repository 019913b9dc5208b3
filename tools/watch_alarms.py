"""How often does the watch speak of a fading that is none, and how soon does it see one that is?

Measures, calibrates nothing: seeded made-up rituals (`toward.science.simulate`) and a few real ones go through
`toward.science.erosion`, and `docs/measured/watch.md` is written from what comes out.
`python tools/watch_alarms.py [--seed N] [--quick | --shrink N] [--only NAME …]`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from multiprocessing import Pool

from alarms import HERE
from watch_answers import answers
from watch_delays import delays, shapes
from watch_figures import VOICES, Part, Run
from watch_life import life
from watch_real import real
from watch_steady import steady
from watch_together import together
from watch_untold import untold

from toward.science.budget import threshold

PAGE = HERE / "docs" / "measured" / "watch.md"
SEED, WORKERS, QUICK = 20270, 2, 500


def peers(run: Run) -> Iterator[Part]:
    """Other detectors on the same rituals, where they are at hand."""
    yield Part("Peers", _PEERS, _peers(run))


_PEERS = "Other detectors of change on rituals of their own kind and with the same budget: one line, 0.1535."


def _peers(run: Run) -> str:
    if run.shrink > 1:
        return "Not measured in this shortened run.\n"
    sys.path.append(str(HERE))  # the benchmarks are no part of the package
    try:
        watch_peers, apart = import_module("benchmarks.watch_peers"), import_module("benchmarks.watch_apart")
    except ImportError as error:
        return f"Not measured in this run: {error}.\n"
    if not apart.PYTHON.exists():
        return "Not measured in this run: their libraries were not there (`python -m benchmarks.watch_peers` installs them).\n"
    return str(watch_peers.table(watch_peers.rows(run.seed))) + "\n"


SECTIONS: dict[str, Callable[[Run], Iterator[Part]]] = {
    "steady": steady,
    "delays": delays,
    "peers": peers,
    "shapes": shapes,
    "untold": untold,
    "life": life,
    "answers": answers,
    "together": together,
    "real": real,
}


def page(run: Run, names: Sequence[str] = tuple(SECTIONS)) -> str:
    """The measured page as Markdown."""
    return "\n".join((_head(run), *(str(part) for name in names for part in SECTIONS[name](run))))


def _head(run: Run) -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()
    size = f", shortened to a {run.shrink}th" if run.shrink > 1 else ""
    at = " and ".join(f"{threshold(budget=budget):.2f} for {voice}" for voice, budget in VOICES.items())
    return (
        "# What the watch notices and what it makes up\n\n"
        f"Measured by `make alarms` on simulated rituals, seed {run.seed}{size}, at commit `{commit or '?'}`. "
        f"The constants were set on other seeds. The threshold is {at}.\n\n"
        "How to read it: 0.150 are fifteen of a hundred rituals that are spoken of although nothing changed. A ± is one standard "
        "error of the simulation; twice as much is 95 %. A ritual is watched from its 61st day on.\n"
    )


def main() -> None:
    """Measure and write the page."""
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--seed", type=int, default=SEED)
    wishes.add_argument("--quick", action="store_true", help="hardly any runs, printed and not written")
    wishes.add_argument("--shrink", type=int, default=1, help="so many times fewer runs, printed and not written")
    wishes.add_argument(
        "--only", nargs="+", choices=SECTIONS, default=tuple(SECTIONS), help="some parts, printed and not written"
    )
    given = wishes.parse_args()
    with Pool(WORKERS) as pool:
        run = Run(given.seed, QUICK if given.quick else given.shrink, pool)
        text = page(run, given.only)
    print(text)
    if run.shrink == 1 and set(given.only) == set(SECTIONS):
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
