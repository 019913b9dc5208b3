"""What was done to the rows from outside: each fault has a sentence of its own, takes nothing else away, reveals nothing."""

from __future__ import annotations

import pytest

from toward.people import accounts, archive, pairing, takeout
from toward.people.opened import trusted
from toward.people.reads import own
from toward.people.tests.conftest import NOW, meet
from toward.people.tests.test_accounts import write
from toward.people.tests.test_pair_pages import browser
from toward.people.tests.test_pair_pages import house as pages  # noqa: F401 (a fixture)
from toward.store.entry import ERASED, Entry
from toward.store.models import Row, Space, new_id
from toward.store.streams import read

REMOVED = {"en": "removed by its author", "zh-CN": "已被作者移除"}
MISSING = {"en": "Something is missing here. Its author did not remove it", "zh-CN": "这里少了些内容。不是作者移除的"}
CHANGED = {"en": "One entry here does not open any more.", "zh-CN": "这里有一条再也打不开了。"}


@pytest.fixture
def parted(pages):  # noqa: F811
    """Liang and Su with ten notes between them, an archive now."""
    people = [accounts.sign_up(pages, name, f"a long password of {name}") for name in ("Liang", "Su")]
    meet(*people)
    pairing.complete(pairing.again(people[0]))
    liang, su = (pairing.again(each) for each in people)
    for number in range(5):
        for who in (liang, su):
            write(who, "couple", f"note {number} of {'Liang' if who is liang else 'Su'}")
    space = liang.space("couple")
    pairing.leave(su.account)
    return pairing.again(liang), pairing.again(su), space


def rows(space, *places):
    return Row.objects.filter(space_id=space, sequence__in=places)


def flip(space, other):
    row = rows(space, 3).get()
    rows(space, 3).update(sealed=bytes(row.sealed)[:-1] + bytes((row.sealed[-1] ^ 1,)))


def swap(space, other):
    two, three = rows(space, 2).get().sealed, rows(space, 3).get().sealed
    rows(space, 2).update(sealed=three)
    rows(space, 3).update(sealed=two)


def another_epoch(space, other):
    rows(space, 3).update(epoch=7)


def plant(space, other):
    rows(space, 3).update(entry=new_id(), sealed=b"\1" + bytes(312))


def move(space, other):
    head = Space.objects.get(id=other).head
    Space.objects.filter(id=other).update(head=head + 1)
    rows(space, 3).update(space_id=other, sequence=head + 1)


def delete(space, other):
    rows(space, 3, 4, 10).delete()


FAULTS = [  # deed, how many lines say changed, missing; how many notes are left
    (flip, 1, 0, 9), (swap, 2, 0, 8), (another_epoch, 1, 0, 9), (plant, 1, 0, 9), (move, 0, 1, 9), (delete, 0, 2, 7),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(("deed", "changed", "missing", "left"), FAULTS)
def test_a_fault_is_told_in_its_place_and_everything_else_stays_readable(
    parted, language, deed, changed, missing, left
):
    liang, su, space = parted
    archive.remove(su, space, {rows(space, 8).get().entry})
    deed(space, liang.space("mine"))
    page = browser(liang, language).get(f"/archive/{space}/")
    assert page.status_code == 200
    counts = [page.text.count(said[language]) for said in (REMOVED, CHANGED, MISSING)]
    assert counts == [1, changed, missing]
    assert page.text.count('class="said"') == page.text.count("note ") == left - 1


@pytest.mark.parametrize(("deed", "changed", "missing", "left"), FAULTS)
def test_after_a_fault_every_page_answers_and_everything_that_opens_is_taken_out(parted, deed, changed, missing, left):
    liang, su, space = parted
    deed(space, liang.space("mine"))
    one = browser(liang)
    for path in ("/home/", "/archive/", "/left-hands/", "/settings/", "/devices/", "/export/", "/pair/"):
        assert one.get(path).status_code == 200
    told = {room.space: room.entries for room in takeout.everything(liang)}[space]
    assert len(told) == left
    assert len(archive.leaf(su, space).lines) == left + changed + missing


def test_ones_own_room_with_a_changed_row_lets_its_owner_in_and_says_so(parted, pages):  # noqa: F811
    liang, _, _ = parted
    mine = liang.space("mine")
    known = dict(trusted(liang.ring))
    assert len(known) == 1
    assert CHANGED["en"] not in browser(liang).get("/left-hands/").text
    row = Row.objects.filter(space_id=mine).earliest("sequence")
    Row.objects.filter(id=row.id).update(sealed=bytes(row.sealed)[::-1])
    again = accounts.sign_in(pages, "Liang", "a long password of Liang", None)
    assert again.account == liang.account
    page = browser(again).get("/left-hands/")
    assert (page.status_code, page.text.count(CHANGED["en"])) == (200, 1)


def test_a_confirmed_key_that_was_tampered_with_opens_nothing_and_asks_for_the_words_anew(parted, pages):  # noqa: F811
    _, su, space = parted  # Su's key of the space was granted by Liang
    for row in Row.objects.filter(space_id=su.space("mine")):
        Row.objects.filter(id=row.id).update(sealed=b"\1" + bytes(312))
    again = accounts.sign_in(pages, "Su", "a long password of Su", None)
    assert again.holder.trusted == {}
    assert all(held != space for held, _ in again.ring.keys)
    assert browser(again).get("/home/").status_code == 200


def test_a_mark_of_what_was_removed_is_no_choice_no_kit_and_goes_nowhere(parted):
    liang, _, space = parted
    mark = Entry(ERASED, 1, 0, "UTC", liang.account, {})
    assert own([mark]).kit(NOW) == own([]).kit(NOW)
    archive.remove(liang, space, {rows(space, 1).get().entry})
    told = {room.space: room.entries for room in takeout.everything(liang)}[space]
    assert len(told) == 9
    assert ERASED not in {kept.entry.kind for kept in told}
    assert ERASED in {kept.entry.kind for kept in read(liang.ring, space)}


def test_what_was_removed_cannot_be_chosen_again(parted):
    liang, _, space = parted
    entry = rows(space, 1).get().entry
    archive.remove(liang, space, {entry})
    assert str(entry) not in browser(liang).get(f"/archive/{space}/").text
    assert archive.remove(liang, space, {entry}) == 0
