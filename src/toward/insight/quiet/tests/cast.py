"""Made-up rituals as the watch sees them, for testing what is said of them."""

from datetime import date
from functools import cache

import numpy as np

from toward.insight.quiet.words import Ritual
from toward.science.erosion import LINE, PooledState, State, Watch, pooled
from toward.science.findings import Finding
from toward.science.onset import began
from toward.science.silence import Logging, Unreported
from toward.science.simulate import Change, happen, rates

FIRST = date(2026, 1, 5)
KISS, WALK, TEA = Ritual("Goodnight kiss", "evenings"), Ritual("A walk", "days"), Ritual("Tea in bed", "mornings")
VALUE = {1: True, 0: False, -1: None}


def state(before=0.85, now=0.4, *, alarm=True, notice=True, came_back=False):
    return State(12.0, alarm, before, now, 200, 11.0, notice, came_back)


def began_on(lower, upper, *, abrupt=0.1):
    return Finding((lower + upper) / 2, lower, upper, 0.8, 200, "ramp_days", {"p_abrupt": abrupt})


def together(*, alarm=True):
    return PooledState(12.0, alarm, 150 if alarm else None, np.zeros(200))


def told(status, *, since=None, before=0.95, now=0.4, silent=0):
    return Logging(status, since, before, now, silent, 150)


def missed(since=100):
    return Unreported(0, since, 30, 90)


@cache
def watched(before, after, *, direction="fading", budget=LINE, seed=5):
    """The first state with a notice of a ritual that changes on day 150 over 60 days, and when that began."""
    days = happen(np.random.default_rng(seed), rates(500, Change(before, after, 150, 60)))
    watch = Watch(budget=budget, direction=direction)
    for day, value in enumerate(days.tolist()):
        found = watch.step(VALUE[value])
        if found.notice:
            return found, began(days[: day + 1])
    raise AssertionError("nothing was noticed")


@cache
def thinning_together():
    rng = np.random.default_rng(6)
    days = np.stack([happen(rng, rates(400, Change(0.85, 0.5, 150, 60))) for _ in range(4)])
    return pooled(days, budget=LINE)
