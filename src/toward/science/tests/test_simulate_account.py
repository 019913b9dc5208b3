"""The made-up accounts are what they say they are."""

import numpy as np

from toward.science.simulate_account import Nature, simulate_account, simulate_both


def test_the_same_seed_makes_the_same_couple():
    one, other = (simulate_account(np.random.default_rng(171), 200) for _ in range(2))
    for mine, same in zip(one, other, strict=True):
        np.testing.assert_array_equal(mine, same)
        assert mine.shape == (200,)


def test_ratings_are_whole_steps_of_the_scale():
    told = np.concatenate([simulate_account(np.random.default_rng([172, i]), 300).ratings for i in range(20)])
    told = told[~np.isnan(told)]
    assert len(told) > 3000
    assert set(told) <= set(range(11))


def test_about_as_many_ratings_are_missing_as_asked():
    for share in (0.0, 0.3, 0.5):
        told = simulate_account(np.random.default_rng(173), 30000, missing=share).ratings
        assert abs(np.isnan(told).mean() - share) < 0.03


def test_the_level_keeps_its_average_and_follows_its_moments():
    nature = Nature(6.0, 0.8, 0.2, 0.5, 0.1, 0.3, 0.6, 0.5)
    one = simulate_account(np.random.default_rng(174), 20000, nature=nature)
    moved = 0.3 * one.received - 0.6 * one.hard
    assert abs(one.level.mean() - (6.0 + (0.3 * 0.5 - 0.6 * 0.1) / 0.2)) < 0.1
    shocks = one.level[1:] - 6.0 - 0.8 * (one.level[:-1] - 6.0) - moved[1:]
    assert abs(shocks.std() - 0.2) < 0.01


def test_two_partners_rate_one_level_from_either_side():
    one = simulate_both(np.random.default_rng(175), 5000, missing=0.0)
    assert one.ratings.shape == one.received.shape == one.hard.shape == (2, 5000)
    assert one.level.shape == (5000,)
    assert abs(one.ratings.mean() - np.clip(one.level, 0, 10).mean()) < 0.25
