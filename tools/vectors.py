"""Freeze the vault's vectors of a new suite: `python tools/vectors.py`.

Writes `src/toward/vault/tests/vectors/suite-N.json` for the suite that the vault seals with now. A file that is there
already is never written again: what it says was sealed by somebody's Toward, and has to open for ever.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from toward.vault.tests import frozen
from toward.vault.tests.specimens import vault

FOLDER = Path(frozen.__file__).with_name("vectors")


def freeze(folder: Path) -> Path:
    """Write the vectors of the present suite.

    Raises:
        FileExistsError: they are frozen already.
    """
    made = frozen.made(vault())
    path = folder / f"suite-{made['suite']}.json"
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    return path


def main() -> int:
    """Freeze, or say why not; returns the exit code."""
    try:
        print(f"Frozen: {freeze(FOLDER).name}")
    except FileExistsError as error:
        print(f"{Path(error.filename).name} is frozen; a change of what is sealed is a new suite.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
