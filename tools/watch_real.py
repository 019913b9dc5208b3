"""The watch on real days whose course is known, and two real series whose turn is known."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from alarms import SHARED, table
from watch_figures import VOICES, Days, Floats, Part, Run, firsts

from toward.science import erosion
from toward.science.budget import threshold
from toward.science.findings import Finding
from toward.science.onset import began_values
from toward.science.simulate import START, WATCHED

COMMITS = SHARED / "data" / "commit_days_19people.csv"
MOODS = SHARED / "data" / "kossakowski2017_esm.csv"
DISASTERS = SHARED / "data" / "coal_disasters.csv"
RESTART = 730  # days after which the watch begins anew
STEADY = (("P03", 731, 3900), ("P04", 1, 1095), ("P04", 1096, 2555))
FADING = (("P07", 3), ("P15", 4), ("P16", 6), ("P19", 4))  # the year in which it falls, or by which it has fallen
ABSENT = "Not checked in this run: the real data were not there.\n"


class Person(NamedTuple):
    """Days with any commit, int8[T], and the weekday of the first (0 is Monday)."""

    days: Days
    first_weekday: int


def real(run: Run) -> Iterator[Part]:
    """What is said of real days."""
    people = persons(COMMITS)
    if not people:
        print(f"NOT CHECKED: no real data at {SHARED}; set TOWARD_SHARED.", file=sys.stderr)
    yield Part("Real days that stay", _STEADY, _steady(people) if people else ABSENT)
    yield Part("Real days that fade", _FADING, _fading(people) if people else ABSENT)
    yield Part("Two turns that are known", _TURNS, _turns())


def persons(file: Path) -> dict[str, Person]:
    """Every person's days; none where the file is absent."""
    if not file.is_file():
        return {}
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    first: dict[str, int] = {}
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            counts[row["person"]][int(row["day"])] = int(row["count"])
            first.setdefault(row["person"], (int(row["weekday"]) - int(row["day"]) + 1) % 7)
    return {who: Person(_days(told), first[who]) for who, told in counts.items()}


def _days(told: dict[int, int]) -> Days:
    days = np.zeros(max(told), dtype=np.int8)
    days[[day - 1 for day, count in told.items() if count > 0]] = 1
    return days


def stretches(first: int, last: int) -> list[tuple[int, int]]:
    """A window of days in stretches after which the watch begins anew; days count from 1, ends included."""
    return [(begin, min(begin + RESTART - 1, last)) for begin in range(first, last + 1, RESTART)]


def first_alarms(person: Person, first: int, last: int) -> dict[str, int | None]:
    """Day (counted from 1) of the first alarm in each voice, of a watch that begins on day `first`."""
    weekday = (person.first_weekday + first - 1) % 7
    trace = erosion.statistic(person.days[None, first - 1 : last], weekday)
    days = {voice: float(firsts(trace, threshold(budget=budget))[0]) for voice, budget in VOICES.items()}
    return {voice: int(day) + first if np.isfinite(day) else None for voice, day in days.items()}


def share_of_budget(first: int, last: int, budget: float) -> float:
    """Chance of a false alarm in a stretch: the budget's own for 730 watched days, less for fewer."""
    watched = max(0, last - first + 1 - START)
    return float(-np.expm1(np.log1p(-budget) * watched / WATCHED))


def so_many_or_more(chances: list[float], alarms: int) -> float:
    """P(at least so many alarms) when each stretch has its own chance of one (binomial, where they are equal)."""
    spread: Floats = np.ones(1)
    for each in chances:
        spread = np.convolve(spread, [1 - each, each])
    return float(spread[alarms:].sum())


_STEADY = (
    "Days with a commit of two people whose yearly rates are known to stay within a narrow band, though their weeks are uneven. "
    "The watch begins anew every 730 days and watches all but the first 60 of them. Alarms against the number that the budget "
    "allows (a shorter rest has a smaller part), and the probability of so many or more if the budget is kept exactly."
)


Told = list[tuple[int, int, dict[str, int | None]]]


def _anew(person: Person, first: int, last: int) -> Told:
    """What every watch says in a window in which it begins anew."""
    return [(*part, first_alarms(person, *part)) for part in stretches(first, last)]


def _steady(people: dict[str, Person]) -> str:
    windows = {f"{who}, days {first}–{last}": _anew(people[who], first, last) for who, first, last in STEADY}
    windows["all"] = [each for told in windows.values() for each in told]
    rows = [(name, voice, *_counted(told, voice)) for voice in VOICES for name, told in windows.items()]
    return table(("person", "voice", "stretches", "alarms", "allowed", "P(so many or more)", "on day"), rows)


def _counted(told: Told, voice: str) -> tuple[object, ...]:
    chances = [share_of_budget(first, last, VOICES[voice]) for first, last, _ in told]
    days = [day for *_, found in told if (day := found[voice])]
    likely = so_many_or_more(chances, len(days))
    return len(told), len(days), f"{sum(chances):.2f}", f"{likely:.2g}", ", ".join(map(str, days)) or "–"


_FADING = (
    "Four people whose days fall in a known year (`in` it, or `by` it for P19). Day of the first line and of the first notice of a "
    "watch that never begins anew, and of every watch that begins anew every 730 days; in brackets the days since that year "
    "began (− before it)."
)


def _fading(people: dict[str, Person]) -> str:
    rows = []
    for who, year in FADING:
        person, begin = people[who], 365 * (year - 1) + 1
        once, anew = first_alarms(person, 1, len(person.days)), _anew(person, 1, len(person.days))
        rates = " ".join(f"{rate:.2f}".lstrip("0") for rate in yearly(person.days))
        for voice in VOICES:
            again = ", ".join(_dated(day, begin) for *_, found in anew if (day := found[voice])) or "–"
            rows.append((who, rates, f"day {begin}, year {year}", voice, _dated(once[voice], begin), again))
    head = ("person", "rate by year", "falls", "voice", "one watch: day (days since)", "begun anew every 730 days")
    return table(head, rows)


def yearly(days: Days) -> list[float]:
    """Rate of every year, the last one as far as it goes."""
    return [float(days[begin : begin + 365].mean()) for begin in range(0, len(days), 365)]


def _dated(day: int | None, begin: int) -> str:
    return "–" if day is None else f"{day} ({day - begin:+d})"


_TURNS = (
    "`began_values` on the weekly depression scores of one man who came off his medicine (Kossakowski et al. 2017; the jump lies "
    "in days 127–141 and is to be dated there) and on British coal-mine disasters by year (the turn is 1890 and is to lie in "
    "the interval)."
)


def _turns() -> str:
    rows = [row for row in (_moods(), _disasters()) if row]
    head = ("series", "values", "truth", "estimate", "80 % interval", "estimate there", "interval holds it")
    return table(head, rows) if rows else ABSENT


def weekly_scores(file: Path) -> Floats:
    """Mean score of every week since the first day, nan where none was told."""
    with file.open(encoding="utf-8") as lines:
        told = [(datetime.strptime(row["date"], "%d/%m/%y").date(), row["dep"]) for row in csv.DictReader(lines)]
    weeks: dict[int, list[float]] = defaultdict(list)
    for day, score in told:
        if score:
            weeks[(day - told[0][0]).days // 7].append(float(score))
    return np.array([np.mean(weeks[week]) if week in weeks else np.nan for week in range(max(weeks) + 1)])


def _moods() -> tuple[object, ...] | None:
    if not MOODS.is_file():
        return None
    scores = weekly_scores(MOODS)
    found = began_values(scores, "gaussian")
    days = [7 * end + 1 for end in (found.estimate, found.lower, found.upper)]
    return ("weekly depression", f"{found.n} weeks", "days 127–141", *_told(days, 127, 141, "day "))


def _disasters() -> tuple[object, ...] | None:
    if not DISASTERS.is_file():
        return None
    with DISASTERS.open(encoding="utf-8") as lines:
        years = [int(float(row["date"])) for row in csv.DictReader(lines)]
    found: Finding = began_values(np.bincount(np.array(years) - 1851, minlength=112).astype(float), "poisson")
    ends = [1851 + end for end in (found.estimate, found.lower, found.upper)]
    return ("coal-mine disasters", f"{found.n} years", "1890", *_told(ends, 1890, 1890, ""))


def _told(ends: list[float], first: int, last: int, unit: str) -> tuple[str, str, str, str]:
    estimate, lower, upper = ends
    there, holds = first <= estimate <= last, lower <= first and last <= upper
    return f"{unit}{estimate:.0f}", f"{lower:.0f}–{upper:.0f}", _yes(there), _yes(holds)


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
