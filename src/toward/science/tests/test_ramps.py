"""How likely each ramp is."""

import numpy as np
import pytest

from toward.science.ramps import COUNTS, DAYS, DURATIONS, VALUES, Series, ramps


def series(x, family=DAYS, reach=(0.002, 0.998), seen=None, inflation=1.0):
    x = np.asarray(x, dtype=float)
    return Series(x, np.ones(len(x), bool) if seen is None else seen, family, np.array(reach), inflation)


def step(length=300, at=100):
    return (np.random.default_rng(71).random(length) < np.where(np.arange(length) < at, 0.9, 0.2)).astype(float)


def test_the_weights_are_a_distribution_over_onsets_and_durations():
    found = ramps(series(step()))
    assert found.weight.shape == (len(found.onsets), len(DURATIONS))
    assert found.weight.sum() == pytest.approx(1)
    assert (found.weight >= 0).all()
    assert found.onsets[0] >= 1
    assert found.onsets[-1] <= 299


def test_the_weight_of_two_onsets_is_the_ratio_of_their_likelihoods():
    x = np.repeat([4.0, 2.0], 6)
    found = ramps(series(x, VALUES, (0.0, 6.0)))
    levels = np.linspace(0, 6, 401)
    mass = [
        np.exp(-((x[:at, None] - levels) ** 2).sum(axis=0) / 2).sum()
        * np.exp(-((x[at:, None] - levels) ** 2).sum(axis=0) / 2).sum()
        for at in (6, 5)
    ]
    mine = found.weight[found.onsets == 6, 0] / found.weight[found.onsets == 5, 0]
    assert mine == pytest.approx(mass[0] / mass[1], rel=0.02)


def test_of_days_every_rate_is_as_likely_as_every_other():
    days = np.array([1.0, 1, 1, 1, 0, 1, 0, 0])
    found = ramps(series(days))
    rates = np.linspace(0.002, 0.998, 2001)
    kept = [np.cumsum(days)[at - 1] for at in (4, 3)]
    mass = [
        (rates**k * (1 - rates) ** (at - k)).sum() * (rates ** (5 - k) * (1 - rates) ** (3 - at + k)).sum()
        for at, k in zip((4, 3), kept, strict=True)
    ]
    mine = found.weight[found.onsets == 4, 0] / found.weight[found.onsets == 3, 0]
    assert mine == pytest.approx(mass[0] / mass[1], rel=0.03)


def test_a_slow_change_is_read_as_slow():
    rate = 0.95 - 0.9 * np.clip((np.arange(600) - 200) / 160, 0, 1)
    days = (np.random.default_rng(72).random(600) < rate).astype(float)
    found = ramps(series(days))
    by_duration = found.weight.sum(axis=0)
    assert abs(found.durations @ by_duration - 160) < 50
    assert by_duration[0] < 0.01


def test_a_narrow_peak_in_twenty_years_is_not_stepped_over():
    days = (np.random.default_rng(73).random(7300) < np.where(np.arange(7300) < 3333, 0.9, 0.1)).astype(float)
    found = ramps(series(days))
    assert abs(found.onsets[found.weight[:, 0].argmax()] - 3333) <= 3


def test_a_more_varied_series_is_less_sure():
    sure, unsure = (ramps(series(step(), inflation=phi)) for phi in (1.0, 4.0))
    assert np.ptp(unsure.onsets) > np.ptp(sure.onsets)


def test_unknown_days_count_for_nothing():
    x, seen = step(), np.ones(300, bool)
    seen[150:200] = False
    other = np.where(seen, x, 1.0)
    assert ramps(series(x, seen=seen)).weight == pytest.approx(ramps(series(other, seen=seen)).weight)


def test_no_duration_exceeds_the_series():
    assert series(np.zeros(20)).durations().max() == 20
    assert (series(np.zeros(900)).durations() == DURATIONS).all()


def test_levels_are_those_of_each_side():
    found = ramps(series(np.repeat([6.0, 1.0], 60), COUNTS, (0.01, 8.0)))
    assert found.before == pytest.approx(6, rel=0.1)
    assert found.after == pytest.approx(1, rel=0.2)
