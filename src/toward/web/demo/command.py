"""`toward demo`: an installation of its own in a temporary folder, with two made-up people in it, served until it ends."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import time, timedelta

from toward.web import serve
from toward.web.demo.folder import live_in, thrown_away


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the demonstration; returns the exit code."""
    parser = argparse.ArgumentParser(prog="toward demo", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--empty", action="store_true", help="without the nine months that the two have lived")
    asked = parser.parse_args(argv)
    with thrown_away() as folder:
        live_in(folder)
        trouble = serve.make_ready()
        if trouble:
            print(trouble, file=sys.stderr)
            return 1
        _begin(empty=asked.empty)
        return serve.main(["--port", str(asked.port)])


def _begin(*, empty: bool) -> None:
    """The two move in before anybody can look, and live for nine months unless it is to be empty."""
    from toward.web.demo import living, months  # noqa: PLC0415 (after Django is set up)
    from toward.web.demo.clock import BEGAN  # noqa: PLC0415
    from toward.web.demo.couple import move_in  # noqa: PLC0415

    move_in(living.second(BEGAN - timedelta(days=months.BEFORE), time(18)))
    if not empty:
        living.live_before(BEGAN)
    print("A demonstration: made-up people, a made-up clock. Everything is thrown away when it ends.", flush=True)
