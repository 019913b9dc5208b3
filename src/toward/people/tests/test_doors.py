"""How long a door stays open, where one comes back to, and what is taken away once it has ended."""

from __future__ import annotations

import re
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from toward.insight.look_back.room import ROOMS
from toward.people import accounts, attempts, choosing, doors, first, gate, pairing, sweeping
from toward.people import clock as clocks
from toward.people.models import Attempt, Invitation, PutAside
from toward.people.opened import come_back, sign_device_in
from toward.people.reads import SETTINGS
from toward.people.tests.conftest import CHEAP, NOW, meet
from toward.people.tests.test_views import Clock, begin, browser
from toward.store import sessions
from toward.store.models import Instance, SessionRow, new_id
from toward.store.streams import read
from toward.vault.secret import SecretBytes
from toward.web.asgi import THREADS

MINUTE, HOUR = 60, 3600


@pytest.fixture
def alone(house):
    return accounts.sign_up(house, "Liang", "lotus pond at dusk")


@pytest.fixture
def clock(settings, db):
    Instance.objects.create(pk=1, release="0.2.0")
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, Clock()
    return settings.CLOCK


@pytest.fixture
def phone(clock):
    """Liang's browser, just after the first run."""
    one = browser()
    assert begin(one, first.first_code(NOW)).status_code == 302
    return one


def stay_at(house, secret, at):
    """Somebody is there at a second."""
    visit = sessions.visit(house.instance, secret, at)
    sessions.stay(house.instance, secret, at, visit)
    return visit


def test_a_private_room_stays_open_while_somebody_is_there_but_eight_hours_at_most(house, alone):
    secret = sign_device_in(alone, NOW)
    for minutes in range(0, 8 * 60, 9):
        assert stay_at(house, secret, NOW + minutes * MINUTE).private is not None
    assert not come_back(house.instance, secret, NOW + 8 * HOUR).private
    assert come_back(house.instance, secret, NOW + 8 * HOUR - 1).private


@pytest.mark.parametrize("back", [601, HOUR, 400 * 86_400])
def test_a_clock_that_is_put_back_opens_no_private_room_for_longer(house, alone, back):
    secret = sign_device_in(alone, NOW)
    assert come_back(house.instance, secret, NOW + 1).private
    assert not come_back(house.instance, secret, NOW - back).private


def test_a_clock_that_jumps_ahead_locks_and_ends_as_if_the_time_had_passed(house, alone):
    secret = sign_device_in(alone, NOW)
    assert not come_back(house.instance, secret, NOW + HOUR).private
    assert come_back(house.instance, secret, NOW + 31 * 86_400) is None


def test_a_page_that_was_asked_for_is_found_again_with_its_question(clock):
    answer = Client().get("/pair/?turn=3&still=")
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == ["/pair/?turn=3&still="]


def test_what_was_sent_to_a_closed_door_leads_home_and_not_to_a_page_that_cannot_be_asked_for(clock):
    answer = Client().post("/pair/invite/")
    assert answer["Location"] == "/enter/?next=/home/"


def test_what_has_ended_is_taken_away_and_nothing_else(house, alone):
    ended, locked, here = (sign_device_in(alone, at) for at in (NOW - 31 * 86_400, NOW - HOUR, NOW))
    pairing.invite_from_outside(NOW - pairing.VALID - 1)
    pairing.invite_from_outside(NOW - 2 * pairing.VALID)
    for after in (-1, 1):
        PutAside.objects.create(account=new_id(), until=NOW + after, public=b"", by_recovery=b"", identity=b"")
    attempts.may_try(house.pepper, NOW - 2 * HOUR, "old")
    attempts.may_try(house.pepper, NOW, "new")
    sweeping.sweep(NOW)
    assert come_back(house.instance, ended, NOW) is None
    assert [bool(row.private) for row in SessionRow.objects.order_by("expires")] == [False, True]
    assert come_back(house.instance, locked, NOW) is not None
    assert come_back(house.instance, here, NOW).private
    assert (Invitation.objects.count(), PutAside.objects.count(), Attempt.objects.count()) == (1, 1, 1)


def test_a_meeting_whose_words_nobody_compares_ends_by_itself(house, alone, su):
    one, other = alone, su
    assert pairing.take(other, pairing.invite(one, NOW), NOW)
    sweeping.sweep(NOW + pairing.VALID)
    assert pairing.meeting(one.account) is not None
    sweeping.sweep(NOW + 2 * pairing.VALID)
    assert pairing.meeting(one.account) is None
    meet(one, other, NOW + 2 * pairing.VALID)


def test_a_visit_sweeps_once_a_minute(phone, monkeypatch):
    swept = []
    monkeypatch.setattr(sweeping, "sweep", swept.append)
    sweeping._last[0] = 0
    for _ in range(5):
        phone.get("/home/")
    assert swept == [NOW]


def test_of_many_tries_at_once_only_ten_pass(transactional_db):
    pepper, passed = SecretBytes.random(), []

    def attempt():
        passed.append(attempts.may_try(pepper, NOW, "liang", "here", ""))
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(25)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(passed), sum(passed)) == (25, attempts.MOST)


def test_a_flood_of_passwords_leaves_threads_for_pages():
    assert gate.RUNNING + gate.WAITING + ROOMS <= THREADS - 4


@pytest.mark.parametrize(
    ("address", "field", "value"), [("/language/", "language", "zh-hans"), ("/theme/", "theme", "dusk")]
)
def test_a_choice_at_the_foot_is_kept_with_the_other_choices(phone, address, field, value):
    phone.post(address, {field: value, "next": "/home/"})
    page = phone.get("/settings/").content.decode()
    assert re.search(rf'value="{value}"[^>]* (selected|checked)', page)


def test_the_same_choice_twice_is_written_down_once(phone):
    request = RequestFactory().get("/")
    request.COOKIES["door"] = phone.cookies["door"].value
    before = len(entries_of(request))
    for _ in range(3):
        choosing.keep(request, theme="dusk")
    assert len(entries_of(request)) == before + 1


def entries_of(request):
    who = doors.opened(request)
    return [kept for kept in read(who.ring, who.space("mine")) if kept.entry.kind == SETTINGS]


def test_what_was_opened_is_let_go_with_the_answer(phone):
    held = []

    def answer(request):
        assert doors.opened(request) is not None
        held.append(request)
        return "answered"

    request = RequestFactory().get("/")
    request.COOKIES["door"] = phone.cookies["door"].value
    assert doors.Forget(answer)(request) == "answered"
    assert not {"_opened", "_standing", "COOKIES"} & set(vars(held[0]))
    assert held[0].COOKIES == {}


def test_a_clock_that_is_behind_what_was_done_here_is_said(house, alone):
    assert clocks.behind(NOW) == 0
    sign_device_in(alone, NOW)
    assert clocks.behind(NOW - clocks.OFF) == 0
    assert clocks.behind(NOW - HOUR) == HOUR
    pairing.invite(alone, NOW + HOUR)
    assert clocks.behind(NOW) == HOUR
    assert clocks.behind(0) == NOW + HOUR


def test_a_clock_before_this_program_was_made_is_behind(house):
    assert clocks.behind(0) == clocks.BUILT


def test_the_page_of_settings_says_what_time_it_is_for_us(phone):
    page = phone.get("/settings/").content.decode()
    assert "For Toward it is 16:00 there now." in page  # 08:00 UTC in Shanghai
    assert f'data-second="{NOW}"' in page


def test_a_zone_that_does_not_exist_has_no_time_and_the_field_is_in_sight(phone):
    choice = {"zone": "Nowhere/Land", "hour": "20", "language": "en", "theme": ""}
    page = phone.post("/settings/", choice).content.decode()
    assert "For Toward it is" not in page
    assert re.search(r'<input id="zone"[^>]* autofocus aria-invalid="true"', page)
