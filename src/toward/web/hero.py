"""The first picture: twenty-nine weeks of one small ritual that thins out and returns, drawn from a fixed seed."""

from __future__ import annotations

import random
from functools import cache

from markupsafe import Markup, escape

from toward.insight.figures import day_mark

WEEKS, STEP, RADIUS = 29, 11.9, 3.7


@cache
def hero(title: str, desc: str) -> Markup:
    """The picture with its words for those who listen."""
    chance = random.Random(5)
    marks = "".join(
        day_mark(1 if chance.random() < _strength(week) else -1, 5 + week * STEP, 6 + day * STEP, RADIUS)
        for week in range(WEEKS)
        for day in range(7)
    )
    width, height = 2 * 5 + (WEEKS - 1) * STEP + RADIUS, 12 + 6 * STEP + RADIUS
    return Markup(
        f'<svg class="chart hero" viewBox="0 0 {width:.1f} {height:.1f}" role="img" aria-labelledby="hero-t hero-d">'
        f'<title id="hero-t">{escape(title)}</title><desc id="hero-d">{escape(desc)}</desc>{marks}</svg>'
    )


def _strength(week: int) -> float:
    """How likely a day is lit: full, fading from the sixth week, returning from the eighteenth."""
    if week < 6:
        return 1.0 - 0.02 * week
    if week < 18:
        return max(0.0, 0.9 - 0.11 * (week - 5))
    return min(0.97, 0.1 + 0.14 * (week - 18))
