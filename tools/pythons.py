"""The tests on each Python of this machine: what is sealed on one opens on every other, and nothing else differs.

`python tools/pythons.py [FOLDER …]` sets an environment up for every Python 3.11 or newer that it finds on the path or
beside this one, runs the tests of the folders there, and writes `docs/measured/pythons.md`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "measured" / "pythons.md"
OLDEST = (3, 11)
FOLDERS = ("src/toward/vault", "src/toward/store", "src/toward/people")
ASK = "import sys; print('.'.join(map(str, sys.version_info[:3])))"


@dataclass(frozen=True)
class Told:
    """What one Python said.

    Args:
        version: which.
        summary: pytest's last line, without the time.
        good: whether all went well.
    """

    version: str
    summary: str
    good: bool


def main() -> int:
    """Run everywhere, write the page; 1 if anything failed anywhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", default=FOLDERS)
    folders = parser.parse_args().folders
    told = [run(version, program, folders) for version, program in sorted(pythons().items(), key=_number)]
    PAGE.write_text(page(told, folders), encoding="utf-8")
    print(page(told, folders))
    return 0 if told and all(each.good for each in told) else 1


def pythons() -> dict[str, Path]:
    """One program for each version that is new enough: on the path, and where versions lie side by side."""
    places = [Path(each) for each in os.environ.get("PATH", "").split(os.pathsep)]
    places += sorted(Path(sys.base_prefix).parent.glob("*/bin"))
    found: dict[str, Path] = {}
    for program in (each for place in places for each in sorted(place.glob("python3.*"))):
        if re.fullmatch(r"python3\.\d+", program.name):
            version = _version(program)
            if version and _parts(version) >= OLDEST:
                found.setdefault(version, program)
    return found


def _version(program: Path) -> str:
    try:
        done = subprocess.run([program, "-c", ASK], capture_output=True, text=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return ""  # a stub that leads nowhere
    return done.stdout.strip()


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _number(one: tuple[str, Path]) -> tuple[int, ...]:
    return _parts(one[0])


def run(version: str, program: Path, folders: list[str]) -> Told:
    """The tests of the folders on one Python, in an environment that is thrown away."""
    print(f"Python {version} …", flush=True)
    with tempfile.TemporaryDirectory() as home:
        around = {**os.environ, "TOWARD_VENV": f"{home}/venv", "TOWARD_DATA": home, "TOWARD_CONFIG": home}
        asked = [program, "tools/run.py", "test", *folders, "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(asked, cwd=HERE, env=around, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-1000:], file=sys.stderr)
    summary = re.sub(r" in [\d.]+s.*", "", lines[-1]).strip("= ") if lines else "nothing was said"
    return Told(version, summary, done.returncode == 0)


def page(told: list[Told], folders: list[str]) -> str:
    """The page of the documentation."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    )
    rows = "\n".join(f"| {each.version} | {each.summary} |" for each in told)
    return f"""# On each Python

Measured by `make pythons` at commit `{commit.stdout.strip()}`, each in an environment of its own from the same lock:
`{"`, `".join(folders)}`. The frozen vectors of the seals are among these tests.

| Python | tests |
| --- | --- |
{rows}
"""


if __name__ == "__main__":
    sys.exit(main())
