"""Pictures for the notebooks beside it, in the app's own chart grammar: a sentence, then the picture, then the table.

Strength and days are drawn by `toward.insight.figures`. Here is what only a notebook needs: the watch's evidence with its
two heights, and a hundred couples as a hundred marks. Numbers in, HTML out; colours come by class from the app's styles.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from toward.insight import figures
from toward.insight.figures import LEFT, RIGHT, WIDE, Words, day_mark, frame, label
from toward.science.strength import weekly

FIRST = date(2025, 1, 6)  # a Monday; every day number counts from here
Z95 = 1.959964
TOP, HIGH = 8.0, 150.0  # of the evidence
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that a notebook shows as HTML."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def style() -> Shown:
    """The app's colours and chart styles, for a notebook that is read outside of these pages."""
    folder = files("toward") / "web" / "static" / "web"
    sheets = "".join((folder / name).read_text(encoding="utf-8") for name in ("tokens.css", "charts.css"))
    own = ".fig{background:var(--paper);color:var(--ink);font-family:var(--voice);margin:0;padding:1rem}.key{list-style:none;padding:0}"
    return Shown(f"<style>{sheets}{own}</style>")


def day(number: float) -> str:
    """The date of a day number: `6 May`."""
    return f"{(on := FIRST + timedelta(days=int(number))).day} {on:%B}"


def wilson(hits: int, runs: int) -> tuple[float, float]:
    """A share of simulated runs as its 95 % interval (Wilson 1927, J. Am. Stat. Assoc. 22:209)."""
    p, z = hits / runs, Z95
    centre, half = p + z * z / (2 * runs), z * math.sqrt(p * (1 - p) / runs + z * z / (4 * runs * runs))
    low, high = ((centre + sign * half) / (1 + z * z / runs) for sign in (-1, 1))
    return max(low, 0.0), min(high, 1.0)


def of_100(share: tuple[float, float]) -> tuple[int, int]:
    """An interval in whole couples of a hundred, rounded outwards."""
    return math.floor(100 * share[0] + 1e-9), math.ceil(100 * share[1] - 1e-9)


def span(low: int, high: int) -> str:
    """Two numbers as words: `2–3`."""
    return str(low) if low == high else f"{low}–{high}"


def _of_seven(week: figures.Week) -> str:
    """A strength as days in seven: a range, also where both ends are nearest to the same day."""
    low, high = (round(7 * end) for end in week[1:])
    return span(low, high) if low < high else span(math.floor(7 * week[1]), math.ceil(7 * week[2]))


def spoken(days: tuple[float, float]) -> str:
    """Two days as words: `between 6 May and 11 June`, or `on 6 May` if they are one."""
    first, last = map(day, days)
    return f"on {first}" if first == last else f"between {first} and {last}"


def ritual(name: str, sentence: str, days: NDArray[np.int8], began: tuple[float, float] | None = None) -> Shown:
    """A ritual's weeks: strength with its band above, every day below, and the span in which it began, if that is known.

    Args:
        name: unique on the page.
        sentence: the finding.
        days: int8[T], 1 it happened, 0 told without it, -1 nobody told; day 0 is `FIRST`.
        began: first and last day on which the change may have begun.
    """
    weeks = [(float(a), float(b), float(c)) for a, b, c in weekly(days)]
    now = _of_seven(weeks[-1])
    said = f"{day(began[0])} – {day(began[1])}" if began else ""
    title = f"The goodnight kiss, {len(weeks)} weeks"
    words = Words(title, sentence, "7 of 7", "0", "Mon", "Sun", now=now, began=said)
    drawn = figures.ritual(name, words, weeks, days.tolist(), _months(len(days)), began=began)
    return _figure(sentence, drawn + KEY, _by_month(title, days, weeks))


def evidence(
    name: str,
    sentence: str,
    trace: Sequence[float],
    heights: Sequence[tuple[float, str, int | None]],
    length: int,
    began: int | None = None,
) -> Shown:
    """The watch's evidence day by day, with the heights at which it speaks.

    Args:
        name: unique on the page.
        sentence: the finding.
        trace: the statistic of each day so far.
        heights: threshold, what it is called, and the first day on which it was reached, if it was; lowest first.
        length: days that the picture is wide.
        began: the true day of the change, if there is one.
    """
    most = 1.22 * heights[-1][0]
    x, y = _across(length), _up(most)
    points = [(x(i), y(min(value, most))) for i, value in enumerate(trace)]
    line = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
    inside = f'<path class="c-grid" d="M{LEFT} {y(0):.1f}H{WIDE - RIGHT}"/>' + label(WIDE - RIGHT + 5, y(0) + 4, "0")
    inside += "".join(_height(y(at), at, said, reached) for at, said, reached in heights)
    inside += _truth(x(began), y(heights[0][0]) + 9, y(0), began) if began is not None else ""
    inside += f'<path d="{line}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>'
    inside += "".join(
        day_mark(1, x(reached), y(min(trace[reached], most)), 4.3) for *_, reached in heights if reached is not None
    )
    inside += _named(_months(length), x, y(0))
    words = Words("The evidence of the watch, day by day", sentence, "", "", "", "")
    return _figure(sentence, frame(name, words, y(0) + 24, inside), _by_date(trace))


def _across(length: int) -> Callable[[float], float]:
    return lambda number: LEFT + (WIDE - LEFT - RIGHT) * number / length


def _up(most: float) -> Callable[[float], float]:
    return lambda value: TOP + HIGH * (1 - value / most)


def _height(y: float, at: float, said: str, reached: int | None) -> str:
    """One of the two heights: a line, what is said from there on, and since when."""
    when = day(reached) if reached is not None else "not reached"
    return (
        f'<path class="c-tick" stroke-dasharray="2 3" d="M{LEFT} {y:.1f}H{WIDE - RIGHT}"/>'
        + label(LEFT, y - 4, f"{said}: {when}", "c-label--now" if reached is not None else "")
        + label(WIDE - RIGHT + 5, y + 4, f"{at:.1f}")
    )


def _truth(x: float, top: float, bottom: float, began: int) -> str:
    """The day on which it truly began, which only whoever made the couple up can know; its words stand before it."""
    mark = f'<path class="c-bracket" d="M{x - 4:.1f} {top:.1f}H{x:.1f}V{bottom:.1f}"/>'
    return mark + label(x - 7, top + 9, f"truly begins {day(began)}", "c-label--lamp", "end")


def hundred(name: str, sentence: str, rows: Iterable[tuple[str, int, int]]) -> Shown:
    """Of a hundred couples, so many: a filled mark is sure, a washed one lies within the error of the simulation.

    Args:
        name: unique on the page.
        sentence: the finding.
        rows: what happens to them, and the lowest and the highest number of them.
    """
    rows = tuple(rows)
    inside = "".join(_couples(14.0 + 112.0 * i, *row) for i, row in enumerate(rows))
    words = Words("Of a hundred couples", sentence, "", "", "", "")
    return _figure(sentence, frame(name, words, 112.0 * len(rows) - 10, inside) + KEY_HUNDRED, "")


def _couples(top: float, said: str, low: int, high: int) -> str:
    places = [(LEFT + 6 + i % 20 * 16.4, top + 19 + i // 20 * 15.0) for i in range(100)]
    washed = "".join(
        f'<path class="c-onset" d="M{x - 8.2:.1f} {y - 7.5:.1f}h16.4v15h-16.4z"/>' for x, y in places[low:high]
    )
    marks = "".join(day_mark(1 if i < low else 0, x, y, 4.6) for i, (x, y) in enumerate(places))
    return label(LEFT, top, f"{said}: {span(low, high)} of 100", "c-label--now") + washed + marks


def table(sentence: str, head: Row, rows: Iterable[Row]) -> Shown:
    """A table below its sentence; the first cell of each row names it."""
    return Shown(f'<figure class="fig"><figcaption>{escape(sentence)}</figcaption>{_table(head, rows)}</figure>')


def _table(head: Row, rows: Iterable[Row], caption: str = "") -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<div class="fig-table"><table>{named}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _figure(sentence: str, drawn: str, below: str) -> Shown:
    """A sentence first, then the picture, then the same as a table."""
    folded = f"<details><summary>Read as a table</summary>{below}</details>" if below else ""
    return Shown(f'<figure class="fig"><figcaption>{escape(sentence)}</figcaption>{drawn}{folded}</figure>')


def _by_month(title: str, days: NDArray[np.int8], weeks: Sequence[figures.Week]) -> str:
    starts = [*_starts(len(days)), len(days)]
    rows = []
    for first, end in pairwise(starts):
        told, week = days[first:end], weeks[min((first + end) // 14, len(weeks) - 1)]
        rows.append((day(first), str((told == 1).sum()), str((told >= 0).sum()), _of_seven(week)))
    return _table(("From", "It happened", "Days told", "Likely a week"), rows, title)


def _by_date(trace: Sequence[float]) -> str:
    starts = _starts(len(trace))
    rows = [(f"{day(first)}", f"{trace[first]:.1f}") for first in (*starts, len(trace) - 1)]
    return _table(("On", "Evidence"), rows, "At the start of each month, and on the last day drawn")


def _starts(length: int) -> list[int]:
    """Day 0, and the first day of every later month."""
    return [0] + [i for i in range(1, length) if (FIRST + timedelta(days=i)).day == 1]


def _months(length: int) -> list[tuple[int, str]]:
    """Every second month by its short name: above thirty weeks there is no room for all."""
    return [(start, f"{FIRST + timedelta(days=start):%b}") for start in _starts(length)[::2]]


def _named(months: Iterable[tuple[int, str]], x: Callable[[float], float], bottom: float) -> str:
    return "".join(
        f'<path class="c-tick" d="M{x(at):.1f} {bottom + 4:.1f}v4"/>' + label(x(at) - 1, bottom + 19, said)
        for at, said in months
    )


def _key(*items: tuple[str, str]) -> str:
    rows = "".join(f"<li>{drawn}{escape(said)}</li>" for drawn, said in items)
    return f'<ul class="key" aria-label="Key">{rows}</ul>'


def _small(inside: str, wide: int = 12, css: str = "") -> str:
    return f'<svg class="{css}" viewBox="0 0 {wide} 12" aria-hidden="true" focusable="false">{inside}</svg>'


KEY = _key(
    (_small(day_mark(1, 6, 6, 4.3)), "it happened"),
    (_small(day_mark(0, 6, 6, 4.3)), "told, without it"),
    (_small(day_mark(-1, 6, 6, 4.3)), "nobody told"),
    (
        _small('<path class="c-band" d="M0 2H22V10H0Z"/><path class="c-line" d="M0 6H22"/>', 22, "k-line"),
        "days in seven, 80 % band",
    ),
)
KEY_HUNDRED = _key(
    (_small(day_mark(1, 6, 6, 4.3)), "hears something"),
    (
        _small('<path class="c-onset" d="M0 0H12V12H0Z"/>' + day_mark(0, 6, 6, 4.3)),
        "may: the error of the simulation",
    ),
    (_small(day_mark(0, 6, 6, 4.3)), "hears nothing"),
)
