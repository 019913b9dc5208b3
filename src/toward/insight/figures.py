"""The chart grammar as code: numbers in, SVG text out. Pure; colours and fonts come from charts.css by class.

A day is 1 (it happened), 0 (told, or in touch, without it), 2 (away) or -1 (unknown). Weeks run left to right, Monday at the top. An
estimate is never drawn without its band, a beginning never as one line, and unknown days are specks, never gaps and
never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDE, LEFT, RIGHT = 352.0, 4.0, 50.0
LONGEST_WITH_DAYS = 80  # weeks; above, days would be smaller than dots
AWAY = 2  # a day on which nothing was to be told
NEAREST_WORDS = 14.0  # units between two words on one side

Point = tuple[float, float]
Week = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a ritual's picture, in the reader's language."""

    title: str
    desc: str
    every: str
    never: str
    first_day: str
    last_day: str
    now: str = ""
    began: str = ""


def smooth(points: Sequence[Point]) -> str:
    """A calm line through the points: Catmull-Rom as Bézier curves."""
    out = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for i in range(len(points) - 1):
        before, a, b, after = points[max(i - 1, 0)], points[i], points[i + 1], points[min(i + 2, len(points) - 1)]
        out += (
            f"C{a[0] + (b[0] - before[0]) / 6:.1f} {a[1] + (b[1] - before[1]) / 6:.1f} "
            f"{b[0] - (after[0] - a[0]) / 6:.1f} {b[1] - (after[1] - a[1]) / 6:.1f} {b[0]:.1f} {b[1]:.1f}"
        )
    return out


def ribbon(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """A closed band between two lines."""
    return smooth(upper) + smooth(list(reversed(lower))).replace("M", "L", 1) + "Z"


def day_mark(value: int, x: float, y: float, r: float) -> str:
    """One day; the marks differ in shape, so they survive grey paper and every eye."""
    if value == 1:
        return f'<circle class="d-done" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'
    if value == 0:
        return f'<circle class="d-not" cx="{x:.1f}" cy="{y:.1f}" r="{r - min(0.6, r / 4):.1f}"/>'
    if value == AWAY:
        a = min(r * 0.75, 3.2)
        return f'<path class="d-away" d="M{x - a:.1f} {y + a:.1f}L{x + a:.1f} {y - a:.1f}"/>'
    return f'<circle class="d-none" cx="{x:.1f}" cy="{y:.1f}" r="0.9"/>'


def label(x: float, y: float, text: str, css: str = "", anchor: str = "start") -> str:
    """A word in a picture."""
    return f'<text class="c-label {css}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def frame(name: str, words: Words, height: float, inside: str, wide: float = WIDE, css: str = "") -> str:
    """The picture with its title and its full finding for those who listen."""
    return (
        f'<svg class="chart {css}" viewBox="0 0 {wide:g} {height:.1f}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(words.title)}</title><desc id="{name}-d">{escape(words.desc)}</desc>{inside}</svg>'
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Where weeks and strengths stand on the page."""

    step: float
    top: float = 24.0
    high: float = 74.0

    def x(self, week: float) -> float:
        """Middle of a week."""
        return LEFT + (week + 0.5) * self.step

    def edge(self, day: float) -> float:
        """Where a day begins."""
        return LEFT + day / 7 * self.step

    def y(self, rate: float) -> float:
        """Height of a rate, 0 at the bottom rule and 1 at the top rule."""
        return self.top + self.high * (1 - rate)

    def lines(self, weeks: Sequence[Week]) -> tuple[list[Point], list[Point], list[Point]]:
        """Middle, lower and upper line of a strength."""
        mid, low, high = ([(self.x(i), self.y(week[k])) for i, week in enumerate(weeks)] for k in (0, 1, 2))
        return mid, low, high


def ritual(
    name: str,
    words: Words,
    weeks: Sequence[Week],
    days: Sequence[int],
    months: Iterable[tuple[int, str]],
    began: tuple[float, float] | None = None,
) -> str:
    """A ritual's weeks: strength with its band above, every day below, the onset span through both.

    Args:
        name: unique id on the page.
        words: title, finding and axis words.
        weeks: rate per day, lower and upper end of its band, one row a week, 0–1.
        days: 1, 0, -1 per day; left out of the picture when there are more than 80 weeks.
        months: day number and name of each month to be named.
        began: first and last day on which the change may have begun.
    """
    scale = Scale((WIDE - LEFT - RIGHT) / max(len(weeks), 1))
    with_days = len(weeks) <= LONGEST_WITH_DAYS
    dots, pitch = 122.0, min(11.5, max(scale.step, 3.4))
    radius = min(4.3, scale.step * 0.38)
    bottom = dots + 6 * pitch + radius + 2 if with_days else scale.y(0) + 4
    mid, low, high = scale.lines(weeks)
    parts = [
        f'<path class="c-grid" d="M{LEFT} {scale.y(1):.1f}H{WIDE - RIGHT}M{LEFT} {scale.y(0):.1f}H{WIDE - RIGHT}"/>'
    ]
    parts += [onset(scale, began, bottom, words.began)] if began else []
    parts += [f'<path class="c-band" d="{ribbon(high, low)}"/>', f'<path class="c-line" d="{smooth(mid)}"/>']
    parts += [
        f'<circle class="c-end" cx="{mid[-1][0]:.1f}" cy="{mid[-1][1]:.1f}" r="3.2"/>',
        *_side(scale, mid[-1][1], words),
    ]
    if with_days:
        parts += [day_mark(day, scale.x(i // 7), dots + (i % 7) * pitch, radius) for i, day in enumerate(days)]
        parts += [_beside(dots, words.first_day), _beside(dots + 6 * pitch, words.last_day)]
    parts.append(_months(months, scale, bottom + 17))
    return frame(name, words, bottom + 22, "".join(parts), css="" if radius > 3 else "chart--long")


def spark(name: str, words: Words, weeks: Sequence[Week]) -> str:
    """A ritual in one line of a list: band and line, nothing else."""
    wide, high = 128.0, 36.0
    step = (wide - 6) / max(len(weeks) - 1, 1)
    mid, low, top = (
        [(2 + i * step, 3 + (high - 6) * (1 - week[k])) for i, week in enumerate(weeks)] for k in (0, 1, 2)
    )
    inside = (
        f'<path class="c-grid" d="M2 {high - 3:.1f}H{wide - 4}"/><path class="c-band" d="{ribbon(top, low)}"/>'
        f'<path class="c-line" d="{smooth(mid)}"/><circle class="c-end" cx="{mid[-1][0]:.1f}" cy="{mid[-1][1]:.1f}" r="2.6"/>'
    )
    return frame(name, words, high, inside, wide, "chart--spark")


def onset(scale: Scale, days: tuple[float, float], bottom: float, text: str) -> str:
    """When it began: never one line, always a span with a bracket and its two dates."""
    a, b = scale.edge(days[0]), max(scale.edge(days[1]), scale.edge(days[0]) + 2)
    top, middle = scale.top - 6, min(max((a + b) / 2, 46.0), WIDE - RIGHT - 30)
    return (
        f'<rect class="c-onset" x="{a:.1f}" y="{top:.1f}" width="{b - a:.1f}" height="{bottom - top:.1f}"/>'
        f'<path class="c-bracket" d="M{a:.1f} {top + 5:.1f}V{top:.1f}H{b:.1f}V{top + 5:.1f}"/>'
        f'<path class="c-bracket c-bracket--edge" d="M{a:.1f} {top + 5:.1f}V{bottom:.1f}M{b:.1f} {top + 5:.1f}V{bottom:.1f}"/>'
        + label(middle, top - 5, text, "c-label--lamp", "middle")
    )


def _beside(y: float, text: str, css: str = "") -> str:
    return label(WIDE - RIGHT + 5, y + 4, text, css)


def _side(scale: Scale, end: float, words: Words) -> list[str]:
    """Words right of the strength: the range at the end wins, an axis word too near is left out."""
    axis = [(scale.y(1), words.every), (scale.y(0), words.never)]
    said = [_beside(end, words.now, "c-label--now")] if words.now else []
    return said + [_beside(y, text) for y, text in axis if not words.now or abs(y - end) > NEAREST_WORDS]


def _months(marks: Iterable[tuple[int, str]], scale: Scale, y: float) -> str:
    return "".join(
        f'<path class="c-tick" d="M{scale.edge(day):.1f} {y - 15:.1f}v4"/>' + label(scale.edge(day) - 1, y, text)
        for day, text in marks
    )
