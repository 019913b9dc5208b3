"""Which day a header means, and which headers are only lines that somebody pasted.

A date of three numbers is read by its own numbers, then by the others of its shape (a 13 can only be a day), then by the
order that keeps time going forward; what still fits both ways is a question for a person. A message that quotes another
chat holds lines that look like headers: they come in another shape, or they jump back in time and return.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.lookback.formats.whatsapp_headers import PERIOD, UNKNOWN, Headers, Ints, Small
from toward.lookback.messages import EPOCH_DAY, UNKNOWN_TIME

ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2), "ydm": (0, 2, 1), "myd": (1, 0, 2)}
ASKED = ("dmy", "mdy")
LONGEST_PASTE = 50  # lines; a longer stretch in the past is the file's own
MINUTE = 60
BLOCK = 1 << 17  # rows computed together, so that the temporary columns stay small
_LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
_ANY_TIME = {
    order: np.array([*(1 if i != place[0] else 2000 for i in range(3)), 0, 0, 0]) for order, place in ORDERS.items()
}
MANY_SHAPES = 3  # more shapes than this in one file, none of three quarters: pieced together from many exports
LATE = 2  # minutes by which lines may be out of order without anything being odd
NATURE = 0.05  # share of backward steps above which disorder is the file's nature
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dated:
    """Headers with their wall times.

    Args:
        headers: the lines that are dates.
        at: wall seconds, int64[n]; `UNKNOWN_TIME` where the order of day and month is not known.
        order: the date order of most lines, or None where it is a question.
        choices: the orders that fit, when it is a question.
        impossible: start of lines that have the shape of a header but no possible date, int64[m].
        goes_back: whether time often runs backwards in this file.
    """

    headers: Headers
    at: Ints
    order: str | None
    choices: tuple[str, ...]
    impossible: Ints
    goes_back: bool = False


def date_headers(found: Headers, asked: str | None) -> Dated:
    """Decide the date order and compute every wall time.

    Args:
        found: lines that look like headers.
        asked: a person's answer about the order, or None.
    """
    orders = _orders(found, asked)
    at = np.full(len(found), UNKNOWN_TIME, dtype=np.int64)
    fits = np.zeros(len(found), dtype=bool)
    for number, order in enumerate(orders):
        rows = np.flatnonzero(found.layout == number)
        times = [wall(found.numbers[rows], each) for each in ((order,) if order else ASKED)]
        fits[rows] = np.any([time != UNKNOWN_TIME for time in times], axis=0)
        at[rows] = times[0] if order else UNKNOWN_TIME
    biggest = int(np.bincount(found.layout[fits], minlength=1).argmax())
    order = orders[biggest] if orders else None
    strange = ~fits & ~_of_other_clocks(found, biggest)
    return Dated(found.take(fits), at[fits], _named(order), () if order or not orders else ASKED, found.start[strange])


def _of_other_clocks(found: Headers, biggest: int) -> Flags:
    """Lines with an unknown word beside their time, unless the file's own headers have a part of the day there."""
    names = [name for name in found.layouts if UNKNOWN in name]
    own = found.layouts[biggest] if found.layouts else ""
    others = [found.layouts.index(name) for name in names if name.replace(UNKNOWN, PERIOD) != own]
    return np.isin(found.layout, others)


def _named(order: str | None) -> str | None:
    return {"ydm": "ymd", "myd": "mdy"}.get(order or "", order)


def wall(numbers: Small, order: str) -> Ints:
    """Wall seconds of a, b, c, hour, minute, second, int32[n, 6]; `UNKNOWN_TIME` where there is no such moment.

    >>> wall(np.array([[3, 4, 24, 23, 40, 0]]), "dmy") - wall(np.array([[4, 3, 2024, 23, 40, 0]]), "mdy")
    array([0])
    """
    parts = [_wall(numbers[i : i + BLOCK], order) for i in range(0, len(numbers), BLOCK)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _wall(numbers: Small, order: str) -> Ints:
    good = possible(numbers, order)
    a, b, c, hour, minute, second = np.where(good[:, None], numbers, _ANY_TIME[order]).T
    year, month, day = ((a, b, c)[i] for i in ORDERS[order])
    year = _full(year)
    good &= day <= _month_length(year, month)
    seconds = _days(year, month, day).astype(np.int64) * EPOCH_DAY + (hour * 3600 + minute * 60 + second)
    return np.where(good, seconds, UNKNOWN_TIME)


def _full(year: Small) -> Small:
    """Years of two digits in 1970–2069; the Thai solar calendar counts from 543 BC."""
    year = np.where(year < 100, year + np.where(year < 70, 2000, 1900), year)
    return np.where((year > 2400) & (year < 2700), year - 543, year).astype(np.int32)


def possible(numbers: Small, order: str) -> Flags:
    """Which rows can be a moment, read in this order (the lengths of months aside)."""
    year, month, day = (numbers[:, i] for i in ORDERS[order])
    year = _full(year)
    fits = (year >= 1970) & (year < 2200) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return np.asarray(fits & (numbers[:, 3] < 24) & (numbers[:, 4] < 60) & (numbers[:, 5] < 60))


def _month_length(year: Small, month: Small) -> Small:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(_LENGTHS[month] + ((month == 2) & leap))


def _days(year: Small, month: Small, day: Small) -> Small:
    """Days since 1970-01-01 of the proleptic Gregorian calendar. Source: Hinnant, days_from_civil."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return np.asarray(era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468)


def _orders(found: Headers, asked: str | None) -> list[str | None]:
    """The date order of each layout; a layout that cannot say borrows from the others that write dates alike."""
    own = [_own_order(found, number, asked) for number in range(len(found.layouts))]
    decided = [order for order in own if order in ASKED]
    if decided and len(set(decided)) == 1:
        return [order or decided[0] for order in own]
    return own


def _own_order(found: Headers, number: int, asked: str | None) -> str | None:
    rows = found.layout == number
    numbers, widths = found.numbers[rows], found.widths[rows]
    if not len(numbers):
        return None
    if (widths[:, 0] > 2).mean() > 0.5:
        return _likelier(numbers, "ymd", "ydm")
    if (widths[:, 1] > 2).mean() > 0.5:
        return "myd"
    return _by_numbers(numbers) or asked or _by_sign(found.layouts[number]) or _by_time(numbers)


def _likelier(numbers: Small, usual: str, other: str) -> str:
    """The usual order unless the other one makes more dates possible."""
    usual_ok, other_ok = (possible(numbers, order).sum() for order in (usual, other))
    return other if other_ok > usual_ok else usual


def _by_numbers(numbers: Small) -> str | None:
    """What a 13 says: it can only be a day."""
    day_first, month_first = (possible(numbers, order).mean() for order in ASKED)
    if max(day_first, month_first) < 0.5 and possible(numbers, "ymd").mean() > 0.5:
        return "ymd"
    if abs(day_first - month_first) > 0.003:
        return "dmy" if day_first > month_first else "mdy"
    return None


def _by_sign(layout: str) -> str | None:
    """Dots are never month first in any locale (CLDR), so they decide where numbers do not."""
    return "dmy" if "." in layout.split(" ", maxsplit=1)[0] else None


def _by_time(numbers: Small) -> str | None:
    """The order in which time clearly goes back less often."""
    day_first, month_first = (_steps_back(wall(numbers, order)) for order in ASKED)
    if min(day_first, month_first) * 5 <= max(day_first, month_first) and day_first != month_first:
        return "dmy" if day_first < month_first else "mdy"
    return None


def _steps_back(at: Ints) -> int:
    return int((np.diff(at[at != UNKNOWN_TIME]) < -EPOCH_DAY).sum())


def without_pastes(dated: Dated, author: NDArray[np.int32]) -> tuple[Flags, bool]:
    """Which headers are real, and whether time often goes back in this file.

    Args:
        dated: headers with their times, in file order.
        author: index of who wrote, -1 for notices of the app, int32[n].
    """
    counts = np.bincount(author[author >= 0], minlength=1)
    known = (author >= 0) & (counts[author] > 1)
    real = _of_the_files_shape(dated, author)
    if real is None:
        return np.ones(len(dated.at), dtype=bool), False
    rows = np.flatnonzero(real)
    at, step = dated.at[rows], np.diff(dated.at[rows])
    back = np.flatnonzero(step < -EPOCH_DAY)
    if len(back) > max(3, NATURE * len(at)) or (step < 0).sum() > max(3, (step > 0).sum()):
        return real, True
    for first, last in (*_excursions(at, back.tolist(), known[rows]), *_visits(at, author[rows])):
        real[rows[first : last + 1]] = False
    return real, False


def _of_the_files_shape(dated: Dated, author: NDArray[np.int32]) -> Flags | None:
    """Headers in the layout that most have; of others, those of its authors whose time fits between their neighbours.

    None where no layout is the file's own, so that there is nothing to be unlike.
    """
    layout, at = dated.headers.layout, dated.at
    if not len(layout):
        return np.zeros(0, dtype=bool)
    counts = np.bincount(layout)
    main = int(counts.argmax())
    if counts[main] * 2 < len(layout) or (counts[main] * 4 < 3 * len(layout) and (counts > 0).sum() > MANY_SHAPES):
        return None
    same = layout == main
    low, high = _neighbours(at, same)
    fits = (at != UNKNOWN_TIME) & (at > low) & (at <= high + MINUTE) & (author >= 0)
    return np.asarray(same | (fits & np.isin(author, author[same])))


def _neighbours(at: Ints, same: Flags) -> tuple[Ints, Ints]:
    """Time of the last row before and of the first row after each row that is one of `same`."""
    places = np.arange(len(at))
    before = np.maximum.accumulate(np.where(same, places, -1))
    after = np.minimum.accumulate(np.where(same, places, len(at))[::-1])[::-1]
    low = np.where(before >= 0, at[before.clip(0)], np.iinfo(np.int64).min)
    return low, np.where(after < len(at), at[after.clip(0, len(at) - 1)], np.iinfo(np.int64).max - MINUTE)


def _excursions(at: Ints, back: list[int], known: Flags) -> Iterator[tuple[int, int]]:
    """Runs of pasted headers, as first and last row: a leap ahead by somebody unknown, or a dip into the past."""
    done = -1
    for drop in back:
        if drop <= done:
            continue
        leap = _leap(at, drop, known)
        if leap is not None:
            if not known[leap : drop + 1].any():
                yield leap, drop
            continue
        until = _return(at, drop)
        if until is not None:
            yield drop + 1, until
            done = until


def _leap(at: Ints, drop: int, known: Flags) -> int | None:
    """Where time leapt ahead before it dropped back to where it was, or None."""
    for i in range(drop, max(0, drop - LONGEST_PASTE), -1):
        if at[i] - at[i - 1] > EPOCH_DAY and at[i - 1] - MINUTE <= at[drop + 1]:
            return i if at[drop + 1] - at[i - 1] < at[i] - at[drop + 1] else None
    return None


def _return(at: Ints, drop: int) -> int | None:
    """The last row of a dip that comes back to where time was, or None where it does not."""
    ahead = at[drop + 1 : drop + 2 + LONGEST_PASTE]
    over = np.flatnonzero(ahead >= at[drop] - MINUTE)
    return drop + int(over[0]) if len(over) else None


def _visits(at: Ints, author: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """Dips of minutes or to the end of the file in which somebody speaks who never speaks elsewhere.

    Messages that arrived late dip as well, so that a dip alone says nothing.
    """
    drops = np.flatnonzero(np.diff(at) < -LATE * MINUTE).tolist()
    dips = [(drop + 1, _last_of_dip(at, drop)) for drop in drops]
    dips = [(first, last) for first, last in dips if last - first < LONGEST_PASTE]
    inside = np.zeros(len(at), dtype=bool)
    for first, last in dips:
        inside[first : last + 1] = True
    stranger = (author >= 0) & ~np.isin(author, author[~inside])
    yield from (dip for dip in dips if stranger[dip[0] : dip[1] + 1].any())


def _last_of_dip(at: Ints, drop: int) -> int:
    until = _return(at, drop)
    return len(at) - 1 if until is None else until
