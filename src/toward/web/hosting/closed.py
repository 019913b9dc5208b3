"""Whether the user that a service runs as can get to the program at all: a checkout in somebody's home often lets nobody in."""

from __future__ import annotations

import stat
from pathlib import Path

from toward.web.hosting.answers import Answers


def sentence(answers: Answers) -> str | None:
    """What stands between the service's user and the program, and what to do; None where nothing does."""
    if answers.runs == "container":
        return None
    shut = next((each for path in _needed(answers.program) if (each := closed_to(answers.user, path))), None)
    if shut is None:
        return None
    return (
        f"{shut} lets only its owner in, so {answers.user} cannot run what lies in it. Put Toward and its Python where "
        f"everybody may read, such as /opt/toward with the system's Python; or let it run as its owner, with --user."
    )


def _needed(program: Path) -> tuple[Path, ...]:
    """The program, and the interpreter that it is run by, wherever its link leads."""
    return program, program.with_name("python").resolve()


def closed_to(user: str, path: Path) -> Path | None:
    """The first folder or file on the way to a path that a user may not enter or read; None if the way is open."""
    way = [*reversed(path.absolute().parents), path.absolute()]
    return next((each for each in way if each.exists() and not _open(each.stat().st_mode, each.owner() == user)), None)


def _open(mode: int, own: bool) -> bool:
    return bool(mode & (stat.S_IXUSR if own else stat.S_IXOTH))
