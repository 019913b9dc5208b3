"""The reserve: one's own felt security over time, or that of both once both have agreed to it. A range, never a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toward.insight.us.watching import Memo
from toward.moments.records import Mine
from toward.rituals.evenings import Evenings
from toward.science import account
from toward.science.account import Account
from toward.science.findings import TooEarly

LONGEST = 730  # days that are looked at
NAMED = 15  # ratings from which the range is useful
_SLEEP, _STRESS = {"bad": 0.0, "fair": 0.5, "good": 1.0}, {"none": 0.0, "some": 0.5, "much": 1.0}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reserve:
    """How full it is.

    Args:
        both: whether it is that of both.
        n: ratings it rests on.
        low: lower end of today's range, 0–10.
        high: upper end of it.
        first: ordinal of the Monday with which the weeks begin.
        weeks: level, lower and upper end at the end of each week.
        needed: ratings that an answer takes, where it is too early; else 0.
    """

    both: bool
    n: int
    low: int = 0
    high: int = 10
    first: int = 0
    weeks: tuple[tuple[float, float, float], ...] = ()
    needed: int = 0


def own(evenings: Evenings, moments: Mine, today: int, memo: Memo) -> Reserve:
    """One's own felt security.

    Args:
        evenings: one's own days.
        moments: one's own moments.
        today: ordinal of the day it is.
        memo: what was worked out before.
    """
    felt = {day: value for day, value in evenings.felt.items() if today - LONGEST < day <= today}
    if len(felt) < account.NEEDED:
        return Reserve(False, len(felt), needed=account.NEEDED)
    first, days = _span(felt, today)
    received = np.array([moments.received.get(day, 0) for day in days])
    hard = np.array([int("against" in moments.turned.get(day, ())) for day in days])
    about = {
        "sleep": np.array([_SLEEP.get(evenings.sleep.get(day, ""), np.nan) for day in days]),
        "stress": np.array([_STRESS.get(evenings.stress.get(day, ""), np.nan) for day in days]),
        "apart": np.array([1.0 if day in evenings.away else 0.0 for day in days]),
    }
    ratings = np.array([felt.get(day, np.nan) for day in days], dtype=float)
    rows = (ratings, received, hard, *about.values())
    return _worked_out("own", first, rows, lambda: account.fit(ratings, received, hard, covariates=about), memo)


def joint(mine: Mapping[int, int], theirs: Mapping[int, int], today: int, memo: Memo) -> Reserve:
    """That of both; nothing in it says whose numbers are whose.

    Args:
        mine: 0–10 by ordinal, as one's own copies in the common room have them.
        theirs: the other's.
        today: ordinal of the day it is.
        memo: what was worked out before.
    """
    sides = [{day: value for day, value in each.items() if today - LONGEST < day <= today} for each in (mine, theirs)]
    fewest = min(len(each) for each in sides)
    if fewest < account.NEEDED:
        return Reserve(True, fewest, needed=account.NEEDED)
    first, days = _span(sides[0] | sides[1], today)
    sides.sort(key=lambda each: sorted(each.items()))  # the same for both of the two
    ratings = np.array([[each.get(day, np.nan) for day in days] for each in sides], dtype=float)
    nothing = np.zeros(ratings.shape, dtype=int)
    return _worked_out("joint", first, (ratings,), lambda: account.fit_jointly(ratings, nothing, nothing), memo)


def _span(felt: Mapping[int, int], today: int) -> tuple[int, range]:
    """From the Monday of the first rating to today."""
    first = min(felt) - date.fromordinal(min(felt)).weekday()
    return first, range(first, today + 1)


def _worked_out(name: str, first: int, rows: tuple[Floats, ...], fit: Any, memo: Memo) -> Reserve:
    """Fit once for the same days."""
    key = sha256(
        b"".join(np.ascontiguousarray(row, dtype=float).tobytes() for row in rows) + repr(first).encode()
    ).hexdigest()
    kept = memo.kept.get(name)
    if not kept or kept.get("key") != key:
        kept = {"key": key, **_said(fit())}
    memo.new[name] = kept
    weeks = tuple((float(a), float(b), float(c)) for a, b, c in kept["weeks"])
    n, needed = int(kept["n"]), int(kept["needed"])
    if not weeks:
        return Reserve(name == "joint", n, needed=needed)
    return Reserve(name == "joint", n, floor(weeks[-1][1] + 0.5), max(ceil(weeks[-1][2] - 0.5), 1), first, weeks)


def _said(found: Account | TooEarly) -> dict[str, Any]:
    if isinstance(found, TooEarly):
        return {"n": found.n, "needed": found.needed, "weeks": []}
    rows = np.stack([found.level, found.lower, found.upper], axis=1)
    ends = sorted({*range(6, len(rows), 7), len(rows) - 1})
    return {"n": found.n, "needed": 0, "weeks": rows[ends].tolist()}
