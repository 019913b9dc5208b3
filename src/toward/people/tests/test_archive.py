"""What two wrote, after one has left: read by both, erased by its authors, and by nobody else."""

from __future__ import annotations

import pytest
from django.http import Http404

from toward.people import access, archive, pairing
from toward.people.tests.test_accounts import texts, write
from toward.store import chapters


@pytest.fixture
def parted(couple):
    """Liang and Su, each with two notes, after Su has left."""
    liang, su = couple
    for number, who in enumerate((liang, su, liang, su)):
        write(who, "couple", f"note {number}")
    pairing.leave(su.account)
    return pairing.again(liang), pairing.again(su)


def seen(who, space):
    return [(line.words[0] if line.entry else None, line.mine) for line in archive.leaf(who, space).lines]


def test_both_read_everything_and_see_which_words_are_their_own(parted):
    liang, su = parted
    (shelf,) = archive.shelves(liang)
    assert archive.shelves(su) == (shelf,)
    assert seen(liang, shelf.space) == [("note 0", True), ("note 1", False), ("note 2", True), ("note 3", False)]
    assert seen(su, shelf.space) == [("note 0", False), ("note 1", True), ("note 2", False), ("note 3", True)]


def test_what_its_author_removes_is_gone_for_both_and_its_place_says_so(parted):
    liang, su = parted
    space = archive.shelves(liang)[0].space
    chapters.pack(liang.ring, space)
    first = archive.leaf(liang, space).lines[0].entry
    assert archive.remove(liang, space, {first}) == 1
    assert [words for words, _ in seen(su, space)] == [None, "note 1", "note 2", "note 3"]
    assert archive.remove(liang, space, {first}) == 0


def test_nobody_removes_what_the_other_wrote(parted, stranger):
    liang, su = parted
    space = archive.shelves(liang)[0].space
    every = {line.entry for line in archive.leaf(liang, space).lines}
    assert len(every) == 4
    assert archive.remove(liang, space, every) == 2
    assert seen(su, space) == [(None, False), ("note 1", True), (None, False), ("note 3", True)]
    assert not access.may_see_archive(stranger, space)


def test_an_archive_is_read_a_leaf_at_a_time(parted, monkeypatch):
    monkeypatch.setattr(archive, "LEAF", 3)
    liang, _ = parted
    space = archive.shelves(liang)[0].space
    first = archive.leaf(liang, space)
    second = archive.leaf(liang, space, first.further)
    assert (len(first.lines), first.further, len(second.lines), second.further) == (3, 4, 1, None)
    assert archive.leaf(liang, space, 99).lines == ()


def test_an_archive_whose_every_word_was_removed_is_still_there(parted):
    liang, su = parted
    space = archive.shelves(liang)[0].space
    for who in parted:
        archive.remove(who, space, {line.entry for line in archive.leaf(who, space).lines})
    assert archive.shelves(su) == (archive.Shelf(space, None, None),)
    assert seen(su, space) == [(None, False)] * 4


def test_rights_hang_on_keys(couple, stranger):
    liang, su = couple
    space, journal = liang.space("couple"), liang.space("journal")
    write(su, "couple", "from Su")
    (kept,) = (each for each in archive.read(liang.ring, space))
    assert access.may_read_space(liang, space)
    assert not access.may_read_space(stranger, space)
    assert not access.may_read_space(su, journal)
    assert access.may_write_space(su, space)
    assert access.may_erase_entry(su, space, kept)
    assert not access.may_erase_entry(liang, space, kept)
    assert not access.may_see_archive(liang, space)
    assert access.may_leave(liang)
    assert not access.may_leave(stranger)
    assert access.may_invite(stranger)
    assert not access.may_invite(liang)
    pairing.leave(liang.account)
    assert access.may_see_archive(su, space)
    assert not access.may_write_space(su, space)
    with pytest.raises(Http404):
        access.or_nothing_here(access.may_see_archive(stranger, space))
    assert texts(pairing.again(su), "mine") == []
