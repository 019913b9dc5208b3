"""Every file that a process of ours opens to write into, so that nothing is written where nobody looks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR


def watch_writing(into: Path) -> None:
    """From now on, put the path of every file that Python opens for writing at the end of a file."""
    told = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def heard(event: str, args: tuple[object, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes) and isinstance(args[2], int) and args[2] & _WRITING:
            os.write(told, os.fsencode(args[0]).replace(b"\n", b"?") + b"\n")

    sys.addaudithook(heard)
