"""What is told depends on what happened exactly as asked."""

import numpy as np
import pytest

from toward.science.findings import UnreadableDays
from toward.science.simulate import (
    Reporter,
    Ritual,
    draw_circumstances,
    draw_rituals,
    logging_stops,
    report,
    spells,
    told_by_two,
)


def rng(seed):
    return np.random.default_rng([320, seed])


def kept(rows=2000, length=300, rate=0.6):
    return draw_rituals(rng(1), Ritual(rate), rows, length).kept


@pytest.mark.parametrize("less", [0.1, 0.3, 0.6])
def test_days_on_which_it_did_not_happen_are_reported_less(less):
    what = kept()
    told = report(rng(2), what, chance=0.9, less=less, since=100)
    seen = told >= 0
    assert (told == what)[seen].all()
    assert seen[what == 1].mean() == pytest.approx(0.9, abs=0.003)
    assert seen[:, :100][what[:, :100] == 0].mean() == pytest.approx(0.9, abs=0.006)
    assert seen[:, 100:][what[:, 100:] == 0].mean() == pytest.approx(0.9 - less, abs=0.006)


def test_logging_that_stops_stops_for_every_ritual_and_may_go_on():
    days = kept(6, 300)
    for again, end in ((None, 300), (200, 200)):
        told = logging_stops(days, 150, again=again)
        assert (told[:, 150:end] == -1).all()
        assert (np.delete(told, slice(150, end), axis=1) == np.delete(days, slice(150, end), axis=1)).all()
    assert (days >= 0).all()


def test_two_reporters_cover_more_days_than_one():
    what = kept()
    told = told_by_two(rng(3), what, Reporter(0.7), Reporter(0.5))
    assert (told.days >= 0).mean() == pytest.approx(1 - 0.3 * 0.5, abs=0.003)
    assert ((told.days >= 0) == (told.reported > 0)).all()
    assert (told.days == what)[told.days >= 0].all()
    assert (told.could_report == 2).all()
    assert told.days.dtype == told.could_report.dtype == told.reported.dtype == np.int8


def test_who_forgets_says_not_though_it_happened_and_never_the_reverse():
    what = kept()
    told = told_by_two(rng(4), what, Reporter(1.0, since=150, forgets_later=0.2), Reporter(0.0))
    assert (told.days[what == 0] == 0).all()
    assert (told.days[:, :150] == what[:, :150]).all()
    assert told.days[:, 150:][what[:, 150:] == 1].mean() == pytest.approx(0.8, abs=0.005)


def test_either_says_so_loses_less_to_forgetting_than_one_alone():
    told = told_by_two(rng(5), np.ones((500, 200), dtype=np.int8), Reporter(1.0, 0.2), Reporter(1.0, 0.1))
    assert told.days.mean() == pytest.approx(1 - 0.02, abs=0.003)


def test_agreed_leaves_open_what_the_two_tell_differently():
    told = told_by_two(
        rng(6), np.ones((500, 200), dtype=np.int8), Reporter(1.0, 0.2), Reporter(1.0, 0.1), rule="agreed"
    )
    share = [(told.days == value).mean() for value in (-1, 0, 1)]
    assert share == pytest.approx([0.2 * 0.9 + 0.1 * 0.8, 0.02, 0.72], abs=0.005)


def test_one_who_stops_cannot_report_any_more():
    told = told_by_two(rng(7), kept(), Reporter(0.9, since=100, chance_later=0.0), Reporter(0.6))
    assert (told.could_report[:, :100] == 2).all()
    assert (told.could_report[:, 100:] == 1).all()
    assert (told.reported <= told.could_report).all()
    assert (told.days[:, 100:] >= 0).mean() == pytest.approx(0.6, abs=0.003)


def test_one_who_begins_to_forget_or_to_report_could_always_have_been_asked():
    told = told_by_two(rng(8), kept(), Reporter(0.0, since=50, chance_later=0.8), Reporter(0.6))
    assert (told.could_report[:, :50] == 1).all()
    assert (told.could_report[:, 50:] == 2).all()


def test_spells_have_their_share_and_carry_over():
    mask = spells(rng(9), 3000, 400, 0.25, 0.7)
    assert mask.shape == (3000, 400)
    assert mask.mean() == pytest.approx(0.25, abs=0.005)
    assert mask[:, 0].mean() == pytest.approx(0.25, abs=0.03)
    assert np.corrcoef(mask[:, :-1].ravel(), mask[:, 1:].ravel())[0, 1] == pytest.approx(0.7, abs=0.01)


def test_circumstances_lower_the_odds_by_what_is_known():
    around = draw_circumstances(rng(10), 3000, 200)
    burden = around.burden(sleep=0.5, stress=0.7)
    gone = around.away | around.ill | around.apart
    happened = draw_rituals(rng(11), Ritual(0.8), 3000, 200, burden=burden).kept
    assert not happened[gone].any()
    for sleep, stress in ((0, 0), (1, 0), (0, 1), (1, 1)):
        days = ~gone & (around.bad_sleep == sleep) & (around.outside_stress == stress)
        odds = 4 * np.exp(-0.5 * sleep - 0.7 * stress)
        assert days.sum() > 10_000
        assert happened[days].mean() == pytest.approx(odds / (1 + odds), abs=0.015)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: report(rng(12), kept(1, 9), chance=1.1), "chance"),
        (lambda: report(rng(12), kept(1, 9), chance=0.3, less=0.4), "chance"),
        (lambda: Reporter(forgets=-0.1), "chance"),
        (lambda: Reporter(forgets_later=2.0), "chance"),
        (lambda: told_by_two(rng(12), kept(1, 9), rule="loudest"), "rule"),
    ],
)
def test_a_report_that_cannot_be_is_refused_with_a_sentence(call, code):
    with pytest.raises(UnreadableDays, match=r"\.$") as problem:
        call()
    assert problem.value.code == code
