"""Changes run the course that their shape says."""

from dataclasses import replace

import numpy as np
import pytest

from toward.science.findings import UnreadableDays
from toward.science.simulate import ABRUPT, SHAPES, SLOW, Change, expit, logit, rates

MONDAY, SATURDAY = 0, 5


def test_an_exponential_fading_has_a_twentieth_left_after_its_duration():
    rate = rates(400, Change(0.8, 0.4, 50, 60, shape="exponential"))
    assert rate[:51].tolist() == [0.8] * 51
    assert rate[110] == pytest.approx(0.4 + 0.4 * np.exp(-3))
    assert (np.diff(rate[50:]) < 0).all()


def test_steps_are_four_and_equal():
    rate = rates(200, Change(0.8, 0.4, 50, 60, shape="steps"))
    assert np.flatnonzero(np.diff(rate) != 0).tolist() == [49, 69, 89, 109]
    np.testing.assert_allclose(rate[[49, 50, 70, 90, 110, 199]], [0.8, 0.7, 0.6, 0.5, 0.4, 0.4])


@pytest.mark.parametrize("first_weekday", [MONDAY, SATURDAY])
def test_only_the_named_weekdays_fade(first_weekday):
    weekday = (np.arange(140) + first_weekday) % 7
    for shape, fades in (("weekends", weekday >= SATURDAY), ("workdays", weekday < SATURDAY)):
        rate = rates(140, Change(0.8, 0.2, 0, shape=shape), first_weekday=first_weekday)
        np.testing.assert_allclose(rate, np.where(fades, 0.2, 0.8))


def test_what_recovers_takes_as_many_days_back():
    rate = rates(300, Change(0.8, 0.2, 20, 60, 140, shape="recovering"))
    np.testing.assert_allclose(rate[80:141], 0.2)
    np.testing.assert_allclose(rate[140:201], rate[80:19:-1])
    np.testing.assert_allclose(rate[200:], 0.8)
    at_once = rates(300, Change(0.8, 0.2, 20, 60, shape="recovering"))
    assert np.flatnonzero(np.isclose(at_once, 0.2)).tolist() == [80]


def test_a_sawtooth_is_back_at_once_and_begins_again():
    rate = rates(200, Change(0.8, 0.2, 20, 30, shape="sawtooth"))
    np.testing.assert_allclose(rate[[20, 50, 51, 81, 82]], [0.8, 0.2, 0.8, 0.2, 0.8])


def test_a_dip_ends_on_the_day_it_is_back():
    rate = rates(200, SHAPES["holiday dip"])
    assert np.flatnonzero(rate < 0.85).tolist() == list(range(120, 141))


@pytest.mark.parametrize("change", [*ABRUPT, *SLOW, *SHAPES.values()])
def test_log_odds_lost_and_rates_tell_the_same(change):
    for first_weekday in (0, 3):
        day = np.arange(100, 100 + 21 + change.settled)
        lost = change.lost()
        age = day - change.onset
        row = np.where(age < 0, 0, age % len(lost) if change.shape == "sawtooth" else np.minimum(age, len(lost) - 1))
        taken = np.where(age < 0, 0.0, lost[row, (day + first_weekday) % 7])
        rate = rates(day[-1] + 1, change, first_weekday=first_weekday)[day]
        np.testing.assert_allclose(expit(logit(change.before) - taken), rate, atol=3e-4)


def test_a_growth_loses_less_than_nothing():
    assert SHAPES["growth"].lost().max() == 0.0
    assert SHAPES["growth"].lost().min() == pytest.approx(logit(0.35) - logit(0.85))


def test_certain_rates_have_finite_log_odds():
    assert np.isfinite(Change(1.0, 0.0, 0, 10).lost()).all()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"before": 1.2}, "rate"),
        ({"after": float("nan")}, "rate"),
        ({"shape": "zigzag"}, "shape"),
        ({"duration": -1}, "duration"),
        ({"shape": "sawtooth"}, "duration"),
        ({"back": 119}, "back"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_a_sentence(wrong, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        replace(ABRUPT[0], **wrong)
    assert problem.value.code == code
