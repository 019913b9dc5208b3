"""The watch over a couple's rituals, kept between visits, so that an evening costs it a few days and not three years.

Two voices, one watch: at the wider budget a sentence on Us, which asks nothing; at the stricter one a question, asked until
it is answered. Days told long after, from memory, are drawn and weigh half in a ritual's strength; the watch passes them by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import numpy as np

from toward.insight.us.series import Series
from toward.science.budget import LINE, NOTICE, threshold
from toward.science.findings import Finding, TooEarly, UnreadableDays
from toward.science.onset import began
from toward.science.putting_away import put_away, taken_up
from toward.science.watch import Direction, State, Watch, WeeklyCounts
from toward.science.weighing import START

BACK = 22  # days that may still be told or changed; what lies further is put away …
EVERY = 7  # … once in so many days
HEARD = 28  # days that "it is back" is said


@dataclass(frozen=True, slots=True)
class Seen:
    """What the watch sees of a ritual.

    Args:
        of: its days.
        state: of the watch for fading, None before its first day.
        asks: ordinal of the day since which it asks "On purpose?", 0 while it does not.
        line: whether the quieter voice has something to say.
        grows: whether it is kept more and more.
        back: ordinal of the day on which it was back, 0 where that is not news.
        began: when the fading, or growing, began; None where that was not asked (`dated`).
        early: what is still missing before anything can be said; None once something can.
        missed: whether it is wanted back, and is not back yet.
    """

    of: Series
    state: State | None
    asks: int = 0
    line: bool = False
    grows: bool = False
    back: int = 0
    began: Finding | None = None
    early: TooEarly | None = None
    missed: bool = False


@dataclass
class Memo:
    """What was put away, by ritual; and what is to be put away after this visit."""

    kept: Mapping[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Pair:
    """The watch for fading and the one for growing, and what came of them so far."""

    fading: Watch
    growing: Watch
    state: State | None = None
    grown: State | None = None
    asks: int = 0
    back: int = 0


def seen(of: Series, memo: Memo) -> Seen:
    """What the watch sees in a ritual's days.

    Args:
        of: the days.
        memo: what was put away before; what is put away now is written into it.
    """
    pair, upto = _begun(of, memo)
    limit = max(len(of.days) - BACK, 0)
    if upto and limit - upto < EVERY:
        limit, memo.new[of.ritual.id] = upto, memo.kept[of.ritual.id]
    else:
        _through(pair, of, upto, limit)
        memo.new[of.ritual.id] = {"upto": limit, "key": _key(of, limit), **_kept(pair)}
    _through(pair, of, limit, len(of.days))
    if any(when >= of.first + len(of.days) for when, _ in of.ritual.answers):  # answered on a day that is not over
        return Seen(of, pair.state, missed=_missed(pair, of))
    return _told(pair, of)


def _missed(pair: _Pair, of: Series) -> bool:
    when, answer = of.ritual.answers[-1] if of.ritual.answers else (0, "")
    return answer == "want_back" and pair.back < when


def _told(pair: _Pair, of: Series) -> Seen:
    state, grown = pair.state, pair.grown
    if state is None or of.told < START // 2:
        return Seen(of, state, early=TooEarly(of.told, START // 2))
    line = state.lowest >= threshold(budget=LINE)
    grows = grown is not None and grown.lowest >= threshold(budget=LINE) and not (line or pair.asks)
    back = pair.back if pair.back and of.first + len(of.days) - pair.back <= HEARD else 0
    return Seen(of, state, pair.asks, line, grows, back, missed=_missed(pair, of))


def dated(found: Seen, memo: Memo) -> Seen:
    """The same, with when it began where it speaks of a change; worked out once for the same days.

    Args:
        found: what the watch sees.
        memo: what was put away before; what is put away now is written into it.
    """
    return replace(found, began=_began(found.of, memo)) if found.line or found.grows or found.asks else found


def _begun(of: Series, memo: Memo) -> tuple[_Pair, int]:
    """Both watches as far as they were put away, if what they saw is still what is there; else anew."""
    kept = memo.kept.get(of.ritual.id)
    try:
        if kept and kept["upto"] <= len(of.days) and kept["key"] == _key(of, kept["upto"]):
            fading = taken_up(kept["fading"], budget=NOTICE)
            growing = taken_up(kept["growing"], budget=LINE, direction="growing")
            return _Pair(fading, growing, None, None, int(kept["asks"]), int(kept["back"])), int(kept["upto"])
    except (UnreadableDays, KeyError, TypeError, ValueError):
        pass
    return _Pair(_watch(of, NOTICE, "fading"), _watch(of, LINE, "growing")), 0


def _watch(of: Series, budget: float, direction: Direction) -> Watch:
    kept, observed = of.ritual.past
    past = WeeklyCounts(np.array(kept), np.array(observed)) if kept else None
    return Watch(of.weekday, budget, past, direction=direction)


def _kept(pair: _Pair) -> dict[str, Any]:
    return {"fading": put_away(pair.fading), "growing": put_away(pair.growing), "asks": pair.asks, "back": pair.back}


def _key(of: Series, upto: int) -> str:
    """A digest of everything that the watch saw in the first days."""
    last = of.first + upto
    said = [each for each in of.ritual.answers if each[0] < last]
    edits = [each for each in of.ritual.edits if each < last]
    rows = (of.days, of.sides, of.away, of.remembered)
    whole = repr((of.first, said, edits, of.ritual.past)).encode() + b"".join(row[:upto].tobytes() for row in rows)
    return sha256(whole).hexdigest()


def _through(pair: _Pair, of: Series, first: int, end: int) -> None:
    for place in range(first, end):
        _step(pair, of, place)


def _step(pair: _Pair, of: Series, place: int) -> None:
    """One day, and what was answered on it."""
    day, value, sides = of.first + place, int(of.days[place]), int(of.sides[place])
    told = None if value < 0 or of.remembered[place] else bool(value)
    could = sides or _usual(of, place)
    about = {"away": True} if of.away[place] else None
    pair.state = pair.fading.step(told, could_report=could, covariates=about)
    pair.grown = pair.growing.step(told, could_report=could, covariates=about)
    if pair.state.notice and not pair.asks:
        pair.asks = day
    if pair.state.came_back:
        pair.asks, pair.back = 0, day
    _answers(pair, of, day)


def _usual(of: Series, place: int) -> int | None:
    """How many told lately; an untold day is held against such days."""
    lately = of.sides[max(place - BACK, 0) : place]
    return int(lately[lately > 0][-1]) if (lately > 0).any() else None


def _answers(pair: _Pair, of: Series, day: int) -> None:
    for when, answer in of.ritual.answers:
        if when == day:
            pair.fading.answer(answer)
            pair.asks = 0
    if day in of.ritual.edits:
        pair.fading.edited()
        pair.growing.edited()
        pair.asks = 0


def _began(of: Series, memo: Memo) -> Finding:
    key, name = _key(of, len(of.days)), f"{of.ritual.id} began"
    kept = memo.kept.get(name)
    if kept and kept.get("key") == key:
        estimate, lower, upper, level, n, method = kept["finding"]
        found = Finding(estimate, lower, upper, level, n, method, kept["more"])
    else:
        found = began(np.where(of.remembered | of.away, -1, of.days).astype(np.int8), of.weekday)
    row = [found.estimate, found.lower, found.upper, found.level, found.n, found.method]
    memo.new[name] = {"key": key, "finding": row, "more": {each: float(value) for each, value in found.more.items()}}
    return found
