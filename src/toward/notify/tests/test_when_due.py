"""What the scheduler finds due, rings, and is due again at the right time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from toward.notify import wishes
from toward.notify.evenings import next_evening
from toward.notify.when_due import rung
from toward.notify.wishes import BACK, EVENING, PURPOSES, WAITING, Wishes
from toward.store import due
from toward.store.effects import EFFECTS, Then
from toward.store.entry import Due
from toward.store.models import Instance
from toward.store.streams import remind

NOON = int(datetime(2027, 3, 1, 12, tzinfo=UTC).timestamp())
EIGHT = int(datetime(2027, 3, 1, 20, tzinfo=UTC).timestamp())
DAY = 86_400
MORNING = NOON - 3 * 3600


@pytest.fixture
def at(house, settings):
    """The installation of the fixtures is the one that rings."""
    settings.PEPPER, settings.PASSWORD_COST = house.pepper.reveal(), house.cost
    assert Instance.objects.get().mark == house.instance


def due_now(account, purpose, second):
    with transaction.atomic():
        remind(Due(account, purpose, next_at=second))
    (taken,) = due.take(second, 120, 5)
    return taken


def test_the_scheduler_knows_every_purpose():
    assert {purpose: EFFECTS[purpose] for purpose in PURPOSES} == dict.fromkeys(PURPOSES, rung)


def test_the_prompt_rings_and_is_due_again_the_next_evening(at, house, liang, receiver, rings):
    taken = due_now(liang.account, EVENING, EIGHT)
    then = rung(taken, EIGHT + 5)
    assert then == Then(next_at=EIGHT + DAY)
    assert due.done(taken, then.next_at)
    assert due.take(EIGHT + DAY, 120, 5)[0].unanswered == 1  # counted, for who does not come
    assert len(receiver.asked) == 1


def test_after_a_day_without_power_it_rings_once(at, house, liang, receiver, rings):
    taken = due_now(liang.account, EVENING, EIGHT)
    then = rung(taken, EIGHT + DAY + 3600)
    assert then == Then(next_at=EIGHT + 2 * DAY)
    assert len(receiver.asked) == 1


def test_what_did_not_get_through_comes_again_until_it_would_only_puzzle(at, house, liang, receiver, rings):
    receiver.status = 503
    taken = due_now(liang.account, BACK, MORNING)
    assert rung(taken, MORNING) == Then(again_at=MORNING + 60)
    assert rung(taken, MORNING + 12 * 3600) == Then()
    assert len(receiver.asked) == 2


def test_in_quiet_hours_the_prompt_is_left_out_and_what_waits_waits(at, house, liang, receiver, rings):
    wishes.keep(house, liang.account, Wishes(quiet_from=19, quiet_to=7))
    assert rung(due_now(liang.account, EVENING, EIGHT), EIGHT) == Then(next_at=EIGHT + DAY)
    assert rung(due_now(liang.account, WAITING, EIGHT + 60), EIGHT + 60) == Then(again_at=EIGHT + 11 * 3600)
    assert receiver.asked == []


def test_without_a_way_it_is_done_with(at, house, liang):
    assert rung(due_now(liang.account, BACK, NOON), NOON) == Then()


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
def test_the_hour_strikes_once_a_day_all_the_year(zone, hour):
    one, here = Wishes(zone=zone, hour=hour), ZoneInfo(zone)
    after = int(datetime(2027, 1, 1, tzinfo=here).timestamp()) - 1
    days = []
    for _ in range(365):
        after = next_evening(one, after)
        days.append(datetime.fromtimestamp(after, here))
    assert [day.date() for day in days] == [datetime(2027, 1, 1).date() + timedelta(days=n) for n in range(365)]
    assert sum(day.hour != hour for day in days) <= 1  # the one day that leaves this hour out
