"""Freed memory is overwritten: what a visit has opened does not lie in the server's memory after it.

Python cannot wipe a secret, but whoever hands its memory out can. glibc overwrites what is freed if it is asked to before
the process starts (`glibc.malloc.perturb`; its small cache per thread would pass that by), and so does macOS. Elsewhere
nothing changes: secrets then lie in freed memory until something else is written there.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
from collections.abc import Mapping

_GLIBC = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"
_DONE = "TOWARD_OVERWRITES"


def begin_anew() -> None:
    """Start this very command once more, with an allocator that overwrites; returns where that is done, or not to be had.

    A `PYTHONMALLOC` that somebody has set stays: they have chosen an allocator.
    """
    _leave_no_image()
    wanted = overwriting(os.environ, platform.libc_ver()[0], sys.platform)
    if wanted is not None:
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], wanted)


def overwriting(environment: Mapping[str, str], libc: str, system: str) -> dict[str, str] | None:
    """The environment in which freed memory is overwritten; None if this is it, or there is none.

    Args:
        environment: of this process.
        libc: as `platform.libc_ver` calls it.
        system: as `sys.platform` calls it.

    >>> sorted(overwriting({}, "glibc", "linux"))
    ['GLIBC_TUNABLES', 'PYTHONMALLOC', 'TOWARD_OVERWRITES']
    >>> overwriting({"PYTHONMALLOC": "debug"}, "glibc", "linux") is overwriting({}, "", "linux") is None
    True
    """
    if _DONE in environment or "PYTHONMALLOC" in environment:
        return None
    if libc == "glibc":
        tunables = ":".join(filter(None, [environment.get("GLIBC_TUNABLES", ""), _GLIBC]))
        return {**environment, _DONE: "1", "PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": tunables}
    if system == "darwin":
        return {**environment, _DONE: "1", "PYTHONMALLOC": "malloc", "MallocScribble": "1"}
    return None


def _leave_no_image() -> None:
    """No image of the memory is written where the program breaks."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
