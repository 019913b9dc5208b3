"""Watching day by day."""

import numpy as np
import pytest

from toward.science.erosion import LAG, START, Watch, WeeklyCounts, pooled, statistic, threshold
from toward.science.findings import UnreadableDays
from toward.science.simulate import Change, happen, rates
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
        np.testing.assert_allclose(daily, row, atol=1e-9)


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


def test_a_ritual_never_kept_has_nothing_to_lose():
    assert statistic(np.zeros((1, 2000), dtype=np.int8)).max() == 0.0


def test_the_state_knows_before_and_now():
    days = drawn(55, 1, 400, Change(0.9, 0.2, 300))[0]
    state = stepped(Watch(), days)[-1]
    assert state.rate_before == pytest.approx(days[: 399 - LAG].mean())
    assert state.rate_now == pytest.approx(days[-LAG:].mean())
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


def test_an_answer_want_back_keeps_the_old_normal_as_the_yardstick():
    watch = faded_watch()
    watch.answer("want_back")
    states = stepped(watch, drawn(60, 1, 200, Change(0.3, 0.3, 0))[0])
    assert any(state.alarm for state in states)
    assert states[-1].rate_before == states[0].rate_before


def test_an_ignored_notice_starts_again():
    watch = faded_watch()
    watch.answer("ignored")
    assert watch.step(None).statistic == 0.0


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
        (lambda: statistic(np.array([[1, 0]]), 8), "weekday"),
        (lambda: threshold(budget=0.0), "budget"),
        (lambda: Watch(first_weekday=-1), "weekday"),
        (lambda: Watch(history=np.array([4])), "history"),
        (lambda: Watch(history=WeeklyCounts(np.array([8]), np.array([7]))), "history"),
        (lambda: Watch().step("yes"), "value"),
        (lambda: Watch().step(True, could_report=3), "could_report"),
        (lambda: Watch().step(True, covariates={"moon": True}), "covariates"),
        (lambda: Watch().answer("maybe"), "answer"),
        (lambda: pooled(np.array([[2]]), budget=0.1), "days"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(call, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        call()
    assert problem.value.code == code
