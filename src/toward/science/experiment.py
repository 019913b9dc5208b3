"""An experiment with oneself: on days drawn beforehand something is left out; what difference does it make?

Source of the interval: Newcombe 1998, Statistics in Medicine 17:873, method 10 (two Wilson intervals, squared and added).
It asks for independent days. What hangs together from day to day widens neither arm alone, because the days were drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95  # of the interval


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between two kinds of days.

    Args:
        estimate: the share of the first less that of the second, −1 to 1.
        lower: end of the interval.
        upper: its other end.
    """

    estimate: float
    lower: float
    upper: float


def draw(days: int, left_out: int, below: Callable[[int], int]) -> tuple[bool, ...]:
    """On which days it is left out: each choice of that many days is as likely as any other (Fisher–Yates).

    Args:
        days: how many there are.
        left_out: on how many of them.
        below: draws a whole number from 0 to less than its argument, such as `secrets.randbelow`.

    Raises:
        ValueError: more left out than there are days.
    """
    if not 0 <= left_out <= days:
        raise ValueError("left_out")
    drawn = [number < left_out for number in range(days)]
    for last in range(days - 1, 0, -1):
        other = below(last + 1)
        drawn[last], drawn[other] = drawn[other], drawn[last]
    return tuple(drawn)


def difference(first: tuple[int, int], second: tuple[int, int], level: float = LEVEL) -> Difference | None:
    """How much more often something happened on the first kind of days than on the second.

    Args:
        first: on how many of how many days.
        second: the same for the other kind.
        level: of the interval.

    Returns:
        The difference; None where one kind has no day.

    Raises:
        ValueError: more happened than there were days.

    >>> difference((56, 70), (48, 80))
    Difference(estimate=0.2, lower=0.0524, upper=0.3339)
    """
    for happened, days in (first, second):
        if not 0 <= happened <= days:
            raise ValueError("counts")
    if not first[1] or not second[1]:
        return None
    (one, one_low, one_high), (two, two_low, two_high) = (_wilson(*each, level) for each in (first, second))
    down, up = sqrt((one - one_low) ** 2 + (two_high - two) ** 2), sqrt((one_high - one) ** 2 + (two - two_low) ** 2)
    return Difference(*(round(each, 4) for each in (one - two, one - two - down, one - two + up)))


def _wilson(happened: int, days: int, level: float) -> tuple[float, float, float]:
    """A share with its score interval."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, wide = happened / days, z * z / days
    middle, half = (share + wide / 2) / (1 + wide), sqrt(wide * (share * (1 - share) + wide / 4)) / (1 + wide)
    return share, max(0.0, middle - half), min(1.0, middle + half)
