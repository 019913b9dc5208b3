"""Two tabs of one person, and two people at the same moment: nothing is done twice, nothing is lost, nobody is stuck."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from toward.people import accounts, doors, first, pairing
from toward.people.models import Couple, Invitation
from toward.people.opened import sign_device_in
from toward.people.tests.conftest import CHEAP, NOW
from toward.people.tests.test_views import LINE, WORDS, Clock, begin, browser
from toward.store.models import Instance, SessionRow, Space
from toward.vault import kit


@pytest.fixture
def here(settings, db):
    """An installation with a clock that is set by hand."""
    Instance.objects.update_or_create(pk=1, defaults={"release": "0.2.0"})
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, Clock()
    return settings.CLOCK


@pytest.fixture
def tabs(here):
    """Two tabs of one browser: what one is told, the other knows."""
    one, other = browser(), browser()
    other.cookies = one.cookies
    assert begin(one, first.first_code(NOW)).status_code == 302
    return one, other


def lines(page):
    return dict(LINE.findall(page.content.decode()))


def keep(tab, drawn):
    return tab.post("/kit/keep/", {**drawn, "group": drawn["recovery"][-4:], "password": WORDS})


def test_who_signed_out_in_one_tab_is_asked_in_the_other_and_nothing_was_changed(tabs):
    one, other = tabs
    one.post("/leave-device/")
    answer = other.post("/settings/", {"language": "zh-hans", "zone": "Asia/Shanghai", "theme": "", "hour": "7"})
    assert answer["Location"] == "/enter/?next=/home/"
    assert SessionRow.objects.count() == 0


def test_what_was_locked_in_one_tab_is_locked_in_the_other(tabs):
    one, other = tabs
    assert other.get("/export/").status_code == 200
    one.post("/lock/")
    answer = other.post("/export/", {"passphrase": "seven small stones", "again": "seven small stones"})
    assert answer["Location"] == "/unlock/?next=/home/"


def test_unlocking_in_both_tabs_leaves_one_session_that_is_open(tabs):
    one, other = tabs
    one.post("/lock/")
    old = one.cookies["door"].value
    assert one.post("/unlock/", {"password": WORDS}).status_code == 302
    late = Client()
    late.cookies["door"] = old  # the other tab sent its form before it heard of the new session
    assert late.post("/unlock/", {"password": WORDS})["Location"] == "/enter/?next=/home/"
    assert other.get("/enter/?next=/home/")["Location"] == "/home/"
    assert SessionRow.objects.count() == 1
    assert doors.opened(other.get("/home/").wsgi_request) is None  # let go with the answer
    assert other.get("/export/").status_code == 200


def test_of_two_kits_drawn_in_two_tabs_the_one_that_was_kept_last_opens(tabs):
    one, other = tabs
    drawn = [lines(tab.post("/kit/")) for tab in (one, other)]
    assert drawn[0] != drawn[1]
    assert [keep(tab, each).status_code for tab, each in zip((one, other), drawn, strict=True)] == [302, 302]
    opens = [
        accounts.recover(doors.house(), "Liang", kit.read(each["recovery"], "recovery"), "another password")
        for each in drawn
    ]
    assert [bool(each) for each in opens] == [False, True]


def test_another_password_in_one_tab_keeps_the_other_signed_in(tabs):
    one, other = tabs
    assert one.post("/password/", {"old": WORDS, "password": "quiet water at noon"}).status_code == 302
    assert other.get("/home/").status_code == 200


@pytest.fixture
def two(transactional_db, settings):
    """Liang and Su, each in a browser, after an invitation was taken."""
    Instance.objects.update_or_create(pk=1, defaults={"release": "0.2.0"})
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, Clock()
    people = [accounts.sign_up(doors.house(), name, "a long password") for name in ("Liang", "Su")]
    assert pairing.take(people[1], pairing.invite(people[0], NOW), NOW)
    browsers = [Client(), Client()]
    for one, who in zip(browsers, people, strict=True):
        one.cookies["door"] = sign_device_in(who, NOW).reveal().hex()
    return people, browsers


def at_once(*deeds):
    """Each in a thread of its own, all let go at the same moment; what they answered."""
    gate, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        gate.wait()
        try:
            answers[number] = deed().status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def same(browser, other):
    """Says that the words are the same, those of the other's key."""
    return browser.post("/pair/words/", {"answer": "same", "public": other.holder.identity.public.hex()})


def together(people, browsers):
    """Both say so at once, and then both look at once, again and again."""
    (liang, su), (his, hers) = people, browsers
    said = at_once(lambda: same(his, su), lambda: same(hers, liang), lambda: same(his, su))
    looked = [
        at_once(lambda: his.get("/pair/"), lambda: hers.get("/pair/"), lambda: his.get("/pair/")) for _ in range(3)
    ]
    return said, looked


def test_two_who_say_at_once_that_the_words_are_the_same_share_one_space(two):
    people, browsers = two
    said, looked = together(people, browsers)
    assert said == [302, 302, 302]
    assert {status for each in looked for status in each} <= {200, 302}
    assert (Couple.objects.count(), Space.objects.filter(room="couple").count()) == (1, 1)
    assert Invitation.objects.count() == 0
    assert all(pairing.again(each).space("couple") for each in people)


def test_two_who_leave_at_once_have_left_once(two):
    people, browsers = two
    together(people, browsers)
    left = at_once(*(lambda one=one: one.post("/part/") for one in [*browsers, *browsers]))
    assert left == [302] * 4
    assert list(Couple.objects.values_list("ended", flat=True)) == [True]
    assert all(one.get("/archive/").content.count(b'class="steady"') <= 1 for one in browsers)


def test_one_who_leaves_while_the_other_confirms_ends_without_a_couple_or_with_one_that_is_over(two):
    (liang, su), (his, hers) = two
    same(his, su)
    at_once(lambda: same(hers, liang), lambda: his.post("/pair/words/", {"answer": "stop"}))
    at_once(lambda: his.get("/pair/"), lambda: hers.get("/pair/"))
    assert Invitation.objects.count() == 0
    assert (Couple.objects.count(), Space.objects.filter(room="couple").count()) in {(0, 0), (1, 1)}
    assert his.post("/part/").status_code in {200, 302}  # whichever it was, he is free
    assert pairing.couple_of(liang.account) is None
