"""A module of the store with one line of it changed, to see that a test would notice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType


@contextmanager
def broken(name: str, line: str, instead: str) -> Iterator[ModuleType]:
    """A copy of a module in which another thing stands in place of a line."""
    real = import_module(name)
    text = Path(str(real.__file__)).read_text(encoding="utf-8")
    assert line in text, f"{line!r} stands in {name} no more"
    copy = ModuleType(f"{name}_broken")
    sys.modules[copy.__name__] = copy
    try:
        exec(compile(text.replace(line, instead), f"{name}, broken", "exec"), copy.__dict__)
        yield copy
    finally:
        del sys.modules[copy.__name__]
