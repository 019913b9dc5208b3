"""Two hundred made-up couples live nine months through the real app: are their days kept, and is a fading noticed?

`python tools/couples.py [--couples N] [--days N] [--seed N]` writes `docs/measured/couples.md`. The couples and the truth
tables are drawn before anything runs (`lives.simulate`, which knows no product code); every evening is a page that is
opened and a form that is sent; the clock is made up, everything else is real.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lives.simulate import DAYS, Couple, Kind, couple

if TYPE_CHECKING:
    from lives.living import Lived
    from lives.phone import Clock

HERE = Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "measured" / "couples.md"
EVERY: tuple[Kind, ...] = (
    "fading",
    "steady",
    "fading",
    "steady",
    "stopping",
    "fading",
    "steady",
    "fading",
    "steady",
    "thinning",
)


def main() -> int:
    """Draw, live, judge, write the page; 1 if a day is wrong or a share lies outside."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--couples", type=int, default=200)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument(
        "--keep", type=Path, help="folder in which each couple's life is kept, so that a run can be gone on with"
    )
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--parts", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    numbers = range(asked.couples)
    with ready() as clock:
        if asked.part is not None:
            return _part([number for number in numbers if number % asked.parts == asked.part], asked, clock)
        from lives.report import page, right  # noqa: PLC0415

        lives = list(_lived(asked))
        text = page(lives, asked.seed, asked.days)
    print(text)
    if (len(lives), asked.days) == (200, DAYS):
        PAGE.write_text(text, encoding="utf-8")
    return int(not right(lives, asked.seed))


def drawn(number: int, seed: int, days: int = DAYS) -> Couple:
    """A couple of the run."""
    return couple(seed, number, EVERY[number % len(EVERY)], days)


def _lived(asked: argparse.Namespace) -> Iterator[Lived]:
    """Every couple, lived by several processes with a database each."""
    from lives.living import Lived  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        asked.keep = asked.keep or Path(name)
        more = {name: getattr(asked, name) for name in ("couples", "days", "seed", "parts", "keep")}
        command = [
            sys.executable,
            __file__,
            *(part for name, value in more.items() for part in (f"--{name}", str(value))),
        ]
        begun = [subprocess.Popen([*command, "--part", str(part)]) for part in range(asked.parts)]
        failed = [process.wait() for process in begun]
        if sum(failed):
            raise SystemExit("a part of the run has failed; with --keep it can be gone on with")
        for number in range(asked.couples):
            row = json.loads(_kept(asked, number).read_text(encoding="utf-8"))
            yield Lived(drawn(number, asked.seed, asked.days), **_read(row))


def _kept(asked: argparse.Namespace, number: int) -> Path:
    return Path(asked.keep) / f"{asked.seed}-{asked.days}-{number}.json"


def _part(numbers: list[int], asked: argparse.Namespace, clock: Clock) -> int:
    from lives.living import live  # noqa: PLC0415

    gc.freeze()
    gc.set_threshold(200_000, 50, 100)  # nothing here is judged by its memory
    for number in numbers:
        if _kept(asked, number).exists():
            continue
        row = asdict(live(drawn(number, asked.seed, asked.days), clock, asked.days))
        del row["couple"]
        _kept(asked, number).write_text(json.dumps(_written(row)), encoding="utf-8")
        print(f"couple {number} has lived", file=sys.stderr, flush=True)
    return 0


def _written(row: dict[str, Any]) -> dict[str, Any]:
    """What was lived as JSON has it."""
    seen = {name: [[side, ritual, day] for (side, ritual), day in row[name].items()] for name in ("notice", "line")}
    return {**row, **seen}


def _read(row: dict[str, Any]) -> dict[str, Any]:
    seen = {name: {(side, ritual): day for side, ritual, day in row[name]} for name in ("notice", "line")}
    sides = {name: {int(side): days for side, days in row[name].items()} for name in ("quiet", "logging")}
    series = {name: {int(day): value for day, value in days.items()} for name, days in row["series"].items()}
    return {**row, **seen, **sides, "series": series}


@contextmanager
def ready() -> Iterator[Clock]:
    """An installation in a folder that is thrown away, and the clock that it looks at."""
    home = tempfile.mkdtemp(prefix="toward-couples-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
    os.environ.update(TOWARD_DATA=home, TOWARD_CONFIG=home, DJANGO_SETTINGS_MODULE="toward.web.settings")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        yield _set_up()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _set_up() -> Clock:
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from lives.phone import Clock  # noqa: PLC0415

    from toward.store.models import Instance  # noqa: PLC0415
    from toward.vault.keys import Cost  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.PASSWORD_COST, settings.CLOCK = Cost(memory=64, passes=1), Clock()
    settings.ALLOWED_HOSTS = ["testserver"]
    Instance.objects.get_or_create(pk=1, defaults={"release": "0"})
    return settings.CLOCK  # type: ignore[no-any-return]


if __name__ == "__main__":
    raise SystemExit(main())
