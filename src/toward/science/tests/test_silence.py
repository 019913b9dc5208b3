"""When less is told: the logging fades, the rituals need not."""

import math

import numpy as np
import pytest

from toward.science.findings import UnreadableDays
from toward.science.silence import LoggingWatch, Unreported, logging_faded, unreported
from toward.science.simulate import Change, Reporter, Ritual, draw_couples, logging_stops, report, told_by_two
from toward.science.tests.chance import limit

TWO_YEARS = 790


def followed(told):
    watch = LoggingWatch()
    return [watch.step(each) for each in np.asarray(told).tolist()]


def table(*parts):
    """One ritual: days told (1) and silent (-1), as (value, days) pairs."""
    return np.repeat(np.array([[value for value, _ in parts]], dtype=np.int8), [days for _, days in parts], axis=1)


def ever(states, status):
    return any(state.status == status for state in states)


@pytest.mark.parametrize("missing", [0.0, 0.1, 0.3, 0.55])
def test_who_tells_as_ever_is_steady_gaps_and_all(missing):
    days = draw_couples(np.random.default_rng(71), [Ritual(0.8)] * 3, 100, TWO_YEARS, missing=missing).days
    told = (days >= 0).any(axis=1)
    assert len(told) == 100
    assert (told.mean() < 0.9) == (missing > 0)
    assert sum(ever(followed(row), "fading") for row in told) <= limit(100, 0.05)


@pytest.mark.parametrize(("told_on", "share"), [((5, 6), 2 / 7), ((0, 1, 2, 3, 4), 5 / 7), ((2,), 1 / 7)])
def test_who_tells_on_some_weekdays_only_is_steady(told_on, share):
    states = followed(np.isin(np.arange(TWO_YEARS) % 7, told_on))
    assert {state.status for state in states[70:]} == {"steady"}
    assert states[-1].share_now == pytest.approx(share)


@pytest.mark.parametrize(("takes", "days"), [(0, 30), (60, 70)])
def test_telling_that_thins_out_is_noticed(takes, days):
    rng, day = np.random.default_rng(72), np.arange(500)
    share = np.interp(day, [200, 200 + max(takes, 1)], [0.95, 0.4])
    runs = [followed(row) for row in rng.random((60, 500)) < share]
    fair = [run for run in runs if not ever(run[:200], "fading")]
    waits = [[state.status for state in run].index("fading") - 200 for run in fair]
    assert len(fair) >= 58
    assert max(waits) <= 3 * days
    assert np.mean(waits) <= days
    first = [run[200 + wait] for run, wait in zip(fair, waits, strict=True)]
    assert all(0.85 < state.share_before <= 1.0 and state.share_now < 0.75 * state.share_before for state in first)
    assert np.mean([abs(state.since - 200) for state in first]) <= 10 + takes / 2


def test_a_stop_is_said_after_ten_silent_days_and_from_its_first_day():
    states = followed([True] * 100 + [False] * 400)
    assert [state.status for state in states[100:111]] == ["steady"] * 9 + ["stopped"] * 2
    last = states[-1]
    assert (last.since, last.share_before, last.share_now, last.silent_days, last.n) == (100, 1.0, 0.0, 400, 100)


def test_a_silence_as_long_as_two_before_is_usual():
    usual = table((1, 80), (-1, 20), (1, 80), (-1, 20), (1, 80))
    assert logging_faded(np.hstack([usual, table((-1, 29))])).status == "steady"
    assert logging_faded(np.hstack([usual, table((-1, 30))])).status == "stopped"


def test_one_very_long_pause_does_not_make_long_pauses_usual():
    states = logging_faded(table((1, 80), (-1, 200), (1, 80), (-1, 21)))
    assert (states.status, states.since) == ("stopped", 360)


def test_who_tells_again_is_no_longer_stopped():
    days = logging_stops(table((1, 300)), 100, again=200)
    assert logging_faded(days[:, :200]).status == "stopped"
    assert logging_faded(days[:, :201]).status == "steady"
    assert not ever(followed((days >= 0)[0]), "fading")


def test_a_fading_is_over_when_the_old_share_is_back_or_the_new_one_has_become_usual():
    daily, rare = [True] * 200, [True, False, False] * 70
    back = followed(daily + rare[:90] + daily)
    assert back[289].status == "fading"
    assert back[-1].status == "steady"
    assert back[-1].share_before > 0.9
    stays = followed(daily + rare)
    assert not ever(stays[100:], "too early")
    assert stays[300].status == "fading"
    assert stays[-1].status == "steady"
    assert stays[-1].share_before == pytest.approx(1 / 3, abs=0.02)


def test_rituals_that_fade_while_all_is_told_leave_the_logging_steady():
    change = Change(0.9, 0.1, onset=200)
    days = draw_couples(np.random.default_rng(73), [Ritual(0.9)] * 3, 1, 500, changes=change).days[0]
    assert (days[:, :200] == 1).mean() > 0.8 > 0.2 > (days[:, 250:] == 1).mean()
    state = logging_faded(days)
    assert (state.status, state.share_now, state.silent_days, state.n) == ("steady", 1.0, 0, 500)


def test_days_kept_to_oneself_when_it_did_not_happen_are_a_fading_of_the_logging():
    kept = draw_couples(np.random.default_rng(74), [Ritual(0.9)], 40, 500, changes=Change(0.9, 0.3, onset=200)).days
    told = report(np.random.default_rng(75), kept, chance=0.95, less=0.8, since=200)
    faded = [ever(followed((row >= 0).any(axis=0)), "fading") for row in told]
    assert len(faded) == 40
    assert sum(faded) >= 38


def test_one_of_two_who_stops_telling_leaves_the_days_told_by_the_other():
    kept = draw_couples(np.random.default_rng(76), [Ritual(0.8)] * 3, 40, TWO_YEARS).days
    told = told_by_two(np.random.default_rng(77), kept[:, 0], Reporter(0.9), Reporter(0.9, since=300, chance_later=0.0))
    states = [followed(row >= 0) for row in told.days]
    assert len(states) == 40
    assert sum(ever(run, "fading") for run in states) <= limit(40, 0.05)
    assert all(run[-1].share_now > 0.7 for run in states)


def test_days_away_are_no_silence():
    days = table((1, 100), (-1, 40))
    assert logging_faded(days).status == "stopped"
    away = logging_faded(days, excused=np.arange(140) >= 100)
    assert (away.status, away.silent_days, away.share_now) == ("steady", 0, 1.0)
    told_though_away = logging_faded(table((1, 100)), excused=np.ones(100, dtype=bool))
    assert told_though_away.n == 100


def test_before_the_first_report_there_is_no_silence():
    state = logging_faded(np.full((3, 300), -1, dtype=np.int8))
    assert (state.status, state.since, state.share_before, state.share_now) == ("too early", None, None, None)
    assert (state.silent_days, state.n) == (None, 0)
    assert logging_faded(np.empty((0, 0), dtype=np.int8)) == state
    late = logging_faded(table((-1, 500), (1, 80)))
    assert (late.status, late.share_before, late.share_now) == ("steady", 1.0, 1.0)


def test_a_few_days_are_too_early_for_a_share_but_not_for_a_stop():
    assert logging_faded(table((1, 20))).status == "too early"
    state = logging_faded(table((1, 20), (-1, 10)))
    assert (state.status, state.since, state.share_before) == ("stopped", 20, None)


def test_nothing_peeks_at_the_future():
    rng = np.random.default_rng(78)
    share = np.repeat([0.95, 0.3, 0.9, 0.0], [150, 60, 60, 30])
    days = np.where(rng.random((2, 300)) < share, 1, -1).astype(np.int8)
    states = followed((days >= 0).any(axis=0))
    assert {state.status for state in states} == {"too early", "steady", "fading", "stopped"}
    assert [logging_faded(days[:, : day + 1]) for day in range(300)] == states


def test_every_number_is_a_number():
    rng = np.random.default_rng(79)
    for share in (0.01, 0.2, 0.99, 1.0):
        states = followed(rng.random(3000) < share)
        assert len(states) == 3000
        for state in states:
            told = [each for each in (state.share_before, state.share_now) if each is not None]
            assert all(math.isfinite(each) and 0 <= each <= 1 for each in told)
            assert (state.since is not None) == (state.status in ("fading", "stopped"))


@pytest.mark.parametrize(
    "days", [np.zeros(9, dtype=np.int8), np.full((2, 9), 2, dtype=np.int8), np.full((2, 9), np.nan)]
)
def test_what_is_no_table_of_days_is_refused(days):
    for read in (logging_faded, unreported):
        with pytest.raises(UnreadableDays) as caught:
            read(days)
        assert caught.value.code == "days"


def test_excuses_and_days_that_make_no_sense_are_refused():
    for excused in (np.ones(8, dtype=bool), np.ones(9, dtype=np.int8)):
        with pytest.raises(UnreadableDays) as caught:
            logging_faded(table((1, 9)), excused=excused)
        assert caught.value.code == "excused"
    with pytest.raises(UnreadableDays) as caught:
        LoggingWatch().step(math.nan)
    assert caught.value.code == "value"


def test_a_ritual_nobody_tells_of_any_more_is_named_while_the_others_are_told():
    days = np.ones((3, 150), dtype=np.int8)
    days[1, 100:] = -1
    assert unreported(days) == [Unreported(ritual=1, since=100, told_days=50, n=100)]
    assert unreported(days[:, :120]) == []
    assert [each.ritual for each in unreported(days[:, :121])] == [1]


def test_when_nothing_at_all_is_told_no_ritual_is_singled_out():
    days = draw_couples(np.random.default_rng(80), [Ritual(0.8, 0.3)] * 3, 1, 300, missing=0.3).days[0]
    assert unreported(logging_stops(days, 200)) == unreported(days[:, :200])
    assert unreported(days[:, :200]) == []
    assert unreported(np.full((2, 300), -1, dtype=np.int8)) == []


def test_rituals_that_are_asked_in_turn_or_seldom_are_not_missed():
    rng = np.random.default_rng(81)
    asked = rng.random((100, 5, 400)) < np.array([1.0, 0.9, 0.5, 0.3, 0.15])[:, None]
    found = [unreported(np.where(each, 1, -1).astype(np.int8)) for each in asked]
    assert len(found) == 100
    assert sum(map(len, found)) <= limit(500, 0.01)


def test_a_ritual_that_was_hardly_ever_told_is_not_missed():
    days = np.ones((2, 300), dtype=np.int8)
    days[1, 9:] = -1
    assert unreported(days) == []
    days[1, 9] = 1
    assert len(unreported(days)) == 1
