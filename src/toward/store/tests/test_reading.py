"""What was done to a stream from outside is told place by place, and takes nothing else away."""

from __future__ import annotations

import pytest

from toward.store import erasing, spaces
from toward.store.entry import ERASED, Kept
from toward.store.models import Row, Space, new_id
from toward.store.reading import Lost, harms, places
from toward.store.streams import Gone, Ring, read
from toward.store.tests.conftest import keep, words

WEEK = [f"day {number}" for number in range(1, 8)]


@pytest.fixture
def week(mine, liang):
    """Seven notes, and a second space of the same person with one."""
    space, ring = mine
    for day in WEEK:
        keep(ring, space, liang, day)
    other, key = spaces.begin(ring.instance, "journal", liang.holder)
    ring = Ring(ring.instance, {**ring.keys, (other, 1): key})
    keep(ring, other, liang, "elsewhere")
    return space, other, ring


def seen(ring, space, **more):
    return [each if isinstance(each, Lost) else each.entry.body.get("words") for each in places(ring, space, **more)]


def lost(ring, space):
    return tuple(each for each in places(ring, space) if isinstance(each, Lost))


def without(*days):
    return [words for number, words in enumerate(WEEK, 1) if number not in days]


def sealed(space, sequence):
    return bytes(Row.objects.get(space_id=space, sequence=sequence).sealed)


def flip(space, ring, other):
    for place in (0, 1, 30, 60, -1):  # suite, salt, commitment, words, tag: each on a row of its own
        row = 2 + (0, 1, 30, 60, -1).index(place)
        changed = bytearray(sealed(space, row))
        changed[place] ^= 1
        Row.objects.filter(space_id=space, sequence=row).update(sealed=bytes(changed))
    return {2, 3, 4, 5, 6}


def swap(space, ring, other):
    two, five = sealed(space, 2), sealed(space, 5)
    Row.objects.filter(space_id=space, sequence=2).update(sealed=five)
    Row.objects.filter(space_id=space, sequence=5).update(sealed=two)
    return {2, 5}


def change_places(space, ring, other):
    for was, now in ((2, 99), (5, 2), (99, 5)):
        Row.objects.filter(space_id=space, sequence=was).update(sequence=now)
    return {2, 5}


def another_epoch(space, ring, other):
    Row.objects.filter(space_id=space, sequence=3).update(epoch=2)
    Row.objects.filter(space_id=space, sequence=4).update(epoch=0)
    return {3, 4}


def from_another_space(space, ring, other):
    Row.objects.filter(space_id=space, sequence=3).update(sealed=sealed(other, 1))
    return {3}


def planted(space, ring, other):
    Row.objects.filter(space_id=space, sequence=4).update(entry=new_id(), sealed=b"\1" + bytes(312))
    return {4}


def emptied(space, ring, other):
    Row.objects.filter(space_id=space, sequence=4).update(sealed=b"")
    return {4}


DEEDS = (flip, swap, change_places, another_epoch, from_another_space, planted, emptied)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_changed_is_told_in_its_place_and_everything_else_is_read(week, deed):
    space, other, ring = week
    assert seen(ring, space) == WEEK
    changed = deed(space, ring, other)
    assert [each.sequence for each in lost(ring, space)] == sorted(changed)
    assert harms(ring, space) == ("changed",)
    assert [each for each in seen(ring, space) if not isinstance(each, Lost)] == without(*changed)
    assert words(read(ring, space)) == without(*changed)
    assert seen(ring, other) == ["elsewhere"]


def test_a_row_that_was_moved_into_another_space_is_missing_here_and_does_not_open_there(week):
    space, other, ring = week
    Row.objects.filter(space_id=space, sequence=3).update(space_id=other, sequence=2)
    assert seen(ring, space) == [*WEEK[:2], Lost(3, "missing"), *WEEK[3:]]
    assert seen(ring, other) == ["elsewhere", Lost(2, "changed")]


def test_a_row_that_was_planted_behind_the_head_is_told_and_hides_nothing(week):
    space, _, ring = week
    Row.objects.create(space_id=space, sequence=9, entry=new_id(), epoch=1, sealed=b"planted")
    assert seen(ring, space) == [*WEEK, Lost(8, "missing"), Lost(9, "changed")]


def test_missing_rows_are_told_once_for_each_run_of_them_at_the_end_too(week):
    space, _, ring = week
    Row.objects.filter(space_id=space, sequence__in=(1, 3, 4, 7)).delete()
    told = [Lost(1, "missing"), "day 2", Lost(3, "missing", 2), "day 5", "day 6", Lost(7, "missing")]
    assert seen(ring, space) == told
    assert seen(ring, space, after=3) == [Lost(4, "missing"), *told[3:]]
    Row.objects.filter(space_id=space).delete()
    assert seen(ring, space) == [Lost(1, "missing", 7)]
    Space.objects.filter(id=space).update(head=2**62)
    assert seen(ring, space) == [Lost(1, "missing", 2**62)]  # and not as many lines


def test_what_its_author_removed_is_neither_missing_nor_changed(week, liang):
    space, _, ring = week
    erasing.erase(ring, space, Row.objects.get(space_id=space, sequence=7).entry)
    assert lost(ring, space) == ()
    (*_, last) = places(ring, space)
    assert isinstance(last, Kept)
    assert (last.entry.kind, last.entry.by, dict(last.entry.body)) == (ERASED, liang.account, {})


def test_a_mark_of_what_was_removed_that_the_host_copies_over_another_entry_does_not_open(week):
    space, _, ring = week
    erasing.erase(ring, space, Row.objects.get(space_id=space, sequence=2).entry)
    Row.objects.filter(space_id=space, sequence=3).update(sealed=sealed(space, 2))
    assert lost(ring, space) == (Lost(3, "changed"),)


def test_without_a_key_of_it_a_space_is_not_there(week):
    space, other, ring = week
    only = Ring(ring.instance, {(other, 1): ring.keys[other, 1]})
    with pytest.raises(Gone):
        lost(only, space)
