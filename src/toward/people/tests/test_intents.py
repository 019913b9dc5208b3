"""What waited on a phone arrives: once, in order, each for itself; and nothing is lost that somebody wrote."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.test import Client

from toward.people import accounts, doors, intents
from toward.people.intents import LARGEST, MOST
from toward.people.intents_words import SAID
from toward.people.opened import come_back, sign_device_in
from toward.people.tests.conftest import CHEAP, NOW
from toward.store import sessions
from toward.store.models import Drop, Instance, Row, Space
from toward.store.queue import AHEAD
from toward.store.streams import read
from toward.store.tests.rooms import WORDS
from toward.vault.secret import SecretBytes

UNWANTED, BEHIND = "stone", "test.behind"


@pytest.fixture
def phone(db, settings, monkeypatch):
    """Liang's phone, before the app with one form for tests."""
    from toward.people import upkeep
    from toward.web.tests.waiting import pages

    assert (pages.UNWANTED, pages.BEHIND) == (UNWANTED, BEHIND)
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, lambda: NOW
    monkeypatch.setitem(upkeep.KNOWN, WORDS, pages.judge)
    monkeypatch.setitem(upkeep.KNOWN, BEHIND, pages.judge_behind)
    monkeypatch.setitem(intents.BEHIND_THE_LOCK, BEHIND, "journal")
    Instance.objects.create(pk=1, release="0.2.0")
    return Phone("Liang")


class Phone:
    """A device on which somebody is signed in."""

    def __init__(self, handle, language="en"):
        self.who = accounts.sign_up(doors.house(), handle, f"a long password of {handle}")
        self.secret = sign_device_in(self.who, NOW)
        self.client = Client(headers={"accept-language": language})
        self.client.cookies["door"] = self.secret.reveal().hex()

    @property
    def whose(self):
        return intents.whose(self.who)

    def send(self, *wishes, whose=None):
        return self.post(json.dumps({"whose": self.whose if whose is None else whose, "intents": wishes}))

    def post(self, body):
        return self.client.post("/intents/", body, content_type="application/json")

    def lock(self):
        sessions.lock(sessions.visit(doors.house().instance, self.secret, NOW).row)

    def kept(self, room="mine"):
        """(second, zone, words) of everything in a room."""
        who = come_back(doors.house().instance, self.secret, NOW) if room == "mine" else self.who
        entries = [kept.entry for kept in read(who.ring, who.space(room)) if kept.entry.kind == WORDS]
        return [(entry.at, entry.zone, entry.body["words"]) for entry in entries]


def wish(words, at=NOW, **more):
    return {"id": str(uuid4()), "kind": WORDS, "at": at, "zone": "Asia/Shanghai", "fields": {"words": words}, **more}


def answers(response):
    assert response.status_code == 200, response.content
    return [(each["answer"], each.get("code")) for each in response.json()["outcomes"]]


def test_what_waited_arrives_in_the_order_in_which_it_was_wished(phone):
    late, early = wish("second", NOW - 5), wish("first", NOW - 400 * 86_400)
    response = phone.send(late, early)
    assert answers(response) == [("done", None), ("done", None)]
    assert [each["id"] for each in response.json()["outcomes"]] == [early["id"], late["id"]]
    assert phone.kept() == [(NOW - 400 * 86_400, "Asia/Shanghai", "first"), (NOW - 5, "Asia/Shanghai", "second")]
    assert response["Cache-Control"] == "no-store"


def test_the_same_one_twice_is_there_once(phone):
    one = wish("once")
    assert answers(phone.send(one, one)) == [("done", None), ("again", None)]
    assert answers(phone.send(one)) == [("again", None)]
    assert [words for _, _, words in phone.kept()] == ["once"]


def test_a_clock_that_is_ahead_is_brought_back_and_the_order_stays(phone):
    assert answers(phone.send(wish("b", NOW + 9_000), wish("a", NOW + 8_000))) == [("done", None)] * 2
    assert [(at, words) for at, _, words in phone.kept()] == [(NOW + AHEAD - 1, "a"), (NOW + AHEAD, "b")]


def test_what_is_refused_comes_back_with_a_sentence_and_its_words_and_hinders_no_other(phone, monkeypatch):
    monkeypatch.setitem(SAID, "test_stone", lambda more: "No stones here.")
    response = phone.send(wish("a stone", NOW - 9), wish("a leaf", NOW - 5))
    assert answers(response) == [("refused", "test_stone"), ("done", None)]
    first, second = response.json()["outcomes"]
    assert (first["sentence"], first["fields"]) == ("No stones here.", {"words": "a stone"})
    assert "fields" not in second
    assert [words for _, _, words in phone.kept()] == ["a leaf"]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_refusal_has_a_sentence_in_the_readers_language(phone, language):
    one = Phone("Su", language)
    odd = wish("", NOW - 5, fields={})
    strange, stone = wish("tomorrow", NOW - 3, kind="tomorrow"), wish("stone", NOW - 1)
    outcomes = [one.send(each).json()["outcomes"][0] for each in (odd, strange, stone)]
    assert [each["code"] for each in outcomes] == ["no_sense", "not_known", "test_stone"]
    said = [each["sentence"] for each in outcomes]
    assert len(set(said)) == 3
    assert all(("\u4e00" <= each[0] <= "\u9fff") == (language == "zh-CN") for each in said), said
    assert [each["fields"] for each in outcomes] == [each["fields"] for each in (odd, strange, stone)]
    assert one.kept() == []


BROKEN = [
    b"", b"[]", b"null", b"{", b'{"whose": "x"}', b'{"whose": "x", "intents": [1]}', b"\xff\xfe", b"[" * 9_000,
    *(json.dumps({"whose": "x", "intents": [wish("a") | change]}).encode() for change in (
        {"id": "no"}, {"id": None}, {"kind": 5}, {"kind": "k" * 65}, {"at": "now"}, {"at": 1.5}, {"at": True},
        {"at": -1}, {"at": 1 << 40}, {"fields": "words"}, {"fields": {"words": 1}}, {"fields": None},
        {"fields": {str(n): "" for n in range(51)}},
    )),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(BROKEN)))
def test_what_makes_no_sense_changes_nothing(phone, place):
    before = Row.objects.count()
    response = phone.post(BROKEN[place])
    assert (response.status_code, response.json()) == (400, {"code": "form"})
    assert Row.objects.count() == before


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", None, 7, "a" * 5_000, "Asia"])
def test_an_odd_time_zone_is_no_reason_to_lose_words(phone, zone):
    assert answers(phone.send(wish("here", zone=zone))) == [("done", None)]
    assert phone.kept() == [(NOW, "UTC", "here")]


def test_too_much_at_once_is_sent_back_whole(phone):
    assert phone.send(*(wish("a") for _ in range(MOST + 1))).json() == {"code": "many"}
    large = phone.send(*(wish("a" * 10_000) for _ in range(LARGEST // 10_000 + 1)))
    assert (large.status_code, large.json()) == (413, {"code": "large"})
    assert phone.kept() == []
    assert answers(phone.send(*(wish(str(n), NOW - n) for n in range(MOST)))) == [("done", None)] * MOST


def test_a_queue_of_somebody_else_is_not_taken_for_mine(phone):
    other = Phone("Su")
    response = phone.send(wish("hers"), whose=other.whose)
    assert (response.status_code, response.json()) == (409, {"code": "other"})
    assert phone.kept() == other.kept() == []
    assert len({phone.whose, other.whose}) == 2
    assert phone.who.account.hex not in phone.whose


def test_a_stranger_is_asked_to_come_in_and_a_form_without_its_token_changes_nothing(phone):
    stranger = Client().post("/intents/", "{}", content_type="application/json")
    assert (stranger.status_code, stranger["Location"]) == (302, "/enter/?next=/home/")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["door"] = phone.secret.reveal().hex()
    body = json.dumps({"whose": phone.whose, "intents": [wish("forged")]})
    assert strict.post("/intents/", body, content_type="application/json").status_code == 403
    assert phone.kept() == []


def test_what_belongs_behind_the_lock_is_put_by_and_read_at_the_next_unlocked_visit(phone):
    one = wish("at night", kind=BEHIND)
    phone.lock()
    assert answers(phone.send(one)) == answers(phone.send(one)) == [("put_by", None)]
    assert Drop.objects.count() == 1
    assert b"at night" not in bytes(Drop.objects.get().sealed)
    assert phone.kept("journal") == []
    phone.secret = sign_device_in(phone.who, NOW)
    phone.client.cookies["door"] = phone.secret.reveal().hex()
    assert phone.client.get("/home/").status_code == 200
    assert [words for _, _, words in phone.kept("journal")] == ["at night"]
    assert Drop.objects.count() == 0
    assert answers(phone.send(one)) == [("again", None)]


def test_while_it_is_open_the_same_is_written_at_once(phone):
    assert answers(phone.send(wish("by day", kind=BEHIND))) == [("done", None)]
    assert [words for _, _, words in phone.kept("journal")] == ["by day"]


def test_behind_a_lock_whose_room_is_gone_the_words_come_back(phone):
    phone.lock()
    Space.objects.filter(room="journal").update(closed=True)
    (outcome,) = phone.send(wish("nowhere", kind=BEHIND)).json()["outcomes"]
    assert (outcome["code"], outcome["fields"]) == ("not_there", {"words": "nowhere"})


def test_a_page_knows_whose_queue_it_may_show_and_a_strangers_page_knows_none(phone, settings):
    page = phone.client.get("/home/").text
    assert f'data-whose="{phone.whose}"' in page
    assert "<tw-waiting hidden" in page
    assert "tw-waiting" not in Client().get("/").text
    settings.PEPPER = SecretBytes.random().reveal()
    assert isinstance(configured.PEPPER, bytes)
    assert intents.whose(phone.who) not in page  # the mark hangs on a secret of the server


@pytest.mark.parametrize("path", ["/safety/", "/safety/1/", "/kitchen/", "/nowhere/"])
def test_pages_that_leave_nothing_behind_have_no_worker_and_no_queue(phone, path):
    page = phone.client.get(path).text
    assert "</html>" in page
    assert "tw-waiting" not in page
    assert "tw-offline" not in page
