"""Checkpoints change nothing but the time it takes: every order of events gives the same with and without them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import OperationalError, transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from toward.store import chapters, checkpoints, documents, drops, erasing, spaces
from toward.store.checkpoints import Fold, Folded
from toward.store.documents import Kind, Newer
from toward.store.entry import ERASED, Change, Refusal
from toward.store.models import Cache, Row, Space, new_id
from toward.store.queue import Rules, refused
from toward.store.streams import Gone, Memory, Ring, decide, leave, read
from toward.store.tests.breaking import broken
from toward.store.tests.conftest import KINDS, NOTE, keep

TOMORROW = "test.tomorrow"
KNOWN_LATER = KINDS | {TOMORROW: Kind(TOMORROW)}
WORDS = Fold("words", 1, (), lambda state, entry: (*state, entry.body["words"]), list, tuple)  # the order shows


class World:
    """A space in which anything may happen, and what a page says of it."""

    def __init__(self, ring, space, liang, module=checkpoints):
        self.fresh, self.ring = (
            ring,
            replace(ring, memory=Memory()),
        )  # one that remembers nothing, and a visit that does
        self.space, self.liang, self.module = space, liang, module
        self.kinds, self.clock, self.said = KINDS, 10_000, 0

    def write(self, at, kind=NOTE.name):
        self.said += 1
        entry = self.liang.note(f"{self.said}", at)
        entry = entry if kind == NOTE.name else entry._replace(kind=kind, v=1)
        change = Change(entries=((self.space, entry),))
        decide(self.ring, self.liang.wish(at), [self.space], lambda: change)

    def append(self, number):
        self.clock += number % 3
        self.write(self.clock, TOMORROW if number % 4 == 2 else NOTE.name)

    def late(self, number):
        self.write(self.clock - 1 - number)

    def pack(self, number):
        chapters.pack(self.ring, self.space)

    def look(self, number):
        for ring in (self.ring, self.fresh):
            found = self.module.folded(ring, self.space, WORDS, self.kinds)
            assert (found.state, found.newer) == self.plain()
        assert list(chapters.stream(self.ring, self.space)) == list(read(self.ring, self.space))

    def erase(self, number):
        kept = list(read(self.ring, self.space))
        if kept:
            erasing.erase_all(self.ring, self.space, [kept[number % len(kept)].id])

    def turn(self, number):
        spaces.turn(self.ring, self.space, self.liang.holder)
        keys = spaces.ring_of(self.ring.instance, self.liang.holder, ["mine"]).keys
        self.fresh = Ring(self.ring.instance, keys, {p: spaces.drops_pair(key).public for p, key in keys.items()})
        self.ring = replace(self.fresh, memory=Memory())

    def drop(self, number):
        self.said += 1
        leave(self.ring, self.space, self.liang.note(f"{self.said}", self.clock - number), self.liang.wish())
        drops.collect(self.ring, self.space, Rules())

    def tamper(self, number):
        rows = list(Cache.objects.filter(space_id=self.space).order_by("name", "first"))
        if not rows:
            return
        row = rows[number % len(rows)]
        sealed, head = bytes(row.sealed), Space.objects.get(id=self.space).head
        changes = (
            {"sealed": bytes(each ^ 1 for each in sealed)}, {"sealed": sealed[:40] + b"x" + sealed[41:]}, {"sealed": b"\x07" + sealed[1:]}, {"sealed": b""},
            {"last": min(row.last + 1, head)}, {"last": row.last + 1}, {"last": max(row.last - 1, 1)}, {"epoch": 99},
            {"sealed": bytes(rows[-1].sealed)}, {"first": row.first + 1},
        )  # fmt: skip
        Cache.objects.filter(id=row.id).update(**changes[number // 3 % len(changes)])

    def forget(self, number):
        Cache.objects.filter(space_id=self.space).delete()

    def learn(self, number):
        self.kinds = KNOWN_LATER if self.kinds is KINDS else KINDS

    def plain(self):
        """What the fold comes to without any cache."""
        kept = [each for each in read(self.ring, self.space) if each.entry.kind != ERASED]
        kept.sort(key=lambda each: (each.entry.at, each.sequence))
        entries = [documents.newest(each.entry, self.kinds) for each in kept]
        told = [entry.body["words"] for entry in entries if not isinstance(entry, Newer)]
        return tuple(told), len(entries) - len(told)


OFTEN = ("append", "append", "append", "look", "look", "late", "erase", "tamper", "tamper", "pack", "drop", "learn")
EVENTS = st.lists(st.tuples(st.sampled_from((*OFTEN, "turn", "forget")), st.integers(0, 60)), min_size=12, max_size=30)


@pytest.fixture
def small(monkeypatch):
    """So small that a few entries fill chapters and checkpoints."""
    monkeypatch.setattr(chapters, "RUN", 4)
    monkeypatch.setattr(checkpoints, "MOST", 2)


def live(mine, liang, module=checkpoints, examples=80):
    """Let chance decide what happens; returns how often a checkpoint lay there when somebody looked."""
    met = [0]
    quietly = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=quietly, database=None, derandomize=True,
        phases=(Phase.explicit, Phase.generate), report_multiple_bugs=False,
    )  # fmt: skip
    @given(EVENTS)
    @example([*[("append", 2)] * 4, ("look", 0), ("learn", 0), ("look", 0)])
    @example([*[("append", 0)] * 3, ("look", 0), ("append", 0), ("tamper", 12), ("look", 0)])
    def anything(events):
        with transaction.atomic():
            space, ring = mine
            world = World(ring, space, liang, module)
            for name, number in (*events, ("look", 0)):
                met[0] += Cache.objects.filter(name=WORDS.column).exists() and name == "look"
                getattr(world, name)(number)
            transaction.set_rollback(True)

    anything()
    return met[0]


def test_every_order_of_events_gives_the_same_with_and_without_caches(mine, liang, small):
    assert live(mine, liang) > 40


MUTANTS = {
    "late entries are taken as the latest": ("return not rest or known.latest is None or _moment(rest[0])", "return True or _moment(rest[0])"),
    "entries go by their places": ("sorted(entries, key=_moment)", "sorted(entries, key=lambda kept: kept.sequence)"),
    "the kinds it knew do not matter": ('if kept["kinds"] != _mark(kinds):', "if False:"),
    "newer ones are not carried on": ('int(kept["newer"])', "0"),
    "what was erased still counts": ("return name != ERASED and (", "return ("),
    "one entry is left out": ("replace(standing, last=held.head)", "replace(standing, last=held.head + 1)"),
}  # fmt: skip


def test_a_copy_with_nothing_broken_passes(mine, liang, small):
    with broken("toward.store.checkpoints", "MOST = 64", "MOST = 2") as module:
        assert live(mine, liang, module, 30) > 20


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_checkpoint_is_noticed(mine, liang, small, mutant):
    with broken("toward.store.checkpoints", *MUTANTS[mutant]) as module:
        module.MOST = 2
        with pytest.raises((AssertionError, KeyError)):
            live(mine, liang, module, 600)


def test_a_store_that_forgets_to_drop_what_saw_an_erased_entry_is_noticed(mine, liang, small, monkeypatch):
    monkeypatch.setattr(chapters, "forget", lambda space, sequence=None: None)
    with pytest.raises(AssertionError):
        live(mine, liang, examples=600)


def test_a_seal_that_does_not_bind_the_last_place_is_noticed(mine, liang, small, monkeypatch):
    bound = chapters._context
    monkeypatch.setattr(chapters, "_context", lambda ring, space, name, first, last: bound(ring, space, name, first, 0))
    with pytest.raises(AssertionError):
        live(mine, liang, examples=600)


def looked(mine, module=checkpoints, fold=WORDS, kinds=KINDS):
    space, ring = mine
    return module.folded(ring, space, fold, kinds)


def test_a_checkpoint_is_made_after_so_many_entries_and_replaced_one_a_fold(mine, liang, small):
    space, ring = mine
    for i in range(3):
        keep(ring, space, liang, f"{i}", at=1_000 + i)
        looked(mine)
    row = Cache.objects.get(name="words.1")
    assert (row.first, row.last) == (1, 3)
    keep(ring, space, liang, "3", "4", "5", at=2_000)
    looked(mine)
    assert Cache.objects.get(name="words.1").last == 6
    looked(mine, fold=replace(WORDS, version=2))
    assert [row.name for row in Cache.objects.all()] == ["words.2"]


def test_a_visit_with_a_checkpoint_steps_through_what_came_since_alone(mine, liang, small):
    space, ring = mine
    steps = []
    fold = replace(WORDS, step=lambda state, entry: steps.append(entry) or (*state, entry.body["words"]))
    keep(ring, space, liang, "a", "b", "c", at=1_000)
    keep(ring, space, liang, "d", at=1_001)
    looked(mine, fold=fold)
    keep(ring, space, liang, "e", at=1_002)
    steps.clear()
    assert looked(mine, fold=fold).state[-1] == "e"
    assert [entry.body["words"] for entry in steps] == ["e"]


def test_what_a_phone_sends_late_stands_where_it_belongs(mine, liang, small):
    space, ring = mine
    for i in range(4):
        keep(ring, space, liang, f"{i}", at=1_000 + 10 * i)
    assert looked(mine).state == ("0", "1", "2", "3")
    keep(ring, space, liang, "late", at=1_005)
    assert looked(mine).state == ("0", "late", "1", "2", "3")
    assert Cache.objects.get().last == 5  # and the next visit need not begin anew


def test_erasing_takes_every_checkpoint_along_that_has_seen_it_and_leaves_earlier_ones(mine, liang, small):
    space, ring = mine
    keep(ring, space, liang, "a", "b", "c", at=1_000)
    looked(mine)
    keep(ring, space, liang, "d", at=1_001)
    *_, third, last = read(ring, space)
    erasing.erase_all(ring, space, [last.id])
    assert Cache.objects.count() == 1
    erasing.erase_all(ring, space, [third.id])
    assert Cache.objects.count() == 0
    assert looked(mine) == Folded(("a", "b"))


def test_a_checkpoint_that_has_seen_more_than_the_stream_holds_is_passed_over(mine, liang, small):
    space, ring = mine
    for i in range(4):
        keep(ring, space, liang, f"{i}", at=1_000 + i)
    looked(mine)
    Space.objects.filter(id=space).update(head=3)  # a backup, with a cache of later
    Row.objects.filter(space_id=space, sequence=4).delete()
    assert looked(mine).state == ("0", "1", "2")


def test_a_checkpoint_with_nonsense_in_it_is_passed_over(mine, liang, small):
    space, ring = mine
    for i in range(4):
        keep(ring, space, liang, f"{i}", at=1_000 + i)
    found = 0
    for plain in (b"", b"[]", b"{}", b"null", b'{"kinds": 1}', b"\xff"):
        chapters.write(ring, space, "words.1", (1, 4), plain)
        assert looked(mine).state == ("0", "1", "2", "3")
        found += 1
    assert found == 6


def test_who_does_not_hold_every_key_leaves_nothing_for_others_to_use(instance, liang, su, small):
    space, key = spaces.begin(instance, "couple", liang.holder)
    ring = Ring(instance, {(space, 1): key})
    spaces.give(ring, space, liang.holder, su.account)
    hers = spaces.ring_of(instance, su.holder, ["couple"])
    keep(ring, space, liang, *"abcd", at=1_000)
    spaces.turn(ring, space, liang.holder)
    his = spaces.ring_of(instance, liang.holder, ["couple"])
    keep(his, space, liang, *"efgh", at=1_001)
    assert len(looked((space, hers)).state) == 4
    assert chapters.pack(hers, space) == 0
    assert Cache.objects.count() == 0
    assert len(looked((space, his)).state) == 8
    assert chapters.pack(his, space) == 2
    assert Cache.objects.count() == 3


def test_a_full_disk_keeps_no_checkpoint_and_the_page_is_the_same(mine, liang, small, monkeypatch):
    space, ring = mine
    keep(ring, space, liang, *"abcd")

    def full(*_):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(chapters, "write", full)
    assert len(looked(mine).state) == 4
    assert Cache.objects.count() == 0


def test_a_checkpoint_lies_there_sealed(mine, liang, small):
    space, ring = mine
    keep(ring, space, liang, *(f"Erdbeerkuchen {i}" for i in range(4)))
    looked(mine)
    assert b"Erdbeer" not in bytes(Cache.objects.get().sealed)
    with pytest.raises(Gone):
        looked((space, Ring(new_id())))
    with pytest.raises(Gone):
        looked((new_id(), ring))


def test_what_was_refused_is_a_kind_that_every_fold_may_pass_by(mine, liang, small):
    space, ring = mine
    entry = refused(liang.wish(), Refusal("not_now"))
    decide(ring, liang.wish(), [space], lambda: Change(entries=((space, entry),)))
    count = Fold("count", 1, 0, lambda state, entry: state + (entry.kind == NOTE.name), int, int)
    assert looked(mine, fold=count) == Folded(0, 0)


@pytest.mark.parametrize("name", ["a.b", "x" * 47])
def test_a_fold_whose_name_does_not_fit_is_none(name):
    with pytest.raises(ValueError, match="does not name a fold"):
        replace(WORDS, name=name)


def test_a_fold_that_looks_at_its_own_kinds_counts_what_is_newer_and_passes_the_rest_by(mine, liang, small):
    space, ring = mine
    world = World(ring, space, liang)
    for number in range(9):
        world.append(number)  # every fourth is of a kind that only a newer release knows
    chapters.pack(ring, space)
    seen = []
    none = Fold("none", 1, 0, lambda state, entry: seen.append(entry) or state, int, int, frozenset({"test.other"}))
    assert checkpoints.folded(ring, space, none, KINDS) == Folded(0, 2)
    assert checkpoints.folded(ring, space, none, KNOWN_LATER) == Folded(0, 0)
    assert not seen
    mine_alone = replace(none, name="own", kinds=frozenset({NOTE.name}), run=lambda state, run: state + len(list(run)))
    assert checkpoints.folded(ring, space, mine_alone, KNOWN_LATER) == Folded(7, 0)
