"""What one wrote is known to oneself, and to nobody else."""

from __future__ import annotations

from uuid import UUID

import pytest

from toward.people import hand
from toward.people.opened import come_back, sign_device_in
from toward.people.tests.conftest import NOW
from toward.store.entry import Entry
from toward.store.streams import Gone, Ring

KIND = "test.word"


def entry(space, body):
    return Entry(KIND, 1, 1_800_000_000, "UTC", space, body)


def test_one_knows_ones_own_hand_and_not_the_others(couple):
    liang, su = couple
    space = liang.space("couple")
    by_liang, by_su = (entry(space, hand.signed(who, space, KIND, {"words": "a lamp"})) for who in couple)
    assert [hand.wrote(liang, space, each) for each in (by_liang, by_su)] == [True, False]
    assert [hand.wrote(su, space, each) for each in (by_liang, by_su)] == [False, True]


def test_nothing_can_be_grouped_by_a_hand(couple):
    liang, su = couple
    space = liang.space("couple")
    marks = [hand.signed(who, space, KIND, {"words": "a lamp"})[hand.HAND] for who in (liang, su) for _ in range(50)]
    assert len(set(marks)) == 100
    parts = {piece for mark in marks for piece in (mark[:32], mark[32:])}
    assert len(parts) == 200


def test_a_hand_moved_to_other_words_or_another_room_or_kind_is_nobodys(couple):
    liang, _ = couple
    space = liang.space("couple")
    body = hand.signed(liang, space, KIND, {"words": "a lamp"})
    assert hand.knows(liang, space, KIND, body)
    assert not hand.knows(liang, space, KIND, {**body, "words": "a stone"})
    assert not hand.knows(liang, space, "test.other", body)
    assert not hand.knows(liang, UUID(int=7), KIND, body)


@pytest.mark.parametrize("mark", [None, 7, "", "0" * 64, "0" * 63, "é" * 64, ["x"]])
def test_what_is_no_hand_is_nobodys(couple, mark):
    liang, _ = couple
    space = liang.space("couple")
    assert not hand.knows(liang, space, KIND, {"words": "a lamp", hand.HAND: mark})


def test_a_device_that_was_signed_in_knows_the_hand_too(house, couple):
    liang, _ = couple
    space = liang.space("couple")
    body = hand.signed(liang, space, KIND, {"words": "a lamp"})
    there = come_back(house.instance, sign_device_in(liang, NOW), NOW)
    assert hand.knows(there, space, KIND, body)


def test_without_ones_own_room_nothing_is_signed(couple):
    liang, _ = couple
    bare = type(liang)(liang.holder, Ring(liang.ring.instance), None)
    with pytest.raises(Gone):
        hand.signed(bare, UUID(int=1), KIND, {})
