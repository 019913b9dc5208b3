"""How often did words come when they came most? A habit may have faded long ago; at its best it was one.

The best stretch may lie anywhere, so none of this favours what fades over what grows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toward.lookback.chance import Mask, distinct
from toward.lookback.lines import Ints
from toward.lookback.spellings import Said

DAYS = 10  # on fewer, or in fewer weeks, it was no habit
WEEKS = 8
OFTEN = 14, 84  # days on which it happened, of so many in touch: about every sixth
DAILY = 28, 84  # every third: "lunch" keeps to noon in every chat, so keeping to an hour alone is little
WEEKLY = 10, 12  # weeks, of so many in a row


def habitual(said: Said, days: Ints, touched: Ints) -> Mask:
    """Whether words came on enough days of enough weeks, and at their best often enough, bool[words].

    Args:
        said: the words.
        days: day of each of their occurrences, int64[m].
        touched: days in touch, ascending, int64[d].
    """
    enough = (distinct(said.which, days, len(said)) >= DAYS) & (distinct(said.which, days // 7, len(said)) >= WEEKS)
    return enough & (_dense(said, np.searchsorted(touched, days), OFTEN) | weekly(said, days))


def daily(said: Said, days: Ints, touched: Ints) -> Mask:
    """Whether words came nearly every other day at their best, bool[words]; arguments as in `habitual`."""
    return _dense(said, np.searchsorted(touched, days), DAILY)


def weekly(said: Said, days: Ints) -> Mask:
    """Whether words came nearly every week at their best, bool[words]."""
    return _dense(said, days // 7, WEEKLY)


def _dense(said: Said, on: NDArray[np.int64], least: tuple[int, int]) -> Mask:
    """Whether some stretch of places holds so many different ones on which words were said."""
    hits, of = least
    on = on - on.min(initial=0)
    width = int(on.max(initial=0)) + of + 1  # no stretch reaches from one word's places into another's
    place = np.unique(said.which * width + on)
    out = np.zeros(len(said), dtype=np.bool_)
    first = place[: max(len(place) - hits + 1, 0)]
    close = first[place[hits - 1 :] - first < of] // width
    out[close] = True
    return out
