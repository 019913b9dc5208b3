"""How a measured figure is told: a few goals with what was reached, tables, and what one must know to read them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured.

    Args:
        seed: of everything made up.
        quick: a hundredth of the messages and few runs, to try the benchmark itself.
    """

    seed: int = 7
    quick: bool = False

    def messages(self, many: int) -> int:
        """How many messages stand for `many`."""
        return max(many // 100, 300) if self.quick else many

    def times(self, many: int) -> int:
        """How many runs stand for `many`."""
        return min(many, 2) if self.quick else many


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure to reach: `what` is to be at most `most`."""

    what: str
    value: float | None
    most: float
    unit: str = ""

    @property
    def reached(self) -> bool:
        """Whether it was measured and is small enough."""
        return self.value is not None and self.value <= self.most

    def row(self) -> tuple[str, ...]:
        """What, reached, goal, verdict."""
        told = "not measured" if self.value is None else f"{plain(self.value)}{self.unit}"
        return self.what, told, f"≤ {self.most:g}{self.unit}", "yes" if self.reached else "**no**"


@dataclass(frozen=True, slots=True)
class Figure:
    """One part of the page.

    Args:
        title: its heading.
        text: Markdown: tables and what they mean.
        goals: what was to be reached.
    """

    title: str
    text: str
    goals: tuple[Goal, ...]

    def __str__(self) -> str:
        return f"## {self.title}\n\n{goals_table(self.goals)}\n{self.text.strip()}\n"


def goals_table(goals: Iterable[Goal]) -> str:
    """The goals as a Markdown table."""
    return table(("goal", "measured", "wanted", "reached"), (goal.row() for goal in goals))


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def plain(value: float) -> str:
    """A measured number with as many digits as it deserves.

    >>> plain(0.01234), plain(1.234), plain(45.67), plain(1234.5)
    ('0.012', '1.23', '45.7', '1234')
    """
    digits = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{digits}f}"


def alone(measured: Callable[[Scale], Figure]) -> None:
    """Measure one figure by itself and print it."""
    options = argparse.ArgumentParser(description=sys.modules[measured.__module__].__doc__)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--quick", action="store_true", help="a hundredth of it, to try the benchmark itself")
    chosen = options.parse_args()
    print(measured(Scale(chosen.seed, chosen.quick)))
