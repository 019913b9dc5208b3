"""What a visit does in passing: drops move in through the rules, long runs are packed, and planted things stay outside."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from toward.people import upkeep
from toward.people.opened import come_back, own_of, sign_device_in
from toward.people.reads import SETTINGS, TRUST
from toward.people.tests.conftest import NOW
from toward.people.tests.test_accounts import texts, write
from toward.store import chapters
from toward.store.entry import Change, Entry, Intent, Refusal
from toward.store.models import Cache, Drop, new_id
from toward.store.queue import REFUSED, Ruled, put_by
from toward.store.streams import leave, read
from toward.store.tests.rooms import drop_words, spoken, words_in


def dropped(who, room, body, kind="test.words"):
    """A document left in a room by somebody who cannot read there."""
    wish = Intent(new_id(), kind, NOW, "UTC", who.account, {})
    return leave(who.ring, who.space(room), Entry(kind, 1, NOW, "UTC", who.account, body), wish)


def test_what_was_dropped_into_a_locked_journal_is_there_after_the_next_opened_visit(house, liang):
    secret = sign_device_in(liang, NOW)
    locked = come_back(house.instance, secret, NOW + 700)
    journal = liang.space("journal")
    drop_words(locked.ring, journal, spoken(liang.account, {"words": "in a bad moment"}, NOW))
    upkeep.tend(locked, NOW)
    assert Drop.objects.count() == 1
    upkeep.tend(liang, NOW)
    assert Drop.objects.count() == 0
    assert [each["words"] for each in words_in(liang.ring, journal)] == ["in a bad moment"]


@pytest.mark.parametrize("kind", sorted(upkeep.BELIEVED))
def test_nothing_that_a_program_believes_of_its_owner_comes_from_a_drop(liang, su, kind):
    body = {"who": su.account.hex, "public": "00" * 32, "card": "kept", "language": "zh-hans"}
    dropped(liang, "mine", body, kind)
    before = len(list(read(liang.ring, liang.space("mine"))))
    upkeep.tend(liang, NOW)
    assert len(list(read(liang.ring, liang.space("mine")))) == before
    assert Drop.objects.count() == 1


def test_an_intent_is_judged_by_the_rule_of_its_room_and_a_refused_one_keeps_its_words(liang, monkeypatch):
    mine = liang.space("mine")

    def judge(who, intent):
        good = Change(entries=((mine, spoken(who.account, dict(intent.fields), intent.at)),))
        answer = Refusal("too_long") if len(intent.fields["words"]) > 10 else good
        return Ruled((mine,), lambda: answer)

    monkeypatch.setitem(upkeep.KNOWN, "test.say", judge)
    for words in ("short", "far too long for here"):
        put_by(liang.ring, mine, Intent(new_id(), "test.say", NOW, "UTC", liang.account, {"words": words}))
    upkeep.tend(liang, NOW)
    assert [each["words"] for each in words_in(liang.ring, mine)] == ["short"]
    refused = [kept.entry.body for kept in read(liang.ring, mine) if kept.entry.kind == REFUSED]
    assert [(each["code"], each["fields"]) for each in refused] == [("too_long", {"words": "far too long for here"})]


def test_what_fills_a_chapter_is_packed_once_and_nothing_looks_different(liang):
    for number in range(chapters.RUN + 5):
        write(liang, "journal", f"note {number}")
    before = texts(liang, "journal")
    for _ in range(2):
        upkeep.tend(liang, NOW)
    assert Cache.objects.filter(name=chapters.CHAPTER).count() == 1
    packed = [kept.entry.body["words"] for kept in chapters.stream(liang.ring, liang.space("journal"))]
    assert len(before) == chapters.RUN + 5
    assert packed == before


def test_a_full_disk_leaves_it_for_the_next_visit(liang, monkeypatch):
    dropped(liang, "mine", {"words": "later"})

    def full(*_):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(upkeep.drops, "collect", full)
    upkeep.tend(liang, NOW)
    assert Drop.objects.count() == 1


def test_choices_and_trust_are_the_same_from_the_checkpoint_and_from_the_beginning(couple):
    liang, su = couple
    mine = liang.space("mine")
    for number in range(100):
        write(liang, "mine", f"note {number}")
    first, again = own_of(liang.ring, mine), own_of(liang.ring, mine)
    assert Cache.objects.filter(space_id=mine, name="people-own.1").count() == 1
    Cache.objects.all().delete()
    assert first == again == own_of(liang.ring, mine)
    assert list(first.trusted) == [su.account.hex]
    assert {SETTINGS, TRUST} <= set(upkeep.BELIEVED)
