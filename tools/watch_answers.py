"""What the watch says after a notice was answered: of a new normal, of one that is wanted back, of one ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
from alarms import table
from watch_figures import VOICES, Days, Floats, Part, Run, Waits, chance, with_error
from watch_stepped import Lived, lived

from toward.science.erosion import Answer
from toward.science.simulate import CENSOR, Change, Ritual, alarm_share, draw_rituals

RUNS, AT_ONCE = 1000, 125
STREAM_STAYS, STREAM_BACK, STREAM_AGAIN = 51, 52, 53
YEAR, ONSET, RETURNS, AGAIN = 365, 120, 330, 600
ANSWERS: tuple[Answer, ...] = ("on_purpose", "want_back", "ignored")
SLOWLY = Change(0.85, 0.35, ONSET, 60)
STAYS = {
    ".85 → .35 abrupt": Change(0.85, 0.35, ONSET),
    ".85 → .35 over 60 days": SLOWLY,
    ".95 → .60 abrupt": Change(0.95, 0.6, ONSET),
    ".60 → .20 over 60 days": Change(0.6, 0.2, ONSET, 60),
}


def answers(run: Run) -> Iterator[Part]:
    """What comes after a notice."""
    yield Part("After an answer", _AFTER, _stays(run))
    yield Part("When it returns", _BACK, _returns(run))
    yield Part("A second fading", _SECOND, _again(run))


def _watched(days: Days, answer: Answer, budget: float) -> list[Lived]:
    return [lived(row, answer, budget) for row in days]


def stays(change: Change, answer: Answer, budget: float, rows: int, seed: int, *stream: int) -> list[Lived]:
    """Rituals that fade once and stay so: what is said of them over two years, each notice being answered."""
    days = draw_rituals(chance(seed, *stream), Ritual(change.before), rows, ONSET + 2 * YEAR, change=change).days
    return _watched(days, answer, budget)


def returns(answer: Answer, budget: float, rows: int, seed: int, *stream: int) -> list[Lived]:
    """Rituals that fade and are back at once on day `RETURNS`."""
    change = Change(SLOWLY.before, SLOWLY.after, ONSET, SLOWLY.duration, RETURNS)
    days = draw_rituals(chance(seed, *stream), Ritual(change.before), rows, RETURNS + YEAR, change=change).days
    return _watched(days, answer, budget)


def again(answer: Answer, budget: float, rows: int, seed: int, *stream: int) -> list[Lived]:
    """Rituals that fade, are back on day `RETURNS`, and fade again from day `AGAIN` on."""
    rng = chance(seed, *stream)
    first = Change(SLOWLY.before, SLOWLY.after, ONSET, SLOWLY.duration, RETURNS)
    second = Change(SLOWLY.before, SLOWLY.after, 0, SLOWLY.duration)
    parts = ((first, AGAIN), (second, CENSOR))  # days are independent, so the parts of a life may be drawn apart
    days = [draw_rituals(rng, Ritual(change.before), rows, many, change=change).days for change, many in parts]
    return _watched(np.concatenate(days, axis=1), answer, budget)


def _lives(
    run: Run, job: Callable[..., list[Lived]], kinds: list[tuple[Any, ...]], stream: int, name: str
) -> list[list[Lived]]:
    sizes = run.chunks(RUNS, AT_ONCE)
    given = [(*kind, rows, run.seed, stream, i, j) for i, kind in enumerate(kinds) for j, rows in enumerate(sizes)]
    parts = iter(run.map(job, given, name))
    return [[each for _ in sizes for each in next(parts)] for _ in kinds]


_AFTER = (
    "A ritual fades and stays as it then is; each notice (of a line or of a notice that asks) is answered at once. Of the "
    "runs that were told after the fading began: share who are told of a fading once more within a year of the first "
    "answer (`on_purpose`, `ignored`: while the fading goes on the rest of it may rightly be told; `want_back`: nothing "
    "should be said until it is back), and share who are told that it is back although it is not. ± standard error."
)


def _stays(run: Run) -> str:
    kinds = list(product(STAYS.values(), ANSWERS, VOICES.values()))
    all_lives = _lives(run, stays, kinds, STREAM_STAYS, "answers")
    rows = [
        (name, f"`{answer}`", voice, *_within_a_year(lives))
        for (name, answer, voice), lives in zip(product(STAYS, ANSWERS, VOICES), all_lives, strict=True)
    ]
    head = ("fading", "answer", "voice", "told again within a year", "told “back” though it is not", "told of runs")
    return table(head, rows)


def _within_a_year(lives: list[Lived]) -> tuple[str, str, str]:
    """Shares that are told again, and that are told it is back, within a year of the first answer."""
    told = told_of(lives, ONSET)
    firsts = [(each, each.next_alarm(ONSET)) for each in told]
    more = sum(each.next_alarm(first + 1) <= first + YEAR for each, first in firsts)
    backs = sum(each.next_back(first) <= first + YEAR for each, first in firsts)
    return _of(more, told), _of(backs, told), f"{len(told):,} of {len(lives):,}"


def told_of(lives: list[Lived], onset: int, until: float = np.inf) -> list[Lived]:
    """The lives without an alarm before the onset that were told after it."""
    return [each for each in lives if each.next_alarm(0) >= onset and each.next_alarm(0) < min(until, 1e9)]


def _of(hits: int, told: list[Lived]) -> str:
    if not told:
        return "–"
    return with_error(alarm_share(hits, len(told)))


_BACK = (
    f"A ritual fades (.85 → .35 over 60 days from day {ONSET} on), the notice is answered, and on day {RETURNS} it is back "
    "at once. Days until that is said, of the runs that were told of the fading; and share of them who are told it is "
    "back before it is."
)


def _returns(run: Run) -> str:
    kinds = list(product(ANSWERS[1:], VOICES.values()))
    all_lives = _lives(run, returns, kinds, STREAM_BACK, "returns")
    rows = [
        (f"`{answer}`", voice, *_until_back(lives))
        for (answer, voice), lives in zip(product(ANSWERS[1:], VOICES), all_lives, strict=True)
    ]
    days, early = "days until “back”: mean, median", "said before it is"
    return table(("answer", "voice", days, "said within a year", early, "told of runs"), rows)


def _until_back(lives: list[Lived]) -> tuple[str, str, str, str]:
    told = told_of(lives, ONSET, RETURNS)
    waits = Waits.since(np.array([each.next_back(each.next_alarm(0)) for each in told]), RETURNS)
    days = f"{waits.shown()}, {waits.median:.0f}"
    return days, f"{waits.seen:.3f}", _of(_early(waits), told), f"{len(told):,} of {len(lives):,}"


_SECOND = (
    f"The same, and from day {AGAIN} on it fades a second time in the same way. Of the runs that were told of the first "
    f"fading: share with a false alarm between its return and day {AGAIN}; and of the others the days from the second "
    "beginning to being told, beside those of the first."
)


def _again(run: Run) -> str:
    kinds = list(product(ANSWERS, VOICES.values()))
    all_lives = _lives(run, again, kinds, STREAM_AGAIN, "a second fading")
    rows = [
        (f"`{answer}`", voice, *_twice(lives))
        for (answer, voice), lives in zip(product(ANSWERS, VOICES), all_lives, strict=True)
    ]
    days = ("first (days)", "false in between", "second (days)", "second seen within a year")
    return table(("answer", "voice", *days, "told of runs"), rows)


def _twice(lives: list[Lived]) -> tuple[str, ...]:
    """How long the first fading and the second take to be told."""
    told = told_of(lives, ONSET, RETURNS)
    first, second = Waits.since(_alarm_days(lives, 0), ONSET), Waits.since(_alarm_days(told, RETURNS), AGAIN)
    early = _of(_early(second), told)
    return str(first), early, str(second), f"{second.seen:.3f}", f"{len(told):,} of {len(lives):,}"


def _early(waits: Waits) -> int:
    return int(np.isnan(waits.days).sum())


def _alarm_days(lives: list[Lived], begin: int) -> Floats:
    return np.array([each.next_alarm(begin) for each in lives], dtype=np.float64)
