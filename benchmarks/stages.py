"""The whole look-back in a process of its own: `python -m benchmarks.stages FILE ME` prints what each stage took."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from time import process_time
from typing import ParamSpec, TypeVar

Args = ParamSpec("Args")
Given = TypeVar("Given")
STAGES = ("import", "parse", "cues", "discovery", "watch", "report")


def main(path: Path, me: str) -> None:
    """Read, look back, and print seconds of processor time by stage, and what was found."""
    took = dict.fromkeys(STAGES, 0.0)
    began = process_time()
    from toward.lookback import read, report  # noqa: PLC0415

    took["import"] = process_time() - began
    for stage, name in (("cues", "find"), ("discovery", "discover"), ("watch", "judge")):
        setattr(report, name, timed(getattr(report, name), took, stage))
    reading = timed(read.read, took, "parse")([(path.name, path.read_bytes())], zone=UTC)
    look = timed(report.look_back, took, "report")(reading, me=me)
    took["report"] -= took["cues"] + took["discovery"] + took["watch"]
    known = sum(ritual.origin == "known" for ritual in look.rituals)
    found = {"messages": look.messages, "known": known, "discovered": len(look.rituals) - known}
    print(json.dumps({**found, "took": took, "refused": look.refused}))


def timed(deed: Callable[Args, Given], took: dict[str, float], stage: str) -> Callable[Args, Given]:
    """The same deed; its processor time is added to its stage."""

    def watched(*args: Args.args, **kwargs: Args.kwargs) -> Given:
        began = process_time()
        try:
            return deed(*args, **kwargs)
        finally:
            took[stage] += process_time() - began

    return watched


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
