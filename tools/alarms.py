"""How often does the look-back speak of a change that is not there, and how soon does it see one that is?

Measures, calibrates nothing: seeded made-up couples (`toward.science.simulate`) go through `toward.science.retrospect`,
and `docs/measured/look-back-alarms.md` is written from what comes out. `python tools/alarms.py [--seed N] [--quick]`.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toward.science import onset, simulate
from toward.science.findings import Finding, TooEarly
from toward.science.retrospect import Retrospect, look_back
from toward.science.simulate import Change, changing_habit, steady_couple

HERE = Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "measured" / "look-back-alarms.md"
SHARED = Path(os.environ.get("TOWARD_SHARED", HERE.parent / "shared"))
BUDGET = 0.10
Days = NDArray[np.int8]

STEADY = {
    "plain": "steady, weekly rhythm",
    "bursty": "bursty weeks (beta-binomial, κ = 10)",
    "apart": "weeks apart, habits down to a third",
    "waves": "all habits rise and fall together over weeks",
}
CHANGES = {
    ".85 → .35 over 60 days": Change(0.85, 0.35, 0, 60),
    ".85 → .35 over 120 days": Change(0.85, 0.35, 0, 120),
    ".85 → .35 over 180 days": Change(0.85, 0.35, 0, 180),
    ".95 → .75 abrupt": Change(0.95, 0.75, 0),
    ".95 → .50 over 120 days": Change(0.95, 0.5, 0, 120),
    ".60 → .20 over 90 days": Change(0.6, 0.2, 0, 90),
    ".85 → 0 abrupt": Change(0.85, 0.0, 0),
    ".20 → .05 over 90 days": Change(0.2, 0.05, 0, 90),
    ".85 → .70 over 60 days": Change(0.85, 0.7, 0, 60),
    ".35 → .85 over 60 days": Change(0.35, 0.85, 0, 60),
    ".05 → .40 over 60 days": Change(0.05, 0.4, 0, 60),
}
REAL = (
    ("P03", 731, 3900, "steady"),
    ("P04", 1, 1095, "steady"),
    ("P04", 1096, 2555, "steady"),
    ("P07", 1, 1095, "falls from .29 to .12 in its third year"),
    ("P15", 1, 1460, "falls from .20 to .03 in its fourth"),
    ("P16", 1, 2190, "falls from .11 to .01 in its sixth"),
    ("P19", 1, 1460, "falls from .19 to .07 by its fourth"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of runs with Wilson's 95 % interval."""

    hits: int
    runs: int

    def __str__(self) -> str:
        z, p, n = 1.959964, self.hits / max(self.runs, 1), max(self.runs, 1)
        centre, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        low, high = (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
        return f"{p:.3f} ({max(low, 0):.3f}–{high:.3f})"


def changed(answer: Retrospect | TooEarly) -> bool:
    """Whether an answer speaks of a change."""
    return isinstance(answer, Retrospect) and answer.status != "steady"


def false_reports(kind: str, seed: int, couples: int, **span: tuple[float, float]) -> Share:
    """Reports of steady couples that hold any finding."""
    hits = 0
    for i in range(couples):
        days = steady_couple(np.random.default_rng([seed, i]), kind=kind, **span)  # type: ignore[arg-type]
        hits += any(changed(answer) for answer in look_back(days, budget=BUDGET))
    return Share(hits, couples)


def among_others(rng: np.random.Generator, habit: Days) -> Days:
    """The habit as the first of ten; the other nine are steady."""
    years = len(habit) / 365
    others = steady_couple(rng, years=(years, years + 1e-3), habits=(9, 9))[:, : len(habit)]
    return np.vstack([habit[None], others])


def seen_after(change: Change, wait: int, seed: int, runs: int, kappa: float | None = None) -> Share:
    """Reports of ten habits that name the one that began to change after a year, `wait` days later."""
    hits = 0
    for i in range(runs):
        rng = np.random.default_rng([seed, i, 3])
        truth = Change(change.before, change.after, 365, change.duration)
        habit = changing_habit(rng, 365 + wait, truth, kappa=kappa)
        answer = look_back(among_others(rng, habit), budget=BUDGET)[0]
        right = {"growing"} if change.after > change.before else {"fading", "faded"}
        hits += isinstance(answer, Retrospect) and answer.status in right
    return Share(hits, runs)


@dataclass(frozen=True, slots=True)
class Dated:
    """How well one kind of change is dated and measured when it is seen."""

    seen: Share
    error: float
    bias: float
    dates: Share
    width: float
    before: Share
    now: Share


def dated(change: Change, length: int, seed: int, runs: int, kappa: float | None = None) -> Dated | None:
    """Look back over `runs` couples of whom one habit changed between 40 % and 75 % of the way."""
    found: list[tuple[int, Retrospect]] = []
    for i in range(runs):
        rng = np.random.default_rng([seed, i, length])
        begin = int(rng.uniform(0.4, 0.75) * length)
        habit = changing_habit(rng, length, Change(change.before, change.after, begin, change.duration), kappa=kappa)
        answer = look_back(among_others(rng, habit), budget=BUDGET)[0]
        if isinstance(answer, Retrospect) and answer.began is not None:
            found.append((begin, answer))
    if not found:
        return None
    late = np.array([each.began.estimate - begin for begin, each in found if each.began is not None])
    dates = [(begin, each.began) for begin, each in found if each.began is not None]
    return Dated(
        Share(len(found), runs),
        float(np.abs(late).mean()),
        float(late.mean()),
        Share(sum(holds(each, begin) for begin, each in dates), len(dates)),
        float(np.mean([each.upper - each.lower for _, each in dates])),
        Share(sum(holds(each.before, change.before, 0.01) for _, each in found), len(found)),
        Share(sum(holds(each.now, _at_the_end(change, begin, length), 0.01) for begin, each in found), len(found)),
    )


def _at_the_end(change: Change, begin: int, length: int) -> float:
    """The true mean rate of the last eight weeks."""
    truth = Change(change.before, change.after, begin, change.duration)
    return float(simulate.rates(length, truth)[-56:].mean())


def holds(finding: Finding, truth: float, slack: float = 0.0) -> bool:
    """Whether the interval holds the truth."""
    return finding.lower - slack <= truth <= finding.upper + slack


def recovered(seed: int, runs: int, length: int, gap: int) -> Share:
    """Reports that call a habit changed though it came back after `gap` days at a quarter."""
    hits = 0
    for i in range(runs):
        rng = np.random.default_rng([seed, i, 5])
        begin = int(rng.uniform(0.3, 0.6) * length)
        habit = changing_habit(rng, length, Change(0.8, 0.2, begin, 0, begin + gap))
        hits += changed(look_back(among_others(rng, habit), budget=BUDGET)[0])
    return Share(hits, runs)


def onset_alone(change: Change, length: int, seed: int, runs: int) -> tuple[float, float, Share]:
    """Mean error, bias and coverage of `onset.began` on a whole series with every day observed."""
    late, inside = [], 0
    for i in range(runs):
        rng = np.random.default_rng([seed, i, 7])
        begin = int(rng.uniform(0.35, 0.7) * length)
        truth = Change(change.before, change.after, begin, change.duration)
        finding = onset.began(simulate.happen(rng, simulate.rates(length, truth)))
        late.append(finding.estimate - begin)
        inside += holds(finding, begin)
    return float(np.abs(late).mean()), float(np.mean(late)), Share(inside, runs)


def real_days() -> dict[str, Days] | None:
    """Days with any commit by person, or None where the shared data are absent."""
    file = SHARED / "data" / "commit_days_19people.csv"
    if not file.is_file():
        return None
    active: dict[str, set[int]] = defaultdict(set)
    last: dict[str, int] = defaultdict(int)
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            day = int(row["day"])
            last[row["person"]] = max(last[row["person"]], day)
            if int(row["count"]) > 0:
                active[row["person"]].add(day)
    return {
        person: np.isin(np.arange(1, last[person] + 1), sorted(days)).astype(np.int8) for person, days in active.items()
    }


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def false_part(seed: int, couples: int) -> str:
    """Steady couples of every kind and span."""
    spans: dict[str, dict[str, tuple[float, float]]] = {
        "1–8 years, 3–30 habits": {},
        "1–1½ years, 3–6 habits": {"years": (1, 1.5), "habits": (3, 6)},
        "6–8 years, 20–30 habits": {"years": (6, 8), "habits": (20, 30)},
    }
    rows = []
    for kind, name in STEADY.items():
        wide = false_reports(kind, seed, 5 * couples)
        narrow = [false_reports(kind, seed + 1 + i, couples, **span) for i, span in enumerate(list(spans.values())[1:])]
        rows.append((name, wide, *narrow))
    return table(("couples of whom nothing changed", *spans), rows)


def delay_part(seed: int, runs: int) -> str:
    """How long after it began a change is seen."""
    waits = (42, 56, 84, 112, 140, 182, 273, 365)
    rows = []
    for name, change in CHANGES.items():
        shares = [seen_after(change, wait, seed, runs) for wait in waits]
        half = next((str(w) for w, s in zip(waits, shares, strict=True) if 2 * s.hits >= s.runs), f"> {waits[-1]}")
        rows.append((name, *(f"{each.hits / each.runs:.2f}" for each in shares), half))
    return table(("one of ten habits, after a steady year", *(f"{w} d" for w in waits), "half seen by (days)"), rows)


def dates_part(seed: int, runs: int) -> str:
    """Recall, dates and rates of changes in series of one, two and four years."""
    rows: list[tuple[object, ...]] = []
    for name, change in CHANGES.items():
        for years, kappa in ((1, None), (2, None), (4, None), (2, 10.0)):
            one = dated(change, 365 * years, seed, runs, kappa)
            label = (name, f"{years} years, bursty" if kappa else str(years))
            if one is None:
                rows.append((*label, Share(0, runs), "–", "–", "–", "–", "–", "–"))
                continue
            numbers = (f"{one.error:.0f}", f"{one.bias:+.0f}", one.dates, f"{one.width:.0f}", one.before, one.now)
            rows.append((*label, one.seen, *numbers))
    head = ("one of ten habits", "years", "seen", "error (days)", "bias", "dates inside", "width", "before inside")
    return table((*head, "now inside"), rows)


def recovered_part(seed: int, runs: int) -> str:
    """Dips that came back."""
    rows = [(f"{gap} days", recovered(seed, runs, 730, gap)) for gap in (14, 30, 60, 120, 180)]
    return table(("away for", "called changed"), rows)


def onset_part(seed: int, runs: int) -> str:
    """`onset.began` alone."""
    rows = []
    for name, change in CHANGES.items():
        error, bias, inside = onset_alone(change, 400, seed, runs)
        rows.append((name, f"{error:.1f}", f"{bias:+.1f}", inside))
    return table(("400 days, all observed", "mean error (days)", "bias", "80 % interval covers"), rows)


def real_part() -> str:
    """What is said of real days whose course is known."""
    days = real_days()
    if days is None:
        print(f"NOT CHECKED: no real data at {SHARED}; set TOWARD_SHARED.", file=sys.stderr)
        return "Not checked in this run: the real data were not there.\n"
    rows = []
    for person, first, last, course in REAL:
        answer = look_back(days[person][None, first - 1 : last], budget=BUDGET)[0]
        rows.append((person, f"{first}–{last}", course, _said(answer, first)))
    return table(("person", "days", "course", "what the look-back says"), rows)


def _said(answer: Retrospect | TooEarly, first: int) -> str:
    if isinstance(answer, TooEarly):
        return "too early"
    rates = f"{answer.before.estimate:.2f} → {answer.now.estimate:.2f}"
    if answer.began is None:
        return f"{answer.status} ({rates})"
    low, high = answer.began.lower + first, answer.began.upper + first
    return f"{answer.status} ({rates}), began on day {low:.0f}–{high:.0f}, certainty {answer.certainty:.3f}"


PARTS: tuple[tuple[str, str, Callable[[int, int], str], int], ...] = (
    (
        "False findings",
        "Share of whole reports that say anything faded or grew although nothing changed (budget 0.10), with Wilson's "
        "95 % interval. Base rates 0.02–0.98, in touch on 40–100 % of days.",
        false_part,
        400,
    ),
    (
        "How soon a change is seen",
        "Share of reports over ten habits that name the one that began to change, by days since it began.",
        delay_part,
        40,
    ),
    (
        "Dates and rates",
        "A change between 40 % and 75 % of the way, days in touch 80 %. `inside`: share of 80 % intervals that hold "
        "the truth (rates with a slack of 0.01; the truth of `now` is the mean of the last eight weeks).",
        dates_part,
        60,
    ),
    ("Dips that came back", "A habit at .8 falls to .2 at once and returns at once; two years.", recovered_part, 100),
    ("When did it begin", "`onset.began` by itself, no weekly rhythm.", onset_part, 100),
)


def page(seed: int, quick: bool) -> str:
    """The measured page as Markdown."""
    shrink = 8 if quick else 1
    parts = []
    for title, text, measure, runs in PARTS:
        print(f"{title} …", file=sys.stderr, flush=True)
        parts.append(f"## {title}\n\n{text}\n\n{measure(seed, max(runs // shrink, 5))}")
    real = "## Real days\n\nDays with a commit of people whose yearly rates are known.\n\n" + real_part()
    return "\n".join((_head(seed, quick), *parts, real))


def _head(seed: int, quick: bool) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    )
    size = ", shortened" if quick else ""
    return (
        "# What the look-back finds and what it makes up\n\n"
        f"Measured by `make alarms` on simulated couples, seed {seed}{size}, at commit "
        f"`{commit.stdout.strip() or '?'}`. The constants were set on other seeds.\n\n"
        "How to read it: 0.003 are three couples in a thousand who are told of a change that was none. Every change "
        "must have lasted six weeks before it is spoken of. A fading of .85 → .70 may take years to be told from "
        "chance; while a slow fade goes on, its beginning looks like what was before, so it is dated late.\n"
    )


def main() -> None:
    """Measure and write the page."""
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--seed", type=int, default=20260)
    wishes.add_argument("--quick", action="store_true", help="an eighth of the runs, printed and not written")
    given = wishes.parse_args()
    text = page(given.seed, given.quick)
    print(text)
    if not given.quick:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
