"""What can be said about two people's days, always with how sure it is.

A finding is numbers and the name of the method that made them; the words are chosen by the page that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class UnreadableDays(ValueError):
    """The call cannot be answered as it stands; `code` says why in one word, the message in a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Undecided:
    """Base of answers that must be read, not tested for truth: `if finding:` would hide what is uncertain."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Refuse to be a yes or a no.

        Raises:
            TypeError: always; read the fields instead.
        """
        raise TypeError(f"{type(self).__name__} is not a yes or a no: read its estimate and its interval")


@dataclass(frozen=True, slots=True)
class Finding(Undecided):
    """One estimate with its interval.

    Args:
        estimate: the value that is most likely, in the unit that `method` names (days, rates …).
        lower: lower end of the interval, same unit.
        upper: upper end of the interval, same unit.
        level: how often such an interval holds the truth, 0–1.
        n: observed days (or events) it rests on.
        method: short name of the method, explained in the docs.
        more: further numbers of the same finding, for example `p_abrupt`.
    """

    estimate: float
    lower: float
    upper: float
    level: float
    n: int
    method: str
    more: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    def __getattr__(self, name: str) -> Any:
        """Read a further number by its name: `finding.p_abrupt`."""
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return object.__getattribute__(self, "more")[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True, slots=True)
class TooEarly(Undecided):
    """Too little has been seen to say; what is known so far is kept.

    Args:
        n: observed days so far.
        needed: observed days that an answer takes.
        so_far: what is already known, for example `{"rate": 0.6}`.
    """

    n: int
    needed: int
    so_far: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
