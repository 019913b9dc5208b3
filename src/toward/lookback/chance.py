"""How likely would words stand so often at the ends of our talk, at one hour, or so evenly, if they fell as they may?

Bounds, not estimates: each is the log of at least the chance (Chernoff 1952), so that the sum over all words looked at
bounds the chance of discovering anything where there is nothing. None depends on the direction of time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from toward.lookback.days import day_numbers
from toward.lookback.edges import Places
from toward.lookback.lines import Ints
from toward.lookback.messages import Chat
from toward.lookback.spellings import Said

AT_EDGE = 0.5  # of its occurrences, at least, stand where talk opens or closes
ODDS = 4.0  # and that far above the odds of other messages
EVEN = 0.5  # of the repetitions within a day that chance would bring, at most
ON_TIME = 0.7  # of its occurrences, at least, keep to the same hours or the same weekday
HOURS = 3
WIDTHS = (1, 3)  # messages that count as opener or closer

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def opens_or_closes(said: Said, where: Places, among: NDArray[np.intp]) -> list[Floats]:
    """Log chance that words stand so often where talk opens, or where it closes, by width, each float64[words].

    Args:
        said: the words.
        where: the place of every message.
        among: the messages that they are compared with.
    """
    of = np.bincount(said.which, minlength=len(said))
    tests = []
    for place in (where.first, where.last):
        for width in WIDTHS:
            hits = np.bincount(said.which, place[said.rows] < width, minlength=len(said))
            tests.append(_concentrated(hits, of, float((place[among] < width).mean()), AT_EDGE))
    return tests


def comes_once_a_day(chat: Chat, said: Said, talked: Mask) -> list[Floats]:
    """Log chance that words are repeated within a day (by anybody; by the same person) as seldom as they are.

    Words thrown evenly at the days in touch are the yardstick: ordinary words come in clusters, so more often twice.
    """
    days, of = day_numbers(chat.at[said.rows]), np.bincount(said.which, minlength=len(said))
    touch = len(np.unique(day_numbers(chat.at[talked])))
    tests = []
    for each, units in ((days, touch), (days * len(chat.people) + chat.author[said.rows], touch * 2)):
        again = of - distinct(said.which, each, len(said))
        expected = of - units * -np.expm1(of * np.log1p(-1 / max(units, 2)))
        tests.append(np.where(again <= EVEN * expected, _at_most(again, expected), 0.0))
    return tests


def keeps_to_its_time(chat: Chat, said: Said, among: NDArray[np.intp]) -> list[Floats]:
    """Log chance that words keep to the same `HOURS` hours, or to one weekday, as closely as they do."""
    of = np.bincount(said.which, minlength=len(said))
    tests = []
    for part, parts, width in ((chat.at // 3600 % 24, 24, HOURS), (day_numbers(chat.at) % 7, 7, 1)):
        base = np.bincount(part[among], minlength=parts) / max(len(among), 1)
        table = np.bincount(said.which * parts + part[said.rows], minlength=len(said) * parts).reshape(-1, parts)
        each = [_concentrated(hits, of, share, ON_TIME) for hits, share in _windows(table, base, width)]
        tests.append(np.minimum(np.min(each, axis=0) + np.log(parts), 0.0))
    return tests


def distinct(which: Ints, values: Ints, number: int) -> Ints:
    """How many different values each of the words has, int64[number].

    >>> distinct(np.array([0, 0, 1]), np.array([5, 5, 5]), 3).tolist()
    [1, 1, 0]
    """
    if not len(which):
        return np.zeros(number, dtype=np.int64)
    low, width = values.min(), int(np.ptp(values)) + 1
    return np.bincount(np.unique(which * width + values - low) // width, minlength=number)


def _windows(table: Ints, base: Floats, width: int) -> Iterator[tuple[Ints, float]]:
    """Hits of each of the words, and everybody's share, in each run of `width` neighbouring parts."""
    for start in range(len(base)):
        inside = (np.arange(width) + start) % len(base)
        yield table[:, inside].sum(1), float(base[inside].sum())


def _concentrated(hits: Floats | Ints, of: Ints, share: float, least: float) -> Floats:
    """Log chance of so many hits among `of`; 0 where they are fewer than `least` or not far above the share."""
    far = (hits >= least * of) & (hits * (1 - share) >= ODDS * share * (of - hits))
    return np.where(far, _at_least(hits, of, share), 0.0)


def _at_least(hits: Floats | Ints, of: Ints, share: float) -> Floats:
    """Log of a bound on P(at least that many hits), each with the given share."""
    got = hits / np.maximum(of, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(got > 0, got * np.log(got / share), 0.0)
        no = np.where(got < 1, (1 - got) * np.log((1 - got) / (1 - share)), 0.0)
    return np.where((got > share) & (share > 0), -of * (yes + no), 0.0)


def _at_most(times: Ints, expected: Floats) -> Floats:
    """Log of a bound on P(at most that many times), of a Poisson number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        tail = np.where(times > 0, times * np.log(times / expected), 0.0) - times + expected
    return np.where(times < expected, -tail, 0.0)
