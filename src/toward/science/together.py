"""Several rituals of one couple as one: a common beginning shows in all of them a little."""

from __future__ import annotations

import numpy as np

from toward.science import weighing as w
from toward.science.table import Day
from toward.science.weighing import Floats

STRICTER = (
    0.9  # six uneven rituals go astray together more easily: so much more log evidence keeps the budget (simulated)
)


class Together:
    """One set of Shiryaev–Roberts sums over all rituals.

    Each ritual's day is weighed as its own weeks have proved it should be, even or uneven; and the couple's weeks as a whole
    may be uneven too.

    Args:
        rituals: how many there are.
    """

    def __init__(self, rituals: int) -> None:
        self._even, self._uneven = [0.0] * len(w.DROPS), [0.0] * len(w.DROPS)
        self._doubt, self._doubts = w.DOUBT, np.full(rituals, w.DOUBT)
        self._kept, self._missed = np.zeros(rituals), np.zeros(rituals)  # this week
        self._gap, self._statistic = 0.0, 0.0

    def take(self, today: Day) -> float:
        """Weigh a day of all rituals and return the statistic."""
        self._gap = min(self._gap + 1.0, w.GAP)
        own, common = self._alike(today)
        if today.watched.any():
            self._weigh(today, own, common)
        if today.known.any():
            self._judge_weeks(today, own, common)
            total = w.log_mean(w.weighed(self._even, self._uneven, self._doubt))
            self._statistic = max(0.0, total - STRICTER)
        self._kept += today.kept
        self._missed += today.seen & ~today.kept
        if today.seen.any():
            self._gap = 0.0
        return self._statistic

    def end_week(self) -> None:
        """Begin a new week."""
        self._kept, self._missed = np.zeros(len(self._kept)), np.zeros(len(self._kept))

    def _alike(self, today: Day) -> tuple[Floats, Floats]:
        """Days of this week that were like today: of the ritual itself, and of all together."""
        own = np.where(today.kept, self._kept, self._missed)
        return own, np.where(today.kept, self._kept.sum(), self._missed.sum())

    def _weigh(self, today: Day, own: Floats, common: Floats) -> None:
        usual = today.chance(today.hoped)
        expected = self._own(usual, own)
        for i in today.drops:
            less = today.chance(w.faded(today.hoped, w.FACTORS[i]))
            even = (self._own(less, own) / expected)[today.watched]
            uneven = ((less + w.TIE * common) / (usual + w.TIE * common))[today.watched]
            self._even[i] = min((self._even[i] + self._gap) * float(even.prod()), w.TOP)
            self._uneven[i] = min((self._uneven[i] + self._gap) * float(uneven.prod()), w.TOP)

    def _own(self, chance: Floats, alike: Floats) -> Floats:
        """Probability of the day as each ritual's own weeks are: even, or with days that hang together."""
        tied = (chance + w.TIE * alike) / (1.0 + w.TIE * (self._kept + self._missed))
        return np.asarray((chance + self._doubts * tied) / (1.0 + self._doubts))

    def _judge_weeks(self, today: Day, own: Floats, common: Floats) -> None:
        chance = today.chance(w.capped(today.rate))
        tied = (chance + w.TIE * common) / (1.0 + w.TIE * float((self._kept + self._missed).sum()))
        factor = float((tied / self._own(chance, own))[today.known].prod())
        self._doubt = min(max(self._doubt * factor, w.LEAST_DOUBT), w.MOST_DOUBT)
        doubts = w.doubted(self._doubts, chance, own, self._kept + self._missed)
        doubts = np.minimum(np.maximum(doubts, w.LEAST_DOUBT), w.MOST_DOUBT)
        self._doubts = np.where(today.known, doubts, self._doubts)
