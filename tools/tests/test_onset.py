"""The page about dated beginnings counts what it says it counts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def measure():
    spec = importlib.util.spec_from_file_location("measured_onset", HERE / "onset.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["measured_onset"] = module
    spec.loader.exec_module(module)
    return module


def one(measure, late, held, duration=60):
    cell = measure.Cell(480, 150, 240, (0.85, 0.35), duration)
    late = np.array(late, dtype=float)
    return measure.Dated(cell, late, np.array(held), np.full(len(late), 50.0), np.full(len(late), 0.01))


def test_a_row_says_error_bias_coverage_and_width(measure):
    row = one(measure, [-10, 10, 20, 20], [True, True, True, False]).row()
    assert row == ("15.0 ± 2.5", "+10.0", "0.750 ± 0.217 !", "50")


def test_a_goal_is_reached_only_when_it_is(measure):
    near, far = one(measure, [16, 16], [True, True]), one(measure, [21, 21], [True, True], 120)
    inside = one(measure, [0] * 10, [True] * 8 + [False] * 2)
    lines = measure.goals([near, far], [inside]).splitlines()
    assert [line.rsplit("|", 2)[1].strip() for line in lines[2:]] == ["yes", "**no**", "yes", "yes"]
    assert "0.800–0.800, 0 outside" in lines[4]
    assert "1 outside" in measure.goals([near, far], [inside, far]).splitlines()[4]


def test_every_habit_begins_to_change_where_its_cell_says(measure):
    for cell in (*measure.aimed_at(), *measure.grid(), *measure.uneven()):
        onset, days = cell.draw(np.random.default_rng(5))
        assert cell.first <= onset < cell.last
        assert len(days) == cell.length
        assert (days < 0).any() == bool(cell.missing)


def test_whoever_knows_the_levels_is_nearer(measure):
    job = (measure.Cell(480, 150, 240, (0.9, 0.1), 0), [8], 30)
    assert np.abs(measure.told(job)).mean() <= np.abs(measure.measured(job).late).mean()


def test_the_page_shows_every_cell(measure):
    text = measure.page(measure.Work(3, 10_000))
    assert len(list(measure.grid())) == 72
    assert all(sum(line.startswith(f"| {length} |") for line in text.splitlines()) == 24 for length in measure.LENGTHS)
    assert all(sum(line.startswith(f"| {weeks} |") for line in text.splitlines()) == 12 for weeks in measure.WEEKS)
    assert "seed 3" in text
