"""A slice of the run of couples: truth tables by hand, a few weeks lived through the real pages, and a merging that lies."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from lives.judging import cell, compared, share
from lives.living import live
from lives.phone import Clock
from lives.report import page
from lives.simulate import RITUALS, Couple, Report, couple, expected, rate, table

from toward.rituals.records import Told
from toward.store.models import Instance
from toward.vault.keys import Cost

DAYS = 30


def told(*reports):
    return Couple(0, "steady", np.ones((3, 5), dtype=bool), reports, range(0), 9)


def test_the_truth_table_by_hand():
    both = told(
        Report(0, 0, 0, frozenset({"kiss", "day"})),
        Report(1, 0, 1, frozenset({"day"})),  # filled in a day later, and differing about the kiss
        Report(1, 2, 2, frozenset({"kiss"})),
    )
    assert expected(both, "kiss") == {-1: -1, 1: 1}  # the night before belongs to the day before
    assert expected(both, "day") == {0: 1, 2: 0}
    assert expected(both, "hello") == {0: 0, 2: 0}
    assert table(both, "day", 4).tolist() == [-1, 1, -1, 0, -1]


def test_a_couple_is_drawn_from_its_seed_and_number_alone():
    one, again, other = couple(6, 0, "fading"), couple(6, 0, "fading"), couple(6, 1, "fading")
    assert one.reports == again.reports != other.reports
    late = one.happened[0, 200:].mean()
    assert abs(late - rate("fading", "kiss", 220)) < 0.15
    stops = couple(6, 4, "stopping")
    assert stops.turns < 151
    assert not [each for each in stops.reports if each.day >= stops.turns]


def test_a_share_lies_inside_its_interval_or_within_its_budget():
    assert share(7, 10, 0.7).inside
    assert not share(1, 10, 0.9).inside
    assert share(0, 100, 0.05, is_budget=True).inside
    assert not share(20, 100, 0.05, is_budget=True).inside


@pytest.fixture
def clock(db, settings, monkeypatch):
    """The app's clock; and two who often differ, so that a few weeks are enough."""
    monkeypatch.setattr("lives.simulate.SLIP", 0.2)
    settings.PASSWORD_COST, settings.CLOCK = Cost(memory=64, passes=1), Clock()
    settings.ALLOWED_HOSTS = ["testserver"]
    Instance.objects.create(pk=1, release="0")
    return settings.CLOCK


def test_with_the_taps_of_a_couple_the_days_are_the_truth(clock, monkeypatch):
    monkeypatch.setattr("lives.report.cell", partial(cell, runs=20))
    lives = [live(couple(6, number, kind, DAYS), clock, DAYS) for number, kind in ((3, "steady"), (8, "fading"))]
    days = compared(lives)
    assert (days.wrong, days.made_up) == ((), 0)
    assert days.told == days.equal > 2 * 3 * DAYS * 0.7
    assert days.differing > 0  # some were told in two ways, and nobody was told so
    assert all(one.requests > one.told > DAYS / 2 for one in lives)
    assert set(lives[0].series) == set(RITUALS)
    said = page(lives, 6, DAYS)
    assert f"| {days.told:,} | {days.told:,} |" in said


LIES = {
    "the later one counts": lambda before, mine_before, mine_now, **more: Told(mine_now or 0, 2),
    "who differs counts as no": lambda before, mine_before, mine_now, **more: Told(min(before.value, mine_now) if before.sides else mine_now, 2),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_merging_that_lies_is_seen(clock, monkeypatch, lie):
    monkeypatch.setattr("toward.today.writes.merged", LIES[lie])
    lived = live(couple(6, 3, "steady", DAYS), clock, DAYS)
    assert compared([lived]).wrong
