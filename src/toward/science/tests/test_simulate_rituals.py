"""Many rituals at once are what they say they are."""

import numpy as np
import pytest

from toward.science.findings import UnreadableDays
from toward.science.simulate import (
    BURSTY,
    CELLS,
    Change,
    Ritual,
    draw_couple,
    draw_couples,
    draw_rituals,
    expit,
    holidays,
    stretches,
    unseen,
    usual_week,
)


def rng(seed):
    return np.random.default_rng([300, seed])


def runs(mask):
    """Lengths of the stretches in one row."""
    edges = np.flatnonzero(np.diff(np.pad(mask.astype(int), 1)))
    return edges[1::2] - edges[::2]


def weekly_counts(days):
    return days[:, : days.shape[1] // 7 * 7].reshape(len(days), -1, 7).sum(axis=2)


def test_the_same_seed_makes_the_same_rituals():
    ritual = Ritual(0.8, 0.3, 1.0, 10.0, 0.5, 0.3, True, "not_seen")
    one, other = (draw_rituals(rng(1), ritual, 30, 500, change=Change(0.8, 0.3, 200, 60)) for _ in range(2))
    for mine, same in zip(one, other, strict=True):
        np.testing.assert_array_equal(mine, same)
    assert one.days.dtype == one.kept.dtype == np.int8
    assert one.days.shape == one.kept.shape == (30, 500)
    assert one.usual.shape == (30, 7)
    assert set(np.unique(one.days)) == {-1, 0, 1}


def test_there_are_48_cells_and_as_many_bursty_ones_as_baselines_with_and_without_gaps():
    assert (len(set(CELLS)), len(set(BURSTY))) == (48, 16)
    assert {cell.rate for cell in CELLS} == {0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97}


@pytest.mark.parametrize("rate", [0.5, 0.85, 0.97])
@pytest.mark.parametrize("more", [{}, {"week": 1.0}, {"kappa": 10.0}, {"week": 1.0, "kappa": 10.0}, {"missing": 0.55}])
def test_the_mean_rate_is_the_one_asked_for(rate, more):
    drawn = draw_rituals(rng(2), Ritual(rate, **more), 2000, 350)
    seen = drawn.days >= 0
    assert abs(drawn.kept.mean() - rate) < 0.003
    assert abs(drawn.days[seen].mean() - rate) < 0.004


def test_what_is_seen_is_what_happened():
    drawn = draw_rituals(rng(3), Ritual(0.7, 0.3), 200, 300)
    seen = drawn.days >= 0
    assert (drawn.days == drawn.kept)[seen].all()
    assert 0 < (~seen).mean() < 1


def test_the_weekly_rhythm_has_its_amplitude_and_starts_where_told():
    drawn = draw_rituals(rng(4), Ritual(0.6, week=1.0), 3000, 700, first_weekday=2)
    spread = np.ptp(drawn.usual, axis=1)
    assert 1.8 < spread.min() <= spread.max() <= 2.0
    by_slot = drawn.kept.reshape(3000, 100, 7).mean(axis=1)
    expected = expit(np.roll(drawn.usual, -2, axis=1))
    assert abs((by_slot - expected).mean()) < 0.003
    assert np.corrcoef(by_slot.ravel(), expected.ravel())[0, 1] > 0.95


def test_a_usual_week_keeps_its_mean_however_strong_the_rhythm():
    for rate in (0.05, 0.5, 0.97):
        np.testing.assert_allclose(expit(usual_week(rng(5), Ritual(rate, week=1.5), 50)).mean(axis=1), rate, atol=1e-9)


@pytest.mark.parametrize("kappa", [5.0, 10.0])
def test_bursty_weeks_vary_as_much_as_beta_binomial_ones(kappa):
    counts = weekly_counts(draw_rituals(rng(6), Ritual(0.6, kappa=kappa), 2000, 350).kept)
    assert counts.size == 100_000
    assert counts.var() / (7 * 0.6 * 0.4) == pytest.approx(1 + 6 / (kappa + 1), rel=0.03)


def test_independent_days_do_not_vary_more_than_binomial():
    counts = weekly_counts(draw_rituals(rng(7), Ritual(0.6), 2000, 350).kept)
    assert counts.var() / (7 * 0.6 * 0.4) == pytest.approx(1, rel=0.03)


def test_missing_days_are_a_share_at_random_and_gaps_on_top():
    assert unseen(rng(8), 10, 100, 0.0) is None
    gaps = stretches(rng(8), 2000, 800, 0.01, (5, 14)).mean()
    assert gaps == pytest.approx(1 - 0.99**9.5, abs=0.004)  # a day is free if none began on any day that reaches it
    for share in (0.3, 0.55):
        assert unseen(rng(8), 2000, 800, share).mean() == pytest.approx(1 - (1 - share) * (1 - gaps), abs=0.004)


def test_gaps_last_five_to_fourteen_days_and_reach_into_the_first():
    mask = stretches(rng(9), 4000, 400, 0.0005, (5, 14))  # so rare that they hardly touch
    lengths = np.concatenate([runs(row[14:-14]) for row in mask if not row[:14].any() and not row[-14:].any()])
    assert len(lengths) > 400
    assert lengths.min() == 5
    assert np.mean(lengths <= 14) > 0.95
    assert abs(np.mean(lengths[lengths <= 14]) - 9.5) < 0.5
    assert mask[:, 0].mean() == pytest.approx(mask.mean(), abs=0.004)


def test_two_or_three_holidays_come_in_every_year():
    mask = holidays(rng(10), 500, 3650)
    stretch = [runs(row) for row in mask]
    assert 20 < np.mean([len(each) for each in stretch]) < 25  # 2.5 a year, some touch
    assert min(each[:-1].min() for each in stretch) == 7
    assert mask.mean() == pytest.approx(2.5 * 14 / 365, rel=0.06)


def test_holidays_lower_the_rate_to_a_third_of_the_odds():
    drawn = draw_rituals(rng(11), Ritual(0.8, holidays=True), 2000, 730)
    away = 2.5 * 14 / 365
    assert drawn.kept.mean() == pytest.approx(0.8 - away * (0.8 - 4 / 7), abs=0.004)


def test_weeks_apart_are_told_as_not_kept_or_not_at_all():
    plain, not_kept, not_seen = (
        draw_rituals(rng(12), Ritual(0.9, apart=kind), 500, 730) for kind in ("never", "not_kept", "not_seen")
    )
    share = 1 - not_kept.kept.mean() / plain.kept.mean()
    assert 0.08 < share < 0.16  # 24.5 days of every 180, some overlapping
    assert not (not_kept.days == -1).any()
    assert (not_seen.days == -1).mean() == pytest.approx(share, abs=0.01)
    assert not_seen.days[not_seen.days >= 0].mean() == pytest.approx(0.9, abs=0.005)


def test_a_drift_walks_its_distance_in_a_year_from_where_it_was():
    kept = draw_rituals(rng(13), Ritual(0.5, drift=0.4), 6000, 735).kept
    for middle, walked in ((365, 0.4), (700, 0.4 * np.sqrt(700 / 365))):
        around = kept[:, middle - 28 : middle + 28].mean(axis=1)
        assert np.sqrt(around.var() - 0.25 / 56) == pytest.approx(0.25 * walked, rel=0.12)
    assert kept[:, :14].mean(axis=1).var() == pytest.approx(0.25 / 14, rel=0.1)


def test_waves_carry_over_from_week_to_week():
    counts = weekly_counts(draw_rituals(rng(14), Ritual(0.5, waves=1.0), 3000, 350).kept)
    away = counts - counts.mean()
    next_week = (away[:, 1:] * away[:, :-1]).mean()
    after_next = (away[:, 2:] * away[:, :-2]).mean()
    assert next_week > 0.3
    assert after_next / next_week == pytest.approx(0.75, abs=0.06)


def test_a_change_takes_its_log_odds_from_every_ritual():
    change = Change(0.85, 0.35, 100, 60)
    drawn = draw_rituals(rng(15), Ritual(0.85), 4000, 300, change=change)
    daily = drawn.kept.mean(axis=0)
    assert daily[:100].mean() == pytest.approx(0.85, abs=0.003)
    assert daily[130] == pytest.approx(0.6, abs=0.04)
    assert daily[160:].mean() == pytest.approx(0.35, abs=0.003)


def test_a_burden_takes_known_log_odds_and_an_infinite_one_leaves_nothing():
    burden = np.zeros((4500, 20))
    burden[:, 5:10], burden[4000:, 10:] = np.log(4), np.inf
    daily = draw_rituals(rng(16), Ritual(0.8), 4500, 20, burden=burden).kept
    assert daily[:, :5].mean() == pytest.approx(0.8, abs=0.01)
    assert daily[:, 5:10].mean() == pytest.approx(0.5, abs=0.015)
    assert not daily[4000:, 10:].any()
    assert daily[:4000, 10:].mean() == pytest.approx(0.8, abs=0.01)


def test_a_couple_reports_whole_evenings():
    drawn = draw_couple(rng(17), length=730, missing=0.3)
    assert drawn.days.shape == drawn.kept.shape == (6, 730)
    assert drawn.usual.shape == (6, 7)
    gone = drawn.days == -1
    assert (gone.all(axis=0) == gone.any(axis=0)).all()
    assert 0.25 < gone.mean() < 0.55


def test_rituals_of_a_couple_fade_together_or_alone():
    change = Change(0.8, 0.3, 100)
    common = draw_couples(rng(18), (Ritual(0.8), Ritual(0.6)), 1000, 200, changes=change).kept
    np.testing.assert_allclose(common[:, :, :100].mean(axis=(0, 2)), [0.8, 0.6], atol=0.01)
    np.testing.assert_allclose(common[:, :, 100:].mean(axis=(0, 2)), [0.3, 0.139], atol=0.01)
    alone = draw_couples(rng(18), (Ritual(0.8), Ritual(0.6)), 1000, 200, changes=(None, change)).kept
    np.testing.assert_allclose(alone[:, :, 100:].mean(axis=(0, 2)), [0.8, 0.139], atol=0.01)


def test_a_couple_shares_its_waves_and_its_weeks_apart():
    rituals = (Ritual(0.5, waves=1.0, apart="not_seen"),) * 2
    drawn = draw_couples(rng(19), rituals, 500, 350)
    one, other = (weekly_counts(drawn.kept[:, i]).ravel() for i in range(2))
    assert np.corrcoef(one, other)[0, 1] > 0.2
    gone = drawn.days == -1
    assert gone.any()
    assert (gone[:, 0] == gone[:, 1]).all()


def test_a_burden_lies_on_every_ritual_of_its_couple():
    burden = np.zeros((500, 70))
    burden[:, 35:], burden[:250, 63:] = np.log(4), np.inf
    daily = draw_couples(rng(22), (Ritual(0.8), Ritual(0.5, waves=0.1)), 500, 70, burden=burden).kept
    assert daily[:, 0, 35:63].mean() == pytest.approx(0.5, abs=0.02)
    assert daily[:, 1, 35:63].mean() == pytest.approx(0.2, abs=0.02)
    assert not daily[:250, :, 63:].any()


def test_no_rituals_are_drawn_as_none():
    assert draw_rituals(rng(20), Ritual(0.5, 0.3, kappa=10.0, holidays=True), 0, 50).days.shape == (0, 50)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"rate": 0.0}, "rate"),
        ({"rate": float("nan")}, "rate"),
        ({"missing": 1.0}, "missing"),
        ({"week": -1.0}, "spread"),
        ({"kappa": 0.0}, "spread"),
        ({"apart": "often"}, "apart"),
    ],
)
def test_a_ritual_that_cannot_be_is_refused_with_a_sentence(wrong, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        Ritual(**{"rate": 0.5, **wrong})
    assert problem.value.code == code


def test_a_couple_has_one_change_for_each_ritual():
    with pytest.raises(UnreadableDays, match="one change"):
        draw_couple(rng(21), (Ritual(0.5),), changes=(None, None))
