"""How often does the emotional account's 95 % interval hold the level of the last day, and how wide is it?

Measures, calibrates nothing: made-up couples (`toward.science.simulate_account`) go through `toward.science.account`, and
`docs/measured/account.md` is written from what comes out. `python tools/coverage.py [--seed N] [--quick]`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toward.science.account import Account, fit, fit_jointly
from toward.science.findings import TooEarly
from toward.science.simulate_account import Nature, Simulated, simulate_account, simulate_both, some_nature

HERE = Path(__file__).resolve().parent.parent
PAGE = HERE / "docs" / "measured" / "account.md"
DAYS, MISSING = (30, 90, 365), (0.0, 0.3, 0.5)
COUPLES, FEWER = 2000, 500
LEAST, MOST, SECONDS = 0.93, 0.97, 0.020
Rng = np.random.Generator
Answer = Account | TooEarly
Couple = Callable[[Rng, int], tuple[Simulated, Answer]]


@dataclass(frozen=True, slots=True)
class Held:
    """What was measured over the couples of one cell who got an answer.

    Args:
        held: bool[n], whether the interval holds the level on the scale (a level beyond 0–10 counts as at its end).
        latent: bool[n], whether it holds the level itself, beyond the scale too.
        width: float64[n].
        error: float64[n], estimate less level.
        early: couples who were told that it is too early.
    """

    held: NDArray[np.bool_]
    latent: NDArray[np.bool_]
    width: NDArray[np.float64]
    error: NDArray[np.float64]
    early: int

    @property
    def share(self) -> float:
        """Coverage on the scale."""
        return float(self.held.mean())

    def row(self) -> tuple[object, ...]:
        """Cells of a table."""
        wrong = f"{np.sqrt((self.error**2).mean()):.2f}"
        return (
            len(self.held),
            self.early,
            wilson(self.held),
            f"{self.latent.mean():.3f}",
            f"{self.width.mean():.2f}",
            wrong,
        )


def wilson(held: NDArray[np.bool_]) -> str:
    """A share with Wilson's 95 % interval."""
    z, n, p = 1.959964, len(held), float(held.mean())
    centre, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
    return f"{p:.3f} ({low:.3f}–{high:.3f})"


def measured(couple: Couple, days: int, seed: list[int], couples: int) -> Held:
    """Let many couples live and hold each answer against its truth."""
    rows, early = [], 0
    for i in range(couples):
        truth, answer = couple(np.random.default_rng([*seed, days, i]), days)
        if isinstance(answer, TooEarly):
            early += 1
        else:
            rows.append(_against(answer, float(truth.level[-1])))
    held, latent, width, error = np.array(rows, dtype=float).reshape(-1, 4).T
    return Held(held > 0, latent > 0, width, error, early)


def _against(answer: Account, latent: float) -> tuple[float, ...]:
    lower, upper, level = (float(each[-1]) for each in (answer.lower, answer.upper, answer.level))
    shown = min(max(latent, 0.0), 10.0)
    return lower <= shown <= upper, lower <= latent <= upper, upper - lower, level - shown


def one(rng: Rng, days: int, *, missing: float = 0.3, drift: float = 0.0) -> tuple[Simulated, Answer]:
    """A couple of any nature, one series of ratings."""
    truth = simulate_account(rng, days, missing=missing, drift=drift)
    return truth, fit(truth.ratings, truth.received, truth.hard)


def forgetful(rng: Rng, days: int) -> tuple[Simulated, Answer]:
    """A level that is nearly new every day: told apart from noise only with difficulty."""
    nature = some_nature(rng)
    mean = rng.uniform(5, 7.5)
    quick = Nature(mean, 0.3, 1.0, nature.received, nature.hard, 0.2, 0.5, nature.noise)
    truth = simulate_account(rng, days, nature=quick)
    return truth, fit(truth.ratings, truth.received, truth.hard)


def late_moments(rng: Rng, days: int) -> tuple[Simulated, Answer]:
    """Every moment is written down a day late."""
    truth = simulate_account(rng, days)
    return truth, fit(truth.ratings, np.roll(truth.received, 1), np.roll(truth.hard, 1))


def untold_moments(rng: Rng, days: int) -> tuple[Simulated, Answer]:
    """Half of the moments are never written down."""
    truth = simulate_account(rng, days)
    return truth, fit(truth.ratings, rng.binomial(truth.received, 0.5), rng.binomial(truth.hard, 0.5))


def coloured(rng: Rng, days: int) -> tuple[Simulated, Answer]:
    """Sleep (told on 70 % of days) and being apart colour the ratings."""
    sleep, apart = rng.normal(7, 1.2, days), (rng.random(days) < 0.15) * 1.0
    truth = simulate_account(rng, days, colour=rng.uniform(0, 0.7) * (sleep - 7) - rng.uniform(0, 1.5) * apart)
    told = {"sleep": np.where(rng.random(days) < 0.3, np.nan, sleep), "apart": apart}
    return truth, fit(truth.ratings, truth.received, truth.hard, covariates=told)


def both(rng: Rng, days: int) -> tuple[Simulated, Answer]:
    """Both partners rate the one level, 30 % missing each."""
    truth = simulate_both(rng, days)
    return truth, fit_jointly(truth.ratings, truth.received, truth.hard)


OTHERS: dict[str, Couple] = {
    "both partners jointly": both,
    "sleep and being apart colour the ratings": coloured,
    "the mean itself wanders (0.03 a day)": partial(one, drift=0.03),
    "moments written down a day late": late_moments,
    "half of the moments never written down": untold_moments,
    "a level nearly new every day (keeps 0.3)": forgetful,
}
HEAD = ("answered", "too early", "holds the level", "holds the latent level", "width", "root mean square error")


def cells(seed: int, couples: int) -> dict[tuple[int, float], Held]:
    """The cells of the goal: days × share missing."""
    found = {}
    for days in DAYS:
        for missing in MISSING:
            print(f"{days} days, {missing:.0%} missing …", file=sys.stderr, flush=True)
            found[days, missing] = measured(partial(one, missing=missing), days, [seed, round(100 * missing)], couples)
    return found


def others(seed: int, couples: int) -> str:
    """Couples whom the model does not describe, or describes with more in it."""
    rows = []
    for number, (name, couple) in enumerate(OTHERS.items()):
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += [(name, days, *measured(couple, days, [seed, 1000 + number], couples).row()) for days in DAYS]
    return table(("couples", "days", *HEAD), rows)


def seconds(seed: int, days: int = 365, runs: int = 25) -> list[float]:
    """CPU seconds of one fit with every day rated: alone, with four covariates, jointly."""
    rng = np.random.default_rng([seed, 9])
    truth, pair = simulate_account(rng, days, missing=0.0), simulate_both(rng, days, missing=0.0)
    four = {name: rng.normal(0, 1, days) for name in ("sleep", "stress", "apart", "ill")}
    calls: list[Callable[[], object]] = [
        lambda: fit(truth.ratings, truth.received, truth.hard),
        lambda: fit(truth.ratings, truth.received, truth.hard, covariates=four),
        lambda: fit_jointly(pair.ratings, pair.received, pair.hard),
    ]
    return [_median_seconds(call, runs) for call in calls]


def _median_seconds(call: Callable[[], object], runs: int) -> float:
    took = []
    for _ in range(runs):
        begun = time.process_time()
        call()
        took.append(time.process_time() - begun)
    return float(np.median(took))


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def page(seed: int, couples: int, fewer: int) -> str:
    """The measured page as Markdown."""
    found, took = cells(seed, couples), seconds(seed)
    goals = table(("goal", "measured", "wanted", "reached"), [*_goals(found), _time_goal(took[0])])
    rows = [(days, f"{missing:.0%}", *held.row()) for (days, missing), held in found.items()]
    main = table(("days", "missing", *HEAD), rows)
    times = table(
        ("365 days, every day rated", "cpu ms"), zip(CALLS, (f"{1e3 * each:.1f}" for each in took), strict=True)
    )
    return "\n".join((_head(seed), goals, _ABOUT, main, _OTHERS, others(seed, fewer), "## Time\n", times))


CALLS = ("`fit`", "`fit` with four covariates", "`fit_jointly`")


def _goals(found: dict[tuple[int, float], Held]) -> Iterable[tuple[object, ...]]:
    for days in DAYS:
        shares = [found[days, missing].share for missing in MISSING]
        reached = all(LEAST <= each <= MOST for each in shares)
        measured_ = ", ".join(f"{each:.3f}" for each in shares)
        yield f"coverage at {days} days, 0 / 30 / 50 % missing", measured_, f"{LEAST}–{MOST}", _yes(reached)


def _time_goal(took: float) -> tuple[object, ...]:
    return "one fit, 365 days", f"{1e3 * took:.1f} ms cpu", f"≤ {1e3 * SECONDS:.0f} ms", _yes(took <= SECONDS)


def _yes(reached: bool) -> str:
    return "yes" if reached else "**no**"


def _git(*what: str) -> str:
    return subprocess.run(["git", *what], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()


def _head(seed: int) -> str:
    more = " with changes not yet committed" if _git("status", "--porcelain", "--", "src") else ""
    commit = _git("rev-parse", "--short", "HEAD") or "?"
    return (
        "# How sure the emotional account is\n\n"
        f"Measured by `make coverage` on simulated couples, seed {seed}, at commit `{commit}`{more}. The constants were "
        "set on other seeds.\n"
    )


_ABOUT = """## The interval of the last day

Couples differ in everything (half-life of a mood 2–30 days, average level 4.5–8.5, noise 0.4–1.5, moments rare or daily).
Missing days are single ones and stretches of 5–14. Shares with Wilson's 95 % interval. The answer ends at 0 and 10, where
the scale ends: *holds the level* counts a couple whose latent level lies beyond as at the end; *holds the latent level*
does not, and so shows how many happy couples lie beyond 10.
"""
_OTHERS = """## Other couples

30 % missing. The last four are couples whom the model does not describe: what is not reached here is what to expect.
"""


def main() -> None:
    """Measure, print, and (unless shortened) write the page."""
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--seed", type=int, default=40417)
    wishes.add_argument("--quick", action="store_true", help="a fortieth of the couples, printed and not written")
    given = wishes.parse_args()
    shrink = 40 if given.quick else 1
    text = page(given.seed, COUPLES // shrink, FEWER // shrink)
    print(text)
    if not given.quick:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
