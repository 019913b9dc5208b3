"""The oracle is a likelihood, and delays and false alarms are counted as they are defined."""

import math

import numpy as np
import pytest

from toward.science.findings import UnreadableDays
from toward.science.simulate import (
    ABRUPT,
    SHAPES,
    SLOW,
    Change,
    FalseAlarms,
    Ritual,
    alarm_share,
    delay,
    draw_rituals,
    expit,
    false_alarms,
    highest,
    oracle,
    pooled_share,
    rates,
    within_budget,
)

CHANGES = {"abrupt": ABRUPT[2], "slow": SLOW[0], **SHAPES}


def drawn(seed, rows, length, change, *, steady=True, first_weekday=0, **more):
    return draw_rituals(
        np.random.default_rng([340, seed]),
        Ritual(change.before, **more),
        rows,
        length,
        change=None if steady else change,
        first_weekday=first_weekday,
    )


@pytest.mark.parametrize("name", CHANGES)
def test_the_sum_of_a_steady_ritual_is_its_number_of_days_on_average(name):
    days, _, usual = drawn(1, 20_000, 10, CHANGES[name], missing=0.3, week=1.0, first_weekday=4)
    sums = np.exp(oracle(days, usual, CHANGES[name], first_weekday=4))
    for day in (0, 4, 9):
        error = sums[:, day].std() / math.sqrt(20_000)
        assert abs(sums[:, day].mean() - (day + 1)) <= 4 * error + 1e-9


def test_the_sum_of_bursty_weeks_is_too_for_the_oracle_who_knows_of_them():
    change = Change(0.7, 0.5, 0, 5)
    days, _, usual = drawn(2, 20_000, 21, change, kappa=10.0)
    knows, does_not = (np.exp(oracle(days, usual, change, kappa=kappa))[:, 20] for kappa in (10.0, None))
    assert knows.mean() == pytest.approx(21, rel=0.03)
    assert does_not.mean() > 30


@pytest.mark.parametrize("name", CHANGES)
def test_the_sum_is_that_of_the_likelihood_ratios_of_all_onsets(name):
    change, first_weekday = CHANGES[name], 2
    length = change.settled + 80
    told, _, usual = drawn(3, 2, length, change, missing=0.3, week=0.8, first_weekday=first_weekday)
    weekday = (np.arange(length) + first_weekday) % 7
    total = np.zeros(2)
    for onset in range(length):
        back = None if change.back is None else onset + change.back - change.onset
        now = Change(change.before, change.after, onset, change.duration, back, change.shape)
        lost = np.log(change.before / (1 - change.before)) - np.log(
            (rate := rates(length, now, first_weekday=first_weekday)) / (1 - rate)
        )
        before, after = expit(usual[:, weekday]), expit(usual[:, weekday] - lost)
        ratio = np.where(told == 1, after / before, np.where(told == 0, (1 - after) / (1 - before), 1.0))
        total += ratio[:, onset:].prod(axis=1)
    tolerance = 0.02 if change.shape == "exponential" else 1e-6  # its tail is cut at three durations
    np.testing.assert_allclose(
        oracle(told, usual, change, first_weekday=first_weekday)[:, -1], np.log(total), tolerance
    )


def test_rows_do_not_know_each_other_and_days_not_their_future():
    days, _, usual = drawn(4, 700, 200, SLOW[3], missing=0.3)
    whole = oracle(days, usual, SLOW[3])
    assert whole.shape == days.shape
    np.testing.assert_allclose(oracle(days[650:651], usual[650:651], SLOW[3])[0], whole[650])
    np.testing.assert_allclose(oracle(days[:, :90], usual, SLOW[3]), whole[:, :90])


def test_a_hopeless_fading_does_not_overflow():
    days = np.zeros((2, 2000), dtype=np.int8)
    trace = oracle(days, np.full((2, 7), 4.0), Change(0.98, 0.0, 0))
    assert np.isfinite(trace).all()
    assert trace[0, -1] > 5000


def test_no_ritual_has_no_trace():
    assert oracle(np.zeros((0, 30), dtype=np.int8), np.zeros((0, 7)), ABRUPT[0]).shape == (0, 30)


def test_the_oracle_notices_a_large_change_within_days_and_knows_weekends():
    for change, most in ((ABRUPT[0], 12), (SHAPES["weekends"], 25), (SLOW[0], 45)):
        steady = drawn(5, 500, 790, change)
        limit = np.quantile(highest(oracle(steady.days, steady.usual, change)), 1 - 0.1535)
        faded = drawn(6, 500, 490, change, steady=False)
        found = delay(oracle(faded.days, faded.usual, change), limit, 120)
        assert 3 < found.mean < most
        assert found.fair > 0.95
        assert found.runs == 500


def traces(*alarms, length=500):
    trace = np.zeros((len(alarms), length))
    for row, days in zip(trace, alarms, strict=True):
        row[list(days)] = 1.0
    return trace


def test_a_delay_is_counted_from_the_onset_over_runs_without_an_earlier_alarm():
    found = delay(traces([130, 131], [100, 140], [59, 120], [], [486]), 1.0, 120)
    assert found.mean == (10 + 0 + 365 + 365) / 4
    assert found.error == pytest.approx(np.std([10, 0, 365, 365], ddof=1) / 2)
    assert (found.fair, found.runs) == (0.8, 5)
    assert delay(traces([130], []), 1.0, 120, censor=30).mean == 20.0


def test_a_delay_of_no_fair_run_is_none():
    assert delay(traces([100], [61]), 1.0, 120) == (None, None, 0.0, 2)
    assert delay(traces([125], [61]), 1.0, 120) == (5.0, None, 0.5, 2)


def test_false_alarms_count_from_day_61_for_two_years():
    found = false_alarms(traces([59], [60], [789], [790], length=900), 1.0)
    assert (found.share, found.rows) == (0.5, 4)


def test_the_lower_bound_is_wilsons():
    found = alarm_share(150, 1000)
    assert found.error == pytest.approx(math.sqrt(0.15 * 0.85 / 1000))
    missed = found.lower + 3.0902323 * math.sqrt(found.lower * (1 - found.lower) / 1000)
    assert missed == pytest.approx(0.15)  # the share is as far above the bound as chance reaches
    assert alarm_share(0, 100).lower == 0.0


def test_a_budget_is_kept_if_no_cell_is_surely_above_and_all_together_are_not():
    low, near, high = alarm_share(100, 1000), alarm_share(170, 1000), alarm_share(220, 1000)
    assert within_budget([low, near], 0.1535)
    assert not within_budget([near], 0.1535)
    assert not within_budget([low, low, low, high], 0.1535)
    assert pooled_share([low, high]) == alarm_share(320, 2000)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: false_alarms(np.zeros((3, 60)), 1.0), "trace"),
        (lambda: false_alarms(np.zeros((0, 800)), 1.0), "trace"),
        (lambda: highest(np.zeros(800)), "trace"),
        (lambda: delay(np.zeros((3, 480)), 1.0, 120), "trace"),
        (lambda: within_budget([], 0.1), "shares"),
        (lambda: within_budget([FalseAlarms(0.0, 0.0, 0.0, 9)], 1.0), "budget"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_a_sentence(call, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        call()
    assert problem.value.code == code
