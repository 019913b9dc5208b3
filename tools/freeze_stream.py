"""Freezes what a release keeps: a small database with everything in it, its backup, exports, and what is seen in them.

`python tools/freeze_stream.py FOLDER`, for example `tests/streams/0.2`, once a release, when its migrations are final; the
folder is never written again. Every later release opens it (`src/toward/people/tests/test_old_streams.py`). Names,
passwords, cards and pepper in it are for tests and lie in the open beside it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from toward.web.serve import make_ready

PEPPER = b"a pepper for tests, of no house."  # 32 bytes
PAGE = 1024  # bytes of a page of the database, so that it stays small


def main(argv: list[str]) -> int:
    """Freeze; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(argv).folder
    if folder.exists():
        print(f"{folder} is there already; what a release has kept is never written again.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        expected, exports = _lived(Path(name))
        folder.mkdir(parents=True)
        _frozen(Path(name) / "toward.sqlite3", folder)
    _written(folder, expected, exports)
    print(f"{folder}: {sum(path.stat().st_size for path in folder.iterdir()):,} bytes")
    return 0


def _lived(home: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Make an installation and live in it; what everybody sees at the end, and their exports."""
    (home / "pepper").write_bytes(PEPPER)
    os.environ.pop("TOWARD_DATABASE", None)
    os.environ.update(TOWARD_DATA=str(home), TOWARD_CONFIG=str(home), TOWARD_JOURNAL="TRUNCATE")
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    trouble = make_ready()
    if trouble:
        raise SystemExit(trouble)
    life = importlib.import_module("toward.people.tests.old_life")  # models are there from now on
    lived: tuple[dict[str, Any], dict[str, bytes]] = life.lived()
    importlib.import_module("django.db").connection.close()
    return lived


def _frozen(database: Path, folder: Path) -> None:
    """The database in small pages, and a backup of it."""
    with closing(importlib.import_module("sqlite3").connect(database)) as opened:
        opened.execute(f"PRAGMA page_size = {PAGE}")
        opened.execute("VACUUM")
        for name in ("toward.sqlite3", "backup.sqlite3"):
            opened.execute("VACUUM INTO ?", (str(folder / name),))


def _written(folder: Path, expected: Mapping[str, Any], exports: Mapping[str, bytes]) -> None:
    """Everything that lies beside the database."""
    for name, export in exports.items():
        (folder / f"{name}.age").write_bytes(export)
    (folder / "test-pepper.hex").write_text(PEPPER.hex() + "\n", encoding="ascii")
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
