"""The emotional account on couples whose level is known: how often its interval holds, and what it refuses."""

import subprocess
import sys

import numpy as np
import pytest

from toward.science.account import Account, fit, fit_jointly
from toward.science.findings import TooEarly, UnreadableDays
from toward.science.simulate_account import simulate_account, simulate_both
from toward.science.tests.chance import limit

NONE = np.zeros(40, dtype=int)


def share_held(days, missing, couples):
    """Couples whose last day's level lies inside the 95 % interval, and how many were judged."""
    held = judged = 0
    for i in range(couples):
        one = simulate_account(np.random.default_rng([177, days, i]), days, missing=missing)
        said = fit(one.ratings, one.received, one.hard)
        if isinstance(said, Account):
            judged += 1
            held += said.lower[-1] <= np.clip(one.level[-1], 0, 10) <= said.upper[-1]
    return held, judged


@pytest.mark.parametrize(("days", "missing"), [(30, 0.0), (30, 0.3), (90, 0.3), (90, 0.5)])
def test_the_interval_of_the_last_day_holds_the_level_about_as_often_as_it_says(days, missing):
    held, judged = share_held(days, missing, 150)
    assert judged >= 140
    assert judged - held <= limit(judged, 0.07)


def test_both_partners_ratings_together_say_more_than_one_alone():
    one = simulate_both(np.random.default_rng(5), 120)
    both = fit_jointly(one.ratings, one.received, one.hard)
    alone = fit(one.ratings[0], one.received.sum(axis=0), one.hard.sum(axis=0))
    assert isinstance(both, Account)
    assert isinstance(alone, Account)
    assert (both.upper - both.lower)[-30:].mean() < (alone.upper - alone.lower)[-30:].mean()


def test_nothing_peeks_at_the_future():
    one = simulate_account(np.random.default_rng(8), 90)
    whole, part = (fit(one.ratings[:n], one.received[:n], one.hard[:n]) for n in (90, 50))
    assert np.allclose(whole.level[:50], part.level)
    assert np.allclose(whole.upper[:50], part.upper)


def test_the_same_days_say_the_same_twice():
    one = simulate_account(np.random.default_rng(9), 60)
    first, second = (fit(one.ratings, one.received, one.hard) for _ in range(2))
    assert (first.level == second.level).all()


@pytest.mark.parametrize("ratings", [np.full(40, 7.0), np.full(40, 0.0), np.full(40, 10.0), np.full(7300, 6.0)])
def test_constant_ratings_and_twenty_years_give_numbers_inside_the_scale(ratings):
    nothing = np.zeros(len(ratings), dtype=int)
    said = fit(ratings, nothing, nothing)
    for each in (said.level, said.lower, said.upper):
        assert np.isfinite(each).all()
        assert ((each >= 0) & (each <= 10)).all()
    assert ((said.lower <= said.level) & (said.level <= said.upper)).all()


@pytest.mark.parametrize("known", [0, 1, 4])
def test_a_few_ratings_are_too_early_and_say_how_many(known):
    ratings = np.where(np.arange(40) < known, 6.0, np.nan)
    assert fit(ratings, NONE, NONE) == TooEarly(known, 5)


@pytest.mark.parametrize(
    ("ratings", "received", "code"),
    [
        (np.full(40, 11.0), NONE, "ratings"),
        (np.full(40, -1.0), NONE, "ratings"),
        (np.full(40, np.inf), NONE, "ratings"),
        (np.full((4, 10), 5.0), NONE, "shape"),
        (np.full(40, 5.0), NONE[:5], "shape"),
        (np.full(40, 5.0), NONE - 1, "counts"),
        (np.array(["a"] * 40), NONE, "ratings"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(ratings, received, code):
    with pytest.raises(UnreadableDays) as refused:
        fit(ratings, received, NONE)
    assert refused.value.code == code


def test_an_unknown_covariate_is_refused_and_a_known_one_adjusts():
    one = simulate_account(np.random.default_rng(3), 120, colour=np.tile([0.0, 0.0, -2.0], 40))
    tired = np.tile([0.0, 0.0, 1.0], 40)
    with pytest.raises(UnreadableDays):
        fit(one.ratings, one.received, one.hard, covariates={"moon": tired})
    plain = fit(one.ratings, one.received, one.hard)
    adjusted = fit(one.ratings, one.received, one.hard, covariates={"apart": tired})
    truth = np.clip(one.level, 0, 10)
    assert np.abs(adjusted.level - truth)[60:].mean() < np.abs(plain.level - truth)[60:].mean()


def test_no_scipy_is_loaded():
    program = "import sys; import toward.science.account; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
