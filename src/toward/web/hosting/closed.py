"""Whether the user that a service runs as can get to what it needs: a checkout in somebody's home often lets nobody in."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

from toward.web.hosting.answers import Answers

UNSEEN = ("tmp",)


def sentence(answers: Answers) -> str | None:
    """What stands between the service's user and the program, and what to do; None where nothing does."""
    if answers.runs == "container":
        return None
    return _hidden(answers) or _unreadable(answers) or _shut(answers)


def _hidden(answers: Answers) -> str | None:
    """A service has a /tmp of its own."""
    needed = (answers.program, answers.data, answers.to, *map(Path, answers.pair or ()))
    path = next((each for each in needed if each.absolute().parts[1:2] == UNSEEN), None)
    return f"A service does not see what lies in /tmp, such as {path}. Put it somewhere that lasts." if path else None


def _unreadable(answers: Answers) -> str | None:
    """The certificate and its key."""
    for path in map(Path, answers.pair or ()):
        try:
            there, way = path.stat(), closed_to(answers.user, path.parent)
        except FileNotFoundError:
            return f"{path} is not there; Toward does not start without it."
        except PermissionError:
            return f"Nobody here may look at {path}; make sure that {answers.user} may read it."
        if way or not _readable(there, answers.user):
            return f"{answers.user} may not read {way or path}, and Toward does not start without it. Copy both to where it may."
    return None


def _readable(there: os.stat_result, user: str) -> bool:
    try:
        known = pwd.getpwnam(user)
    except KeyError:  # not made yet: it will own nothing, and be in no group
        return bool(there.st_mode & stat.S_IROTH)
    if there.st_uid == known.pw_uid:
        return bool(there.st_mode & stat.S_IRUSR)
    ours = there.st_gid in os.getgrouplist(user, known.pw_gid)
    return bool(there.st_mode & (stat.S_IRGRP if ours else stat.S_IROTH))


def _shut(answers: Answers) -> str | None:
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
