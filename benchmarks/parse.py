"""Reading one WhatsApp export: our reader against one regular expression over the file, and against other readers."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import peers
from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import PYTHON, ROOM, Contender, Ran, in_turns, middle, ran

SIZES = {10_000: 5, 100_000: 5, 1_000_000: 3}  # messages: runs
READER = Path(__file__).with_name("readers.py")
FLOOR, OURS = "floor", "toward"
OWN = (FLOOR, "floor, nothing kept", OURS, "toward, every text a string")
TEXTLESS = OWN[1::2]
MEMORY = 450  # MiB at a million messages
Runs = Mapping[str, Sequence[Ran]]


def measured(scale: Scale) -> Figure:
    """Read chats of three sizes with everybody."""
    versions = peers.ready()
    with tempfile.TemporaryDirectory() as folder:
        files = {many: _file(Path(folder), scale, many) for many in SIZES}
        exact = _exact(files[10_000], versions)
        by_size = {many: in_turns(contenders(files[many], versions), scale.times(SIZES[many])) for many in SIZES}
    speed = (_size_table(scale.messages(many), by_size[many], versions) for many in SIZES)
    back = table((f"of {scale.messages(10_000):,} messages", "texts that come back exactly"), exact.items())
    return Figure("Reading", "\n".join((_ABOUT, *speed, back)), _goals(by_size))


_ABOUT = (
    "One Android 24 h export, 35 % Chinese, 5 % of messages over several lines. Medians of 5 runs (3 at a million), "
    "taken by turns; `cpu` is user and system time of the whole process with its imports, `parse` that of reading "
    "alone. The floor is one compiled expression over the decoded file that keeps date, time, author and text of each "
    "message. Toward keeps texts as spans of the file and makes strings of them when asked. Everybody has one thread for "
    "linear algebra, as in the process in which Toward reads an upload.\n"
)


def _file(folder: Path, scale: Scale, many: int) -> Path:
    path = folder / f"{many}.txt"
    command = (PYTHON, "-m", "benchmarks.samples", "talk", path, str(scale.messages(many)), str(scale.seed))
    made = ran(command)
    if made.trouble:
        raise RuntimeError(made.trouble)
    return path


def contenders(path: Path, versions: Mapping[str, str]) -> list[Contender]:
    """All readers that are there, each as a command of the same shape."""
    own = [Contender(name, (PYTHON, "-P", READER, name, path), ROOM) for name in OWN]
    return own + [Contender(name, (peers.python(), "-P", READER, name, path), ROOM) for name in versions]


def _exact(path: Path, versions: dict[str, str]) -> dict[str, str]:
    """How many texts each reader gives back exactly as they were written."""
    truth = Counter(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
    out = {}
    for one in contenders(path, versions):
        if one.name not in TEXTLESS:
            back = path.with_name("back.json")
            done = ran((*one.command, back), one.env)
            same = 0 if done.trouble else (truth & Counter(json.loads(back.read_text(encoding="utf-8")))).total()
            out[_title(one.name, versions)] = _short(done.trouble) or f"{same:,}"
    return out


def _size_table(many: int, runs: Runs, versions: dict[str, str]) -> str:
    head = (f"{many:,} messages", "cpu s", "× floor", "parse s", "× floor", "peak MiB", "messages found")
    rows = [_row(name, runs, versions) for name in runs]
    return table(head, (*rows, *((_title(name, versions), *("–",) * 6) for name in peers.PINS if name not in versions)))


def _row(name: str, runs: Runs, versions: dict[str, str]) -> tuple[str, ...]:
    title = _title(name, versions)
    if trouble := runs[name][-1].trouble:
        return title, f"failed: {_short(trouble)}", *("–",) * 5
    cpu, parse = middle(runs[name], _cpu), middle(runs[name], _parse)
    peak = max(one.peak for one in runs[name])
    over = (plain(cpu / middle(runs[FLOOR], _cpu)), plain(parse / middle(runs[FLOOR], _parse)))
    return (
        title,
        plain(cpu),
        over[0],
        plain(parse),
        over[1],
        f"{peak:.0f}",
        f"{json.loads(runs[name][0].out)['messages']:,}",
    )


def _title(name: str, versions: dict[str, str]) -> str:
    return peers.told(versions, name) if name in peers.PINS else f"**{name}**" if name == OURS else name


def _short(trouble: str) -> str:
    return trouble[:80]


def _cpu(one: Ran) -> float:
    return one.cpu


def _parse(one: Ran) -> float:
    return float(json.loads(one.out)["parse"])


def _goals(by_size: Mapping[int, Runs]) -> tuple[Goal, ...]:
    ratios = [Goal(f"whole process, {many:,} messages", _over(by_size[many]), 1.0, " × floor") for many in SIZES]
    most = by_size[1_000_000][OURS]
    peak = None if most[-1].trouble else max(one.peak for one in most)
    return (*ratios, Goal("memory at 1,000,000 messages", peak, MEMORY, " MiB"))


def _over(runs: Runs) -> float | None:
    if runs[OURS][-1].trouble or runs[FLOOR][-1].trouble:
        return None
    return middle(runs[OURS], _cpu) / middle(runs[FLOOR], _cpu)


if __name__ == "__main__":
    alone(measured)
