"""What the watch makes of days that nobody tells, or that only one of the two tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import numpy as np
from alarms import table
from watch_figures import LENGTH, VOICES, Days, Floats, Part, Run, Waits, alarms, chance, with_error
from watch_stepped import traces
from watch_words import words

from toward.science import erosion
from toward.science.budget import threshold
from toward.science.simulate import (
    CENSOR,
    Change,
    Reporter,
    Ritual,
    Told,
    draw_rituals,
    highest,
    logging_stops,
    report,
    told_by_two,
)

RUNS, RUNS_OF_TWO, AT_ONCE = 2000, 500, 250
STREAM = 31
STEADY, FADING = Ritual(0.85), Change(0.85, 0.35, 120, 60)
SINCE = 200  # day of a steady ritual on which something about the telling changes

Tell = Callable[[np.random.Generator, Days, int], Told]


def _alone(days: Days) -> Told:
    """Days of which it is not known who could have told them."""
    unknown = np.full(days.shape, -1, dtype=np.int8)
    return Told(days, unknown, unknown)


def _fewer(rng: np.random.Generator, kept: Days, since: int, *, less: float, always: bool) -> Told:
    """Days on which it did not happen are told less."""
    return _alone(report(rng, kept, less=less, since=0 if always else since))


def _kept_untold(rng: np.random.Generator, kept: Days, since: int, *, less: float) -> Told:
    """Days on which it did happen are told less."""
    told = report(rng, (1 - kept).astype(np.int8), less=less, since=since)
    return _alone(np.where(told >= 0, 1 - told, -1).astype(np.int8))


def _silent(rng: np.random.Generator, kept: Days, since: int, *, days: int | None) -> Told:
    """All logging stops, for some days or for good."""
    return _alone(logging_stops(report(rng, kept), since, again=None if days is None else since + days))


def _of_two(rng: np.random.Generator, kept: Days, since: int, *, rule: str, stops: bool, forgets: float) -> Told:
    """The second of two who tell stops, or begins to forget."""
    other = Reporter(since=since, chance_later=0.0 if stops else None, forgets_later=forgets)
    return told_by_two(rng, kept, Reporter(), other, rule=rule)  # type: ignore[arg-type]


def _points(less: float) -> str:
    return f"{100 * less:.0f} points"


LESS = (0.1, 0.3, 0.6)
RULES = {"either_says_so": "either says so", "agreed": "both agree"}
SECOND = {"goes on": (False, 0.0), "stops": (True, 0.0), "forgets 10 %": (False, 0.1), "forgets 20 %": (False, 0.2)}
CASES: dict[str, Tell] = {
    "90 % of all days told": partial(_fewer, less=0.0, always=True),
    **{f"days without told {_points(less)} less, always": partial(_fewer, less=less, always=True) for less in LESS},
    **{
        f"days without told {_points(less)} less, from then on": partial(_fewer, less=less, always=False)
        for less in LESS
    },
    **{f"days with it told {_points(less)} less, from then on": partial(_kept_untold, less=less) for less in LESS},
    "nothing told any more, for good": partial(_silent, days=None),
    "nothing told for 60 days": partial(_silent, days=60),
}
OF_TWO: dict[str, Tell] = {
    f"{told}; the second {does}": partial(_of_two, rule=rule, stops=stops, forgets=forgets)
    for (rule, told), (does, (stops, forgets)) in product(RULES.items(), SECOND.items())
}


def measured(case: str, fading: bool, runs: int, seed: int, *stream: int) -> tuple[Floats, Floats, Floats]:
    """What the watch says of some rituals that are told in one way.

    Returns:
        First days of an alarm, of one that survives the band, and of one of a watch that is not told who could report,
        for both voices; float64[2, runs] each, inf where there is none.
    """
    rng = chance(seed, *stream)
    length, since = (FADING.onset + CENSOR, FADING.onset) if fading else (LENGTH, SINCE)
    kept = draw_rituals(rng, STEADY, runs, length, change=FADING if fading else None).kept
    told = {**CASES, **OF_TWO}[case](rng, kept, since)
    alarm, least = traces(told.days, told.could_report if case in OF_TWO else None)
    of_nobody = erosion.statistic(told.days)
    if not fading:
        return tuple(highest(each) for each in (alarm, least, of_nobody))  # type: ignore[return-value]
    return tuple(_first(each) for each in (alarm, least, of_nobody))  # type: ignore[return-value]


def _first(trace: Floats) -> Floats:
    return np.stack([Waits.of(trace, threshold(budget=budget), FADING.onset).days for budget in VOICES.values()])


def untold(run: Run) -> Iterator[Part]:
    """Days that nobody tells, and two who tell."""
    yield Part("What nobody tells", _UNTOLD, _cases(run, CASES, RUNS, 0))
    yield Part("Two who tell", _TWO, _cases(run, OF_TWO, RUNS_OF_TWO, 1))
    yield Part("What is read", _WORDS, words({**CASES, **OF_TWO}, FADING, run.seed, frozenset(OF_TWO)))


_HOW = (
    f"`alarm`: share of steady rituals (.85) that reach the threshold on days 61–790; `told`: share of which somebody is told, "
    f"because it survives the band over silence; ± standard error. What is about the telling begins on day {SINCE}. "
    f"The days are those from the beginning of a fading (.85 → .35 over 60 days, after 120 days) to being told; the "
    "telling changes on the day on which the fading begins. "
)
_UNTOLD = (
    _HOW
    + "Days without it that go untold hide a fading and make no false one; days *with* it that go untold look like a "
    "fading, and nobody who sees only what is told could know better."
)
_WORDS = (
    "The sentences that a person is shown when a ritual fades (.85 → .35 over 60 days) and is told in each of these ways. They come "
    "from the program, on the first day on which it says anything after the fading began; it is one couple."
)
_TWO = (
    _HOW + "The watch is told each day how many could have reported; in the column `not told who` it is not (a line)."
)


def _cases(run: Run, cases: dict[str, Tell], runs: int, stream: int) -> str:
    sizes = run.chunks(runs, AT_ONCE)
    jobs = [(case, fading, rows, run.seed, STREAM, stream, i, fading, j)
            for i, case in enumerate(cases) for fading in (False, True) for j, rows in enumerate(sizes)]  # fmt: skip
    parts = iter(run.map(measured, jobs, "what is told"))
    rows = []
    for case in cases:
        steady, fading = ([next(parts) for _ in sizes] for _ in range(2))
        tops = [np.concatenate(each) for each in zip(*steady, strict=True)]
        waits = [np.concatenate(each, axis=1) for each in zip(*fading, strict=True)]
        rows.append((case, *_row(tops, waits, stream == 1), f"{len(tops[0]):,}"))
    who = ("not told who",) if stream else ()
    voices = [f"{voice}: {what}" for voice in VOICES for what in ("alarm", "told")]
    return table(("telling", *voices, *who, "to a line (days)", "to a notice (days)", "runs"), rows)


def _row(tops: list[Floats], waits: list[Floats], with_who: bool) -> tuple[str, ...]:
    shares = [_share(each, budget) for budget in VOICES.values() for each in tops[:2]]
    who = [_share(tops[2], next(iter(VOICES.values())))] if with_who else []
    return (*shares, *who, *(Waits(each).with_seen() for each in waits[1]))


def _share(tops: Floats, budget: float) -> str:
    return with_error(alarms(tops, budget))
