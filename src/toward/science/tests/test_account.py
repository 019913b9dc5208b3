"""The emotional account on couples whose level is known: how often its interval holds, and what it refuses."""

import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("days", "missing", "couples"), [(30, 0.0, 150), (30, 0.5, 150), (90, 0.3, 150), (90, 0.5, 150), (365, 0.3, 40)]
)
def test_the_interval_of_the_last_day_holds_the_level_about_as_often_as_it_says(days, missing, couples):
    held, judged = share_held(days, missing, couples)
    assert couples - 10 <= judged <= couples
    assert judged - held <= limit(judged, 0.07)


def test_the_interval_is_no_wider_than_it_needs_to_be():
    held, judged = share_held(60, 0.3, 400)
    assert judged == 400
    assert held <= limit(400, 0.97)
    widths = []
    for i in range(40):
        one = simulate_account(np.random.default_rng([178, i]), 90, missing=0.0)
        said = fit(one.ratings, one.received, one.hard)
        widths.append(said.upper[-1] - said.lower[-1])
    assert np.mean(widths) < 2.8


def test_the_joint_interval_holds_the_level_too():
    held = 0
    for i in range(150):
        one = simulate_both(np.random.default_rng([179, i]), 60)
        said = fit_jointly(one.ratings, one.received, one.hard)
        held += said.lower[-1] <= np.clip(one.level[-1], 0, 10) <= said.upper[-1]
    assert 150 - held <= limit(150, 0.07)


def test_received_moments_lift_the_level_and_hard_ones_lower_it():
    quiet = simulate_account(np.random.default_rng(180), 120)
    last = np.arange(120) == 119
    ratings = np.where(last, np.nan, quiet.ratings)
    without = fit(ratings, quiet.received, quiet.hard).level[-1]
    assert fit(ratings, quiet.received + 3 * last, quiet.hard).level[-1] > without
    assert fit(ratings, quiet.received, quiet.hard + 3 * last).level[-1] < without


def test_the_interval_widens_while_nobody_rates():
    one = simulate_account(np.random.default_rng(181), 120, missing=0.0)
    said = fit(np.where(np.arange(120) < 90, one.ratings, np.nan), one.received * 0, one.hard * 0)
    width = said.upper - said.lower
    assert (np.diff(width[89:105]) > 0).all()


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


def test_wild_days_still_give_numbers_inside_the_scale():
    chance = np.random.default_rng(182)
    ratings = chance.choice([0.0, 10.0, np.nan], 400)
    said = fit(ratings, chance.choice([0, 1000], 400), chance.choice([0, 1000], 400))
    for each in (said.level, said.lower, said.upper):
        assert ((each >= 0) & (each <= 10)).all()
    assert ((said.lower <= said.level) & (said.level <= said.upper)).all()


@given(
    st.lists(st.sampled_from([np.nan, 0.0, 3.0, 7.5, 10.0]), max_size=60), st.integers(0, 5), st.integers(0, 2**32 - 1)
)
@settings(deadline=None, max_examples=60)
def test_any_ratings_give_an_interval_around_the_level_or_are_too_early(ratings, most, seed):
    moments = np.random.default_rng(seed).integers(0, most + 1, (2, len(ratings)))
    said = fit(np.array(ratings), *moments)
    known = int((~np.isnan(np.array(ratings))).sum())
    assert isinstance(said, TooEarly) == (known < 5)
    if isinstance(said, Account):
        assert said.n == known
        assert ((said.lower >= 0) & (said.lower <= said.level) & (said.level <= said.upper) & (said.upper <= 10)).all()


def test_jointly_it_is_too_early_until_both_have_rated_and_nothing_says_who_has_not():
    ratings = np.full((2, 40), 6.0)
    ratings[0, 3:] = np.nan
    moments = np.zeros((2, 40), dtype=int)
    assert fit_jointly(ratings, moments, moments) == fit_jointly(ratings[::-1], moments, moments) == TooEarly(3, 5)


def test_swapping_the_two_partners_changes_next_to_nothing_and_no_field_is_about_one_of_them():
    one = simulate_both(np.random.default_rng(183), 90)
    said = fit_jointly(one.ratings, one.received, one.hard)
    swapped = fit_jointly(one.ratings[::-1], one.received[::-1], one.hard[::-1])
    assert np.abs(said.level - swapped.level)[30:].max() < 0.02
    assert {each.name for each in fields(said)} == {"level", "lower", "upper", "coverage", "n", "method"}
    assert said.level.shape == (90,)


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


def test_covariates_of_wrong_length_are_refused_and_one_that_nobody_reported_changes_nothing():
    one = simulate_account(np.random.default_rng(184), 60)
    with pytest.raises(UnreadableDays):
        fit(one.ratings, one.received, one.hard, covariates={"sleep": np.zeros(5)})
    unreported = fit(one.ratings, one.received, one.hard, covariates={"sleep": np.full(60, np.nan)})
    assert np.allclose(unreported.level, fit(one.ratings, one.received, one.hard).level)


def test_two_series_are_no_single_one_and_one_is_no_pair():
    with pytest.raises(UnreadableDays):
        fit_jointly(np.full(40, 5.0), NONE, NONE)
    with pytest.raises(UnreadableDays):
        fit_jointly(np.full((3, 40), 5.0), np.zeros((3, 40)), np.zeros((3, 40)))


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
