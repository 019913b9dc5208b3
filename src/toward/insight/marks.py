"""More of the chart grammar: the reserve with its band, and what is known where it is too early to draw a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toward.insight.figures import LEFT, RIGHT, WIDE, Scale, Week, Words, day_mark, frame, label, ribbon, smooth

TOP, HIGH = 10.0, 92.0
WAIT = 0.35  # least share of the picture that is kept for what is still to come


def reserve(name: str, words: Words, weeks: Sequence[Week], months: Iterable[tuple[int, str]]) -> str:
    """A level of 0–10 over weeks: the band first, the line in it, the range at its end.

    Args:
        name: unique id on the page.
        words: title, finding and axis words; `now` is the range at the end.
        weeks: level, lower and upper end of its band, one row a week, 0–10.
        months: day number and name of each month to be named.
    """
    scale = Scale((WIDE - LEFT - RIGHT) / max(len(weeks), 1), TOP, HIGH)
    shares = [(mid / 10, low / 10, high / 10) for mid, low, high in weeks]
    mid, low, high = scale.lines(shares)
    end = mid[-1]
    parts = [f'<path class="c-grid" d="M{LEFT} {scale.y(share):.1f}H{WIDE - RIGHT}"/>' for share in (1.0, 0.5, 0.0)]
    parts += [f'<path class="c-band" d="{ribbon(high, low)}"/>', f'<path class="c-line" d="{smooth(mid)}"/>']
    parts.append(f'<circle class="c-end" cx="{end[0]:.1f}" cy="{end[1]:.1f}" r="3.2"/>')
    beside = [(end[1], words.now, "c-label--now"), (scale.y(1), words.every, ""), (scale.y(0), words.never, "")]
    parts += [
        label(WIDE - RIGHT + 5, y + 4, text, css)
        for y, text, css in beside
        if css or not words.now or abs(y - end[1]) > 14
    ]
    bottom = scale.y(0)
    for day, text in months:
        x = scale.edge(day)
        parts.append(f'<path class="c-tick" d="M{x:.1f} {bottom + 2:.1f}v4"/>' + label(x - 1, bottom + 18, text))
    return frame(name, words, bottom + 24, "".join(parts))


def early(name: str, words: Words, days: Sequence[int], needed: int) -> str:
    """The days told so far, and a line for those still to come; no axis, no zero, nothing to be filled.

    Args:
        name: unique id on the page.
        words: title and finding; `first_day` is said of what is told, `last_day` of what it takes.
        days: 1, 0, 2 (away), -1 a day.
        needed: told days that an answer takes.
    """
    wide = WIDE - 2 * LEFT
    told = sum(day in (0, 1) for day in days)
    share = min(max(told / max(needed, 1), len(days) * 4.0 / wide), 1 - WAIT)
    step = min(12.3, wide * share / max(len(days), 1))
    marks = [day_mark(day, LEFT + step * (place + 0.5), 26.0, min(4.4, step * 0.38)) for place, day in enumerate(days)]
    end = LEFT + step * len(days) + 4
    wait = f'<path class="c-wait" d="M{end:.1f} 26H{WIDE - LEFT}"/><path class="c-tick" d="M{end:.1f} 18v16"/>'
    said = label(LEFT, 53, words.first_day) + label(WIDE - LEFT, 53, words.last_day, "", "end")
    return frame(name, words, 60, "".join(marks) + wait + said)


def week(name: str, words: Words, days: Sequence[tuple[str, int]]) -> str:
    """Seven days in a row, each over the letters of its weekday.

    Args:
        name: unique id on the page.
        words: title, and every day in words.
        days: letters and 1, 0, 2 (away) or -1.
    """
    step = 26.0
    parts = [
        day_mark(mark, step * (place + 0.5), 12.0, 6.0) + label(step * (place + 0.5), 34, text, "", "middle")
        for place, (text, mark) in enumerate(days)
    ]
    return frame(name, words, 40, "".join(parts), step * len(days), "chart--week")
