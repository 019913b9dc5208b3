"""Several rituals of one couple as one: a common beginning shows in all of them a little."""

from __future__ import annotations

import numpy as np

from toward.science import weighing as w
from toward.science.table import Day

EASIER = 0.3  # several rituals rarely go astray together: so much less log evidence keeps the same budget (simulated)


class Together:
    """One set of Shiryaev–Roberts sums over all rituals; uneven weeks are weeks of the couple."""

    def __init__(self) -> None:
        self._even, self._uneven = [0.0] * len(w.DROPS), [0.0] * len(w.DROPS)
        self._doubt, self._gap = w.DOUBT, 0.0
        self._kept, self._missed = 0.0, 0.0
        self._statistic = 0.0

    def take(self, today: Day) -> float:
        """Weigh a day of all rituals and return the statistic."""
        self._gap = min(self._gap + 1.0, w.GAP)
        if today.watched.any():
            self._weigh(today)
        if today.known.any():
            self._judge_weeks(today)
            total = w.log_mean(w.weighed(self._even, self._uneven, self._doubt))
            self._statistic = total + EASIER if total else 0.0
        self._kept += float(today.kept.sum())
        self._missed += float((today.seen & ~today.kept).sum())
        if today.seen.any():
            self._gap = 0.0
        return self._statistic

    def end_week(self) -> None:
        """Begin a new week."""
        self._kept, self._missed = 0.0, 0.0

    def _weigh(self, today: Day) -> None:
        usual, tied = today.chance(today.hoped), w.TIE * np.where(today.kept, self._kept, self._missed)
        for i in today.drops:
            less = today.chance(w.faded(today.hoped, w.FACTORS[i]))
            even, uneven = (less / usual)[today.watched], ((less + tied) / (usual + tied))[today.watched]
            self._even[i] = min((self._even[i] + self._gap) * float(even.prod()), w.TOP)
            self._uneven[i] = min((self._uneven[i] + self._gap) * float(uneven.prod()), w.TOP)

    def _judge_weeks(self, today: Day) -> None:
        alike = np.where(today.kept, self._kept, self._missed)
        doubt = w.doubted(1.0, today.chance(w.capped(today.rate)), alike, self._kept + self._missed)
        self._doubt = min(max(self._doubt * float(doubt[today.known].prod()), w.LEAST_DOUBT), w.MOST_DOUBT)
