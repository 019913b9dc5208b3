"""From messages to days: on which evenings of our time in touch did a small thing happen?

A day ends at 04:00, so a goodnight at half past midnight belongs to the evening before. A ritual day is 1 (it happened,
whoever began), 0 (we were in touch, without it) or -1 (no messages at all: unknown, never "no").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from toward.lookback.messages import EPOCH_DAY, UNKNOWN_TIME, Chat, Kind

DAY_ENDS_AT = 4 * 3600
_EPOCH = date(1970, 1, 1)
_LONGEST = 40 * 366  # days; a wrong clock must not ask for a million columns


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that a chat covers.

    Args:
        first: the day in column 0, always a Monday so that weeks are columns of a picture.
        in_touch: whether anything was written on that day, bool[T].
    """

    first: date
    in_touch: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.in_touch)

    def day(self, number: float) -> date:
        """The date of a column, rounded down."""
        return self.first + timedelta(days=int(number))


def day_numbers(at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since 1970-01-01 of wall times int64[n], each day ending at 04:00.

    >>> day_numbers(np.array([0, 4 * 3600])).tolist()
    [-1, 0]
    """
    return (at - DAY_ENDS_AT) // EPOCH_DAY


def talk(chat: Chat, people: Sequence[int]) -> NDArray[np.bool_]:
    """Rows that one of `people` wrote at a known time, system lines left out, bool[n]."""
    return np.asarray(np.isin(chat.author, people) & (chat.kind != Kind.SYSTEM) & (chat.at != UNKNOWN_TIME))


def calendar(chat: Chat, rows: NDArray[np.bool_]) -> Calendar | None:
    """The days from the Monday before the first row to the last row; None where no row has a time."""
    if not rows.any():
        return None
    numbers = day_numbers(chat.at[rows])
    newest = int(numbers.max())
    oldest = max(int(numbers.min()), newest - _LONGEST)
    oldest -= (oldest + 3) % 7  # 1970-01-01 was a Thursday
    in_touch = np.zeros(newest - oldest + 1, dtype=np.bool_)
    in_touch[numbers[numbers >= oldest] - oldest] = True
    return Calendar(_EPOCH + timedelta(days=oldest), in_touch)


def ritual_days(chat: Chat, rows: NDArray[np.intp], when: Calendar) -> NDArray[np.int8]:
    """One ritual's days as 1, 0 or -1, int8[T], from the rows in which it was said."""
    days = np.where(when.in_touch, 0, -1).astype(np.int8)
    numbers = day_numbers(chat.at[rows]) - (when.first - _EPOCH).days
    days[numbers[(numbers >= 0) & (numbers < len(days))]] = 1
    return days
