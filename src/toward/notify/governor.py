"""Whether the prompt of a day rings, and what follows from it. Pure: days are ordinals, no clock, no rows.

One prompt a day at one's own hour; never while away, never on a day that an experiment leaves out, never once the evening
is told. After three in a row that nobody answered every second day is left out; after ten it stops, says so once, and
begins again only when its owner asks. Nothing here knows what the other of the two did or did not do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from toward.science.experiment import Difference, difference, draw

HALVED_AFTER, STOPPED_AFTER = 3, 10  # prompts in a row without an answer
EVERY = 2  # days from one prompt to the next once it is halved
LASTS = 56  # days of an experiment; it leaves out half of them
ENOUGH = 14  # days of each kind, below which nothing is said of a difference
MOST_AWAY = 8  # stretches of days away that are kept
Why = Literal["ring", "told", "away", "stopped", "halved", "withheld"]
Stop = Literal["", "new", "seen"]  # not stopped; stopped, and not said yet; stopped, and said


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment with one's own prompts. A day is the bit of its distance from the first one.

    Args:
        first: ordinal of the first day.
        withheld: days on which no prompt rings, drawn before the first one.
        open: days on which one would have rung but for the draw.
        told: those of them on which the evening was told afterwards.
        ended: ordinal of the day on which its owner ended it early, 0 for not.
    """

    first: int
    withheld: int
    open: int = 0
    told: int = 0
    ended: int = 0

    def bit(self, day: int) -> int:
        """The bit of a day; 0 for a day outside the experiment."""
        return 1 << day - self.first if self.runs(day) else 0

    def runs(self, day: int) -> bool:
        """Whether it runs on a day."""
        return 0 <= day - self.first < LASTS and not (self.ended and day >= self.ended)

    def left(self, day: int) -> int:
        """How many days are to come, this one among them."""
        return 0 if self.ended else min(LASTS, max(0, self.first + LASTS - day))

    def counts(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """On how many of how many open days the evening was told: with a prompt, and without."""
        rung, quiet = self.open & ~self.withheld, self.open & self.withheld
        return ((rung & self.told).bit_count(), rung.bit_count()), ((quiet & self.told).bit_count(), quiet.bit_count())

    def result(self) -> Difference | None:
        """How much more often the evening was told with a prompt; None where there were too few days to say."""
        with_it, without = self.counts()
        return difference(with_it, without) if min(with_it[1], without[1]) >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class Pace:
    """How it stands with one person's prompt.

    Args:
        unanswered: how many in a row rang without an evening being told.
        last: ordinal of the day on which the last one rang, 0 for none.
        told: ordinal of the day on which an evening was told last, 0 for none.
        stop: whether it has stopped, and whether that was said.
        away: first and last ordinal of stretches of days away.
        trial: the experiment, None without one.
    """

    unanswered: int = 0
    last: int = 0
    told: int = 0
    stop: Stop = ""
    away: tuple[tuple[int, int], ...] = ()
    trial: Trial | None = None

    @property
    def is_halved(self) -> bool:
        """Whether every second day is left out."""
        return self.unanswered >= HALVED_AFTER


def weigh(pace: Pace, day: int) -> Why:
    """Whether the prompt of a day rings, or why not.

    Args:
        pace: how it stands when the hour strikes.
        day: ordinal of the day it is.
    """
    if pace.stop:
        return "stopped"
    if pace.told >= day:
        return "told"
    if any(first <= day <= last for first, last in pace.away):
        return "away"
    if pace.is_halved and day - pace.last < EVERY:
        return "halved"
    return "withheld" if pace.trial and pace.trial.withheld & pace.trial.bit(day) else "ring"


def struck(pace: Pace, day: int) -> Pace:
    """After the hour has struck on a day that is open: one on which it rings, or would but for the draw."""
    if pace.trial is None or weigh(pace, day) not in ("ring", "withheld"):
        return pace
    return replace(pace, trial=replace(pace.trial, open=pace.trial.open | pace.trial.bit(day)))


def rang(pace: Pace, day: int) -> Pace:
    """After a prompt has rung; the tenth without an answer is the last."""
    if pace.last == day:
        return pace
    count = pace.unanswered + 1
    return replace(pace, unanswered=count, last=day, stop="new" if count >= STOPPED_AFTER else pace.stop)


def answered(pace: Pace, day: int) -> Pace:
    """After an evening was told on a day. What has stopped stays so until its owner asks, unless this answers the last one."""
    trial = pace.trial
    stop: Stop = "" if pace.stop == "new" and pace.last == day else pace.stop
    if trial is not None and trial.open & trial.bit(day):
        trial = replace(trial, told=trial.told | trial.bit(day))
    return replace(pace, unanswered=0, told=max(pace.told, day), stop=stop, trial=trial)


def stop_said(pace: Pace) -> Pace:
    """After it was said that the prompt has stopped."""
    return replace(pace, stop="seen") if pace.stop else pace


def begun_again(pace: Pace) -> Pace:
    """After its owner has asked for the prompt again."""
    return replace(pace, unanswered=0, stop="")


def gone(pace: Pace, first: int, last: int, today: int, *, away: bool) -> Pace:
    """After somebody has said that they are away on some days, or here after all.

    Args:
        pace: how it stood.
        first: ordinal of the first day.
        last: of the last one.
        today: the day it is; what lies before it is forgotten.
        away: False for being here.
    """
    known = {day for begins, ends in pace.away for day in range(max(begins, today), ends + 1)}
    said = set(range(max(first, today), last + 1))
    return replace(pace, away=tuple(_stretches(known | said if away else known - said))[:MOST_AWAY])


def _stretches(days: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for day in sorted(days):
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def tried(pace: Pace, tomorrow: int, below: Callable[[int], int]) -> Pace:
    """Begin an experiment: what it leaves out is drawn now, so that no later day can change it."""
    drawn = draw(LASTS, LASTS // 2, below)
    return replace(begun_again(pace), trial=Trial(tomorrow, sum(1 << day for day, out in enumerate(drawn) if out)))


def is_running(pace: Pace, today: int) -> bool:
    """Whether an experiment runs or is about to."""
    return pace.trial is not None and not pace.trial.ended and today < pace.trial.first + LASTS


def ended(pace: Pace, today: int) -> Pace:
    """End an experiment early: nothing is left out any more. One that is over is taken away with its result."""
    if pace.trial is None or not is_running(pace, today):
        return replace(pace, trial=None)
    return replace(pace, trial=replace(pace.trial, ended=today))
