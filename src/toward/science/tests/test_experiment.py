"""Days are drawn fairly, and the interval of a difference holds the truth as often as it says."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from toward.science.experiment import Difference, difference, draw

PRINTED = [  # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10; given to four places
    ((56, 70), (48, 80), 0.2000, 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.6000, 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.5714, 0.0582, 0.8062),
    ((5, 56), (0, 29), 0.0893, -0.0381, 0.1926),
    ((0, 10), (0, 20), 0.0, -0.1611, 0.2775),
    ((0, 10), (0, 10), 0.0, -0.2775, 0.2775),
    ((10, 10), (0, 20), 1.0, 0.6791, 1.0),
    ((10, 10), (0, 10), 1.0, 0.6075, 1.0),
]


@pytest.mark.parametrize(("first", "second", "estimate", "lower", "upper"), PRINTED)
def test_the_interval_is_the_printed_one(first, second, estimate, lower, upper):
    assert difference(first, second) == Difference(estimate, lower, upper)


def test_turned_round_it_is_the_same_difference_the_other_way():
    one, other = difference((20, 28), (11, 25)), difference((11, 25), (20, 28))
    assert (one.estimate, one.lower, one.upper) == (-other.estimate, -other.upper, -other.lower)


def test_without_a_day_nothing_is_said_and_impossible_counts_are_refused():
    assert difference((0, 0), (3, 5)) is None
    assert difference((3, 5), (0, 0)) is None
    for wrong in ((6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="counts"):
            difference(wrong, (1, 2))


def test_every_choice_of_days_is_as_likely_as_any_other():
    chance = np.random.default_rng(6)
    drawn = Counter(draw(6, 3, lambda most: int(chance.integers(most))) for _ in range(20_000))
    assert len(drawn) == len(list(combinations(range(6), 3))) == 20
    expected = 20_000 / 20
    chi = sum((count - expected) ** 2 / expected for count in drawn.values())
    assert chi < 43.8  # the 99.9 % point of chi-squared with 19 degrees of freedom


def test_as_many_are_left_out_as_was_asked_and_no_more_than_there_are():
    for left_out in (0, 1, 28, 56):
        assert sum(draw(56, left_out, lambda _: 0)) == left_out
    with pytest.raises(ValueError, match="left_out"):
        draw(3, 4, lambda _: 0)


@pytest.mark.parametrize(("with_it", "without"), [(0.8, 0.8), (0.85, 0.6), (0.5, 0.3), (0.97, 0.9)])
def test_intervals_of_eight_weeks_hold_the_truth(with_it, without):
    chance, runs = np.random.default_rng(19), 4_000
    first, second = chance.binomial(28, with_it, runs), chance.binomial(28, without, runs)
    found = [difference((int(one), 28), (int(two), 28)) for one, two in zip(first, second, strict=True)]
    held = sum(each.lower <= with_it - without <= each.upper for each in found) / runs
    assert 0.935 <= held <= 0.99, held


def test_days_that_hang_together_do_not_narrow_it_because_they_were_drawn():
    """A person whose evenings come in good and bad fortnights: the truth (no effect) is held all the same."""
    chance, held, runs = np.random.default_rng(23), 0, 1_000
    for _ in range(runs):
        level = np.repeat(chance.beta(1.2, 0.8, 4), 14)
        told = chance.random(56) < level
        out = np.array(draw(56, 28, lambda most: int(chance.integers(most))))
        found = difference((int(told[~out].sum()), 28), (int(told[out].sum()), 28))
        held += found.lower <= 0 <= found.upper
    assert held / runs >= 0.93, held
