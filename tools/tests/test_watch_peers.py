"""The peers of the watch on a tiny size: what they say of a day, what they are set to, and how it is told."""

import math
import sys
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the benchmarks are no part of the package

from benchmarks import watch_apart, watch_libraries, watch_material, watch_methods, watch_peers
from toward.science.simulate import Ritual, draw_rituals

METHODS = (watch_methods.bocpd, watch_methods.cusum)


def faded(rows=40, before=150, after=60):
    """Rituals at .9 that fall to .2, a fifth of their days unseen."""
    rng = np.random.default_rng(5)
    days = rng.random((rows, before + after)) < np.repeat([0.9, 0.2], [before, after])
    return np.where(rng.random(days.shape) < 0.2, -1, days).astype(np.int8)


@pytest.fixture(scope="module")
def given():
    return watch_material.material(seed=3, rituals=40)


@pytest.mark.parametrize("method", METHODS)
def test_the_statistic_rises_after_a_change_and_not_before_it(method):
    told = method(faded())
    assert told.shape == (40, 210)
    assert (told[:, -1] > told[:, 60:150].max(axis=1)).mean() > 0.95
    assert np.median(told[:, -1]) > np.median(told[:, 149]) + 4


@pytest.mark.parametrize("method", METHODS)
def test_no_method_of_ours_peeks_at_the_future(method):
    days = faded()
    for until in (1, 61, 149, 180):
        np.testing.assert_array_equal(method(days[:, :until]), method(days)[:, :until])


@pytest.mark.parametrize("method", METHODS)
def test_a_day_without_a_report_leaves_the_value_as_it_was(method):
    days = faded(rows=5)
    told = method(days)
    unseen = days[:, 61:] < 0
    assert unseen.sum() > 100
    np.testing.assert_array_equal(told[:, 61:][unseen], told[:, 60:-1][unseen])


def chance_of(reports):
    """Chance of one run of reports with its rate unknown."""
    kept, chance = 0, 1.0
    for seen, report in enumerate(reports):
        rate = (watch_methods.KEPT + kept) / (watch_methods.KEPT + watch_methods.MISSED + seen)
        chance, kept = chance * (rate if report else 1 - rate), kept + report
    return chance


def by_start_of_the_last_run(reports):
    """Chance of every start of the run that goes on after the last report, over all ways to cut a series."""
    found = np.zeros(len(reports) + 1)
    for cuts in product((False, True), repeat=len(reports)):
        starts = [0, *(at + 1 for at, cut in enumerate(cuts) if cut), len(reports)]
        runs = [reports[a:b] for a, b in pairwise(starts)]
        prior = math.prod(watch_methods.HAZARD if cut else 1 - watch_methods.HAZARD for cut in cuts)
        found[len(reports) if cuts[-1] else starts[-2]] += prior * math.prod(map(chance_of, runs))
    return found / found.sum()


def test_bocpd_is_the_posterior_over_all_ways_to_cut_the_series():
    reports = np.array([1, 1, 1, 1, 1, 0, 0, 0], dtype=np.int8)
    chance = by_start_of_the_last_run(reports.tolist())
    prior = (watch_methods.KEPT, watch_methods.KEPT + watch_methods.MISSED)
    rate = [(prior[0] + part.sum()) / (prior[1] + len(part)) for s in range(9) for part in (reports[:s], reports[s:])]
    news = [0 < s < 8 and rate[2 * s + 1] < rate[2 * s] - watch_methods.LOWER for s in range(9)]
    assert sum(news) == 5
    wanted = chance[news].sum()
    assert watch_methods.bocpd(reports[None])[0, -1] == pytest.approx(math.log(wanted / (1 - wanted)), rel=1e-9)


def test_the_cusum_adds_up_what_speaks_for_a_drop_from_the_rate_of_old_reports():
    days = np.array([[1, 1, 0, 1] * 20 + [0, 0]], dtype=np.int8)
    told = watch_methods.cusum(days)[0]
    rate = (3 + days[0, : 81 - 28].sum()) / (4 + 81 - 28)
    lower = 1 / (1 + math.exp(-(math.log(rate / (1 - rate)) - 1.5)))
    assert told[81] - told[80] == pytest.approx(math.log((1 - lower) / (1 - rate)))
    assert not told[:60].any()


def test_reports_are_packed_in_their_order_and_spread_back_to_their_days():
    days = np.array([[-1, 1, -1, 0, 1], [0, -1, -1, -1, -1]], dtype=np.int8)
    assert watch_methods.packed(days).tolist() == [[1, 0, 1, -1, -1], [0, -1, -1, -1, -1]]
    values = np.array([[1.0, 2, 3, 4, 5], [6, 7, 8, 9, 0]])
    assert watch_methods.spread(values, days).tolist() == [[-np.inf, 1, 1, 2, 3], [6, 6, 6, 6, 6]]


def test_a_detector_is_told_reports_alone():
    heard = []
    row = np.array([-1, 1, -1, 0, 1], dtype=np.int8)
    said = watch_libraries.by_report(row, lambda value: heard.append(value) or float(len(heard)))
    assert heard == [1, 0, 1]
    assert said.tolist() == [0, 1, 1, 2, 3]
    assert watch_libraries.once(said, row).tolist() == [0, 1, 0, 2, 3]


def test_a_past_holds_the_reports_up_to_the_day_it_is_asked_on():
    row = np.array([1, 0, -1, 1] * 20, dtype=np.int8)
    said = watch_libraries.by_past(row, lambda past: float(len(past)), 7)
    assert said[59:69].tolist() == [0, *[46] * 7, 51, 51]
    assert (row[:61] >= 0).sum() == 46


def test_what_a_split_saves_is_counted_in_variances_and_only_where_the_mean_falls():
    past = np.array([1.0] * 30 + [0, 1] * 5)
    squares = [((part - part.mean()) ** 2).sum() for part in (past, past[:30], past[30:])]
    assert watch_libraries.saved(past, 30) == pytest.approx((squares[0] - squares[1] - squares[2]) / past.var())
    assert watch_libraries.saved(past[::-1], 10) == 0.0


if (
    watch_apart.PYTHON.exists()
):  # where `make alarms` has installed the peers' libraries; without them nothing is to be tested

    @pytest.mark.parametrize("detector", ["PageHinkley", "l2", "change in mean"])
    def test_no_library_is_shown_the_future(detector):
        days = faded(rows=1)
        other = days.copy()
        other[:, 180:] = 1
        both = watch_apart.watch(detector, np.concatenate([days, other]), 0.2 if detector == "PageHinkley" else 1)
        np.testing.assert_array_equal(both[0, :180], both[1, :180])
        assert (both[0, 180:] != both[1, 180:]).any()


def test_a_threshold_is_the_lowest_that_keeps_every_kind_within_the_budget():
    tops = [np.arange(20.0) // step for step in (1, 2)]
    at = watch_material.threshold(tops, budget=0.15)
    assert [int((each >= at).sum()) for each in tops] == [3, 0]
    assert int((tops[0] >= np.nextafter(at, 0)).sum()) == 4


def test_a_detector_with_a_setting_of_its_own_gets_the_first_that_keeps_the_budget(given):
    def misses(days, wanted):
        """Alarms when so many of 28 days were missed."""
        missed = (days == 0).cumsum(axis=1)
        missed[:, 28:] -= missed[:, :-28].copy()
        return (missed >= wanted) * 1.0

    found = watch_peers.measured(watch_peers.Peer("misses", "", misses, tuple(range(29))), "", given)
    shares = {at: [(misses(days, at)[:, 60:].max(axis=1)).mean() for days in given.to_set] for at in range(29)}
    for judged, kinds in zip(found.judged, (5, 6), strict=True):
        right = min(at for at, each in shares.items() if max(each[:kinds]) <= watch_material.BUDGET)
        assert judged.set_to == f"{right:.2g}"
        assert 14 < right < 28


def test_everybody_is_given_other_rituals_to_be_judged_on_than_to_be_set_on(given):
    assert [len(given.to_set), len(given.steady), len(given.fading)] == [6, 6, 10]
    assert {days.shape for days in (*given.to_set, *given.steady)} == {(40, 790)}
    assert not any((one == other).all() for one, other in zip(given.to_set, given.steady, strict=True))
    assert [(each.days < 0).any() for each in given.fading] == [False] * 5 + [True] * 5
    assert all((each.days[:, 300:] == 0).mean() > 0.3 for each in given.fading)


def test_a_measured_peer_is_told_with_its_shares_and_delays_and_a_missing_one_with_why(given):
    cusum = watch_peers.measured(watch_peers.PEERS[2], "", given)
    gone = watch_peers._row(watch_peers.PEERS[3], "", given)
    five, six = cusum.judged
    assert (cusum.rituals, len(five.alarms), len(five.delays)) == (40, 6, 10)
    assert all(0.9 < watch_peers.ratio(*pair) < 4 for pair in five.delays)
    assert five.alarms[-1].share > 0.3 > six.alarms[-1].share
    assert float(six.set_to) > float(five.set_to)
    text = watch_peers.table([cusum, gone])
    assert text.count("| river 0.26.1 PageHinkley |") == 4
    assert text.count("could not be installed") == 4
    assert f"| {five.set_to} | 40 | {five.alarms[0].share:.3f} |" in text
    assert "nan" not in text


def test_a_part_of_the_rituals_is_measured_against_the_oracle_on_the_same_part(given):
    half = watch_peers.Peer("cusum", "", lambda days, _: watch_methods.cusum(days), part=0.5)
    found = watch_peers.measured(half, "", given)
    assert found.rituals == 20
    assert {delay.runs for judged in found.judged for pair in judged.delays for delay in pair} == {20}


def test_the_same_seed_draws_the_same_rituals(given):
    again = watch_material.material(seed=3, rituals=40)
    assert all((one == other).all() for one, other in zip(given.steady, again.steady, strict=True))
    other = draw_rituals(np.random.default_rng(4), Ritual(0.5), 40, 790).days
    assert (other != given.steady[0]).any()
