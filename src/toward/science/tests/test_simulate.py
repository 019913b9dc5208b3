"""The made-up couples are what they say they are."""

import numpy as np

from toward.science.simulate import (
    Change,
    bursty_weeks,
    happen,
    in_touch,
    rates,
    steady_couple,
    weekly_rhythm,
    weeks_apart,
)


def test_the_same_seed_makes_the_same_couple():
    one, other = (steady_couple(np.random.default_rng(71)) for _ in range(2))
    assert (one == other).all()
    assert 3 <= len(one) <= 30
    assert 365 <= one.shape[1] <= 8 * 365
    assert set(np.unique(one)) <= {-1, 0, 1}


def test_days_not_in_touch_are_unknown_for_every_habit():
    table = steady_couple(np.random.default_rng(72))
    assert ((table == -1).all(axis=0) == (table == -1).any(axis=0)).all()


def test_a_ramp_runs_from_before_to_after_and_a_return_is_at_once():
    rate = rates(100, Change(0.8, 0.2, 20, 30, 80))
    assert rate[:21].tolist() == [0.8] * 21
    np.testing.assert_allclose(rate[50:80], 0.2)
    assert rate[80:].tolist() == [0.8] * 20


def test_bursty_weeks_vary_as_beta_binomial_ones():
    rng = np.random.default_rng(73)
    days = happen(rng, bursty_weeks(rng, np.full(7 * 6000, 0.5), kappa=10))
    ratio = days.reshape(-1, 7).sum(axis=1).var() / (7 * 0.25)
    assert abs(ratio - (1 + 6 / 11)) < 0.08


def test_weekdays_differ_and_their_mean_stays_near():
    rate = weekly_rhythm(np.random.default_rng(74), np.full(700, 0.5), strength=0.8)
    assert np.ptp(rate[:7]) > 0.3
    assert abs(rate.mean() - 0.5) < 0.05
    assert (rate[:7] == rate[7:14]).all()


def test_couples_are_in_touch_and_apart_as_often_as_asked():
    rng = np.random.default_rng(75)
    assert abs(in_touch(rng, 20000, share=0.7, bursts=False).mean() - 0.7) < 0.02
    assert in_touch(rng, 20000, share=0.7).mean() < 0.68
    assert 0.05 < weeks_apart(rng, 20000).mean() < 0.25


def test_every_kind_of_steady_couple_keeps_its_level():
    for kind in ("plain", "bursty", "apart", "waves"):
        table = steady_couple(np.random.default_rng(76), kind=kind, years=(6, 8), habits=(20, 20))
        halves = [np.ma.masked_less(half, 0).mean(axis=1) for half in np.array_split(table, 2, axis=1)]
        assert abs(float((halves[0] - halves[1]).mean())) < 0.05, kind
