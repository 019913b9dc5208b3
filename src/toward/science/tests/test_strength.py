"""Strength: a line that never leaves its band, and a band that knows when little was seen."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toward.science.strength import weekly


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=400))
def test_the_line_stays_in_its_band_and_the_band_between_never_and_always(days):
    weeks = weekly(np.array(days, dtype=np.int8))
    assert weeks.shape == (-(-len(days) // 7), 3)
    assert (weeks[:, 1] <= weeks[:, 0]).all()
    assert (weeks[:, 0] <= weeks[:, 2]).all()
    assert weeks.min() >= 0
    assert weeks.max() <= 1


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=200), st.integers(1, 30))
def test_the_last_weeks_alone_are_the_same(days, last):
    row = np.array(days, dtype=np.int8)
    np.testing.assert_allclose(weekly(row, last=last), weekly(row)[-last:], rtol=0, atol=1e-12)


def test_the_band_widens_over_a_gap_and_the_line_does_not_fall():
    days = np.ones(210, dtype=np.int8)
    days[70:140] = -1
    weeks = weekly(days)
    width = weeks[:, 2] - weeks[:, 1]
    assert width[14] > 2 * width[5]
    assert weeks[14, 0] > 0.5


def test_the_band_holds_the_true_rate_of_a_steady_habit_about_four_times_in_five():
    chance = np.random.default_rng(11)
    held = [
        low <= rate <= high
        for rate in (0.2, 0.5, 0.8)
        for days in (chance.random((200, 280)) < rate).astype(np.int8)
        for _, low, high in [weekly(days)[20]]
    ]
    assert len(held) == 600
    assert 0.74 <= np.mean(held) <= 0.90
