"""Watching day by day."""

import numpy as np
import pytest

from toward.science.baseline import NOW
from toward.science.erosion import START, Watch, WeeklyCounts, pooled, split, statistic, threshold
from toward.science.findings import UnreadableDays
from toward.science.simulate import Change, Ritual, draw_rituals, happen, rates
from toward.science.tests.chance import limit

VALUE = {1: True, 0: False, -1: None}


def drawn(seed, rows, length, change):
    rng = np.random.default_rng(seed)
    return np.stack([happen(rng, rates(length, change)) for _ in range(rows)])


def stepped(watch, days):
    return [watch.step(VALUE[int(each)]) for each in days]


@pytest.mark.parametrize("first_weekday", [0, 4])
def test_the_table_and_the_daily_watch_agree(first_weekday):
    rng = np.random.default_rng(51)
    table = rng.choice([-1, 0, 1], p=[0.3, 0.2, 0.5], size=(4, 400)).astype(np.int8)
    table[1, 200:] = np.where(table[1, 200:] == 1, 0, table[1, 200:])
    table[2, ::7] = 0
    whole = statistic(table, first_weekday)
    assert whole.max() > threshold()
    for row, days in zip(whole, table, strict=True):
        daily = [state.statistic for state in stepped(Watch(first_weekday), days)]
        assert daily == row.tolist()  # to the last bit


def test_steady_rituals_stay_within_the_budget():
    for rate in (0.55, 0.85, 0.97):
        top = statistic(drawn(52, 200, 790, Change(rate, rate, 0))).max(axis=1)
        assert (top >= threshold()).sum() <= limit(200, 0.1535)
        assert (top >= threshold(budget=0.035)).sum() <= limit(200, 0.035)


def test_a_fading_ritual_is_noticed():
    days = drawn(53, 30, 500, Change(0.85, 0.35, 200, 60))
    over = statistic(days) >= threshold()
    assert over.any(axis=1).sum() == 30
    assert not over[:, :START].any()
    assert 200 < np.median(over.argmax(axis=1)) < 290


def test_nothing_observed_is_worth_nothing():
    assert statistic(np.full((2, 900), -1, dtype=np.int8)).tolist() == [[0.0] * 900] * 2
    state = stepped(Watch(), [-1] * 300)[-1]
    assert (state.statistic, state.alarm, state.rate_before, state.rate_now, state.observed) == (
        0.0,
        False,
        None,
        None,
        0,
    )


def test_silence_after_a_habit_raises_nothing():
    days = drawn(54, 20, 1000, Change(0.8, 0.8, 0))
    days[:, 150:] = -1
    whole = statistic(days)
    assert (whole[:, 150:] == whole[:, 149:150]).all()


def test_little_or_nothing_to_go_by_is_a_number_all_the_same():
    for days in (np.zeros((0, 5)), np.zeros((3, 0)), np.ones((1, 1)), np.ones((2, 7300)), np.array([[1] + [-1] * 99])):
        whole = statistic(days.astype(np.int8))
        assert whole.shape == days.shape
        assert (whole < threshold() / 2).all()
        assert pooled(days.astype(np.int8)).statistic < threshold() / 2
    ended = np.zeros((1, 7300), dtype=np.int8)
    ended[:, :400] = 1
    assert np.isfinite(statistic(ended)).all()


def test_a_few_misses_after_years_of_none_are_no_fading():
    days = np.ones((1, 2000), dtype=np.int8)
    days[0, [1500, 1501, 1700, 1990]] = 0
    assert statistic(days).max() < threshold()


def test_nothing_peeks_at_the_future():
    days = draw_rituals(np.random.default_rng(72), Ritual(0.7, 0.3), 20, 400).days
    whole = statistic(days, 3)
    for length in (1, 61, 200, 399):
        assert (statistic(days[:, :length], 3) == whole[:, :length]).all()
    together = pooled(days[:6]).trace
    assert (pooled(days[:6, :200]).trace == together[:200]).all()


def test_a_ritual_never_kept_has_nothing_to_lose():
    assert statistic(np.zeros((1, 2000), dtype=np.int8)).max() == 0.0


def test_the_state_knows_before_and_now():
    days = drawn(55, 1, 400, Change(0.9, 0.2, 300))[0]
    state = stepped(Watch(), days)[-1]
    assert state.rate_before == pytest.approx(0.9, abs=0.03)  # of when it was noticed; it does not creep down
    assert state.rate_now == pytest.approx(days[-NOW:].mean())
    assert state.observed == 400
    assert state.alarm


def test_a_history_lets_the_watch_begin_at_once():
    past = drawn(56, 1, 200, Change(0.9, 0.9, 0))[0]
    weekly = WeeklyCounts(past[:196].reshape(28, 7).sum(axis=1), np.full(28, 7))
    for history in (past, weekly):
        states = stepped(Watch(history=history), [0] * 30)
        assert states[0].statistic > 0.0
        assert states[-1].alarm
    assert not stepped(Watch(), [0] * 30)[-1].alarm


def test_several_rituals_thinning_together_are_noticed_sooner():
    days = drawn(57, 6, 500, Change(0.8, 0.55, 250))
    state = pooled(days, budget=0.1535)
    alone = (statistic(days) >= threshold()).argmax(axis=1)
    assert state.alarm
    assert 250 < state.first < np.median(alone[alone > 0])
    assert state.trace.shape == (500,)
    assert not pooled(np.full((6, 500), -1, dtype=np.int8), budget=0.1535).alarm


def faded_watch():
    watch = Watch()
    states = stepped(watch, drawn(58, 1, 360, Change(0.9, 0.3, 240))[0])
    assert states[-1].alarm
    return watch


def test_an_answer_on_purpose_makes_now_the_new_normal():
    watch = faded_watch()
    watch.answer("on_purpose")
    states = stepped(watch, drawn(59, 1, 300, Change(0.3, 0.3, 0))[0])
    assert states[0].statistic == 0.0
    assert not any(state.alarm for state in states)
    assert states[-1].rate_before == pytest.approx(0.3, abs=0.08)


def test_who_wants_it_back_is_not_told_again_until_it_is_back():
    watch = faded_watch()
    watch.answer("want_back")
    states = stepped(watch, drawn(60, 1, 200, Change(0.3, 0.3, 0))[0])
    assert not any(state.alarm or state.came_back for state in states)
    assert states[-1].rate_before == states[0].rate_before  # the old normal stays the yardstick
    states = stepped(watch, drawn(61, 1, 100, Change(0.9, 0.9, 0))[0])
    assert [state.came_back for state in states].count(True) == 1
    assert not any(state.alarm for state in states)
    assert any(state.alarm for state in stepped(watch, drawn(62, 1, 60, Change(0.2, 0.2, 0))[0]))


def test_an_ignored_notice_is_not_repeated_but_a_further_fading_is_told():
    watch = faded_watch()
    watch.answer("ignored")
    assert watch.step(None).statistic == 0.0
    assert not any(state.alarm for state in stepped(watch, drawn(60, 1, 200, Change(0.35, 0.35, 0))[0]))
    assert any(state.alarm for state in stepped(watch, drawn(63, 1, 200, Change(0.02, 0.02, 0))[0]))


def test_an_ignored_ritual_that_comes_back_is_told_and_may_fade_again():
    watch = faded_watch()
    watch.answer("ignored")
    stepped(watch, drawn(60, 1, 80, Change(0.3, 0.3, 0))[0])
    assert any(state.came_back for state in stepped(watch, drawn(64, 1, 80, Change(0.9, 0.9, 0))[0]))
    assert any(state.alarm for state in stepped(watch, drawn(65, 1, 60, Change(0.3, 0.3, 0))[0]))


def test_without_an_answer_a_return_is_told_once_and_the_alarm_passes():
    watch = faded_watch()
    states = stepped(watch, drawn(66, 1, 150, Change(0.9, 0.9, 0))[0])
    assert [state.came_back for state in states].count(True) == 1
    assert not states[-1].alarm


def test_an_edited_ritual_begins_anew():
    watch = faded_watch()
    watch.edited()
    states = stepped(watch, drawn(67, 1, 120, Change(0.5, 0.5, 0))[0])
    assert (states[0].rate_before, states[0].rate_now) == (None, 0.0 if not states[0].rate_now else 1.0)
    assert not any(state.alarm for state in states)
    assert all(state.statistic == 0.0 for state in states[:START])


def test_growing_is_a_fading_of_not_keeping_it():
    days = drawn(68, 20, 400, Change(0.2, 0.7, 200))
    assert (statistic(days, direction="growing")[:, 300] >= threshold()).sum() > 15
    assert (statistic(days, direction="growing") == statistic((1 - days).astype(np.int8))).all()
    watch = Watch(direction="growing")
    state = stepped(watch, days[0])[-1]
    assert state.rate_before < 0.5 < state.rate_now


def test_bursty_weeks_are_no_fading():
    ritual = Ritual(0.85, kappa=10.0)
    days = draw_rituals(np.random.default_rng(69), ritual, 400, START + 730).days
    top = statistic(days).max(axis=1)
    assert (top >= threshold()).sum() <= limit(400, 0.1535)
    assert (top >= threshold(budget=0.035)).sum() <= limit(400, 0.035)


def test_sudden_silence_that_may_hide_kept_days_holds_a_notice_back():
    days = drawn(70, 1, 240, Change(0.9, 0.9, 0))[0]
    told = {}
    for silent in (False, True):
        watch = Watch(budget=0.035)
        stepped(watch, days)
        held = [False] * 14 if not silent else [False, None, None] * 20
        told[silent] = [watch.step(value) for value in held]
    assert any(state.alarm and state.notice for state in told[False])
    assert any(state.alarm and not state.notice for state in told[True])
    assert all(state.lowest <= state.statistic for states in told.values() for state in states)


def test_less_is_expected_of_a_hard_day_and_hard_days_do_not_spoil_the_baseline():
    rng = np.random.default_rng(71)
    hard = rng.random(500) < 0.3
    hard[250:] = rng.random(250) < 0.8  # a hard half-year
    kept = rng.random(500) < np.where(hard, 0.6, 0.9)
    tops, before = {}, {}
    for told in (True, False):
        watch = Watch()
        states = [
            watch.step(bool(value), covariates={"outside_stress": bool(each)} if told else None)
            for value, each in zip(kept, hard, strict=True)
        ]
        tops[told], before[told] = max(state.statistic for state in states), states[-1].rate_before
    assert tops[True] < threshold() < tops[False]
    assert before[True] == pytest.approx(0.9, abs=0.03)
    assert before[False] < before[True]


def test_the_budget_is_split_between_single_rituals_and_all_together():
    each = split(0.1535, rituals=6)
    assert 7 * np.log1p(-each) == pytest.approx(6 * np.log1p(-0.1535))
    assert threshold(budget=each) > threshold()


def test_a_day_that_none_could_report_or_apart_is_not_judged():
    days = drawn(61, 1, 300, Change(0.9, 0.9, 0))[0]
    for wishes in ({"could_report": 0}, {"covariates": {"apart": True}}):
        watch = Watch()
        stepped(watch, days)
        before = watch.step(None)
        for _ in range(60):
            after = watch.step(False, **wishes)
        assert (after.statistic, after.observed) == (before.statistic, before.observed)


def test_days_are_held_against_days_with_equally_many_reporters():
    alarms = {True: 0, False: 0}
    for i in range(30):
        rng = np.random.default_rng([62, i])
        both, one = rng.random(300) < 0.95, rng.random(365) < 0.6
        for told in alarms:
            watch = Watch(history=None if told else both.astype(np.int8))
            for value in both if told else ():
                watch.step(bool(value), could_report=2)
            alarms[told] += any(watch.step(bool(value), could_report=1 if told else None).alarm for value in one)
    assert alarms[True] <= limit(30, 0.1535)
    assert alarms[False] > 25  # not told, it takes the missing reports for a fading


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: statistic(np.array([1, 0])), "days"),
        (lambda: statistic(np.array([[1, 5]])), "days"),
        (lambda: statistic(np.array([[1.0, np.nan]])), "days"),
        (lambda: statistic(np.array([["1"]])), "days"),
        (lambda: Watch().step(float("nan")), "value"),
        (lambda: statistic(np.array([[1, 0]]), 8), "weekday"),
        (lambda: threshold(budget=0.0), "budget"),
        (lambda: Watch(first_weekday=-1), "weekday"),
        (lambda: Watch(history=np.array([4])), "history"),
        (lambda: Watch(history=WeeklyCounts(np.array([8]), np.array([7]))), "history"),
        (lambda: Watch().step("yes"), "value"),
        (lambda: Watch().step(True, could_report=3), "could_report"),
        (lambda: Watch().step(True, covariates={"moon": True}), "covariates"),
        (lambda: Watch().answer("maybe"), "answer"),
        (lambda: Watch(direction="sideways"), "direction"),
        (lambda: split(rituals=0), "budget"),
        (lambda: pooled(np.array([[2]]), budget=0.1), "days"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(call, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        call()
    assert problem.value.code == code
