"""What is due is done once, by whoever comes first, however clocks go and whatever breaks."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from itertools import pairwise

import pytest
from django.db import connection

from toward.store import due
from toward.store.effects import EFFECTS, Then
from toward.store.models import DueRow, new_id
from toward.web import scheduler
from toward.web.scheduler import HOST, LATER, LEASE, NIGHTLY_PURPOSE, Scheduler, plan_the_night, work

NOW, DAY = 1_800_000_000, 86_400
PATIENCE = 40  # seconds


@pytest.fixture
def rang(monkeypatch):
    """What rang, by account and instant; an effect that rings every day."""
    heard = []

    def ring(taken, now):
        heard.append((taken.account, taken.at))
        return Then(next_at=max(taken.at, now) + DAY)

    monkeypatch.setitem(EFFECTS, "evening", ring)
    return heard


def row(at=NOW, purpose="evening", **more):
    return DueRow.objects.create(account=new_id(), purpose=purpose, next_at=at, **more)


@pytest.mark.django_db
def test_what_is_due_is_done_once_and_the_rest_waits(rang):
    first, second = row(NOW - 5), row(NOW)
    row(NOW + 1)
    assert work(lambda: NOW) == 2
    assert work(lambda: NOW) == 0
    assert rang == [(first.account, NOW - 5), (second.account, NOW)]


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [-30 * DAY, -3600, 0, 3600, 400 * DAY])
def test_a_clock_that_jumps_rings_no_instant_twice(rang, jump):
    row()
    for second in (NOW, NOW + jump, NOW + jump + 1, NOW, NOW + 1):
        work(lambda second=second: second)
    assert max(Counter(rang).values()) == 1
    assert len(rang) == (2 if jump > DAY else 1)


@pytest.mark.django_db
def test_what_breaks_stops_no_other_and_comes_again(rang, monkeypatch, caplog):
    def breaks(taken, now):
        raise RuntimeError("lotus pond at dusk")

    monkeypatch.setitem(EFFECTS, "breaks", breaks)
    broken, whole = row(NOW - 9, "breaks"), row()
    with caplog.at_level(logging.ERROR):
        assert work(lambda: NOW) == 2
    assert rang == [(whole.account, NOW)]
    assert [each.getMessage() for each in caplog.records] == ["a deed of the scheduler broke off"]
    assert due.take(NOW + LATER - 1, LEASE, 9) == ()
    assert [each.account for each in due.take(NOW + LATER, LEASE, 9)] == [broken.account]


@pytest.mark.django_db
def test_what_did_not_get_through_is_tried_again_for_the_same_instant(monkeypatch):
    answers, asked = [Then(again_at=NOW + 60), Then(next_at=NOW + DAY)], []
    monkeypatch.setitem(
        EFFECTS, "evening", lambda taken, now: (asked.append((taken.at, taken.unanswered)), answers.pop(0))[1]
    )
    row()
    for second in (NOW, NOW + 59, NOW + 60, NOW + 61):
        work(lambda second=second: second)
    assert asked == [(NOW, 0), (NOW, 0)]
    assert DueRow.objects.get().next_at == NOW + DAY


@pytest.mark.django_db
def test_what_nobody_knows_waits_an_hour_and_is_not_lost(rang):
    row(purpose="of a newer release")
    assert [work(lambda s=s: s) for s in (NOW, NOW + LATER - 1, NOW + LATER)] == [1, 0, 1]
    assert DueRow.objects.get().next_at == NOW
    assert rang == []


@pytest.mark.django_db
def test_who_dies_between_ringing_and_saying_so_has_it_rung_once_more_under_the_same_instant(rang, monkeypatch):
    row()
    monkeypatch.setattr(due, "done", lambda *_: False)  # the process is gone
    work(lambda: NOW)
    monkeypatch.undo()
    monkeypatch.setitem(
        EFFECTS, "evening", lambda taken, now: (rang.append((taken.account, taken.at)), Then())[1]
    )  # for this test alone: the product's own comes back
    for second in (NOW + LEASE - 1, NOW + LEASE, NOW + 3 * LEASE):
        work(lambda second=second: second)
    assert len(rang) == 2
    assert len(set(rang)) == 1


@pytest.mark.django_db
def test_the_nightly_deeds_are_done_once_a_night_and_one_that_breaks_stops_no_other(monkeypatch):
    nights = []
    monkeypatch.setattr(scheduler, "NIGHTLY", [lambda now: 1 / 0, nights.append])
    for hour in range(72):
        for _ in range(2):  # two processes
            plan_the_night(NOW + hour * 3600)
            work(lambda hour=hour: NOW + hour * 3600)
    assert len(nights) == 3
    assert {later - earlier for earlier, later in pairwise(nights)} == {DAY}


@pytest.mark.django_db
def test_nights_go_on_after_a_clock_that_was_years_ahead(monkeypatch):
    nights = []
    monkeypatch.setattr(scheduler, "NIGHTLY", [nights.append])
    for second in (NOW, NOW + 900 * DAY, NOW, NOW + DAY, NOW + 2 * DAY):
        plan_the_night(second)
        work(lambda second=second: second)
    assert nights == [NOW + 900 * DAY, NOW + DAY, NOW + 2 * DAY]
    assert due.next_of(HOST, NIGHTLY_PURPOSE) > NOW + 2 * DAY


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_on_one_database_ring_everything_once_and_end_at_once(rang, monkeypatch):
    rows = [row(NOW - number) for number in range(40)]
    two = [Scheduler(0.01, lambda: NOW) for _ in range(2)]
    for each in two:
        each.start()
    until = time.monotonic() + PATIENCE
    while len(rang) < len(rows) and time.monotonic() < until:
        time.sleep(0.01)
    for each in two:
        each.stop()
    assert not any(each.is_alive() for each in two)
    assert Counter(rang) == {(each.account, each.next_at): 1 for each in rows}
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_rounds_go_on_after_one_broke(monkeypatch):
    rounds, enough = [], threading.Event()

    def broken(*_):
        rounds.append(1)
        if len(rounds) > 3:
            enough.set()
        raise RuntimeError

    monkeypatch.setattr(scheduler, "sweep", broken)
    monkeypatch.setattr(scheduler, "work", broken)
    one = Scheduler(0.01, lambda: NOW)
    one.start()
    went_on = enough.wait(PATIENCE)
    one.stop()
    assert went_on
    assert not one.is_alive()


def test_one_that_never_began_ends_too():
    Scheduler().stop()
