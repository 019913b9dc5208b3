"""What happened on which day between two made-up people: when they were in touch, and which of their habits they kept.

A habit's day is a coin with weekday offsets whose rate follows a known shape; days without contact are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.seeded.phrases import SPOKEN, Language

Floats = NDArray[np.float64]
Days = NDArray[np.int8]

SHAPES = ("steady", "stop", "fade60", "fade120", "fade180", "growth", "recovery")
_LOW_FOR = 120  # days that a fading which recovers stays low
_BACK_OVER = 45  # days of its return


@dataclass(frozen=True, slots=True)
class Course:
    """How often a habit happens, from its first to its last day.

    Args:
        shape: one of `SHAPES`.
        before: rate per day in touch before the change, 0–1.
        after: rate once the change is over (of a recovery: while it is low), 0–1.
        start: day number on which the change begins; -1 if nothing changes.
    """

    shape: str
    before: float
    after: float
    start: int = -1

    @property
    def length(self) -> int:
        """Days from the beginning of the change until `after` is reached."""
        return {"stop": 0, "growth": 60, "recovery": 60}.get(self.shape, int(self.shape[4:] or 0) if self.fades else 0)

    @property
    def fades(self) -> bool:
        """Whether it is a slow fading."""
        return self.shape.startswith("fade")

    def rate(self, days: int) -> Floats:
        """Rate on each day, float64[days]."""
        if self.start < 0:
            return np.full(days, self.before)
        at = np.arange(days) - self.start
        gone = np.clip(at / max(self.length, 1e-9), 0.0, 1.0) * (at >= 0)
        if self.shape == "recovery":
            gone -= np.clip((at - self.length - _LOW_FOR) / _BACK_OVER, 0.0, 1.0)
        return np.asarray(self.before + (self.after - self.before) * gone)

    @property
    def expected(self) -> frozenset[str]:
        """Verdicts that are right at the end of the chat."""
        if self.shape in ("steady", "recovery"):
            return frozenset({"steady"})
        return frozenset({"growing"}) if self.shape == "growth" else frozenset({"fading", "faded"})


@dataclass(frozen=True, slots=True)
class Habit:
    """One habit of the two.

    Args:
        name: id of a known ritual, or the pair's own words.
        place: `known`, or where their own words stand: `opener`, `closer`, `inside`.
        course: how often it happens.
        rhythm: log-odds offset of each weekday, Monday first, float64[7].
    """

    name: str
    place: str
    course: Course
    rhythm: Floats


@dataclass(frozen=True, slots=True)
class Couple:
    """Two people and their habits.

    Args:
        language: what they speak.
        names: what they are called in the export.
        first: first day.
        days: how many days the chat covers.
        habits: what they do.
        contact: chance to be in touch on each weekday, float64[7].
        talk: messages beyond the habits on a day in touch, on average.
        unrest: `plain`, `bursty` (every week has its own rates) or `apart` (weeks in which habits are down to a third).
    """

    language: Language
    names: tuple[str, str]
    first: date
    days: int
    habits: tuple[Habit, ...]
    contact: Floats
    talk: float
    unrest: str = "plain"


def course(rng: np.random.Generator, shape: str, days: int) -> Course:
    """Draw the rates and the beginning of a change; at least 200 days lie before and 180 after its end."""
    before = float(rng.uniform(0.45, 0.95))
    if shape == "steady":
        return Course(shape, float(rng.uniform(0.05, 0.95)), 0.0)
    if shape == "growth":
        return _placed(rng, Course(shape, float(rng.uniform(0.03, 0.3)), float(rng.uniform(0.55, 0.9))), days)
    after = 0.0 if shape == "stop" else before * float(rng.uniform(0.05, 0.45))
    return _placed(rng, Course(shape, before, after), days)


def _placed(rng: np.random.Generator, one: Course, days: int) -> Course:
    needed = one.length + (_LOW_FOR + _BACK_OVER if one.shape == "recovery" else 0) + 180
    return Course(one.shape, one.before, one.after, int(rng.integers(200, max(days - needed, 201))))


def couple(
    rng: np.random.Generator,
    of: Language,
    *,
    shapes: tuple[str, ...] = (),
    years: tuple[float, float] = (1.0, 8.0),
    habits: tuple[int, int] = (4, 9),
    talk: float = 8.0,
    unrest: str = "plain",
) -> Couple:
    """Draw a couple.

    Args:
        rng: where chance comes from.
        of: their language.
        shapes: what happens to the first of their habits; all others stay steady.
        years: shortest and longest chat.
        habits: fewest and most habits looked up; two to three of their own come on top.
        talk: as in `Couple`.
        unrest: as in `Couple`.
    """
    days = int(rng.uniform(*years) * 365)
    places = _places(rng, of, int(rng.integers(habits[0], habits[1] + 1)))
    planned = (*shapes, *("steady",) * len(places))
    kept = tuple(
        Habit(name, place, course(rng, shape, days), rng.normal(0.0, 0.5, 7))
        for (name, place), shape in zip(places, planned, strict=False)
    )
    contact = np.clip(rng.uniform(0.55, 0.97) + rng.normal(0, 0.05, 7), 0.2, 0.995)
    first = date(2015, 1, 1) + timedelta(days=int(rng.integers(0, 1500)))
    return Couple(of, of.names[rng.integers(len(of.names))], first, days, kept, contact, talk, unrest)


def _places(rng: np.random.Generator, of: Language, known: int) -> list[tuple[str, str]]:
    """Names and places of a couple's habits in the order in which changes befall them."""
    chosen = list(rng.permutation(list(SPOKEN))[: min(known, len(SPOKEN))]) if of.true else []
    places = [(str(name), "known") for name in chosen] + ([("calls", "known")] if known > len(SPOKEN) else [])
    own = [(str(rng.choice(of.own[place])), place) for place in ("opener", "closer", "inside")]
    mixed = places + own[: int(rng.integers(2, 4))]
    return [mixed[i] for i in rng.permutation(len(mixed))]


def lived(rng: np.random.Generator, pair: Couple) -> Days:
    """Draw what happened: int8[habits, days], 1 kept, 0 in touch without it, -1 no contact."""
    touch = in_touch(rng, pair)
    table = np.full((len(pair.habits), pair.days), -1, dtype=np.int8)
    apart = _apart(rng, pair.days) if pair.unrest == "apart" else np.zeros(pair.days, dtype=bool)
    for row, habit in zip(table, pair.habits, strict=True):
        rate = _rate(rng, pair, habit)
        happened = rng.random(pair.days) < np.where(apart, rate / 3, rate)
        row[:] = np.where(touch, happened, -1)
    return table


def in_touch(rng: np.random.Generator, pair: Couple) -> NDArray[np.bool_]:
    """Days with any message: by weekday, less quiet stretches of 3–10 days about three times a year."""
    touch = rng.random(pair.days) < pair.contact[(np.arange(pair.days) + pair.first.weekday()) % 7]
    for start in np.flatnonzero(rng.random(pair.days) < 1 / 120):
        touch[start : start + int(rng.integers(3, 11))] = False
    touch[[0, -1]] = True
    return np.asarray(touch)


def _apart(rng: np.random.Generator, days: int) -> NDArray[np.bool_]:
    apart = np.zeros(days, dtype=bool)
    for start in np.flatnonzero(rng.random(days) < 1 / 180):
        apart[start : start + int(rng.integers(14, 36))] = True
    return apart


def _rate(rng: np.random.Generator, pair: Couple, habit: Habit) -> Floats:
    rate = habit.course.rate(pair.days)
    if pair.unrest == "bursty":  # each week its own rate, beta-binomial with concentration 10
        own = np.clip(rate[::7], 1e-3, 1 - 1e-3)
        rate = np.repeat(rng.beta(10 * own, 10 * (1 - own)), 7)[: pair.days]
    inside = np.clip(rate, 1e-4, 1 - 1e-4)
    rhythm = habit.rhythm - habit.rhythm.mean()
    logit = np.log(inside / (1 - inside)) + rhythm[(np.arange(pair.days) + pair.first.weekday()) % 7]
    return np.where(rate <= 0, 0.0, 1 / (1 + np.exp(-logit)))
