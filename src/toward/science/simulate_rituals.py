"""Many made-up rituals at once, each with a rhythm, gaps and moods of its own, whose truth is known.

Every function takes the generator it draws from. Day 0 is a Monday unless told; log-odds and lengths in days. A ritual's
log-odds are its usual week, less what a change takes, plus whatever moves it besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toward.science.findings import UnreadableDays
from toward.science.simulate_changes import Change, Floats, expit, logit, rates

Days = NDArray[np.int8]
Mask = NDArray[np.bool_]
Single = NDArray[np.float32]

GAP, GAPS_BEGIN = (5, 14), 0.01  # days that a gap lasts, share of days on which one begins
APART, APART_BEGINS = (14, 35), 1 / 180
HOLIDAY, HOLIDAYS = (7, 21), (2, 3)  # days that one lasts, how many a year
HOLIDAY_ODDS = 1 / 3
WEEKS_A_YEAR = 365.25 / 7
WAVES_KEEP = 0.75  # correlation of a wave from week to week
_ROWS_AT_ONCE = 4000  # a few MB stay near the processor


@dataclass(frozen=True, slots=True)
class Ritual:
    """What one ritual is like as long as nothing changes.

    Args:
        rate: mean rate over the week, between 0 and 1.
        missing: share of days without a report; if there are any, gaps of 5–14 days come on top (on 1 % of days one
            begins).
        week: amplitude of the weekly rhythm, log-odds; a cosine whose phase is drawn for each ritual.
        kappa: concentration of bursty weeks, each with a mean of its own, Beta(κ·rate, κ·(1 − rate)), so that weekly
            counts vary 1 + 6/(κ + 1) times as much as independent days; None for independent days.
        drift: how far the log-odds walk in a year, standard deviation.
        waves: standard deviation of log-odds that rise and fall over weeks (correlation 0.75 from week to week).
        holidays: whether 2–3 stretches a year of 7–21 days come at a third of the odds.
        apart: `never`, or stretches of 2–5 weeks, one in 180 days, that are `not_kept` (reported as 0) or `not_seen`
            (−1).

    Raises:
        UnreadableDays: something outside its range.
    """

    rate: float
    missing: float = 0.0
    week: float = 0.0
    kappa: float | None = None
    drift: float = 0.0
    waves: float = 0.0
    holidays: bool = False
    apart: Literal["never", "not_kept", "not_seen"] = "never"

    def __post_init__(self) -> None:
        if not 0 < self.rate < 1:
            raise UnreadableDays("rate", "A ritual's rate lies between 0 and 1.")
        if not 0 <= self.missing < 1:
            raise UnreadableDays("missing", "The share of missing days is at least 0 and below 1.")
        if min(self.week, self.drift, self.waves) < 0 or (self.kappa is not None and self.kappa <= 0):
            raise UnreadableDays("spread", "What spreads cannot spread by less than nothing.")
        if self.apart not in ("never", "not_kept", "not_seen"):
            raise UnreadableDays("apart", "Weeks apart come never, not_kept or not_seen.")

    def __str__(self) -> str:
        told = [(each.name, getattr(self, each.name), each.default) for each in fields(self)]
        return ", ".join(f"{name} {value}" for name, value, usual in told if value != usual)


BASELINES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97)
CELLS = tuple(Ritual(rate, missing, week) for missing, week, rate in product((0.0, 0.3, 0.55), (0.0, 1.0), BASELINES))
BURSTY = tuple(Ritual(rate, missing, kappa=10.0) for missing, rate in product((0.0, 0.3), BASELINES))
NAMED_CELLS: Mapping[str, Ritual] = {
    "every second day": Ritual(0.5),
    "most days, some gaps": Ritual(0.7, 0.3),
    "most days, a strong week": Ritual(0.85, 0.0, 1.0),
    "most days, half unseen": Ritual(0.85, 0.55),
    "nearly daily, a strong week, some gaps": Ritual(0.95, 0.3, 1.0),
    "nearly daily": Ritual(0.97),
}


class Rituals(NamedTuple):
    """Made-up rituals: what reports say, and the truth.

    Args:
        days: what reports say, int8[..., T] of 1, 0 and −1.
        kept: what truly happened, int8[..., T] of 1 and 0.
        usual: log-odds of every weekday (Monday first) before any change, float64[..., 7].
    """

    days: Days
    kept: Days
    usual: Floats


def draw_rituals(
    rng: np.random.Generator,
    ritual: Ritual,
    rows: int,
    length: int,
    *,
    change: Change | None = None,
    burden: NDArray[np.floating] | None = None,
    first_weekday: int = 0,
) -> Rituals:
    """Draw many rituals of one kind.

    Args:
        rng: where chance comes from.
        ritual: what they are like.
        rows: how many, n.
        length: days, T.
        change: what happens to each of them: the log-odds from its rate before to its rate after are taken from the
            ritual's own.
        burden: log-odds that a day takes besides (see `Circumstances.burden`), float[n, T], or None.
        first_weekday: weekday of day 0.

    Returns:
        `days` and `kept` int8[n, T], `usual` float64[n, 7].

    >>> draw_rituals(np.random.default_rng(1), Ritual(0.8, missing=0.3), 3, 500).days.shape
    (3, 500)
    """
    parts = []
    for begin in range(0, max(rows, 1), _ROWS_AT_ONCE):
        part = slice(begin, min(begin + _ROWS_AT_ONCE, rows))
        around = _surroundings(rng, ritual, part.stop - begin, length, None if burden is None else burden[part])
        parts.append(_drawn(rng, ritual, around, change, first_weekday))
    return Rituals(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def draw_couples(
    rng: np.random.Generator,
    rituals: Sequence[Ritual],
    couples: int,
    length: int,
    *,
    changes: Change | Sequence[Change | None] | None = None,
    missing: float = 0.0,
    burden: NDArray[np.floating] | None = None,
    first_weekday: int = 0,
) -> Rituals:
    """Draw couples with several rituals each; a report covers the whole evening, so all are missing on the same days.

    Args:
        rng: where chance comes from.
        rituals: what each is like; waves, holidays and weeks apart are drawn as the first has them and shared by all.
        couples: how many, c.
        length: days, T.
        changes: one for all of them on a common onset, or one (or None) for each.
        missing: share of evenings without a report, with gaps on top; a ritual's own missing days come besides.
        burden: log-odds that a day takes from every ritual of a couple, float[c, T], or None.
        first_weekday: weekday of day 0.

    Returns:
        `days` and `kept` int8[c, r, T], `usual` float64[c, r, 7].

    Raises:
        UnreadableDays: no ritual, or not one change for each.
    """
    each = [changes] * len(rituals) if changes is None or isinstance(changes, Change) else list(changes)
    if not rituals or len(each) != len(rituals):
        raise UnreadableDays("changes", "There is one change (or none) for each of the rituals.")
    shared = _surroundings(rng, replace(rituals[0], missing=missing), couples, length, burden)
    drawn = []
    for ritual, change in zip(rituals, each, strict=True):
        around = shared._replace(hidden=_either(shared.hidden, unseen(rng, couples, length, ritual.missing)))
        drawn.append(_drawn(rng, ritual, around, change, first_weekday))
    return Rituals(*(np.stack(of, axis=1) for of in zip(*drawn, strict=True)))


def draw_couple(
    rng: np.random.Generator,
    rituals: Sequence[Ritual] = (Ritual(0.8),) * 6,
    length: int = 790,
    *,
    changes: Change | Sequence[Change | None] | None = None,
    missing: float = 0.0,
    first_weekday: int = 0,
) -> Rituals:
    """One couple of `draw_couples`: `days` and `kept` int8[r, T], `usual` float64[r, 7]."""
    drawn = draw_couples(rng, rituals, 1, length, changes=changes, missing=missing, first_weekday=first_weekday)
    return Rituals(drawn.days[0], drawn.kept[0], drawn.usual[0])


def usual_week(rng: np.random.Generator, ritual: Ritual, rows: int) -> Floats:
    """Log-odds of every weekday, float64[rows, 7]; the mean rate over the week is the ritual's."""
    phase = rng.uniform(0, 7, (rows, 1))
    offset = ritual.week * np.cos(2 * np.pi * (np.arange(7) - phase) / 7)
    level = np.full((rows, 1), float(logit(ritual.rate)))
    for _ in range(8):  # Newton
        rate = expit(level + offset)
        slope = (rate * (1 - rate)).mean(axis=1, keepdims=True)
        level = level - (rate.mean(axis=1, keepdims=True) - ritual.rate) / slope
    return np.asarray(level + offset)


def unseen(rng: np.random.Generator, rows: int, length: int, missing: float) -> Mask | None:
    """Days without a report: a share at random and, if there are any, gaps of 5–14 days; bool[rows, length]."""
    if not missing:
        return None
    return (rng.random((rows, length), dtype=np.float32) < missing) | stretches(rng, rows, length, GAPS_BEGIN, GAP)


def stretches(rng: np.random.Generator, rows: int, length: int, begins: float, days: tuple[int, int]) -> Mask:
    """Stretches of days that may overlap, bool[rows, length].

    Args:
        rng: where chance comes from.
        rows: how many series.
        length: days.
        begins: share of days on which one begins; those that began before day 0 reach into it.
        days: shortest and longest stretch.
    """
    wide = length + days[1]
    place = rng.integers(0, rows * wide, rng.binomial(rows * wide, begins)) if rows else np.zeros(0, dtype=np.int64)
    lasts = rng.integers(days[0], days[1] + 1, len(place))
    return _covered(rows, length, place // wide, place % wide - days[1], lasts)


def holidays(rng: np.random.Generator, rows: int, length: int) -> Mask:
    """Two or three stretches of 7–21 days in every year, bool[rows, length]."""
    few, many = HOLIDAYS
    row, year, number = np.indices((rows, length // 365 + 1, many)).reshape(3, -1)
    begin = 365 * year + rng.integers(0, 365, len(row))
    come = ((number < few) | (rng.random(len(row)) < 0.5)) & (begin < length)
    lasts = rng.integers(HOLIDAY[0], HOLIDAY[1] + 1, len(row))
    return _covered(rows, length, row[come], begin[come], lasts[come])


def _covered(rows: int, length: int, row: NDArray[np.int64], begin: NDArray[np.int64], days: NDArray[np.int64]) -> Mask:
    """The days of stretches, each given by its row, first day and length."""
    edges = np.zeros((rows, length + 1), dtype=np.int8)
    np.add.at(edges, (row, np.clip(begin, 0, length)), 1)
    np.add.at(edges, (row, np.clip(begin + days, 0, length)), -1)
    return np.cumsum(edges[:, :length], axis=1, dtype=np.int8) > 0


class _Surroundings(NamedTuple):
    """What happens to a ritual from outside: log-odds shifted, days that cannot be, days that no report is about."""

    rows: int
    length: int
    shift: Single | None
    impossible: Mask | None
    hidden: Mask | None


def _surroundings(
    rng: np.random.Generator, ritual: Ritual, rows: int, length: int, burden: NDArray[np.floating] | None
) -> _Surroundings:
    shift = None if burden is None else -burden.astype(np.float32)
    if ritual.waves:
        shift = _plus(shift, _waves(rng, rows, length, ritual.waves))
    if ritual.holidays:
        shift = _plus(shift, np.where(holidays(rng, rows, length), np.log(HOLIDAY_ODDS), 0.0))
    apart = stretches(rng, rows, length, APART_BEGINS, APART) if ritual.apart != "never" else None
    hidden = _either(unseen(rng, rows, length, ritual.missing), apart if ritual.apart == "not_seen" else None)
    return _Surroundings(rows, length, shift, apart, hidden)


def _drawn(
    rng: np.random.Generator, ritual: Ritual, around: _Surroundings, change: Change | None, first_weekday: int
) -> Rituals:
    usual = usual_week(rng, ritual, around.rows)
    weekday = (np.arange(around.length) + first_weekday) % 7
    rate = _rate(usual, _moved(rng, ritual, around, usual), _lost(around.length, change, first_weekday), weekday)
    kept = rng.random(rate.shape, dtype=np.float32) < rate
    if around.impossible is not None:
        kept &= ~around.impossible
    days = kept.astype(np.int8)
    return Rituals(days if around.hidden is None else np.where(around.hidden, np.int8(-1), days), days, usual)


def _lost(length: int, change: Change | None, first_weekday: int) -> Single | None:
    if change is None:
        return None
    return (logit(change.before) - logit(rates(length, change, first_weekday=first_weekday))).astype(np.float32)


def _moved(rng: np.random.Generator, ritual: Ritual, around: _Surroundings, usual: Floats) -> Single | None:
    """Log-odds by which days differ from their usual week, float32[rows, length]."""
    weeks = (around.rows, around.length // 7 + 1)
    moved = around.shift
    if ritual.drift:
        steps = rng.normal(0, ritual.drift / np.sqrt(WEEKS_A_YEAR), weeks)
        moved = _plus(moved, _daily(np.cumsum(steps, axis=1), around.length))
    if ritual.kappa is not None:
        own = rng.beta(ritual.kappa * ritual.rate, ritual.kappa * (1 - ritual.rate), weeks)
        moved = _plus(moved, _daily(_towards(own, ritual, usual), around.length))
    return moved


def _towards(own: Floats, ritual: Ritual, usual: Floats) -> Floats:
    """Log-odds to be added to a usual week so that its mean is its own, float64[rows, weeks]."""
    shift = logit(own) - logit(ritual.rate)
    for _ in range(4 if ritual.week else 0):  # exact at once when weekdays are alike
        mean = expit(usual[:, None, :] + shift[:, :, None]).mean(axis=2)
        shift = shift + logit(own) - logit(mean)
    return shift


def _rate(usual: Floats, moved: Single | None, lost: Single | None, weekday: NDArray[np.int64]) -> Single:
    """The rate of every day, float32[rows, length]; worked out once a weekday where all weeks are alike."""
    if moved is None and lost is None:
        return np.asarray(expit(usual).astype(np.float32)[:, weekday])
    odds = usual.astype(np.float32)[:, weekday]
    for each, sign in ((moved, 1), (lost, -1)):
        odds = odds if each is None else odds + sign * each
    return np.asarray(1 / (1 + np.exp(-odds)))


def _waves(rng: np.random.Generator, rows: int, length: int, spread: float) -> Single:
    weeks = rng.normal(0, spread, (rows, length // 7 + 1))
    for week in range(1, weeks.shape[1]):
        weeks[:, week] = WAVES_KEEP * weeks[:, week - 1] + np.sqrt(1 - WAVES_KEEP**2) * weeks[:, week]
    return _daily(weeks, length)


def _daily(weeks: Floats, length: int) -> Single:
    return np.repeat(weeks.astype(np.float32), 7, axis=1)[:, :length]


def _plus(one: Single | None, other: NDArray[np.floating] | None) -> Single | None:
    if one is None or other is None:
        return one if other is None else other.astype(np.float32)
    return one + other.astype(np.float32)


def _either(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return one if other is None else other
    return one | other
