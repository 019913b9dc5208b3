"""What a visit remembers is what is there: after writing, after erasing, and whatever somebody else wrote before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toward.store import checkpoints
from toward.store.checkpoints import Fold, folded
from toward.store.erasing import erase
from toward.store.models import Cache
from toward.store.streams import Memory, read
from toward.store.tests.conftest import KINDS, keep

COUNT = Fold("count", 1, 0, lambda state, _: state + 1, lambda state: state, int)
LAST = Fold("last", 1, "", lambda _, entry: entry.body["words"], str, str)


@pytest.fixture
def space(mine):
    return mine[0]


@pytest.fixture
def ring(mine):
    return mine[1]


@pytest.fixture(params=[False, True], ids=["writes", "only reads"])
def visit(request, ring):
    """A visit's own ring."""
    one = replace(ring, memory=Memory())
    if request.param:
        one.memory.only_reads()
    return one


def last(ring, space):
    return folded(ring, space, LAST, KINDS).state


def count(ring, space):
    return folded(ring, space, COUNT, KINDS).state


def test_ones_own_writing_is_seen_at_once(visit, space, liang):
    for number in range(1, 5):
        keep(visit, space, liang, "word", at=number)
        assert count(visit, space) == number


def test_what_comes_late_is_sorted_in_as_by_a_visit_that_remembers_nothing(visit, ring, space, liang):
    for at, words in ((5, "one"), (9, "two"), (7, "three")):
        keep(visit, space, liang, words, at=at)
        assert last(visit, space) == last(ring, space)
    assert last(visit, space) == "two"


def test_what_it_erases_is_gone_from_its_memory(visit, space, liang):
    for number in range(3):
        keep(visit, space, liang, "word", at=number + 1)
    assert count(visit, space) == 3
    assert erase(visit, space, next(iter(read(visit, space))).id)
    assert count(visit, space) == 2


def test_a_visit_that_writes_sees_what_another_one_wrote_meanwhile(ring, space, liang):
    visit = replace(ring, memory=Memory())
    keep(visit, space, liang, "word", at=1)
    assert count(visit, space) == 1
    keep(ring, space, liang, "word", at=2)
    assert count(visit, space) == 2


def test_a_visit_that_only_reads_asks_once_for_all_its_folds(ring, space, liang, django_assert_num_queries):
    visit = replace(ring, memory=Memory())
    visit.memory.only_reads()
    keep(ring, space, liang, "word", at=1)
    with django_assert_num_queries(4):  # the head, two checkpoints that are not there, and the entries once
        assert (count(visit, space), last(visit, space), count(visit, space)) == (1, "word", 1)


def test_past_so_many_entries_there_is_a_checkpoint_as_without_a_memory(ring, space, liang):
    visit = replace(ring, memory=Memory())
    for number in range(checkpoints.MOST + 3):
        keep(visit, space, liang, "word", at=number + 1)
        assert count(visit, space) == number + 1
    assert Cache.objects.filter(space_id=space, name=COUNT.column).count() == 1
