"""A share of cases, and how far off it may be."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases with Wilson's 95 % interval (Wilson 1927)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share itself; asked of nothing, it is an error."""
        return self.hits / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        z = 1.959964
        centre = self.value + z * z / (2 * self.of)
        half = z * sqrt(self.value * (1 - self.value) / self.of + z * z / (4 * self.of**2))
        whole = 1 + z * z / self.of
        return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)

    def __str__(self) -> str:
        if not self.of:
            return "none"
        low, high = self.interval
        return f"{self.value:.3f} ({low:.3f}–{high:.3f}), {self.hits} of {self.of}"
