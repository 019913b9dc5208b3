"""The page about the emotional account counts what it says it counts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from toward.science.account import Account
from toward.science.findings import TooEarly
from toward.science.simulate_account import Simulated

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def coverage():
    spec = importlib.util.spec_from_file_location("measured_coverage", HERE / "coverage.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["measured_coverage"] = module
    spec.loader.exec_module(module)
    return module


def test_every_couple_is_held_against_its_own_truth(coverage):
    truths = iter([5.0, 8.0, 10.5, 5.0])
    answers = iter([Account(*(np.array([each]) for each in (5.0, 4.0, end)), 0.95, 9, "") for end in (6, 6, 10)])

    def couple(rng, days):
        truth = Simulated(np.zeros(1), np.zeros(1), np.zeros(1), np.array([next(truths)]))
        return truth, next(answers, TooEarly(1, 5))

    held = coverage.measured(couple, 30, [1], 4)
    assert held.held.tolist() == [True, False, True]
    assert held.latent.tolist() == [True, False, False]
    assert held.width.tolist() == [2.0, 2.0, 6.0]
    assert held.early == 1


def test_a_share_comes_with_wilson_s_interval(coverage):
    assert coverage.wilson(np.array([True] * 95 + [False] * 5)) == "0.950 (0.888–0.978)"


def test_the_page_shows_every_cell_and_every_other_couple(coverage):
    text = coverage.page(3, 2, 1)
    assert text.count("\n| 30 | ") == text.count("\n| 90 | ") == text.count("\n| 365 | ") == 3
    assert all(text.count(f"\n| {name} | ") == 3 for name in coverage.OTHERS)
    assert "seed 3" in text
