"""The Shiryaev–Roberts sums of one ritual, and how much of them silence could take away."""

from __future__ import annotations

from toward.science import weighing as w

_WORKDAYS, _ALL_DAYS = range(len(w.DROPS) - 1), range(len(w.DROPS))


class Sums:
    """One sum for every drop, as if days were independent and as if the days of a week hung together."""

    __slots__ = ("_even", "_uneven")

    def __init__(self) -> None:
        self._even, self._uneven = [0.0] * len(w.DROPS), [0.0] * len(w.DROPS)

    def copy(self) -> Sums:
        """The same, to go another way from here."""
        other = Sums()
        other._even, other._uneven = [*self._even], [*self._uneven]
        return other

    def add(self, kept: bool, rate: float, tied: float, gap: float, slot: int) -> None:
        """Weigh a day.

        Args:
            kept: whether it was kept.
            rate: what was expected.
            tied: what the week's earlier days of the same kind take from its weight.
            gap: days since the last one.
            slot: weekday.
        """
        usual = rate if kept else 1.0 - rate
        even, uneven = self._even, self._uneven
        for i in _ALL_DAYS if slot in w.WEEKEND else _WORKDAYS:
            less = w.faded(rate, w.FACTORS[i])
            less = less if kept else 1.0 - less
            even[i] = min((even[i] + gap) * (less / usual), w.TOP)
            uneven[i] = min((uneven[i] + gap) * ((less + tied) / (usual + tied)), w.TOP)

    def statistic(self, doubt: float) -> float:
        """Log of their mean."""
        return w.log_mean(w.weighed(self._even, self._uneven, doubt))


class Silence:
    """Which silent days are more than usual, so that a kept day may hide in them.

    A balance: a silent day adds what is unusual about it, a told one takes the usual share away. While it is full, silent
    days count as hidden, and each takes one away; in the long run exactly as many as there are beyond the usual share.
    """

    __slots__ = ("_balance",)

    FULL = 10.0  # days; a gap that long is nothing unusual

    def __init__(self) -> None:
        self._balance = 0.0

    def told(self, usual: float) -> None:
        """A day was reported; `usual` is the usual share of silent days."""
        self._balance = max(0.0, self._balance - usual)

    def hides(self, usual: float) -> bool:
        """Whether this silent day counts as a kept one that nobody told."""
        self._balance += 1.0 - usual
        if self._balance < self.FULL:
            return False
        self._balance -= 1.0
        return True
