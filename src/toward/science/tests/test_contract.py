"""An honest detector passes the contract; one that is not is told so, by the clause it broke."""

import numpy as np
import pytest

from toward.science.findings import UnreadableDays
from toward.science.simulate import CELLS, NAMED_CELLS, NAMED_CHANGES, Change, Ritual, check_detector

LAG, HABIT, DROP, LIMIT = 28, 10, 1.5, 8.0
CHANGES = {"abrupt": NAMED_CHANGES["abrupt .85 → .35"]}
CLAUSES = 10


def honest(days):
    """A plug-in CUSUM: what reports older than four weeks say, against odds that are e^1.5 times smaller."""
    kept, seen = ((days == 1).cumsum(axis=1), (days >= 0).cumsum(axis=1))
    trace, value = np.zeros(days.shape), np.zeros(len(days))
    for day in range(60, days.shape[1]):
        past, known = kept[:, day - LAG], seen[:, day - LAG]
        odds = (3 + past) / (1 + known - past)
        missed = (1 + odds) / (1 + odds * np.exp(-DROP))
        ratio = np.where(days[:, day] == 1, np.exp(-DROP) * missed, missed)
        step = np.where((days[:, day] < 0) | (past < HABIT), 0.0, np.log(ratio))
        trace[:, day] = value = np.maximum(value + step, 0.0)
    return trace


def peeking(days):
    return honest(days) + (days[:, -1:] == 0)


def gossiping(days):
    return honest(days) + honest(days).max(initial=0.0) / 100


def broken(days):
    return np.where((days == -1).all(axis=1, keepdims=True), np.nan, honest(days))


def afraid_of_silence(days):
    silent = np.zeros(days.shape)
    for day in range(days.shape[1]):
        silent[:, day] = (days[:, max(day - 59, 0) : day + 1] == -1).all(axis=1) & (day >= 60)
    return honest(days) + 20.0 * silent * (days >= 0).any(axis=1, keepdims=True)


def breathing(days):
    return honest(days) + 0.1


def hasty(days):
    return honest(days) * 3


def blaming_the_never_kept(days):
    kept = (days == 1).cumsum(axis=1)
    return honest(days) + 20.0 * ((days == 0) & (kept == 0) & (np.arange(days.shape[1]) > 100))


def suspicious_of_bliss(days):
    return honest(days) + 20.0 * (((days == 0).cumsum(axis=1) == 0) & ((days == 1).cumsum(axis=1) > 400))


def asleep(days):
    return np.zeros(days.shape)


def narrow(days):
    return honest(days).max(axis=1)


def rough(days):
    return honest(days).astype(np.float32)


def failing(days):
    raise KeyError(days.shape)


def check(detector, **more):
    return check_detector(detector, threshold=LIMIT, **{"rows": 150, "changes": CHANGES, "seed": 360, **more})


def test_an_honest_detector_passes():
    verdict = check(honest)
    assert verdict.ok, str(verdict)
    assert len(verdict.clauses) == CLAUSES
    assert list(verdict.cells) == list(NAMED_CELLS)
    assert {each.rows for each in verdict.cells.values()} == {150}
    assert list(verdict.delays) == ["abrupt"]
    found = verdict.delays["abrupt"]
    assert 1 < found.ratio == pytest.approx(found.detector.mean / found.oracle.mean)
    assert all(clause.figure is not None and clause.sentence.endswith(".") for clause in verdict.clauses)


@pytest.mark.parametrize(
    ("detector", "clause"),
    [
        (peeking, "never peeks at the future"),
        (gossiping, "each row alone"),
        (broken, "always a number"),
        (afraid_of_silence, "no alarm in silence"),
        (breathing, "nothing reported, nothing said"),
        (hasty, "false alarms within the budget"),
        (blaming_the_never_kept, "never kept, nothing to lose"),
        (suspicious_of_bliss, "always kept, nothing lost"),
        (asleep, "notices what fades"),
        (narrow, "right shape and kind"),
        (rough, "right shape and kind"),
    ],
)
def test_a_detector_is_told_which_clause_it_broke(detector, clause):
    verdict = check(detector)
    assert not verdict.ok
    assert [each.ok for each in verdict.clauses if each.name == clause] == [False]


@pytest.mark.parametrize("detector", [afraid_of_silence, asleep, blaming_the_never_kept, suspicious_of_bliss, hasty])
def test_one_fault_does_not_break_every_clause(detector):
    assert sum(clause.ok for clause in check(detector).clauses) >= CLAUSES - 2


def test_a_detector_that_stops_is_answered_and_not_raised():
    verdict = check(failing)
    assert len(verdict.clauses) == CLAUSES
    assert not any(clause.ok for clause in verdict.clauses)
    assert "KeyError" in verdict.clauses[0].sentence
    assert (verdict.cells, verdict.delays) == ({}, {})


def test_a_detector_cannot_spoil_the_days_of_the_oracle():
    def spoiling(days):
        trace = honest(days)
        days[:] = 1
        return trace

    assert str(check(spoiling)) == str(check(honest))


def test_the_verdict_is_the_same_for_the_same_seed_and_differs_for_another():
    one, same, other = (check(honest, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one.cells != other.cells


def test_own_cells_and_changes_are_measured():
    verdict = check(honest, cells={"rare": Ritual(0.3)}, changes={"stops": Change(0.9, 0.05, 200)}, rows=20)
    assert (list(verdict.cells), list(verdict.delays)) == (["rare"], ["stops"])


def test_cells_without_a_name_are_called_by_what_they_are():
    verdict = check(honest, cells=CELLS[-2:], rows=20)
    assert list(verdict.cells) == ["rate 0.95, missing 0.55, week 1.0", "rate 0.97, missing 0.55, week 1.0"]


def test_a_detector_that_is_too_late_is_told_how_late():
    verdict = check(honest, slowest=1.0)
    assert [clause.name for clause in verdict.clauses if not clause.ok] == ["notices what fades"]
    assert verdict.clauses[-1].figure > 1.0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"detector": None}, "detector"),
        ({"threshold": float("nan")}, "threshold"),
        ({"budget": 0.0}, "budget"),
        ({"budget": 1.5}, "budget"),
        ({"rows": 0}, "rows"),
        ({"cells": {}}, "rows"),
        ({"changes": {}}, "rows"),
    ],
)
def test_a_trial_that_cannot_be_held_is_refused_with_a_sentence(wrong, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        check_detector(**{"detector": honest, "threshold": LIMIT, **wrong})
    assert problem.value.code == code
