"""Beginning anew and *I found my kit*, page by page, as browsers meet them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from toward.people import accounts, archive, attempts, doors, gate, mine, pairing, resetting
from toward.people.accounts import ASIDE
from toward.people.models import Account, Passkey, PutAside, Reset
from toward.people.opened import sign_device_in
from toward.people.sentences import sentence
from toward.people.tests.conftest import CHEAP, NOW, meet
from toward.people.tests.test_accounts import texts, write
from toward.store.models import Instance, SessionRow
from toward.vault import kit as kit_lines

OLD, NEW = "lotus pond at dusk", "a wholly new beginning"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')


class Clock:
    """A clock that is set by hand."""

    at = NOW

    def __call__(self):
        return self.at


@pytest.fixture
def clock(settings, db):
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, Clock()
    Instance.objects.create(pk=1, release="0.2.0")
    return settings.CLOCK


@pytest.fixture
def house(clock):
    """The installation of the pages themselves."""
    return doors.house()


@pytest.fixture
def lost(house, couple):
    """Liang, who has a kit and a device, and Su; both have written."""
    liang, su = couple
    kit = accounts.make_kit(house, liang, OLD, None)
    write(liang, "journal", "Liang in journal")
    write(liang, "couple", "Liang in couple")
    return liang, su, kit_lines.write(kit.recovery, "recovery")


def browser(who=None, language="en"):
    one = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    if who is not None:
        one.cookies["door"] = sign_device_in(who, doors.now()).reveal().hex()
    return one


def token(one, address="/enter/"):
    """What proves that a form was sent from a page of ours."""
    return {"csrfmiddlewaretoken": TOKEN.search(one.get(address).text)[1]}


def send(one, address, **fields):
    """What the form on this page sends."""
    return one.post(address, token(one, address) | fields)


def link(clock, name="liang"):
    return f"/anew/{resetting.way_to_begin_anew(name, clock.at)}/"


def anew(one, address, password=NEW):
    return send(one, address, handle="liang", password=password, zone="Asia/Shanghai")


def test_a_link_says_what_will_happen_and_does_nothing_yet(clock, lost):
    address = link(clock)
    for _ in range(2):
        page = browser().get(address)
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"
    for said in ("stays closed", "14 February 2027", "is signed out", "compare six words", 'value="liang"'):
        assert said in page.text
    assert Reset.objects.count() == 1
    assert accounts.sign_in(doors.house(), "liang", OLD, None) is None  # there is a card
    assert not PutAside.objects.exists()


def test_the_page_says_so_where_there_never_was_a_kit_and_nobody_else(clock, stranger):
    page = browser().get(link(clock, "stranger")).text
    assert "closed for good" in page
    assert "six words" not in page
    assert "14 February" not in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_begins_anew_comes_in_and_is_led_to_the_kit(clock, lost, language):
    old, one = browser(lost[0]), browser(language=language)
    assert old.get("/home/").status_code == 200
    answer = anew(one, link(clock))
    assert (answer.status_code, answer["Location"]) == (302, "/kit/")
    assert one.get("/kit/").status_code == 200
    assert one.get("/home/").status_code == 200
    assert one.cookies["language"].value == {"en": "en", "zh": "zh-hans"}[language]
    assert old.get("/home/")["Location"].startswith("/enter/")  # every device is signed out
    assert send(old, "/enter/", handle="liang", password=OLD).status_code == 422
    left = one.get("/left-hands/").text
    assert len(re.findall("<time datetime", left)) == 2  # a device, and that it began anew


def test_a_link_is_good_once_and_a_second_tap_comes_in_too(clock, lost):
    address = link(clock)
    one, two, third = browser(), browser(), browser()
    forms = [token(each, address) | {"handle": "liang", "password": NEW} for each in (one, two, third)]
    assert [one.post(address, forms[0])["Location"], two.post(address, forms[1])["Location"]] == ["/kit/"] * 2
    other = third.post(address, forms[2] | {"password": "somebody else's words"})
    assert other.status_code == 422
    assert "no longer good" in other.text
    assert PutAside.objects.count() == 1
    assert SessionRow.objects.count() == 2
    assert one.get("/home/").status_code == two.get("/home/").status_code == 200
    assert browser().get(address).status_code == 422


def test_a_link_of_two_days_ago_or_nonsense_leads_no_further(clock, lost):
    address = link(clock)
    clock.at += pairing.VALID
    before = Account.objects.get(handle="liang").digest
    one = browser()
    for where in (address, "/anew/nonsense/"):
        for answer in (one.get(where), one.post(where, token(one) | {"password": NEW})):
            assert answer.status_code == 422
            assert "no longer good" in answer.text
    assert Account.objects.get(handle="liang").digest == before


def test_a_password_that_cannot_be_used_is_told_and_the_link_stays_good(clock, lost):
    address, one = link(clock), browser()
    page = anew(one, address, "short")
    assert page.status_code == 422
    assert "Eight letters are the least" in page.text
    assert 'value="short"' not in page.text
    assert anew(one, address)["Location"] == "/kit/"


def test_a_link_opened_where_somebody_else_is_signed_in_changes_who_is_here(clock, lost):
    one = browser(lost[1])
    assert anew(one, link(clock))["Location"] == "/kit/"
    assert one.get("/home/").status_code == 200
    assert [row.account for row in SessionRow.objects.all()] == [lost[0].account]


def test_too_many_at_once_are_asked_to_come_back_and_the_link_stays_good(clock, lost, monkeypatch):
    address, one = link(clock), browser()
    monkeypatch.setattr(gate, "_places", gate.BoundedSemaphore(1))
    with gate.at_work():
        assert anew(one, address).status_code == 503
    assert anew(one, address)["Location"] == "/kit/"


def test_tries_with_a_used_link_are_counted_like_any_other(clock, lost):
    address = link(clock)
    anew(browser(), address)
    one = browser()
    form = token(one) | {"handle": "liang", "password": "a guess, no more"}
    said = [one.post(address, form).status_code for _ in range(attempts.MOST + 1)]
    assert said == [422] * attempts.MOST + [429]


def test_a_used_link_is_no_way_around_a_second_step(clock, lost):
    address, one = link(clock), browser()
    form = token(one) | {"handle": "liang", "password": NEW}
    anew(browser(), address)
    assert one.post(address, form).status_code == 302
    Passkey.objects.create(digest="0" * 64, account=lost[0].account, credential=b"1", public=b"2", label=b"")
    other, before = browser(), SessionRow.objects.count()
    answers = [other.post(where, form | token(other)) for where in (address, "/anew/nonsense/")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert SessionRow.objects.count() == before
    assert other.get("/home/")["Location"].startswith("/enter/")


def found(one, line):
    return send(one, "/found/", recovery=line)


@pytest.fixture
def fresh(clock, lost):
    """Liang's browser just after beginning anew."""
    one = browser()
    anew(one, link(clock))
    return one


def test_the_line_opens_the_old_rooms_and_a_second_tap_finds_them_open(clock, lost, fresh):
    assert "/found/" in fresh.get("/home/").text
    form = token(fresh, "/found/") | {"recovery": lost[2].lower()}
    assert [fresh.post("/found/", form)["Location"] for _ in range(2)] == ["/archive/?found", "/archive/"]
    page = fresh.get("/archive/?found").text
    assert "The recovery line opened" in page
    shelves = re.findall(r'href="(/archive/[0-9a-f-]{36}/)"', page)
    assert len(shelves) == 2
    said = "".join(fresh.get(shelf).text for shelf in shelves)
    assert "Liang in journal" in said
    assert "What I wrote before." in said
    assert "What the other" not in said
    assert "/found/" not in fresh.get("/home/").text
    assert fresh.get("/found/")["Location"] == "/archive/"
    who = accounts.sign_in(doors.house(), "liang", NEW, None)
    assert texts(who, "couple") == ["Liang in couple"]


def test_nobody_else_reaches_the_old_rooms(clock, lost, fresh, stranger):
    found(fresh, lost[2])
    shelves = re.findall(r'href="(/archive/[0-9a-f-]{36}/)"', fresh.get("/archive/").text)
    assert [fresh.get(shelf).status_code for shelf in shelves] == [200, 200]
    for other in (pairing.again(lost[1]), stranger):
        one = browser(other)
        assert [one.get(shelf).status_code for shelf in shelves] == [404, 404]
        assert not re.search(r'href="/archive/[0-9a-f-]{36}/"', one.get("/archive/").text)


def test_the_old_rooms_lock_with_the_private_tier(clock, lost, fresh):
    found(fresh, lost[2])
    shelves = re.findall(r'href="(/archive/[0-9a-f-]{36}/)"', fresh.get("/archive/").text)
    fresh.post("/lock/", token(fresh, "/home/"))
    assert not any("Liang in journal" in fresh.get(shelf).text for shelf in shelves)
    assert fresh.get("/found/")["Location"] == "/unlock/?next=/found/"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_wrong_line_is_told_in_the_sentence_of_recovery(clock, lost, language):
    one = browser(language=language)
    anew(one, link(clock))
    other = kit_lines.write(accounts.draw_kit().recovery, "recovery")
    wrong, short = found(one, other), found(one, "0000")
    assert [wrong.status_code, short.status_code] == [422, 422]
    with translation.override({"en": "en", "zh": "zh-hans"}[language]):
        assert sentence("recovery_wrong") in wrong.text
    assert other in wrong.text
    assert PutAside.objects.count() == 1
    assert found(one, lost[2])["Location"] == "/archive/?found"


def test_lines_are_not_tried_without_end(clock, lost, fresh):
    other = kit_lines.write(accounts.draw_kit().recovery, "recovery")
    said = [found(fresh, other).status_code for _ in range(attempts.MOST + 1)]
    assert said == [422] * attempts.MOST + [429]
    assert found(fresh, lost[2]).status_code == 429
    clock.at += attempts.WINDOW
    assert fresh.get("/home/").status_code == 200
    send(fresh, "/unlock/", password=NEW)
    assert found(fresh, lost[2])["Location"] == "/archive/?found"


def test_after_a_month_the_page_is_gone(clock, lost, fresh):
    clock.at += ASIDE - 60
    who = browser(accounts.sign_in(doors.house(), "liang", NEW, None))
    assert who.get("/found/").status_code == 200
    clock.at += 60
    assert who.get("/found/")["Location"] == "/archive/"
    assert "/found/" not in who.get("/home/").text


def test_the_other_one_is_asked_to_compare_words_and_then_the_space_is_back(clock, lost):
    liang, su, _ = lost
    their = browser(su)
    assert "Keys have changed" not in their.get("/pair/").text
    anew(browser(), link(clock))
    assert "Keys have changed" in their.get("/pair/").text
    fresh = accounts.sign_in(doors.house(), "liang", NEW, None)
    assert "Keys have changed" in browser(fresh).get("/pair/").text
    meet(pairing.again(su), fresh, clock.at)
    assert their.get("/pair/").status_code == 302
    assert texts(pairing.again(fresh), "couple") == ["Liang in couple"]
    assert archive.shelves(pairing.again(fresh)) == ()
    assert liang.account == fresh.account


def test_a_new_kit_and_a_new_password_stand_in_what_left_my_hands(clock, house):
    accounts.sign_up(house, "liang", OLD)
    one = browser()
    send(one, "/enter/", handle="liang", password=OLD)
    drawn = dict(re.findall(r'name="(card|recovery)" value="([0-9A-Z-]*)"', send(one, "/kit/", card="kept").text))
    kept = {**drawn, "group": drawn["recovery"][-4:], "password": OLD}
    assert one.post("/kit/keep/", token(one, "/home/") | kept).status_code == 302
    assert send(one, "/password/", old=OLD, password=NEW).status_code == 302
    two = browser()
    assert send(two, "/recover/", handle="liang", recovery=drawn["recovery"], password=OLD).status_code == 302
    who = accounts.sign_in(house, "liang", OLD, None)
    assert [each.what for each in mine.what_left(who)] == ["device", "recovered", "password", "kit", "device"]
    assert len(re.findall("<time datetime", two.get("/left-hands/").text)) == 5


def test_who_has_lost_everything_is_told_what_can_be_done(clock):
    page = browser().get("/recover/").text
    assert "toward reset" in page
