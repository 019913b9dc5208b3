"""Intents from a phone or a locked page: judged once, each for itself, and no words are lost."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toward.store import documents, drops
from toward.store.entry import Change, Entry, Intent, Refusal
from toward.store.models import Drop, Row, Space, new_id
from toward.store.queue import AHEAD, INTENT, REFUSED, Ruled, Rules, as_entry, as_intent, in_time, put_by, receive
from toward.store.spaces import close
from toward.store.streams import Gone, Ring, leave, read
from toward.store.tests.conftest import NOTE, words

NOW = 1_800_000_000
HOUR = 3_600


@pytest.fixture
def ways(mine):
    """A rule that keeps words once and refuses a second time the same; another one that stumbles."""
    space, ring = mine

    def note(intent):
        def rule():
            said = intent.fields["words"]
            if said in words(kept for kept in read(ring, space) if kept.entry.kind == NOTE.name):
                return Refusal("said_already", {"times": 1})
            entry = Entry(NOTE.name, NOTE.newest, intent.at, intent.zone, intent.by, {"words": said})
            return Change(entries=((space, entry),))

        return Ruled((space,), rule)

    return Rules(NOW, {"note": note, "nowhere": lambda intent: Ruled((new_id(),), Change)})


def wish(person, said, at=NOW, kind="note"):
    return Intent(new_id(), kind, at, "Asia/Shanghai", person.account, {"words": said})


def kept(mine, kind=NOTE.name):
    space, ring = mine
    return [each.entry for each in read(ring, space) if each.entry.kind == kind]


def answers(outcomes):
    return [(each.answer, each.code) for each in outcomes]


def test_each_is_judged_for_itself_in_the_order_in_which_it_was_wished(mine, liang, ways):
    _, ring = mine
    late, early, twice = wish(liang, "b", NOW - 5), wish(liang, "a", NOW - 9), wish(liang, "a", NOW - 7)
    strange, nowhere = wish(liang, "c", NOW - 6, "tomorrow"), wish(liang, "d", NOW - 4, "nowhere")
    outcomes = receive(ring, [late, early, strange, twice, nowhere], ways)
    assert [each.intent for each in outcomes] == [each.id for each in (early, twice, strange, late, nowhere)]
    assert answers(outcomes) == [
        ("done", ""), ("refused", "said_already"), ("refused", "not_known"), ("done", ""), ("refused", "not_there"),
    ]  # fmt: skip
    assert [each.fields for each in outcomes if each.answer == "refused"] == [
        {"words": "a"}, {"words": "c"}, {"words": "d"},
    ]  # fmt: skip
    assert outcomes[1].more == {"times": 1}
    assert [entry.body["words"] for entry in kept(mine)] == ["a", "b"]
    assert kept(mine, REFUSED) == []  # somebody waits for the answer and has the words


def test_what_arrives_twice_changes_nothing(mine, liang, ways):
    _, ring = mine
    one = wish(liang, "once")
    assert answers(receive(ring, [one], ways)) == [("done", "")]
    assert answers(receive(ring, [one], ways)) == [("again", "")]
    assert answers(receive(ring, [replace(one, fields={"words": "another"})], ways)) == [("again", "")]
    assert len(kept(mine)) == 1


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (NOW - HOUR, NOW - HOUR),
        (NOW - 400 * 86_400, NOW - 400 * 86_400),
        (NOW + AHEAD, NOW + AHEAD),
        (NOW + HOUR, NOW + AHEAD),
    ],
)
def test_a_phone_whose_clock_is_wrong_keeps_its_own_time_but_is_never_far_ahead(mine, liang, ways, at, then):
    _, ring = mine
    assert answers(receive(ring, [wish(liang, "here", at)], ways)) == [("done", "")]
    assert [(entry.at, entry.zone) for entry in kept(mine)] == [(then, "Asia/Shanghai")]


@given(st.lists(st.integers(NOW - 2 * HOUR, NOW + 2 * HOUR), max_size=30))
def test_what_was_wished_first_stays_first_and_nothing_is_far_ahead(times):
    intents = [Intent(new_id(), "note", at, "UTC", new_id(), {"own": str(at)}) for at in times]
    moved, ahead = in_time(intents, NOW), sum(at > NOW + AHEAD for at in times)
    assert [int(each.fields["own"]) for each in moved] == sorted(times)
    pairs = list(pairwise(moved))
    assert all(one.at <= two.at and (one.at < two.at or one.fields == two.fields) for one, two in pairs)
    assert all(each.at <= NOW + AHEAD for each in moved)
    near = [each for each in moved if int(each.fields["own"]) <= NOW + AHEAD - ahead]
    assert all(each.at == int(each.fields["own"]) for each in near)


def dropped(mine, *intents):
    """Put by from where nothing can be read."""
    space, ring = mine
    locked = Ring(ring.instance, {}, ring.doors)
    return [put_by(locked, space, each) for each in intents]


def test_a_locked_page_puts_an_intent_by_and_the_next_visit_judges_it(mine, liang, ways):
    space, ring = mine
    dropped(mine, wish(liang, "second", NOW - 5), wish(liang, "first", NOW - 9))
    assert kept(mine) == []
    assert [each.entry.kind for each in drops.collect(ring, space, ways)] == [INTENT, INTENT]
    assert [(entry.body["words"], entry.at) for entry in kept(mine)] == [("first", NOW - 9), ("second", NOW - 5)]
    assert Drop.objects.count() == 0


def test_what_is_refused_when_nobody_waits_is_kept_with_its_words(mine, liang, ways):
    space, ring = mine
    dropped(mine, wish(liang, "same", NOW - 9), wish(liang, "same", NOW - 5))
    drops.collect(ring, space, ways)
    (entry,) = kept(mine, REFUSED)
    assert entry.body == {"kind": "note", "code": "said_already", "more": {"times": 1}, "fields": {"words": "same"}}
    assert (entry.at, entry.zone, entry.by) == (NOW - 5, "Asia/Shanghai", liang.account)
    assert len(kept(mine)) == 1
    assert Drop.objects.count() == 0


def test_one_that_was_dropped_and_sent_too_is_done_once(mine, liang, ways):
    space, ring = mine
    one, other = wish(liang, "one"), wish(liang, "one", NOW + 1)
    dropped(mine, one, one, other)
    receive(ring, [one], ways)
    drops.collect(ring, space, ways)
    assert answers(receive(ring, [one, other], ways)) == [("again", ""), ("again", "")]
    assert (len(kept(mine)), len(kept(mine, REFUSED)), Drop.objects.count()) == (1, 1, 0)


def test_an_intent_that_a_newer_toward_wrote_stays_a_drop(mine, liang, ways):
    space, ring = mine
    newer = as_entry(wish(liang, "in another form"))._replace(v=2)
    leave(ring, space, newer, liang.wish())
    dropped(mine, wish(liang, "another deed", kind="tomorrow"), wish(liang, "known"))
    assert len(drops.collect(ring, space, ways)) == 1
    assert Drop.objects.count() == 2
    assert [entry.body["words"] for entry in kept(mine)] == ["known"]
    knowing = replace(ways, known={**ways.known, "tomorrow": ways.known["note"]})
    assert len(drops.collect(ring, space, knowing)) == 1
    assert [entry.body["words"] for entry in kept(mine)] == ["known", "another deed"]


def test_what_is_planted_harms_nobody(mine, liang, ways):
    space, ring = mine
    trust = Entry("people.trust", 1, NOW, "UTC", liang.account, {"public": "00" * 32})
    marks = [Entry(kind, 1, NOW, "UTC", liang.account, {}) for kind in ("store.erased", REFUSED)]
    for entry in (trust, *marks, as_entry(wish(liang, "x"))._replace(body={"id": "no", "kind": "note", "fields": {}})):
        leave(ring, space, entry, liang.wish())
    without = replace(wish(liang, ""), fields={})
    dropped(mine, without, wish(liang, "real"))  # the rule stumbles over the first
    assert len(drops.collect(ring, space, replace(ways, never={"people.trust"}))) == 1
    assert [each.entry.kind for each in read(ring, space)] == [NOTE.name]
    assert Drop.objects.count() == 5


def test_a_drop_shows_a_size_and_nothing_else(mine, liang):
    dropped(mine, wish(liang, "a"), wish(liang, "b" * 20))
    sizes = {len(bytes(row.sealed)) for row in Drop.objects.all()}
    assert Drop.objects.count() == 2
    assert len(sizes) == 1


def test_a_closed_room_takes_no_intent(mine, liang, ways):
    space, ring = mine
    dropped(mine, wish(liang, "before"))
    close(space)
    with pytest.raises(Gone):
        dropped(mine, wish(liang, "after"))
    with pytest.raises(Gone):
        drops.collect(ring, space, ways)
    assert answers(receive(ring, [wish(liang, "after")], ways)) == [("refused", "not_there")]
    assert (Row.objects.count(), Space.objects.get(id=space).head) == (0, 0)


def test_an_intent_is_the_same_after_its_way_as_a_document(liang):
    one = wish(liang, "晚安")
    assert as_intent(documents.read(documents.write(as_entry(one)))) == one
    with pytest.raises(documents.UnreadableDocument):
        as_intent(as_entry(one)._replace(body={"id": "no"}))
