"""What the look-back says of habits whose truth is known."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from toward.science.findings import TooEarly, UnreadableDays
from toward.science.regimes import matters
from toward.science.retrospect import certainty, look_back, needed, stopped_together
from toward.science.simulate import Change, changing_habit, happen, rates, steady_couple
from toward.science.tests.chance import limit

SHARED = Path(os.environ.get("TOWARD_SHARED", Path(__file__).resolve().parents[5] / "shared"))


def changed(answer):
    return not isinstance(answer, TooEarly) and answer.status != "steady"


def say(days, **wishes):
    return look_back(np.asarray(days, dtype=np.int8)[None], **wishes)[0]


def habit(seed, length, change, **wishes):
    return changing_habit(np.random.default_rng(seed), length, change, **wishes)


@pytest.mark.parametrize("kind", ["plain", "bursty"])
def test_steady_couples_are_left_in_peace(kind):
    couples = [steady_couple(np.random.default_rng([41, i]), kind=kind) for i in range(120)]
    answers = [look_back(days) for days in couples]
    judged = sum(not isinstance(each, TooEarly) for report in answers for each in report)
    assert len(answers) == 120
    assert judged > 1200
    assert sum(any(map(changed, report)) for report in answers) <= limit(120, 0.10)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (Change(0.85, 0.35, 380, 60), {"fading", "faded"}),
        (Change(0.85, 0.35, 300, 180), {"fading", "faded"}),
        (Change(0.95, 0.6, 380), {"fading"}),
        (Change(0.6, 0.15, 350, 90), {"fading", "faded"}),
        (Change(0.85, 0.0, 400), {"faded"}),
        (Change(0.3, 0.85, 350, 60), {"growing"}),
        (Change(0.0, 0.4, 350), {"growing"}),
    ],
)
def test_a_real_change_is_named_and_dated(change, status):
    answers = [say(habit([2, i], 730, change)) for i in range(12)]
    assert [each for each in answers if each.status not in status] == []
    inside = sum(each.began.lower <= change.onset <= each.began.upper for each in answers)
    assert 12 - inside <= limit(12, 0.2)


def test_the_rates_before_and_now_are_held_by_their_intervals():
    change = Change(0.8, 0.3, 400)
    answers = [say(habit([3, i], 800, change)) for i in range(40)]
    seen = [each for each in answers if changed(each)]
    assert len(seen) == 40
    for name, truth in (("before", 0.8), ("now", 0.3)):
        findings = [getattr(each, name) for each in seen]
        missed = sum(not each.lower - 0.01 <= truth <= each.upper + 0.01 for each in findings)
        assert missed <= limit(40, 0.2), name
        assert all(each.level == 0.8 and 0 <= each.lower <= each.estimate <= each.upper <= 1 for each in findings)


def test_one_fading_habit_does_not_drag_the_others_along():
    rng = np.random.default_rng(8)
    others = steady_couple(rng, years=(2, 2.01), habits=(9, 9))[:, :730]
    table = np.vstack([others, habit(9, 730, Change(0.85, 0.2, 400, 60))[None]])
    answers = look_back(table)
    assert [changed(each) for each in answers] == [False] * 9 + [True]


def away_at_the_end(seed, habits):
    rng = np.random.default_rng(seed)
    apart = np.isin(np.arange(730) // 7, [96, 97, 98, 101, 102, 103, 104])
    return happen(rng, np.tile(np.where(apart, 0.25, 0.75), (habits, 1)))


def test_weeks_apart_at_the_end_are_no_fading_where_the_other_habits_tell_of_them():
    couples = [away_at_the_end([21, i], 6) for i in range(10)]
    assert sum(changed(say(habits[0])) for habits in couples) >= 8
    assert [changed(answer) for habits in couples for answer in look_back(habits)] == [False] * 60


def test_a_habit_that_only_weeks_apart_made_look_faded_is_measured_without_them():
    couples = [away_at_the_end([22, i], 6) for i in range(40)]
    answers = [look_back(habits)[0] for habits in couples if changed(say(habits[0]))]
    assert len(answers) > 30
    assert {answer.status for answer in answers} == {"steady"}
    missed = sum(not answer.now.lower <= 0.75 <= answer.now.upper for answer in answers)
    assert missed <= limit(len(answers), 0.2)


@pytest.mark.parametrize(("duration", "wait"), [(0, 56), (60, 100), (120, 150)])
def test_habits_that_all_fade_together_are_found(duration, wait):
    fading = Change(0.85, 0.35, 365, duration)
    tables = [np.stack([habit([23, i, j], 365 + wait, fading) for j in range(6)]) for i in range(5)]
    found = [answer.status in ("fading", "faded") for table in tables for answer in look_back(table)]
    assert len(found) == 30
    assert sum(found) >= 24


@pytest.mark.parametrize("kind", ["apart", "waves"])
def test_couples_whose_habits_rise_and_fall_together_are_left_in_peace_as_often_as_promised(kind):
    reports = [look_back(steady_couple(np.random.default_rng([42, i]), kind=kind)) for i in range(120)]
    assert sum(not isinstance(each, TooEarly) for report in reports for each in report) > 1200
    assert sum(any(map(changed, report)) for report in reports) <= limit(120, 0.10)


@pytest.mark.parametrize("gap", [14, 40, 90, 180])
def test_a_dip_that_recovered_is_steady(gap):
    answers = [say(habit([4, i], 730, Change(0.8, 0.2, 300, 0, 300 + gap))) for i in range(10)]
    assert [each.status for each in answers].count("steady") == 10


def test_a_surge_that_passed_is_not_a_fading():
    answers = [say(habit([5, i], 1095, Change(0.3, 0.8, 700, 0, 760))) for i in range(10)]
    assert [each.status for each in answers].count("steady") == 10


def test_words_that_filled_one_journey_are_no_habit_that_faded():
    days = np.zeros(730, dtype=np.int8)
    days[100:128] = 1
    assert say(days).status == "steady"


def test_a_sure_but_tiny_difference_is_no_finding():
    assert [say(habit([6, i], 2900, Change(0.93, 0.90, 1450))).status for i in range(8)] == ["steady"] * 8


def test_a_habit_always_kept_is_steady_and_one_hardly_kept_is_too_early():
    always, never, hardly = np.ones((3, 700), dtype=np.int8) * np.array([[1], [0], [0]], dtype=np.int8)
    hardly[::90] = 1
    steady, nothing, little = look_back(np.stack([always, never, hardly]))
    assert steady.status == "steady"
    assert steady.now.estimate == 1.0
    assert steady.began is None
    assert isinstance(nothing, TooEarly)
    assert isinstance(little, TooEarly)
    assert little.so_far["kept"] == 8


def test_a_short_past_is_too_early_and_says_what_it_takes():
    early = say(np.ones(50, dtype=np.int8))
    assert isinstance(early, TooEarly)
    assert (early.n, early.needed, early.so_far["rate"]) == (50, 60, 1.0)


def test_total_silence_says_nothing():
    (answer,) = look_back(np.full((1, 900), -1, dtype=np.int8))
    assert isinstance(answer, TooEarly)
    assert answer.so_far["rate"] is None
    assert look_back(np.empty((0, 900), dtype=np.int8)) == []


def test_stopped_logging_is_not_stopped_doing():
    table = steady_couple(np.random.default_rng(11), years=(2, 2.01), habits=(20, 20))
    before = [each.status if changed(each) else None for each in look_back(table)]
    silent = np.hstack([table, np.full((20, 400), -1, dtype=np.int8)])
    assert [each.status if changed(each) else None for each in look_back(silent)] == before == [None] * 20
    assert stopped_together(silent) is None


def test_unknown_days_between_change_nothing():
    days = habit(12, 700, Change(0.8, 0.3, 350), share=1.0)
    gap = np.concatenate([days[:175], np.full(70, -1, dtype=np.int8), days[175:]])
    assert say(gap).status == say(days).status == "fading"


def test_being_in_touch_on_other_weekdays_is_no_growth():
    rng = np.random.default_rng(13)
    weekend = np.arange(1092) % 7 >= 5
    days = happen(rng, np.where(weekend, 0.9, 0.2))
    days[546:] = np.where(weekend[546:], days[546:], -1)
    assert say(days).status == "steady"


def test_everything_stopping_at_once_is_told_apart_from_fading():
    rng = np.random.default_rng(14)
    table = np.stack([happen(rng, rates(500, Change(rate, 0.0, 300))) for rate in (0.8, 0.5, 0.3, 0.6)])
    assert 295 <= stopped_together(table) < 300
    one_goes_on = np.vstack([table, happen(rng, np.full(500, 0.4))[None]])
    assert stopped_together(one_goes_on) is None
    assert stopped_together(table[:2]) is None


def test_habits_that_faded_one_after_the_other_did_not_stop_together():
    rng = np.random.default_rng(15)
    table = np.stack([happen(rng, rates(700, Change(0.6, 0.0, day))) for day in (150, 250, 350, 450, 500)])
    assert stopped_together(table) is None


def test_the_order_of_habits_does_not_matter():
    table = np.vstack([steady_couple(np.random.default_rng(16), years=(2, 2.01), habits=(4, 4))[:, :730]])
    table[2] = habit(17, 730, Change(0.8, 0.2, 365))
    forth, back = look_back(table), look_back(table[::-1])
    assert forth == back[::-1]
    assert sum(map(changed, forth)) == 1


def test_more_habits_and_a_smaller_budget_ask_for_more():
    assert needed(30) > needed(3) > needed(1)
    assert needed(3, 0.01) > needed(3, 0.10)


def test_certainty_grows_with_the_evidence_and_stays_a_probability():
    values = [certainty(each) for each in (-1e6, -2.0, 0.0, 2.0, 50.0, 1e6)]
    assert values == sorted(values)
    assert 0 <= values[0] < values[2] < values[-1] <= 1
    sure, less = (say(habit(18, 730, Change(0.8, after, 365))) for after in (0.1, 0.45))
    assert sure.certainty > 0.99
    assert less.certainty <= sure.certainty


def test_a_steady_habit_is_surer_the_more_of_it_was_seen_and_a_recovered_one_is_not_doubted():
    rng = np.random.default_rng(19)
    short, long = (np.mean([say(happen(rng, np.full(n, 0.8))).certainty for _ in range(60)]) for n in (70, 900))
    assert 0.5 < short < long < 1
    recovered = say(habit(20, 900, Change(0.9, 0.1, 300, 0, 420)))
    assert recovered.status == "steady"
    assert recovered.certainty > 0.5


def test_what_matters_is_a_day_in_ten_or_a_quarter():
    assert matters(0.9, 0.8)
    assert matters(0.2, 0.12)
    assert not matters(0.9, 0.82)
    assert not matters(0.04, 0.02)


def test_an_answer_is_not_a_yes_or_no():
    with pytest.raises(TypeError, match="not a yes or a no"):
        bool(say(np.ones(100, dtype=np.int8)))


@pytest.mark.parametrize(
    ("days", "wishes", "code"),
    [
        ([[2, 1]], {}, "days"),
        ([1, 0], {}, "days"),
        ([[1, 0]], {"budget": 0.0}, "budget"),
        ([[1, 0]], {"budget": 1.5}, "budget"),
        ([[1, 0]], {"first_weekday": 7}, "weekday"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(days, wishes, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        look_back(np.array(days), **wishes)
    assert problem.value.code == code


REAL = [
    ("P03", 731, 3900, {"steady"}),
    ("P04", 1, 1095, {"steady"}),
    ("P04", 1096, 2555, {"steady"}),
    ("P07", 1, 1095, {"fading", "faded"}),
    ("P15", 1, 1460, {"fading", "faded"}),
    ("P16", 1, 2190, {"fading", "faded"}),
    ("P19", 1, 1460, {"fading", "faded"}),
]


@pytest.mark.parametrize(("person", "first", "last", "status"), REAL)
def test_real_bursty_days_are_read_right(person, first, last, status):
    file = SHARED / "data" / "commit_days_19people.csv"
    if not file.is_file():
        pytest.skip(f"NOT CHECKED on real days: {file} is not there (set TOWARD_SHARED)")
    with file.open(encoding="utf-8") as lines:
        active = {int(row["day"]) for row in csv.DictReader(lines) if row["person"] == person and int(row["count"]) > 0}
    days = np.isin(np.arange(first, last + 1), sorted(active)).astype(np.int8)
    assert days.sum() > 100
    assert say(days).status in status
