"""What was written down about moments comes to the same in one go and one by one, and in spite of nonsense."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from uuid import UUID

import pytest

from toward.moments import reads, writes
from toward.moments.records import FELT, HOW, JOINT, LONGEST, MET, RECENT, SHARED, THANKS, TURNED, WHAT, Met, Mine, Ours
from toward.store.entry import Entry, Refusal

NOON, TODAY = 1_800_000_000, date(2027, 1, 15)
NUMBER = TODAY.toordinal()


def entry(kind, body):
    return Entry(kind, 1, NOON, "UTC", UUID(int=9), body)


def met(name="m", **more):
    return entry(MET, {"moment": name, "day": TODAY.isoformat(), "what": "touch", "words": "", **more})


def nonsense(chance):
    return chance.choice((
        met(day="yesterday"), met(what="score"), met(day=None), entry(MET, {}), entry(TURNED, {"day": TODAY.isoformat()}),
        entry(TURNED, {"day": TODAY.isoformat(), "how": None}), entry(TURNED, {"how": ["toward"]}), entry("test.other", {}),
        entry(MET, {"moment": "m", "day": TODAY.isoformat()}), entry(THANKS, {"words": "no hand"}), entry(FELT, {"hand": 5}),
    ))  # fmt: skip


def life(chance, many):
    for _ in range(many):
        name, day = f"{chance.randrange(90)}", (TODAY - timedelta(days=chance.randrange(30))).isoformat()
        yield chance.choice((
            lambda name=name, day=day: met(name, day=day, what=chance.choice(WHAT), shared=chance.random() < 0.5),
            lambda name=name, day=day: met(name, day=day, out=True),
            lambda day=day: entry(TURNED, {"day": day, "how": chance.sample(HOW, chance.randrange(4))}),
            lambda: nonsense(chance),
            lambda name=name, day=day: entry(SHARED, {"moment": name, "day": day, "what": "look", "words": "", "hand": "a"}),
            lambda: entry(THANKS, {"words": "Thank you.", "hand": "b"}),
            lambda: entry(JOINT, {"to": chance.choice(("yes", "no")), "hand": "c"}),
            lambda day=day: entry(FELT, {"day": day, "felt": 7, "hand": "d"}),
        ))()  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_a_run_comes_to_the_same_as_its_entries_and_as_its_halves_kept_between(seed):
    entries = list(life(random.Random(seed), 400))
    for one, run, begins, write, read in (
        (reads.own_after, reads.own_after_all, Mine(), reads.write_own, reads.read_own),
        (reads.ours_after, reads.ours_after_all, Ours(), reads.write_ours, reads.read_ours),
    ):
        known = begins
        for each in entries:
            known = one(known, each)
        half = read(json.loads(json.dumps(write(run(begins, entries[:170])))))
        assert known == run(begins, entries) == run(half, entries[170:])
        assert known != begins


def test_a_moment_is_counted_once_however_often_it_is_shared_and_not_once_it_is_out():
    known = reads.own_after_all(Mine(), [met(), met(shared=True), met()])
    assert known == Mine((Met("m", NUMBER, "touch", ""),), {NUMBER: 1})
    gone = reads.own_after_all(known, [met(out=True), met(out=True)])
    assert gone == Mine((), {NUMBER: 0})


def test_older_moments_leave_the_page_and_stay_counted():
    known = reads.own_after_all(Mine(), [met(f"{number}") for number in range(RECENT + 9)])
    assert len(known.recent) == RECENT
    assert known.recent[0].id == "9"
    assert known.received == {NUMBER: RECENT + 9}


@pytest.mark.parametrize(("change", "code"), [
    ({"day": "2027-01-16"}, "moments_day"), ({"day": "2026-12-24"}, "moments_day"), ({"day": "soon"}, "moments_day"),
    ({"what": "score"}, "moments_what"), ({"words": "a" * (LONGEST + 1)}, "moments_long"),
])  # fmt: skip
def test_a_moment_that_cannot_be_kept_says_why(change, code):
    fields = {"day": TODAY.isoformat(), "what": "touch", "words": "In passing.", **change}
    said = writes.met(fields, "m", NUMBER)
    assert isinstance(said, Refusal)
    assert said.code == code


def test_words_may_be_empty_and_a_kind_left_open():
    assert writes.met({"day": "2027-01-01"}, "m", NUMBER) == {
        "moment": "m", "day": "2027-01-01", "what": "other", "words": "",
    }  # fmt: skip
    assert writes.turned({"day": "2027-01-15", "against": "1", "toward": "1"}, NUMBER) == {
        "day": "2027-01-15", "how": ["toward", "against"],
    }  # fmt: skip
    assert isinstance(writes.thanks({"words": "  \n"}), Refusal)
