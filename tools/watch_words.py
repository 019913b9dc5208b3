"""The words that a person is shown, taken from the program that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from alarms import table
from watch_figures import Days, chance

from toward.insight.language import Language, language
from toward.insight.quiet import words as quiet
from toward.science.budget import LINE, NOTICE
from toward.science.erosion import State, Watch
from toward.science.findings import Finding
from toward.science.onset import began
from toward.science.silence import LoggingWatch
from toward.science.simulate import CENSOR, Change, Ritual, Told, draw_rituals

Tell = Callable[[np.random.Generator, Days, int], Told]

STREAM = 91
GOODNIGHT, FIRST = quiet.Ritual("Goodnight kiss", "evenings"), date(2026, 1, 5)  # a Monday
NOTHING = "(nothing within a year)"


def words(cases: Mapping[str, Tell], change: Change, seed: int, knows: frozenset[str]) -> str:
    """A table of what is read when one ritual changes and is told in each of these ways.

    Args:
        cases: ways of telling by name.
        change: what happens to the ritual; the telling changes on its onset.
        seed: where chance comes from; the ritual is the same in all cases.
        knows: names of the cases in which it is known who could have reported.
    """
    length = change.onset + CENSOR
    kept = draw_rituals(chance(seed, STREAM), Ritual(change.before), 1, length, change=change).kept
    rows = []
    for i, (name, tell) in enumerate(cases.items()):
        told = tell(chance(seed, STREAM, i), kept, change.onset)
        could = told.could_report[0] if name in knows else None
        rows.append((name, *read(language("en"), told.days[0], could, change.onset)))
    return table(("telling", "a line", "a notice that asks", "about the logging"), rows)


def read(of: Language, days: Days, could: Days | None, onset: int) -> tuple[str, str, str]:
    """What is read of one ritual from the day on which it begins to change: of both voices, and of the logging."""
    line, question = (
        _voice(of, days, could, budget, say, onset) for budget, say in ((LINE, quiet.line), (NOTICE, quiet.question))
    )
    return line, question, _logging(of, days, onset)


Say = Callable[[Language, quiet.Ritual, State, Finding | None, date], str | None]


def _voice(of: Language, days: Days, could: Days | None, budget: float, say: Say, onset: int) -> str:
    watch = Watch(budget=budget)
    for day, value in enumerate(days.tolist()):
        reporters = None if could is None else int(could[day])
        state = watch.step(None if value < 0 else bool(value), could_report=reporters)
        if day >= onset and state.alarm:
            return f"{_spoken(of, say, state, days[: day + 1])} *(after {day - onset} days)*"
    return NOTHING


def _spoken(of: Language, say: Say, state: State, known: Days) -> str:
    """The sentences on a day of alarm: of a change, or that too little is told to know."""
    said = say(of, GOODNIGHT, state, began(known), FIRST) if state.notice else None
    parts = (said, quiet.how_often(of, GOODNIGHT, state)) if said else (quiet.too_little_told(of, GOODNIGHT, state),)
    return of.together(*(part for part in parts if part))


def _logging(of: Language, days: Days, onset: int) -> str:
    watch = LoggingWatch()
    for day, value in enumerate(days.tolist()):
        state = watch.step(value >= 0)
        said = quiet.logging(of, state, FIRST) if day >= onset else None
        if said:
            return f"{said} *(after {day - onset} days)*"
    return NOTHING
