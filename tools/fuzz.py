"""Does any hurt file make a reader crash, hang or grow without bound?

Our own specimens are hurt in many ways (`src/toward/lookback/tests/mutations.py`) and read in a child process that may
use 2 GiB; a case that raises anything but a refusal, takes more than five seconds or kills the child is saved.
`python tools/fuzz.py [--seconds 60] [--seed 1] [--reader NAME] [--save FOLDER]`; exit code 1 if anything was found.
"""

from __future__ import annotations

import argparse
import resource
import selectors
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE / "src"))

from toward.lookback.tests.mutations import SEEDS, case, outcome  # noqa: E402

MEMORY = 2 << 30  # bytes of address space of the child
SLOW = 5.0  # seconds for one case
PATIENCE = 15.0  # seconds without a word from the child


@dataclass(slots=True)
class Tally:
    """What came out for one reader."""

    outcomes: Counter[str] = field(default_factory=Counter)
    finds: dict[int, str] = field(default_factory=dict)
    begun: int = -1


def child(reader: str, seed: int, first: int) -> None:
    """Read case after case and tell of each, before and after; ends when the pipe is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    number = first
    while True:
        print(f"{number} ...", flush=True)
        data, began = case(reader, seed, number), time.monotonic()
        said = outcome(data)
        took = time.monotonic() - began
        said = f"! took {took:.1f} s" if took > SLOW and not said.startswith("!") else said
        print(f"{number} {said!r}", flush=True)
        number += 1


def fuzz(reader: str, seed: int, seconds: float) -> Tally:
    """Run one reader for some time, starting a new child wherever one died."""
    tally, until = Tally(), time.monotonic() + seconds
    while time.monotonic() < until:
        _one_child(reader, seed, until, tally)
    return tally


def _one_child(reader: str, seed: int, until: float, tally: Tally) -> None:
    """Listen to one child until it falls silent, dies or time is up."""
    with subprocess.Popen(
        _command(reader, seed, tally.begun + 1), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        for line in _lines(process, until):
            _hear(line, tally)
        late = time.monotonic() >= until
        process.kill()
        ended = process.wait()
    if not late:
        tally.finds[tally.begun] = f"! the reader fell silent (exit code {ended})"


def _command(reader: str, seed: int, first: int) -> list[str]:
    return [sys.executable, str(Path(__file__)), "--child", reader, str(seed), str(first)]


def _lines(process: subprocess.Popen[bytes], until: float) -> Iterator[str]:
    with selectors.DefaultSelector() as selector:
        assert process.stdout is not None
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < until and selector.select(PATIENCE):
            line = process.stdout.readline()
            if not line:
                return
            yield line.decode("utf-8", "replace").rstrip("\n")


def _hear(line: str, tally: Tally) -> None:
    number, _, said = line.partition(" ")
    if said == "...":
        tally.begun = int(number)
        return
    said = said.strip("'\"")
    tally.outcomes["!" if said.startswith("!") else said] += 1
    if said.startswith("!"):
        tally.finds[int(number)] = said.replace("\\n", "\n")


def main() -> int:
    """Fuzz every reader and print a table."""
    options = _options()
    found = 0
    for reader in [options.reader] if options.reader else SEEDS:
        tally = fuzz(reader, options.seed, options.seconds)
        found += len(tally.finds)
        by_code = ", ".join(f"{code} {count}" for code, count in tally.outcomes.most_common())
        print(f"{reader:13} {tally.outcomes.total():7} cases, {len(tally.finds)} finds: {by_code}", flush=True)
        for number, said in tally.finds.items():
            print(f"  {_save(options.save, reader, options.seed, number)}: {said}")
    return 1 if found else 0


def _save(folder: Path, reader: str, seed: int, number: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reader}-{seed}-{number}"
    path.write_bytes(case(reader, seed, number))
    return path


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="for each reader (60)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=SEEDS)
    parser.add_argument("--save", type=Path, default=HERE / "build" / "fuzz", help="where the finds go (build/fuzz)")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    sys.exit(main())
