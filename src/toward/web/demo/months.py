"""What happens to the two, day by day: three rituals, of which one quietly fades, and evenings that are told or not.

Every day is drawn from the seed and its own number alone, so that a day that has been stays as it was when the clock goes
on. Nothing is told about it here: what faded, and when, is found by the watch itself.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

SEED = "two cups by the window"
BEFORE = 270  # days that were lived before the demonstration begins
FADES = (110, 170)  # first and last day of the kiss's fading
FULL, RARE = 0.86, 0.3
DAY, HELLO, WALK = 0.7, 0.8, 0.45  # how often the others happen
WALK_SINCE = BEFORE - 12  # the walk is new
AWAY = range(201, 206)
TELLS = (0.86, 0.74)  # how often each of the two tells an evening
MOMENT, SHARES = 0.12, 0.4
CALM = 6.6


@dataclass(frozen=True, slots=True)
class Day:
    """A day of theirs.

    Args:
        happened: by ritual, whether it happened; a kiss is that of the night that follows.
        tells: whether each of the two tells it.
        felt: 0–10, how secure it feels to each.
        moment: which of the two felt met, None if neither, and whether they show it.
    """

    happened: dict[str, bool]
    tells: tuple[bool, bool]
    felt: tuple[int, int]
    moment: tuple[int, bool] | None


def nightly(number: int) -> float:
    """How often a night has its kiss, 0–1.

    >>> nightly(0), round(nightly(140), 2), nightly(269)
    (0.86, 0.58, 0.3)
    """
    first, last = FADES
    gone = min(max((number - first) / (last - first), 0.0), 1.0)
    return FULL + (RARE - FULL) * gone


def day(number: int) -> Day:
    """A day by its number; 0 is the one on which they moved in."""
    chance = random.Random(f"{SEED} {number}")
    rates = {"kiss": nightly(number), "day": DAY, "hello": HELLO, "walk": WALK}
    happened = {name: chance.random() < rate for name, rate in rates.items()}
    warmth = CALM + 1.5 * (nightly(number) - FULL) + 0.8 * (sum(happened.values()) - 2.2)
    felt = tuple(min(max(round(warmth + side + chance.gauss(0, 1.1)), 0), 10) for side in (0.3, -0.3))
    tells = (chance.random() < TELLS[0], chance.random() < TELLS[1])
    moment = (chance.randrange(2), chance.random() < SHARES) if chance.random() < MOMENT else None
    return Day(happened, tells, (felt[0], felt[1]), moment)
