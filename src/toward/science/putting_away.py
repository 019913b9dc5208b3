"""A watch put away between two visits, and taken up again as if nothing had been: the same numbers to the last bit.

Everything that a watch knows is numbers, rows of numbers and a few small parts of itself. Put away, it is values that JSON
knows; floats go through their shortest decimal form, which gives the same float back (IEEE 754, David Gay 1990).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from toward.science.afterwards import Return
from toward.science.baseline import Baseline, HardDays, Recent, Reported
from toward.science.budget import LINE
from toward.science.findings import UnreadableDays
from toward.science.summing import Silence, Sums
from toward.science.watch import Direction, Watch

FORM = 1  # another one whenever the watch or a part of it knows something else
PARTS: Mapping[str, type] = {part.__name__: part for part in (Baseline, HardDays, Recent, Return, Silence, Sums)}
_GIVEN = ("_growing", "_threshold")  # said anew when it is taken up
_AS_IT_IS = frozenset({type(None), bool, int, float, str})
_IN_A_ROW = frozenset({list, tuple, deque, Reported})
_LOST = (KeyError, TypeError, ValueError, AttributeError, IndexError)


def put_away(watch: Watch) -> dict[str, Any]:
    """Everything that a watch knows, as values that JSON knows."""
    return {"form": FORM, "knows": {name: _plain(value) for name, value in vars(watch).items() if name not in _GIVEN}}


def taken_up(kept: Mapping[str, Any], *, budget: float = LINE, direction: Direction = "fading") -> Watch:
    """The watch again, from what `put_away` gave.

    Args:
        kept: as it was given, also after it went through JSON.
        budget: P(any false notice in two years), as the watch was begun with.
        direction: as the watch was begun with.

    Raises:
        UnreadableDays: it is something else, or was put away by another version (code `kept`).

    >>> watch = Watch()
    >>> vars(taken_up(put_away(watch)))["_day"]
    0
    """
    watch = Watch(budget=budget, direction=direction)
    known = set(vars(watch)) - {*_GIVEN}
    try:
        if kept["form"] != FORM or set(kept["knows"]) != known:
            raise ValueError(kept["form"])
        for name, value in kept["knows"].items():
            setattr(watch, name, _whole(value))
    except _LOST:
        raise UnreadableDays("kept", "This is no watch that was put away by this version.") from None
    return watch


@cache
def parts_of(part: type) -> tuple[str, ...]:
    """The names of everything that a part of a watch keeps."""
    return tuple(sorted(getattr(part, "__slots__", ())))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS or isinstance(value, float):
        return value
    if kind is dict:
        of = [[key, _plain(each)] for key, each in value.items()]
    elif kind in _IN_A_ROW:
        of = [each if type(each) in _AS_IT_IS else _plain(each) for each in value]
    else:
        of = [[name, _plain(getattr(value, name))] for name in parts_of(kind)]  # type: ignore[arg-type]
    return {"is": kind.__name__, "of": of}


def _whole(kept: Any) -> Any:
    if type(kept) is not dict:
        return kept
    name, of = kept["is"], kept["of"]
    if name in PARTS:
        return _part(PARTS[name], of)
    return _ROWS[name](of if name == "dict" else [each if type(each) in _AS_IT_IS else _whole(each) for each in of])


def _part(part: type, of: list[list[Any]]) -> object:
    made: object = object.__new__(part)
    if tuple(name for name, _ in of) != parts_of(part):
        raise ValueError(part.__name__)
    for name, value in of:
        setattr(made, name, _whole(value))
    return made


def _row_of_pairs(of: Iterator[Any]) -> dict[Any, Any]:
    return {key: _whole(value) for key, value in of}


_ROWS: Mapping[str, Callable[[Any], Any]] = {
    "list": list, "tuple": tuple, "deque": deque, "dict": _row_of_pairs, "Reported": lambda of: Reported(*of),
}  # fmt: skip
