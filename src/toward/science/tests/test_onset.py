"""When did it begin?"""

import numpy as np
import pytest

from toward.science.findings import UnreadableDays
from toward.science.onset import TAILS, WIDER, began, began_values
from toward.science.simulate import Change, changing_habit, happen, rates
from toward.science.tests.chance import limit


def late(change, runs=30, length=500):
    findings = []
    for i in range(runs):
        rng = np.random.default_rng([31, i])
        findings.append(began(happen(rng, rates(length, change))))
    return findings


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change(0.85, 0.35, 250), 12),
        (Change(0.85, 0.35, 220, 60), 24),
        (Change(0.85, 0.35, 180, 120), 32),
        (Change(0.35, 0.85, 220, 60), 28),
    ],
)
def test_the_date_is_near_and_its_interval_holds_it(change, error):
    findings = late(change)
    assert np.mean([abs(each.estimate - change.onset) for each in findings]) < error
    missed = sum(not each.lower <= change.onset <= each.upper for each in findings)
    assert missed <= limit(30, 0.2)


def test_an_abrupt_stop_is_called_abrupt_and_a_long_fade_is_not():
    abrupt = [each.p_abrupt for each in late(Change(0.9, 0.1, 250), 10)]
    slow = [each.p_abrupt for each in late(Change(0.9, 0.1, 150, 210), 10)]
    assert min(abrupt) > 0.5
    assert max(slow) < 0.2


def test_the_day_lies_within_its_interval():
    findings = late(Change(0.6, 0.4, 220, 60), 40, 300)
    assert all(1 <= each.lower <= each.estimate <= each.upper <= 299 for each in findings)


def test_wider_tails_hold_all_that_narrower_ones_do():
    days = happen(np.random.default_rng(34), rates(400, Change(0.8, 0.4, 200, 60)))
    narrow, wide = began(days, tails=TAILS), began(days, tails=WIDER)
    assert wide.lower < narrow.lower
    assert wide.upper > narrow.upper
    assert wide.estimate == narrow.estimate


def test_the_same_change_backwards_is_dated_alike():
    days = happen(np.random.default_rng(35), rates(400, Change(0.8, 0.3, 200, 60)))
    fading, growing = began(days), began((1 - days).astype(np.int8))
    assert growing.estimate == pytest.approx(fading.estimate, abs=2)
    assert growing.before == pytest.approx(1 - fading.before, abs=0.01)


def test_levels_before_and_after_come_with_the_date():
    finding = late(Change(0.8, 0.3, 250), 1)[0]
    assert finding.more.keys() == {"p_abrupt", "duration", "before", "after"}
    assert finding.before == pytest.approx(0.8, abs=0.08)
    assert finding.after == pytest.approx(0.3, abs=0.08)


def test_unknown_days_do_not_move_the_date():
    rng = np.random.default_rng(32)
    days = changing_habit(rng, 600, Change(0.9, 0.2, 400), share=1.0)
    days[100:200] = -1
    finding = began(days)
    assert abs(finding.estimate - 400) <= 15
    assert finding.n == (days >= 0).sum()


def test_counts_and_values_are_dated_too():
    rng = np.random.default_rng(33)
    counts = rng.poisson(np.repeat([6.0, 2.0], 60)).astype(float)
    counts[10:20] = np.nan
    values = rng.normal(np.repeat([50.0, 40.0], 60), 3.0)
    for finding, before, after in (
        (began_values(counts, "poisson"), 6, 2),
        (began_values(values, "gaussian"), 50, 40),
    ):
        assert abs(finding.estimate - 60) <= 8
        assert finding.lower <= finding.estimate <= finding.upper
        assert finding.before == pytest.approx(before, rel=0.2)
        assert finding.after == pytest.approx(after, rel=0.25)


@pytest.mark.parametrize("x", [np.zeros(40), np.full(40, 3.0), np.array([1.0, 2.0])])
def test_a_series_without_change_still_gives_numbers(x):
    for family in ("poisson", "gaussian"):
        finding = began_values(x, family)
        assert np.isfinite([finding.estimate, finding.lower, finding.upper, finding.before, finding.after]).all()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: began(np.array([[1, 0]])), "days"),
        (lambda: began(np.array([1, 3])), "days"),
        (lambda: began(np.array([1, 0]), 9), "weekday"),
        (lambda: began(np.array([1, -1, -1])), "few"),
        (lambda: began_values(np.array([1.0, -2.0]), "poisson"), "values"),
        (lambda: began_values(np.array([1.0, np.inf])), "values"),
        (lambda: began_values(np.array([1.0, 2.0]), "binomial"), "family"),
        (lambda: began_values(np.array([np.nan, 2.0])), "few"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(call, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        call()
    assert problem.value.code == code
