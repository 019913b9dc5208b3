"""How sure a change is, and where the weeks are cut."""

import doctest
import importlib

import numpy as np
import pytest

from toward.science.regimes import partition
from toward.science.simulate import Change, bursty_weeks, changing_habit, happen
from toward.science.weeks import Weeks, dispersion, evidence


def table(seed, rows, length, **wishes):
    rng = np.random.default_rng(seed)
    return np.stack(
        [changing_habit(rng, length, Change(rate, rate, 0), **wishes) for rate in np.linspace(0.05, 0.95, rows)]
    )


def test_days_are_folded_into_weeks_and_filled_up_as_unknown():
    weeks = Weeks.of(np.array([[1, 0, -1, 1, 1, 0, 0, 1]], dtype=np.int8))
    assert weeks.kept.shape == (1, 2, 7)
    assert weeks.kept.sum(axis=2).tolist() == [[3, 1]]
    assert weeks.seen.sum(axis=2).tolist() == [[6, 1]]


@pytest.mark.parametrize("length", [365, 1460])
def test_evidence_of_steady_habits_is_worth_no_more_than_chance(length):
    weeks = Weeks.of(table(21, 400, length))
    factor = np.exp(evidence(weeks, np.ones(400)))
    assert factor.mean() <= 1.0
    assert (factor >= 20).mean() <= 0.05


def test_evidence_grows_with_the_change_and_with_time():
    def of(after, length):
        days = changing_habit(np.random.default_rng(22), length, Change(0.8, after, length // 2))
        return evidence(Weeks.of(days[None]), np.ones(1))[0]

    assert of(0.2, 730) > of(0.5, 730) > of(0.75, 730)
    assert of(0.5, 1460) > of(0.5, 365)


def test_nothing_observed_or_too_short_is_no_evidence():
    for days in (np.full((2, 400), -1, dtype=np.int8), np.ones((2, 20), dtype=np.int8)):
        assert evidence(Weeks.of(days), np.ones(2)).tolist() == [0.0, 0.0]


def test_bursty_weeks_are_seen_as_bursty_and_plain_ones_hardly():
    plain = dispersion(Weeks.of(table(23, 60, 1460)))
    bursty = dispersion(Weeks.of(table(23, 60, 1460, kappa=10)))
    assert plain.min() >= 1.0
    assert np.median(plain) < 1.25
    assert 1.3 < np.median(bursty) < 2.0  # 1 + 6/11 · share of days seen is the truth, waves of chance above it


def test_a_change_is_hardly_taken_for_burstiness():
    days = changing_habit(np.random.default_rng(24), 1460, Change(0.9, 0.2, 700))
    assert dispersion(Weeks.of(days[None]))[0] < 1.5


def test_weeks_are_cut_where_the_level_changed():
    rng = np.random.default_rng(25)
    rate = np.repeat([0.9, 0.5, 0.1], 210)
    weeks = Weeks.of(happen(rng, rate)[None])
    cuts = [start for start, _ in partition(weeks.kept[0].sum(axis=1), weeks.seen[0].sum(axis=1), 1.0)]
    assert len(cuts) == 3
    assert np.abs(np.array(cuts) - [0, 30, 60]).max() <= 2


def test_a_steady_habit_is_one_stretch_even_if_bursty():
    whole = 0
    for i in range(20):
        rng = np.random.default_rng([26, i])
        weeks = Weeks.of(happen(rng, bursty_weeks(rng, np.full(730, 0.6)))[None])
        kept, seen = weeks.kept[0].sum(axis=1), weeks.seen[0].sum(axis=1)
        stretches = partition(kept, seen, float(dispersion(weeks)[0]))
        assert [a for a, _ in stretches] == [0, *(b for _, b in stretches[:-1])]
        whole += len(stretches) == 1
    assert whole >= 18


@pytest.mark.parametrize(
    "module", ["apart", "erosion", "onset", "regimes", "retrospect", "simulate", "strength", "weeks"]
)
def test_every_example_in_the_documentation_holds(module):
    result = doctest.testmod(importlib.import_module(f"toward.science.{module}"))
    assert result.failed == 0
    if module != "weeks":
        assert result.attempted > 0
