"""The prompt of the day in real lives: pages, rows, the scheduler and a browser that takes what rings."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from toward.notify import channels, governor, wishes
from toward.notify.evenings import pace_of
from toward.notify.models import Wishes
from toward.notify.tests.conftest import Browser, open_net, receiver  # noqa: F401
from toward.people.doors import house
from toward.store import due
from toward.store.effects import EFFECTS

pytestmark = pytest.mark.django_db
EIGHT = datetime(2027, 1, 15, 20, 0, 5, tzinfo=UTC)


@pytest.fixture
def reached(alone, clock, receiver, open_net):  # noqa: F811
    """Liang's phone, reached at eight in the evening."""
    return reach(alone, clock, receiver)


def reach(phone, clock, receiver, **wished):  # noqa: F811
    """Let a phone be reached, from a quarter past four in the afternoon on."""
    clock.at = EIGHT.replace(hour=16, minute=15)
    assert channels.add(house(), phone.who, "push", Browser().address(receiver.url()), "phone")
    assert keep(phone, **wished).status_code == 302
    return phone


def keep(phone, quiet_from=22, quiet_to=8, purposes=("evening", "waiting", "back")):
    return phone.client.post("/reach/", {"purpose": purposes, "quiet_from": quiet_from, "quiet_to": quiet_to})


def strike(clock, hours=0):
    """The scheduler's round at this second."""
    now = int(clock())
    for taken in due.take(now, 120, 5):
        assert due.done(taken, EFFECTS[taken.purpose](taken, now).next_at)


def evenings(clock, days, receiver, after=None):  # noqa: F811
    """Live some days; the numbers of those on which it rang."""
    rang = []
    for number in range(days):
        clock.at = EIGHT + timedelta(days=number)
        before = len(receiver.asked)
        strike(clock)
        rang += [number] * (len(receiver.asked) - before)
        clock.on(minutes=30)
        if after:
            after(number)
    return rang


def pace(phone):
    return wishes.wished(house(), phone.who.account).pace


def test_who_answers_is_reminded_every_evening_and_who_never_does_ten_times(reached, clock, receiver):  # noqa: F811
    reached.keep("Goodnight kiss", "evening")
    assert evenings(clock, 5, receiver, lambda _: reached.tell()) == [0, 1, 2, 3, 4]
    assert pace(reached).unanswered == 0


def test_after_ten_it_has_stopped_and_is_said_once_on_today(reached, clock, receiver):  # noqa: F811
    ritual = reached.keep("Goodnight kiss", "evening")
    assert evenings(clock, 30, receiver) == [0, 1, 2, 4, 6, 8, 10, 12, 14, 16]
    assert "Ten prompts" not in reached.page()  # first the evening, then what else there is
    assert reached.tell(ritual).status_code == 302
    page = reached.page()
    assert "Ten prompts went by without an answer" in page
    assert "Remind me again" in page
    assert "Ten prompts" in reached.page("/reach/")
    answer = reached.client.post("/reach/pace/", {"pace": "seen", "next": "/today/"})
    assert (answer.status_code, answer["location"]) == (302, "/today/")
    assert "Ten prompts" not in reached.page()
    assert "Ten prompts" in reached.page("/reach/")
    strike(clock)
    assert len(receiver.asked) == 10


def test_it_begins_again_only_when_it_is_asked_to(reached, clock, receiver):  # noqa: F811
    evenings(clock, 20, receiver)
    reached.tell()
    clock.on(days=1)
    strike(clock)
    assert len(receiver.asked) == 10
    assert reached.client.post("/reach/pace/", {"pace": "again"}).status_code == 302
    assert "Ten prompts" not in reached.page("/reach/")
    clock.on(days=1)
    strike(clock)
    assert len(receiver.asked) == 11


def test_an_evening_that_is_told_before_its_hour_needs_no_prompt(reached, clock, receiver):  # noqa: F811
    clock.at = EIGHT.replace(hour=18)
    reached.tell()
    assert evenings(clock, 2, receiver) == [1]


def test_what_waited_on_a_phone_answers_the_prompt_of_its_own_evening(reached, clock, receiver):  # noqa: F811
    evenings(clock, 3, receiver)
    assert pace(reached).unanswered == 3
    form = {"day": "2027-01-17", "asked": "", "felt": "7"}
    at = int((EIGHT + timedelta(days=2, minutes=20)).timestamp())
    clock.at = EIGHT.replace(hour=9) + timedelta(days=3)
    mark = re.search(r'whose="(\w+)"|data-whose="(\w+)"', reached.page()) or pytest.fail("no mark")
    one = {"id": "0" * 31 + "7", "kind": "today.evening", "at": at, "zone": "UTC", "fields": form}
    sent = {"whose": next(filter(None, mark.groups())), "intents": [one]}
    answer = reached.client.post("/intents/", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert (pace(reached).unanswered, pace(reached).told) == (0, at // 86_400 + 719_163)


def test_days_away_are_without_a_prompt_for_both(two, clock, receiver, open_net):  # noqa: F811
    one, other = two
    for phone in two:
        reach(phone, clock, receiver)
    one.do("rituals.away", first="2027-01-16", last="2027-01-18", why="travel")
    assert evenings(clock, 5, receiver) == [0, 0, 4, 4]
    assert {pace(phone).unanswered for phone in two} == {2}
    one.do("rituals.away", first="2027-01-20", last="2027-01-29", why="travel")
    other.do("rituals.away", first="2027-01-20", last="2027-01-22", why="")
    clock.at = EIGHT + timedelta(days=5)
    strike(clock)
    assert len(receiver.asked) == 6


def test_away_today_is_away_for_both_on_this_day_alone(two, clock, receiver, open_net):  # noqa: F811
    for phone in two:
        reach(phone, clock, receiver)
    two[0].tell(away="1")
    assert evenings(clock, 2, receiver) == [1, 1]


def test_an_hour_in_the_quiet_hours_never_rings_and_the_page_says_so(reached, clock, receiver):  # noqa: F811
    assert "never rings" not in reached.page("/reach/")
    keep(reached, 19, 7)
    assert "never rings" in reached.page("/reach/")
    assert evenings(clock, 3, receiver) == []
    assert pace(reached).unanswered == 0
    keep(reached, 22, 8)
    strike(clock)
    assert "never rings" not in reached.page("/reach/")


def test_a_prompt_that_is_not_wanted_is_not_due(reached, clock, receiver):  # noqa: F811
    account = reached.who.account
    assert due.next_of(account, "evening") == int(EIGHT.timestamp()) - 5
    keep(reached, purposes=("back",))
    assert due.next_of(account, "evening") is None
    assert evenings(clock, 2, receiver) == []


def test_the_wishes_of_reminders_leave_the_pace_alone(reached, clock, receiver):  # noqa: F811
    evenings(clock, 4, receiver)
    keep(reached, 23, 8)
    assert pace(reached).unanswered == 3


def test_an_experiment_stays_silent_on_half_of_the_days_and_says_its_result_at_its_end(
    reached,
    clock,
    receiver,  # noqa: F811
):
    assert reached.client.post("/reach/pace/", {"pace": "try"}).status_code == 302
    drawn = pace(reached).trial
    assert drawn.withheld.bit_count() == governor.LASTS // 2
    reached.client.post("/reach/pace/", {"pace": "try"})  # a second tab
    assert pace(reached).trial == drawn
    assert "56 more days" in reached.page("/reach/")

    def tells(number):
        if number % 7:
            reached.tell()
        else:
            reached.sign_in_again()

    rang = evenings(clock, governor.LASTS + 1, receiver, tells)
    withheld = {1 + bit for bit in range(governor.LASTS) if drawn.withheld >> bit & 1}
    assert set(rang) == set(range(governor.LASTS + 1)) - withheld
    page = reached.page("/reach/")
    assert "1 more day." in page
    clock.on(days=1)
    page = reached.page("/reach/")
    told = len([day for day in rang if day % 7 and day])
    assert f"Evenings told: {told} of 28 on which it rang" in page
    assert "So it may help, do nothing, or disturb" in page
    reached.client.post("/reach/pace/", {"pace": "end"})
    assert "Evenings told" not in reached.page("/reach/")


def test_no_step_that_nobody_offers_is_taken(reached):
    before = pace(reached)
    for wrong in ("", "stop", "Try", "x" * 5000):
        assert reached.client.post("/reach/pace/", {"pace": wrong}).status_code == 302
    assert pace(reached) == before
    assert reached.client.get("/reach/pace/").status_code == 405


def test_the_row_is_as_long_whatever_it_says(reached, clock):
    keep(reached, 23, 8)
    size = {len(row.wishes) for row in Wishes.objects.all()}
    account, today = reached.who.account, EIGHT.date().toordinal()
    for number in range(9):
        pace_of(
            house(), account, lambda one, n=number: governor.gone(one, today + 3 * n, today + 3 * n, today, away=True)
        )
    pace_of(house(), account, lambda one: governor.tried(one, today, lambda _: 0))
    for day in range(today, today + governor.LASTS):
        pace_of(house(), account, lambda one, d=day: governor.answered(governor.struck(one, d), d))
    assert {len(row.wishes) for row in Wishes.objects.all()} == size
    assert len(size) == 1
    assert len(pace(reached).away) == governor.MOST_AWAY
