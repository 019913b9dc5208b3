"""Erased means gone, and its place says by whom: in the stream, for an intent that comes again, and in the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from toward.store import erasing, spaces
from toward.store.entry import ERASED
from toward.store.models import Row, Space
from toward.store.streams import read
from toward.store.tests.conftest import keep, words
from toward.vault.entries import SIZES
from toward.vault.sealing import OVERHEAD


def test_a_mark_lies_in_the_place_of_what_was_erased_and_says_nothing(mine, liang):
    space, ring = mine
    for said in ("short", "l" * 3000, "after"):
        keep(ring, space, liang, said)
    before = list(Row.objects.order_by("sequence").values_list("sequence", "entry", "epoch"))
    assert erasing.erase_all(ring, space, [entry for _, entry, _ in before[:2]]) == 2
    assert list(Row.objects.order_by("sequence").values_list("sequence", "entry", "epoch")) == before
    assert {len(bytes(row.sealed)) for row in Row.objects.all()} == {SIZES[0] + OVERHEAD}
    marks = [kept.entry for kept in read(ring, space)][:2]
    assert {(each.kind, each.at, each.zone, each.by, len(each.body)) for each in marks} == {
        (ERASED, 0, "UTC", liang.account, 0)
    }
    assert Space.objects.get(id=space).head == 3


def test_erasing_twice_changes_nothing(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "gone")
    (entry,) = Row.objects.values_list("entry", flat=True)
    assert erasing.erase(ring, space, entry)
    once = bytes(Row.objects.get().sealed)
    assert not erasing.erase(ring, space, entry)
    assert bytes(Row.objects.get().sealed) == once


def test_a_closed_space_is_erased_from_too(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "gone")
    spaces.close(space)
    assert erasing.erase(ring, space, Row.objects.get().entry)
    assert [kept.entry.kind for kept in read(ring, space)] == [ERASED]


def test_an_intent_that_arrives_again_does_not_bring_back_what_was_erased(mine, liang):
    space, ring = mine
    wish = liang.wish()
    keep(ring, space, liang, "gone", wish=wish)
    erasing.erase(ring, space, Row.objects.get().entry)
    keep(ring, space, liang, "gone", wish=wish)
    assert [kept.entry.kind for kept in read(ring, space)] == [ERASED]


def test_what_does_not_open_is_not_erased_and_hinders_nothing(mine, liang):
    space, ring = mine
    keep(ring, space, liang, "changed", "gone", "stays")
    Row.objects.filter(sequence=1).update(epoch=4)
    entries = list(Row.objects.order_by("sequence").values_list("entry", flat=True))
    assert erasing.erase_all(ring, space, entries[:2]) == 1
    assert words(kept for kept in read(ring, space) if kept.entry.kind != ERASED) == ["stays"]


def test_a_thousand_entries_are_erased_at_once(mine, liang):
    space, ring = mine
    keep(ring, space, liang, *(f"note {number}" for number in range(1001)))
    entries = list(Row.objects.values_list("entry", flat=True))
    assert erasing.erase_all(ring, space, entries) == len(entries) == 1001
    assert {kept.entry.kind for kept in read(ring, space)} == {ERASED}


@pytest.mark.parametrize("which", ["", "stdlib"])
def test_nothing_of_what_was_erased_is_left_in_the_databases_files(tmp_path, which):
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("erased_file.py")), str(tmp_path), which],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["before", "400", "after", "200"]
