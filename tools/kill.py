"""Kill the writer again and again while it writes: is anything lost that was acknowledged, or there twice?

`python tools/kill.py [--kills N] [--seed N]` writes `docs/measured/kill.md`: both journal modes of SQLite, and PostgreSQL
where it is installed. A writer is a process of its own with two threads; it says what it has kept, is killed with
SIGKILL at a random moment, begins again, and sends what was not acknowledged once more.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import postgres

HERE = Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "measured" / "kill.md"
MODES = {"WAL": {"TOWARD_SQLITE": ""}, "TRUNCATE": {"TOWARD_SQLITE": "stdlib", "TOWARD_JOURNAL": "TRUNCATE"}}
SPACE, KEY, HAND = UUID(int=7), bytes(range(32)), UUID(int=9)


@dataclass
class Score:
    """What came out of one database.

    Args:
        kills: how often the writer was killed.
        acknowledged: intents that it said it had kept.
        lost: of these, how many are not there.
        twice: entries that are there more than once.
        sound: what the database says of itself.
    """

    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    lost: int = -1
    twice: int = -1
    sound: str = ""


def main() -> int:
    """Kill, count, write the page; 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=53)
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--verify", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        return _write()
    if asked.verify:
        return _verify()
    scores = {name: killed(asked.kills, asked.seed, more) for name, more in MODES.items()}
    if folder := postgres.programs():
        with postgres.running(folder, careful=True) as address:
            scores["PostgreSQL"] = killed(asked.kills, asked.seed, {"TOWARD_DATABASE": address})
    text = page(scores, asked.seed)
    print(text)
    PAGE.write_text(text, encoding="utf-8")
    return int(any(score.lost or score.twice or score.sound != "ok" for score in scores.values()))


def killed(kills: int, seed: int, more: dict[str, str]) -> Score:
    """Let a writer write into a fresh database and kill it so many times."""
    score, chance = Score(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="toward-kill-") as home:
        surroundings = {**os.environ, "TOWARD_DATA": home, "TOWARD_CONFIG": home, **more}
        unsure: list[str] = []
        for _ in range(kills):
            unsure = _one_life(surroundings, chance, unsure, score)
            score.kills += 1
        _one_life(surroundings, chance, unsure, score, kill=False)
        said = subprocess.run(
            [sys.executable, __file__, "--verify"],
            env=surroundings,
            input="\n".join(score.acknowledged),
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        score.lost, score.twice, score.sound = int(said[0]), int(said[1]), said[2]
    return score


def _one_life(
    surroundings: dict[str, str], chance: random.Random, again: list[str], score: Score, *, kill: bool = True
) -> list[str]:
    """Run a writer until it is killed; the intents it began and never acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, __file__, "--write"],
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert writer.stdin
    assert writer.stdout
    writer.stdin.write("\n".join([*again, "" if kill else "stop", ""]))
    writer.stdin.close()
    begun: set[str] = set(again)
    left = chance.randint(70, 150)
    for line in writer.stdout:
        word, _, intent = line.strip().partition(" ")
        if len(intent) != 32:  # cut off while it was said: neither begun nor acknowledged as far as anybody knows
            continue
        if word == "begun":
            begun.add(intent)
        else:
            begun.discard(intent)
            score.acknowledged.add(intent)
            left -= 1
        if kill and left == 0:
            threading.Timer(chance.uniform(0, 0.02), writer.kill).start()
    writer.wait()
    return sorted(begun)


def _ready() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    import django  # noqa: PLC0415

    django.setup()


def _write() -> int:
    """Be the writer: first what came from before, then on and on with two threads."""
    _ready()
    from django.core.management import call_command  # noqa: PLC0415

    from toward.store.models import Instance, Space  # noqa: PLC0415
    from toward.vault.secret import SecretBytes  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    Instance.objects.get_or_create(pk=1, defaults={"release": "0.2.0", "mark": UUID(int=5)})
    Space.objects.get_or_create(id=SPACE, defaults={"room": "mine", "public": bytes(32)})
    lines = sys.stdin.read().split()
    key, said = SecretBytes(KEY), threading.Lock()
    for intent in lines:
        if intent != "stop":
            _keep(UUID(intent), key, said)
    if "stop" in lines:
        return 0
    both = [threading.Thread(target=_go_on, args=(key, said), daemon=True) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    return 1  # never reached: it is killed before


def _go_on(key: object, said: threading.Lock) -> None:
    from toward.store.models import new_id  # noqa: PLC0415

    while True:
        _keep(new_id(), key, said)


def _keep(wish: UUID, key: object, said: threading.Lock) -> None:
    from toward.store.entry import Change, Entry, Intent  # noqa: PLC0415
    from toward.store.streams import Ring, decide  # noqa: PLC0415

    ring = Ring(UUID(int=5), {(SPACE, 1): key})  # type: ignore[dict-item]
    entry = Entry("test.note", 1, 0, "UTC", HAND, {"intent": wish.hex})
    with said:
        print("begun", wish.hex, flush=True)
    decide(ring, Intent(wish, "note", 0, "UTC", HAND, {}), [SPACE], lambda: Change(entries=((SPACE, entry),)))
    with said:
        print("kept", wish.hex, flush=True)


def _verify() -> int:
    """Print how many acknowledged intents are lost, how many are there twice, and whether the database is sound."""
    _ready()
    from django.db import connection  # noqa: PLC0415

    from toward.store.streams import Ring, read  # noqa: PLC0415
    from toward.vault.secret import SecretBytes  # noqa: PLC0415

    there = [kept.entry.body["intent"] for kept in read(Ring(UUID(int=5), {(SPACE, 1): SecretBytes(KEY)}), SPACE)]
    acknowledged = set(sys.stdin.read().split())
    sound = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    print(len(acknowledged - set(there)), len(there) - len(set(there)), sound)
    return 0


def page(scores: dict[str, Score], seed: int) -> str:
    """The measured page."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    ).stdout.strip()
    lines = [
        "# Killed while writing",
        "",
        f"Measured by `make kill`, seed {seed}, at commit `{commit}`. Two threads write sealed entries; the process is killed",
        "with SIGKILL at a random moment, begins again, and sends what was not acknowledged once more.",
        "",
        "| database | kills | acknowledged | lost | twice | says of itself |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, score in scores.items():
        lines.append(
            f"| {name} | {score.kills} | {len(score.acknowledged):,} | {score.lost} | {score.twice} | {score.sound} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
