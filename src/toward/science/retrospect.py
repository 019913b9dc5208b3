"""Looking back over a finished stretch of months: which habits held, which faded or grew, since when, and how surely.

All habits of one report share one budget of false findings: a habit is said to have changed only when the Bayes
factor for a lasting change (`weeks.evidence`) exceeds habits / budget (less a simulated slack), which by Markov's
inequality over their sum happens to a steady couple with probability at most `budget`, however long the report and
however the habits hang together. What is said then is read off the end: the level of the last regime against the
level before the change (`regimes.partition`), so that a dip that has recovered is steady. Statistically certain but
small differences are no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toward.science import onset
from toward.science.findings import Finding, TooEarly, Undecided, UnreadableDays
from toward.science.onset import Z80
from toward.science.regimes import partition
from toward.science.weeks import Floats, Weeks, dispersion, evidence

ENOUGH_OBSERVED = 60  # observed days; below, nothing is said
ENOUGH_KEPT = 10  # days on which it happened; below, there was hardly a habit
A_DAY_IN_TEN = 0.1  # a difference of this much always matters (three days a month) …
A_QUARTER = 0.75  # … and so does a quarter less, unless it is
TOO_SMALL = 1 / 30  # less than one day in thirty
FADED_BELOW = 1 / 3  # of what it was
SETTLED = 26  # weeks after which a level stands for itself
NOW = 13  # weeks: the longest stretch that is "now"
A_HABIT = 8  # different weeks in which it happened; what filled one journey was no habit that could fade
INTERLUDE = 52  # weeks; a habit that came back after less than this was away, it did not grow
RECENT = 56  # observed days that are "now" for a steady habit
SLACK = 1.0  # the bound is not tight: this much less log evidence keeps the budget too (simulated)
PRIOR_CHANGE = 0.3  # share of habits that are thought to change at all, before looking

Status = Literal["steady", "fading", "faded", "growing"]


@dataclass(frozen=True, slots=True)
class Retrospect(Undecided):
    """What became of one habit.

    Args:
        status: `steady`, `fading` (clearly less), `faded` (a third or less), `growing`.
        before: rate per observed day before the change can have begun (steady: in the first half), 0–1, 80 % interval.
        now: rate per observed day at the end: the last regime, at most 13 weeks (steady: the last 56 observed days).
        began: day number on which the change began with 80 % interval and `p_abrupt`; None when steady.
        certainty: posterior probability of the status, 0–1: of a lasting change (prior 0.3), or of none.
        observed: observed days.
    """

    status: Status
    before: Finding
    now: Finding
    began: Finding | None
    certainty: float
    observed: int


def look_back(days: NDArray[np.int8], *, first_weekday: int = 0, budget: float = 0.10) -> list[Retrospect | TooEarly]:
    """Say of every habit whether it held, faded or grew.

    Args:
        days: int8[r, T], one row a habit, 1 happened, 0 in touch without it, -1 unknown.
        first_weekday: weekday of column 0, 0 is Monday.
        budget: P(any false finding in the whole list) that a steady couple accepts, above 0 and below 1.

    Returns:
        One answer a row: what became of it, or that it is too early (fewer than 60 observed days, or fewer than 10 on
        which it happened).

    Raises:
        UnreadableDays: not a table of -1, 0 and 1, a weekday outside 0–6, or a budget outside 0–1.
    """
    days = _table(days, first_weekday, budget)
    speaks = ((days >= 0).sum(axis=1) >= ENOUGH_OBSERVED) & ((days == 1).sum(axis=1) >= ENOUGH_KEPT)
    answers: list[Retrospect | TooEarly] = [_too_early(row) for row in days]
    judged = np.flatnonzero(speaks)
    if not len(judged):
        return answers
    weeks = Weeks.of(days[judged])
    inflation = dispersion(weeks)
    factors = evidence(weeks, inflation)
    enough = needed(len(judged), budget)
    for row, phi, factor in zip(judged, inflation, factors, strict=True):
        changed = _changed(days[row], float(phi), float(factor)) if factor >= enough else None
        answers[row] = _steady(days[row], float(phi), float(factor)) if changed is None else changed
    return answers


def needed(habits: int, budget: float = 0.10) -> float:
    """Log Bayes factor above which a habit of so many is said to have changed.

    >>> round(needed(3), 2), round(needed(30), 2)
    (2.4, 4.7)
    """
    return float(np.log(habits / budget) - SLACK)


def stopped_together(days: NDArray[np.int8]) -> int | None:
    """Find the day after which no habit happened any more although the two were still in touch.

    Then the channel (or the recording) changed, and no single habit should be said to have faded.

    Args:
        days: int8[r, T] as for `look_back`.

    Returns:
        The column of the last day on which any habit happened, or None. It takes three habits, most of those alive in
        the 90 days before, that fall silent within 28 days of each other, and 28 observed days of silence after.

    >>> stopped_together(np.repeat(np.array([[1, 0]] * 3, dtype=np.int8), 60, axis=1))
    59
    """
    days = np.asarray(days)
    habits = np.array([row == 1 for row in days if (row == 1).sum() >= ENOUGH_KEPT])
    if len(habits) < 3:
        return None
    last = habits.shape[1] - 1 - np.argmax(habits[:, ::-1], axis=1)
    end = int(last.max())
    alive = habits[:, max(0, end - 90) : max(0, end - 28)].any(axis=1)
    together = alive & (last > end - 28)
    silence = int((days[:, end + 1 :] >= 0).any(axis=0).sum())
    enough = together.sum() >= max(3, 0.75 * alive.sum(), 0.5 * len(habits))
    return end if enough and silence >= 28 else None


def _table(days: NDArray[np.int8], first_weekday: int, budget: float) -> NDArray[np.int8]:
    days = np.asarray(days)
    if days.ndim != 2 or not np.isin(days, (-1, 0, 1)).all():
        raise UnreadableDays("days", "Days are a table of 1 (happened), 0 (did not) and -1 (unknown), one row a habit.")
    if first_weekday not in range(7):
        raise UnreadableDays("weekday", "The first weekday is a number from 0 (Monday) to 6 (Sunday).")
    if not 0 < budget < 1:
        raise UnreadableDays("budget", "The budget is a probability above 0 and below 1.")
    return days.astype(np.int8)


def _too_early(days: NDArray[np.int8]) -> TooEarly:
    observed, kept = int((days >= 0).sum()), int((days == 1).sum())
    return TooEarly(observed, ENOUGH_OBSERVED, {"kept": kept, "rate": kept / observed if observed else None})


def _rate(days: NDArray[np.int8], inflation: float, method: str) -> Finding:
    """Rate of a stretch with Wilson's interval on the number of days that its bursts leave (Wilson 1927)."""
    observed, kept = int((days >= 0).sum()), int((days == 1).sum())
    n = max(observed / inflation, 1.0)
    share = kept / max(observed, 1)
    centre = (share + Z80**2 / (2 * n)) / (1 + Z80**2 / n)
    half = Z80 / (1 + Z80**2 / n) * np.sqrt(share * (1 - share) / n + Z80**2 / (4 * n * n))
    lower, upper = max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))
    return Finding(share, float(lower), float(upper), 0.8, observed, method)


def _steady(days: NDArray[np.int8], inflation: float, factor: float) -> Retrospect:
    seen = np.flatnonzero(days >= 0)
    first, recent = days[seen[: len(seen) // 2]], days[seen[-RECENT:]]
    return Retrospect(
        "steady",
        _rate(first, inflation, "first_half"),
        _rate(recent, inflation, "last_56_days"),
        None,
        1 - certainty(factor),
        len(seen),
    )


def certainty(log_factor: float) -> float:
    """Probability that a habit changed, from the log Bayes factor for a change and a prior of 0.3.

    >>> round(certainty(0.0), 2), round(certainty(5.0), 2)
    (0.3, 0.98)
    """
    odds = np.log(PRIOR_CHANGE / (1 - PRIOR_CHANGE)) + log_factor
    return float(1 / (1 + np.exp(-np.clip(odds, -30.0, 30.0))))


def _changed(days: NDArray[np.int8], inflation: float, factor: float) -> Retrospect | None:
    """What changed, read from the end; None if it came back or is too small to speak of."""
    weeks = Weeks.of(days[None, :])
    kept, seen = weeks.kept[0].sum(axis=1), weeks.seen[0].sum(axis=1)
    stretches = partition(kept, seen, inflation)
    found = _turn(stretches, kept, seen)
    if found is None:
        return None
    start, turn = found
    last = max(stretches[-1][0], stretches[-1][1] - NOW)
    began = _shifted(onset.began(days[7 * start :]), 7 * start)
    before = _rate(days[7 * start : _end_of_before(days, 7 * start, 7 * turn, began)], inflation, "before_change")
    now = _rate(days[7 * last :], inflation, "since_last_change")
    status = _status(before, now)
    if status is None or (status != "growing" and (kept[:turn] > 0).sum() < A_HABIT):
        return None
    return Retrospect(status, before, now, began, certainty(factor), int((days >= 0).sum()))


def _end_of_before(days: NDArray[np.int8], start: int, turn: int, began: Finding) -> int:
    """The day up to which nothing can have begun, unless too little is seen until then."""
    early = min(int(began.lower), turn)
    return early if (days[start:early] >= 0).sum() >= RECENT else turn


def matters(before: float, now: float) -> bool:
    """Whether a difference of rates is large enough to speak of.

    A day in ten, or a quarter less than the larger of the two and at least one day in thirty.

    >>> matters(0.93, 0.90), matters(0.95, 0.75), matters(0.2, 0.1)
    (False, True, True)
    """
    gap, larger = abs(before - now), max(before, now)
    return gap >= A_DAY_IN_TEN - 1e-9 or (gap >= TOO_SMALL and larger - gap <= A_QUARTER * larger)


def _status(before: Finding, now: Finding) -> Status | None:
    if not matters(before.estimate, now.estimate):
        return None
    if now.estimate > before.estimate:
        return "growing" if now.lower > before.estimate else None
    if now.upper >= before.estimate:
        return None
    return "faded" if now.estimate <= FADED_BELOW * before.estimate and now.upper < before.lower else "fading"


def _turn(stretches: list[tuple[int, int]], kept: Floats, seen: Floats) -> tuple[int, int] | None:
    """First week of the level before, and first week after it; None where the end is like what was before.

    Of all places between stretches, the one is taken where everything before differs most clearly from everything
    after, provided that every stretch after it lies on the same side of the level before and the last one far enough.
    """
    levels = [float(kept[a:b].sum() / max(seen[a:b].sum(), 1.0)) for a, b in stretches]
    places = [i for i in range(1, len(stretches)) if _stays(levels, i, _level(kept, seen, stretches[i][0]))]
    if not places:
        return None
    place = max(places, key=lambda i: _contrast(kept, seen, stretches[i][0]))
    first = _begin(stretches, levels, place)
    return None if _came_back(stretches, levels, first) else (stretches[first][0], stretches[first][1])


def _came_back(stretches: list[tuple[int, int]], levels: list[float], first: int) -> bool:
    """Whether what looks like growth is the return of an earlier level after an interlude of less than a year."""
    began = stretches[first][1]
    like = (levels[-1] <= level or not matters(level, levels[-1]) for level in levels[:first])
    recent = (began - end < INTERLUDE for _, end in stretches[:first])
    return levels[-1] > levels[first] and any(a and b for a, b in zip(like, recent, strict=True))


def _level(kept: Floats, seen: Floats, end: int) -> float:
    return float(kept[:end].sum() / max(seen[:end].sum(), 1.0))


def _stays(levels: list[float], place: int, before: float) -> bool:
    """Whether all stretches after a place lie on the side of the last one, and the last one far enough."""
    side = np.sign(levels[-1] - before)
    return matters(before, levels[-1]) and all(side * (level - before) > 0 for level in levels[place:])


def _contrast(kept: Floats, seen: Floats, place: int) -> float:
    n1, n2 = seen[:place].sum(), seen[place:].sum()
    gap = kept[:place].sum() / max(n1, 1.0) - kept[place:].sum() / max(n2, 1.0)
    return float(gap * gap * n1 * n2 / max(n1 + n2, 1.0))


def _begin(stretches: list[tuple[int, int]], levels: list[float], place: int) -> int:
    """The stretch before a change that came in several steps: walk back over short steps of the same direction."""
    side = np.sign(levels[-1] - levels[place - 1]) or np.sign(levels[-1] - levels[0])
    first = place - 1
    while first > 0 and side * (levels[first] - levels[first - 1]) > 0:
        a, b = stretches[first]
        c, d = stretches[first - 1]
        if b - a >= SETTLED and not (d - c >= SETTLED and matters(levels[first - 1], levels[first])):
            break
        first -= 1
    return first


def _shifted(finding: Finding, by: int) -> Finding:
    return Finding(
        finding.estimate + by,
        finding.lower + by,
        finding.upper + by,
        finding.level,
        finding.n,
        finding.method,
        finding.more,
    )
