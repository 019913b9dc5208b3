"""Who is measured: couples of whom something changes, and steady ones, with and without a chat around their days."""

from __future__ import annotations

import numpy as np

from benchmarks.seeded.chats import Written, written
from benchmarks.seeded.couples import SHAPES, Couple, Habit, couple, course, lived
from benchmarks.seeded.phrases import Language
from toward.science.findings import TooEarly
from toward.science.retrospect import look_back as judge

CHANGED = ("fading", "faded", "growing")


def changing(rng: np.random.Generator, of: Language, talk: float = 6.0) -> Written:
    """A couple of whom one to three habits change, over 1½ to 5 years; longer where a change needs the room."""
    shapes = tuple(str(shape) for shape in rng.permutation(SHAPES[1:])[: int(rng.integers(1, 4))])
    return written(rng, couple(rng, of, shapes=shapes, years=(2.0, 5.0), talk=talk))


def steady(rng: np.random.Generator, of: Language, unrest: str = "plain", talk: float = 4.0) -> Written:
    """A couple of whom nothing changes, over 1 to 8 years."""
    return written(rng, couple(rng, of, years=(1.0, 8.0), habits=(2, 9), talk=talk, unrest=unrest))


def steady_days_report(rng: np.random.Generator, of: Language, unrest: str) -> int:
    """Findings in the report of a steady couple of 3–30 habits over 1–8 years, from their days alone."""
    pair = couple(rng, of, years=(1.0, 8.0), unrest=unrest)
    habits = tuple(
        Habit(f"habit {i}", "known", course(rng, "steady", pair.days), rng.normal(0.0, 0.5, 7))
        for i in range(int(rng.integers(3, 31)))
    )
    many = Couple(of, pair.names, pair.first, pair.days, habits, pair.contact, pair.talk, unrest)
    answers = judge(lived(rng, many), first_weekday=pair.first.weekday())
    return sum(not isinstance(answer, TooEarly) and answer.status in CHANGED for answer in answers)
