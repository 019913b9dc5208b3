"""A small form, sent once or twice, alone or together with others: one deed, and nothing that was written is lost."""

from __future__ import annotations

import pytest

from toward.people import intents, upkeep
from toward.people.tests import test_intents
from toward.people.tests.test_intents import WORDS
from toward.store.entry import Entry, Intent
from toward.store.models import Drop, new_id
from toward.store.queue import INTENT
from toward.store.streams import leave

phone = test_intents.phone
ONE, OTHER = "a" * 32, "b" * 32
DONE = []


def send(phone, **fields):
    return phone.client.post(f"/do/{WORDS}/", {"wish": ONE, "next": "/settings/", **fields})


def test_a_double_tap_is_one_deed(phone):
    first, second = send(phone, words="a leaf"), send(phone, words="a leaf")
    assert [(each.status_code, each["Location"]) for each in (first, second)] == [(302, "/settings/")] * 2
    assert [words for _, _, words in phone.kept()] == ["a leaf"]
    send(phone, words="a leaf", wish=OTHER)
    assert len(phone.kept()) == 2


@pytest.mark.parametrize("wish", ["", "no id", "a" * 31, "z" * 32])
def test_a_form_without_a_good_id_is_done_all_the_same(phone, wish):
    assert send(phone, words="a leaf", wish=wish).status_code == 302
    assert len(phone.kept()) == 1


def test_what_is_refused_comes_back_with_its_words_and_the_way_to_its_form(phone):
    answer = send(phone, words="a stone <b>here</b>")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "a stone &lt;b&gt;here&lt;/b&gt;" in page
    assert 'href="/settings/"' in page
    assert ONE not in page
    assert phone.kept() == []


def test_a_way_on_that_is_not_ours_is_not_gone(phone):
    for odd in ("//evil.example/", "https://evil.example/", ""):
        assert send(phone, words="a leaf", next=odd)["Location"] == "/home/"


def test_what_nobody_knows_is_not_there_and_get_asks_for_nothing(phone):
    assert phone.client.post("/do/nothing.known/", {}).status_code == 404
    assert phone.client.get(f"/do/{WORDS}/").status_code == 405


def note(who, intent, now):
    DONE.append(intent.kind)


def test_what_follows_follows_once_from_a_form_and_from_a_phone(phone, monkeypatch):
    DONE.clear()
    monkeypatch.setitem(intents.AFTERWARDS, WORDS, [f"{__name__}.note"])
    monkeypatch.setattr(intents, "import_string", lambda name: note)
    send(phone, words="a leaf")
    send(phone, words="a leaf")
    send(phone, words="stone", wish=OTHER)
    assert DONE == [WORDS]
    wish = {"id": str(new_id()), "kind": WORDS, "at": 1_799_999_999, "zone": "UTC", "fields": {"words": "x"}}
    phone.send(wish, wish)
    assert DONE == [WORDS, WORDS]


def test_no_intent_that_is_believed_comes_from_a_drop(phone, monkeypatch):
    monkeypatch.setattr(upkeep, "BELIEVED", {*upkeep.BELIEVED, WORDS})
    mine = phone.who.space("mine")
    body = {"id": new_id().hex, "kind": WORDS, "fields": {"words": "planted"}}
    leave(
        phone.who.ring,
        mine,
        Entry(INTENT, 1, 1, "UTC", phone.who.account, body),
        Intent(new_id(), "x", 1, "UTC", phone.who.account, {}),
    )
    assert phone.client.get("/home/").status_code == 200
    assert phone.kept() == []
    assert Drop.objects.count() == 1
    monkeypatch.setattr(upkeep, "BELIEVED", upkeep.BELIEVED - {WORDS})
    phone.client.get("/home/")
    assert [words for _, _, words in phone.kept()] == ["planted"]  # so the drop was good, and only the rule kept it out
