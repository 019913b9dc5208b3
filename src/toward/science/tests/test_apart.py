"""Which weeks were unlike a couple's others, and that nothing else is taken for them."""

import numpy as np
import pytest

from toward.science.apart import interludes, unlike
from toward.science.simulate import Change, changing_habit, happen, rates
from toward.science.weeks import Weeks

EACH = 35.0  # five habits on seven days


def found(*stretches):
    """Weeks found where (weeks, share kept) follow each other."""
    share = np.concatenate([np.full(weeks, share) for weeks, share in stretches])
    return np.flatnonzero(interludes((EACH * share).round(), np.full(len(share), EACH))).tolist()


def test_weeks_apart_are_found_at_the_beginning_in_between_and_at_the_end():
    assert found((20, 0.6), (4, 0.2), (30, 0.6)) == [20, 21, 22, 23]
    assert found((30, 0.6), (4, 0.2)) == [30, 31, 32, 33]
    assert found((2, 0.2), (30, 0.6)) == [0, 1]


def test_two_stretches_apart_are_found_with_the_ordinary_weeks_between_them_left_alone():
    assert found((30, 0.6), (4, 0.2), (3, 0.6), (5, 0.2)) == [30, 31, 32, 33, 37, 38, 39, 40, 41]


def test_a_journey_on_which_everything_happened_twice_as_often_is_found():
    assert found((30, 0.3), (3, 0.9), (30, 0.3)) == [30, 31, 32]


def test_weeks_a_little_worse_are_not_left_out():
    assert found((30, 0.6), (5, 0.4), (30, 0.6)) == []


@pytest.mark.parametrize(("weeks", "expected"), [(6, list(range(30, 36))), (7, [])])
def test_six_weeks_may_be_an_interlude_and_seven_are_not(weeks, expected):
    assert found((30, 0.8), (weeks, 0.2)) == expected


def test_a_lasting_fall_is_none_whether_it_comes_at_once_or_in_steps():
    assert found((30, 0.8), (30, 0.2)) == []
    assert found((30, 0.8), (4, 0.5), (30, 0.2)) == []
    assert found((30, 0.8), (4, 0.55), (5, 0.3)) == []


def test_silent_weeks_are_passed_over():
    kept, seen = np.repeat([21.0, 0.0, 21.0, 7.0], [20, 40, 10, 3]), np.repeat([EACH, 0.0, EACH], [20, 40, 13])
    assert np.flatnonzero(interludes(kept, seen)).tolist() == [70, 71, 72]
    assert not interludes(np.zeros(30), np.zeros(30)).any()


def test_all_or_nothing_is_one_level():
    assert not interludes(np.zeros(40), np.full(40, EACH)).any()
    assert not interludes(np.full(40, EACH), np.full(40, EACH)).any()


def test_only_the_other_habits_are_asked():
    rng = np.random.default_rng(31)
    away = Change(0.8, 0.1, 210, 0, 231)
    steady = happen(rng, np.full((3, 420), 0.6))
    weeks = Weeks.of(np.vstack([happen(rng, rates(420, away))[None], steady]))
    assert not unlike(weeks, 0).any()
    alone = Weeks.of(happen(rng, rates(420, away))[None])
    assert not unlike(alone, 0).any()
    two = Weeks.of(np.stack([happen(rng, rates(420, away)), steady[0]]))
    assert np.flatnonzero(unlike(two, 1)).tolist() == [30, 31, 32]


@pytest.mark.parametrize("kappa", [None, 10.0])
def test_hardly_a_week_of_steady_habits_is_left_out(kappa):
    steady = Change(0.6, 0.6, 0)
    tables = [
        np.stack([changing_habit(np.random.default_rng([32, i, j]), 730, steady, kappa=kappa) for j in range(5)])
        for i in range(30)
    ]
    left_out = [unlike(Weeks.of(table), 0) for table in tables]
    assert sum(map(len, left_out)) == 30 * 105
    assert np.mean(left_out) < 0.01
