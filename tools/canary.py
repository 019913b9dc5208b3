"""Send canaries through every text field, on every database there is, and look for them in everything that is left behind.

`python tools/canary.py [--seed N]` writes `docs/measured/canary.md`: both journal modes of SQLite, and PostgreSQL where it
is installed. The story, the hunt and the builds that leak are those of the tests in `src/toward/web/tests/canary/`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import postgres

if TYPE_CHECKING:
    from toward.web.tests.canary.hunt import Hunt
    from toward.web.tests.canary.scan import Finding

HERE = Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "measured" / "canary.md"
MODES = {"SQLite, WAL": {}, "SQLite, TRUNCATE": {"TOWARD_SQLITE": "stdlib", "TOWARD_JOURNAL": "TRUNCATE"}}


def main() -> int:
    """Hunt, write the page; 1 if a canary was found, a field was left out, or a leak was not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=4)
    seed = parser.parse_args().seed
    with tempfile.TemporaryDirectory(prefix="toward-canary-") as folder:
        _ready(Path(folder))
        hunts = list(_hunts(Path(folder), seed))
        caught = _caught(Path(folder) / "leaky", seed)
    text = page(hunts, caught, seed)
    print(text, *(f"{hunt.name} was blind in {sorted(hunt.blind)}.\n" for hunt in hunts if hunt.blind))
    PAGE.write_text(text, encoding="utf-8")
    return int(
        any(hunt.leaks or hunt.blind or hunt.story.typed != hunt.fields for hunt in hunts) or not all(caught.values())
    )


def _ready(folder: Path) -> None:
    os.environ.update(TOWARD_DATA=str(folder / "own"), TOWARD_CONFIG=str(folder / "own"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    import django  # noqa: PLC0415

    django.setup()


def _hunts(folder: Path, seed: int) -> list[Hunt]:
    from toward.web.tests.canary.hunt import hunted  # noqa: PLC0415

    hunts = [hunted(name, folder / f"{number}", more, seed) for number, (name, more) in enumerate(MODES.items())]
    if programs := postgres.programs():
        with postgres.running(programs) as address:
            hunts.append(hunted("PostgreSQL", folder / "postgres", {"TOWARD_DATABASE": address}, seed))
    return hunts


def _caught(folder: Path, seed: int) -> dict[str, list[Finding]]:
    """Of each leak, where its canary was found."""
    from toward.web.tests.canary.hunt import caught, leaking  # noqa: PLC0415

    return caught(leaking(folder, seed))


def page(hunts: list[Hunt], caught: dict[str, list[Finding]], seed: int) -> str:
    """The measured page."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    ).stdout.strip()
    return "\n".join([*_head(seed, commit), *map(_row, hunts), *_fields(hunts[0]), *_controls(caught), ""])


def _head(seed: int, commit: str) -> list[str]:
    from toward.web.tests.canary.spellings import ALL  # noqa: PLC0415

    return [
        "# Canaries",
        "",
        f"Measured by `make canary`, seed {seed}, at commit `{commit}`. Two people use every page of a real server; into every",
        "text field goes a word that nobody has ever written, and into addresses, headers, cookies, names of files and broken",
        "bodies too. The server logs everything at DEBUG and is killed with SIGKILL in the middle of a transaction. Then every",
        "file, every cell of the database, a backup and a compacted copy, and all that was ever sent to the other one, their",
        "export among it, is looked through, inside compressed streams as well.",
        "",
        f"Spellings looked for: {', '.join(ALL)}; also hex and base64 of a whole form or JSON.",
        "",
        "| database | text fields | canaries | files, cells, answers | bytes | compressed streams | found |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]


def _row(hunt: Hunt) -> str:
    looked, story = hunt.looked, hunt.story
    return (
        f"| {hunt.name} | {len(story.typed & hunt.fields)} of {len(hunt.fields)} | {len(story.cage.canaries)} "
        f"| {looked.things:,} | {looked.bytes:,} | {looked.unpacked:,} | {len(hunt.leaks)} |"
    )


def _fields(hunt: Hunt) -> list[str]:
    by_page = Counter(template for template, _ in hunt.fields)
    names = {page: sorted(name for template, name in hunt.fields if template == page) for page in sorted(by_page)}
    return [
        "",
        "In the clear by design: the name to sign in with (`Account.handle`), in the database and in its log of statements.",
        "",
        "| page | text fields |",
        "| --- | --- |",
        *(f"| {page} | {', '.join(fields)} |" for page, fields in names.items()),
    ]


def _controls(caught: dict[str, list[Finding]]) -> list[str]:
    from toward.web.tests.canary.leaks import TOLD  # noqa: PLC0415

    return [
        "",
        "Builds that leak on purpose, so that silence means something:",
        "",
        "| leak | found |",
        "| --- | --- |",
        *(
            f"| {TOLD[leak]} | {', '.join(sorted({each.spelling for each in found})) or 'NOT FOUND'} |"
            for leak, found in caught.items()
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
