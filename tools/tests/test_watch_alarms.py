"""The measurement of the watch: its arithmetic by hand, and a slice of it that has every part and counts right."""

import math
import re

import numpy as np
import pytest
import watch_alarms
import watch_real
from alarms import table
from watch_delays import GOALS
from watch_figures import Part, Ratio, Run, Waits, firsts, geometric, ratio
from watch_steady import MISSING, MORE_BURSTY, RARE, of_100
from watch_stepped import lived, traces
from watch_together import first_alarms
from watch_untold import CASES, OF_TWO

from toward.science import erosion
from toward.science.budget import LINE, split, threshold
from toward.science.simulate import (
    BASELINES,
    CELLS,
    SHAPES,
    Change,
    Ritual,
    alarm_share,
    delay,
    draw_couple,
    draw_rituals,
)

QUICK = watch_alarms.QUICK
TITLES = (
    "False alarms: a line",
    "False alarms: a notice",
    "Whether the budget is kept",
    "Of a hundred",
    "Rare and nearly unfailing rituals",
    "Beside the oracle",
    "Each change after 120 days",
    "Each change after 300 days",
    "How soon, in days",
    "How soon a fading is seen",
    "Peers",
    "Shapes it was not tuned on",
    "What nobody tells",
    "Two who tell",
    "What is read",
    "What else life does",
    "Hard days",
    "Growing that is none",
    "After an answer",
    "When it returns",
    "A second fading",
    "Six rituals together",
    "Six that thin, and one of six",
    "Real days that stay",
    "Real days that fade",
    "Two turns that are known",
)


@pytest.fixture(scope="module")
def page():
    return watch_alarms.page(Run(seed=5, shrink=QUICK))


def rows(page, title):
    """The cells of the first table under a heading, its head left out."""
    below = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in below.splitlines() if line.startswith("|")]
    return lines[2:]


def by_hand():
    """Four rows of 500 days that alarm on day 100, 130, 480 and never."""
    trace = np.zeros((4, 500))
    trace[0, 100] = trace[1, 130] = trace[2, 480] = 5.0
    trace[:, 10] = 9.0  # before monitoring starts: nobody looks
    return trace


def test_the_first_alarm_is_the_first_day_at_the_threshold_once_monitoring_has_begun():
    assert firsts(by_hand(), 5.0).tolist() == [100, 130, 480, math.inf]
    assert firsts(by_hand(), 5.1).tolist() == [math.inf] * 4


def test_a_wait_counts_from_the_onset_is_censored_after_a_year_and_unfair_before_it():
    waits = Waits.of(by_hand(), 5.0, onset=110)
    assert np.isnan(waits.days[0])
    assert waits.days[1:].tolist() == [20, 365, 365]  # 370 days are longer than a year
    assert waits.mean == pytest.approx(250)
    assert waits.median == 365
    assert waits.seen == pytest.approx(1 / 3)
    assert (waits.early.share, waits.early.rows) == (0.25, 4)
    assert str(waits).endswith("(0.75)")


def test_a_wait_is_the_one_of_the_contract():
    drawn = draw_rituals(np.random.default_rng(3), Ritual(0.85), 200, 485, change=Change(0.85, 0.35, 120, 60))
    trace, at = erosion.statistic(drawn.days), threshold(budget=LINE)
    waits, known = Waits.of(trace, at, 120), delay(trace, at, 120)
    assert waits.mean == pytest.approx(known.mean)
    assert waits.error == pytest.approx(known.error)
    assert 1 - waits.early.share == pytest.approx(known.fair)


def test_a_change_on_the_day_of_its_onset_took_no_day():
    assert Waits.since(np.array([120.0]), 120).days.tolist() == [0]


def test_a_ratio_is_of_means_and_its_error_that_of_runs_that_hang_together():
    best = Waits(np.array([10.0, 20.0, 30.0]))
    twice = ratio(Waits(2 * best.days), best)
    assert twice == pytest.approx(Ratio(2.0, 0.0))
    assert ratio(Waits(np.array([20.0, 50.0, 50.0])), best).error > 0


def test_a_geometric_mean_weighs_factors_alike():
    assert geometric([Ratio(1.0, 0.0), Ratio(4.0, 0.4)]) == pytest.approx(Ratio(2.0, 0.1))


def test_six_independent_rituals_are_spoken_of_more_often_than_one():
    share = alarm_share(1535, 10_000)
    assert of_100(share, 1).startswith("15.3")
    assert of_100(share, 6).startswith("63.2")  # the 63 of a hundred of the budget


def test_stepping_gives_the_trace_that_all_days_at_once_give():
    days = draw_rituals(np.random.default_rng(4), Ritual(0.8, 0.3), 3, 300, change=Change(0.8, 0.2, 150)).days
    alarm, least = traces(days)
    assert np.array_equal(alarm, erosion.statistic(days))
    assert (least <= alarm).all()
    assert alarm.max() > threshold()


def test_a_notice_is_answered_and_a_return_is_told():
    kept, rare = np.ones(150, dtype=np.int8), np.tile(np.array([1, 0, 0, 0, 0], dtype=np.int8), 40)
    said = lived(np.concatenate([kept, rare, kept]), "want_back", LINE)
    assert said.alarms
    assert 150 <= said.alarms[0] < 200
    assert said.next_back(0) > 350
    assert said.next_alarm(said.alarms[-1] + 1) == math.inf


def test_the_first_of_six_is_the_earliest_of_its_rituals():
    changes = [Change(0.9, 0.1, 120), *(None,) * 5]
    days = draw_couple(np.random.default_rng(2), (Ritual(0.9),) * 6, 300, changes=changes).days
    line, notice = first_alarms(days[None])
    assert line.full[0] <= firsts(erosion.statistic(days[:1]), threshold())[0] < math.inf
    assert line.pooled[0] == erosion.pooled(days, budget=split(LINE)).first
    assert line.both[0] == min(line.pooled[0], line.split[0])
    assert line.full[0] <= line.split[0] <= notice.full[0] <= notice.split[0]  # a smaller budget is never sooner


def test_a_window_is_watched_in_stretches_of_730_days_and_a_rest():
    assert watch_real.stretches(731, 3900) == [(731, 1460), (1461, 2190), (2191, 2920), (2921, 3650), (3651, 3900)]
    assert watch_real.share_of_budget(1, 790, LINE) == pytest.approx(LINE)
    assert watch_real.share_of_budget(1, 50, LINE) == 0


def test_the_chance_of_so_many_alarms_is_the_binomial_one():
    assert watch_real.so_many_or_more([0.5] * 4, 3) == pytest.approx(5 / 16)
    assert watch_real.so_many_or_more([0.1, 0.3], 1) == pytest.approx(1 - 0.9 * 0.7)
    assert watch_real.so_many_or_more([0.1], 0) == pytest.approx(1)


def test_absent_real_days_are_said_to_be_absent(tmp_path, monkeypatch):
    assert watch_real.persons(tmp_path / "none.csv") == {}
    for name in ("COMMITS", "MOODS", "DISASTERS"):
        monkeypatch.setattr(watch_real, name, tmp_path / "none.csv")
    parts = list(watch_real.real(Run(seed=1)))
    assert [part.table for part in parts] == [watch_real.ABSENT] * 3


def test_days_with_a_commit_are_kept_and_the_weekday_of_the_first_is_found(tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("person,group,day,weekday,count\nP01,G1,3,1,2\nP01,G1,4,2,0\nP01,G1,5,3,1\n", encoding="utf-8")
    person = watch_real.persons(file)["P01"]
    assert person.days.tolist() == [0, 0, 1, 0, 1]
    assert person.first_weekday == 6


def test_the_slice_has_every_part_in_order(page):
    assert tuple(re.findall(r"(?m)^## (.+)$", page)) == TITLES
    assert "seed 5, shortened" in page
    assert "nan" not in page


def test_every_cell_is_in_the_matrix_with_its_number_of_rituals(page):
    for title in TITLES[:2]:
        matrix = rows(page, title)
        assert len(matrix) == len(MISSING) * 3
        assert all(len(row) == 1 + len(BASELINES) + 1 for row in matrix)
        assert {row[-1] for row in matrix} == {f"{20_000 // QUICK}"}
    assert len(CELLS) + len(MORE_BURSTY) == len(MISSING) * 3 * len(BASELINES)


def test_a_share_of_the_matrix_has_its_rituals_as_denominator(page):
    many = 20_000 // QUICK
    cells = [float(cell.strip("*")) for row in rows(page, TITLES[0]) for cell in row[1:-1]]
    assert any(cells)
    assert all(round(cell * many, 6) == round(cell * many) for cell in cells)
    together = float(rows(page, "Whether the budget is kept")[2][4].split(" ±")[0])
    assert together == pytest.approx(sum(cells) / len(cells), abs=1e-4)


def test_every_goal_is_held_against_a_figure(page):
    told = rows(page, "Beside the oracle")
    assert len(told) == len(GOALS)
    assert [row[5] for row in told] == [f"{goal:.2f}" for goal in GOALS.values()]
    assert {row[3] for row in told} == {f"5 × {4000 // QUICK}", f"4 × {4000 // QUICK}"}
    for row in told:
        assert ("reached" in row[6]) == (float(row[4].split(" ±")[0]) <= float(row[5]))


def test_every_shape_and_every_way_of_telling_is_there(page):
    assert len(rows(page, "Shapes it was not tuned on")) == 2 * len(SHAPES)
    assert [row[0] for row in rows(page, "What nobody tells")] == list(CASES)
    assert [row[0] for row in rows(page, "Two who tell")] == list(OF_TWO)
    assert len(rows(page, "Rare and nearly unfailing rituals")[0]) == 1 + len(RARE) + 1


def test_the_same_seed_gives_the_same_page_and_another_one_another():
    one, same, other = (watch_alarms.page(Run(seed, QUICK), ("answers",)) for seed in (5, 5, 6))
    assert one == same
    assert rows(one, "After an answer") != rows(other, "After an answer") or rows(one, "When it returns") != rows(
        other, "When it returns"
    )


def test_a_part_is_a_heading_its_reading_and_its_table():
    assert str(Part("A", "How.", table(("x",), [(1,)]))) == "## A\n\nHow.\n\n| x |\n| --- |\n| 1 |\n"
