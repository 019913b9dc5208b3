"""Streams of sealed entries: kept once, in order, opened in their own place only."""

from __future__ import annotations

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection, transaction

from toward.store import chapters, documents, drops, erasing, spaces
from toward.store.entry import ERASED, Change, Due, Live, Refusal
from toward.store.models import Cache, Drop, DueRow, Key, LiveRow, Row, Space, new_id
from toward.store.queue import Rules
from toward.store.streams import Gone, Ring, decide, leave, read, rows
from toward.store.tests.conftest import KINDS, NOTE, Person, keep, words
from toward.vault.identity import new_pair
from toward.vault.secret import SecretBytes


def test_what_was_kept_is_read_in_its_order(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "the kiss", "the coffee")
    keep(ring, space, liang, "the walk")
    kept = list(read(ring, space))
    assert words(kept) == ["the kiss", "the coffee", "the walk"]
    assert [each.sequence for each in kept] == [1, 2, 3]
    assert Space.objects.get(id=space).head == 3
    assert words(read(ring, space, after=2)) == ["the walk"]


def test_the_same_intent_twice_changes_nothing(mine, liang):
    space, ring = mine
    wish = liang.wish()
    for _ in range(3):
        assert keep(ring, space, liang, "once", "only", wish=wish) is not None
    assert words(read(ring, space)) == ["once", "only"]


def test_the_same_intent_after_a_new_key_changes_nothing(mine, liang):
    space, ring = mine
    wish = liang.wish()
    keep(ring, space, liang, "once", wish=wish)
    spaces.turn(ring, space, liang.holder)
    ring = spaces.ring_of(ring.instance, liang.holder, ["mine"])
    assert len(ring.keys) == 2
    keep(ring, space, liang, "once", wish=wish)
    keep(ring, space, liang, "under the new key")
    assert words(read(ring, space)) == ["once", "under the new key"]


def test_a_refusal_leaves_no_trace(mine, liang):
    space, ring = mine
    assert decide(ring, liang.wish(), [space], lambda: Refusal("not_now")) == Refusal("not_now")
    assert (Row.objects.count(), Drop.objects.count(), Space.objects.get(id=space).head) == (0, 0, 0)


def test_a_rule_that_breaks_leaves_no_trace(mine, liang):
    space, ring = mine
    good, bad = liang.note("half"), liang.note("x")._replace(body={"words": float("nan")})
    with pytest.raises(ValueError, match="JSON"):
        decide(ring, liang.wish(), [space], lambda: Change(entries=((space, good), (space, bad))))
    assert (Row.objects.count(), Space.objects.get(id=space).head) == (0, 0)


def test_nothing_of_the_words_stands_in_the_clear(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "Erdbeerkuchen im Garten")
    for table in (Row, Space, Key):
        for row in table.objects.all():
            assert b"Erdbeer" not in b"".join(
                bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                for value in vars(row).values()
            )
    assert {len(bytes(row.sealed)) for row in Row.objects.all()} == {256 + 57}  # a size class and the seal


@pytest.mark.parametrize("field", ["sequence", "entry", "epoch", "space_id", "sealed"])
def test_a_row_that_was_moved_or_changed_does_not_open(mine, liang, field):
    space, ring = mine
    keep(ring, space, liang, "here")
    other, _ = spaces.begin(ring.instance, "mine", liang.holder)
    first = SecretBytes(ring.keys[space, 1].reveal())
    ring = Ring(ring.instance, {**ring.keys, (space, 2): first, (other, 1): first})
    row = Row.objects.get()
    changed = {
        "sequence": 7,
        "entry": new_id(),
        "epoch": 2,
        "space_id": other,
        "sealed": bytes(row.sealed)[:-1] + bytes((bytes(row.sealed)[-1] ^ 1,)),
    }
    Row.objects.update(**{field: changed[field]})
    assert [kept for _, kept in rows(ring, other if field == "space_id" else space)] == [None]
    assert list(read(ring, other if field == "space_id" else space)) == []


def test_another_installations_rows_do_not_open(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "here")
    assert len(list(read(ring, space))) == 1
    assert [kept for _, kept in rows(Ring(new_id(), ring.keys), space)] == [None]


def test_without_its_key_a_space_is_not_there(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "here")
    with pytest.raises(Gone):
        list(read(Ring(ring.instance), space))
    with pytest.raises(Gone):
        keep(ring, new_id(), liang, "nowhere")


def test_a_closed_space_is_read_and_never_written(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "before")
    spaces.close(space)
    with pytest.raises(Gone):
        keep(ring, space, liang, "after")
    with pytest.raises(Gone):
        leave(ring, space, liang.note("after"), liang.wish())
    assert words(read(ring, space)) == ["before"]


def test_a_granted_key_opens_what_both_write(instance, liang, su):
    space, key = spaces.begin(instance, "couple", liang.holder)
    ring = Ring(instance, {(space, 1): key})
    spaces.give(ring, space, liang.holder, su.account)
    hers = spaces.ring_of(instance, su.holder, ["couple"])
    keep(hers, space, su, "from Su")
    keep(ring, space, liang, "from Liang")
    assert words(read(ring, space)) == words(read(hers, space)) == ["from Su", "from Liang"]
    assert spaces.ring_of(instance, su.holder, ["mine", "journal"]).keys == {}
    stranger = replace(su.holder, identity=new_pair())
    assert spaces.ring_of(instance, stranger, ["couple"]).keys == {}


def test_a_key_that_the_host_planted_is_not_believed(instance, liang, su):
    host = Person()
    host.trusted[su.account] = su.pair.public  # every public key lies in the host's database
    space, key = spaces.begin(instance, "couple", host.holder)
    spaces.give(Ring(instance, {(space, 1): key}), space, host.holder, su.account)
    assert spaces.ring_of(instance, su.holder, ["couple"]).keys == {}
    Key.objects.filter(holder=su.account).update(granter=liang.account)  # … and so does every name
    assert spaces.ring_of(instance, su.holder, ["couple"]).keys == {}
    with pytest.raises(Gone):
        spaces.give(Ring(instance, {(space, 1): key}), space, liang.holder, host.account)


def test_who_left_does_not_read_what_comes_after(instance, liang, su):
    space, key = spaces.begin(instance, "couple", liang.holder)
    ring = Ring(instance, {(space, 1): key})
    spaces.give(ring, space, liang.holder, su.account)
    hers = spaces.ring_of(instance, su.holder, ["couple"])
    spaces.turn(ring, space, liang.holder)
    ring = spaces.ring_of(instance, liang.holder, ["couple"])
    keep(ring, space, liang, "alone now")
    assert set(spaces.ring_of(instance, su.holder, ["couple"]).keys) == {(space, 1)}
    assert words(read(ring, space)) == ["alone now"]
    assert [kept for _, kept in rows(hers, space)] == [None]


def test_a_drop_is_moved_once_and_read_by_its_owner_alone(mine, liang):
    space, ring = mine
    leave(ring, space, liang.note("second", at=2_000), liang.wish())
    leave(ring, space, liang.note("first", at=1_500), liang.wish())
    assert Drop.objects.count() == 2
    assert len(drops.collect(ring, space, Rules())) == 2
    assert len(drops.collect(ring, space, Rules())) == 0
    assert words(read(ring, space)) == ["first", "second"]


def test_a_drop_collected_twice_at_once_is_kept_once(mine, liang):
    space, ring = mine
    own = leave(ring, space, liang.note("once"), liang.wish())
    row = Drop.objects.get()
    drops.collect(ring, space, Rules())
    Drop.objects.create(id=own, space_id=space, epoch=1, sealed=bytes(row.sealed))  # the other visit still saw it
    drops.collect(ring, space, Rules())
    assert words(read(ring, space)) == ["once"]


def test_a_drop_that_is_wished_twice_is_left_once(mine, liang):
    space, ring = mine
    wish = liang.wish()
    for _ in range(2):
        decide(ring, wish, [space], lambda: Change(drops=((space, liang.note("once")),)))
    assert Drop.objects.count() == 1


def test_a_door_that_the_host_put_in_is_not_used(mine, liang):
    space, ring = mine
    host = new_pair()
    Space.objects.filter(id=space).update(public=host.public)
    leave(ring, space, liang.note("for me alone"), liang.wish())
    assert words(kept for kept in drops.collect(ring, space, Rules())) == ["for me alone"]
    with pytest.raises(Gone):
        leave(Ring(ring.instance), space, liang.note("nowhere"), liang.wish())


def test_a_planted_drop_harms_nobody(mine, liang):
    space, ring = mine
    Drop.objects.create(space_id=space, epoch=1, sealed=b"\x01rubbish")
    leave(ring, space, liang.note("real"), liang.wish())
    assert len(drops.collect(ring, space, Rules())) == 1
    assert Drop.objects.count() == 1


def test_an_older_version_is_read_as_todays_and_a_newer_one_is_kept(mine, liang):
    space, ring = mine
    old = liang.note("x")._replace(v=1, body={"text": "from long ago"})
    new = liang.note("y")._replace(v=9)
    strange = liang.note("z")._replace(kind="test.tomorrow")
    decide(ring, liang.wish(), [space], lambda: Change(entries=tuple((space, each) for each in (old, new, strange))))
    first, second, third = (documents.newest(kept.entry, KINDS) for kept in read(ring, space))
    assert (first.v, first.body) == (NOTE.newest, {"words": "from long ago"})
    assert second == documents.Newer(new)
    assert third == documents.Newer(strange)


def test_pages_are_equal_with_and_without_chapters(mine, liang, monkeypatch):
    monkeypatch.setattr(chapters, "RUN", 4)
    space, ring = mine
    for i in range(11):
        keep(ring, space, liang, f"day {i}")
    plain = list(read(ring, space))
    assert chapters.pack(ring, space) == 2
    assert list(chapters.stream(ring, space)) == plain
    keep(ring, space, liang, "later")
    assert words(chapters.stream(ring, space))[-1] == "later"
    assert chapters.pack(ring, space) == 1
    Cache.objects.filter(first=5).update(sealed=b"\x01" + bytes(80))
    assert words(chapters.stream(ring, space)) == [*words(plain), "later"]
    chapters.forget(space)
    assert chapters.pack(ring, space) == 3


def test_a_chapter_moved_to_another_place_is_passed_over(mine, liang, monkeypatch):
    monkeypatch.setattr(chapters, "RUN", 2)
    space, ring = mine
    for i in range(4):
        keep(ring, space, liang, f"day {i}")
    chapters.pack(ring, space)
    one, two = Cache.objects.order_by("first")
    Cache.objects.filter(id=one.id).update(sealed=bytes(two.sealed))
    assert words(chapters.stream(ring, space)) == [f"day {i}" for i in range(4)]


def test_what_is_erased_is_gone_from_chapters_too(mine, liang, monkeypatch):
    monkeypatch.setattr(chapters, "RUN", 2)
    space, ring = mine
    for i in range(6):
        keep(ring, space, liang, f"day {i}")
    chapters.pack(ring, space)
    third = Row.objects.get(sequence=3).entry
    assert erasing.erase(ring, space, third)
    assert not erasing.erase(ring, space, third)
    left = [kept for kept in chapters.stream(ring, space) if kept.entry.kind != ERASED]
    assert words(left) == [f"day {i}" for i in (0, 1, 3, 4, 5)]
    assert Cache.objects.count() == 1
    chapters.pack(ring, space)
    assert list(chapters.stream(ring, space)) == list(read(ring, space))
    assert len(list(read(ring, space))) == 6


def test_reminders_say_when_and_quiet_until_only_moves_later(mine, liang, su):
    space, ring = mine
    due = Due(su.account, "evening", next_at=5_000, quiet_until=4_000)
    decide(
        ring, liang.wish(), [space], lambda: Change(dues=(due,), live=((space, Live("signal", liang.account, 900)),))
    )
    decide(ring, liang.wish(), [space], lambda: Change(dues=(Due(su.account, "evening", quiet_until=3_000),)))
    row = DueRow.objects.get()
    assert (row.next_at, row.quiet_until) == (5_000, 4_000)
    decide(ring, liang.wish(), [space], lambda: Change(dues=(Due(su.account, "evening"),)))
    assert DueRow.objects.count() == 0
    assert LiveRow.objects.get().kind == "signal"


@pytest.mark.django_db(transaction=True)
def test_two_partners_at_once_lose_nothing(instance, liang, su):
    space, key = spaces.begin(instance, "couple", liang.holder)
    ring = Ring(instance, {(space, 1): key})
    problems: list[BaseException] = []

    def write(person, count=20):
        try:
            for i in range(count):
                keep(ring, space, person, f"{person.account.hex} {i}")
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    both = [threading.Thread(target=write, args=(person,)) for person in (liang, su)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert problems == []
    kept = list(read(ring, space))
    assert [each.sequence for each in kept] == list(range(1, 41))
    assert sorted(words(kept)) == sorted(f"{p.account.hex} {i}" for p in (liang, su) for i in range(20))


def test_an_intent_is_applied_in_the_transaction_around_it(mine, liang):
    space, ring = mine
    with transaction.atomic():
        keep(ring, space, liang, "never")
        transaction.set_rollback(True)
    assert Row.objects.count() == 0


def test_ids_say_nothing_of_time():
    ids = [new_id() for _ in range(200)]
    assert len({each.bytes[:2] for each in ids}) > 150
    assert all(isinstance(each, UUID) for each in ids)
