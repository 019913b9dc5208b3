"""The fixed cast of the store: Liang and Su with an installation of their own, and the test-only kind of entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from toward.store import spaces
from toward.store.documents import Kind
from toward.store.entry import Change, Entry, Intent
from toward.store.models import Instance, new_id
from toward.store.streams import Ring, decide
from toward.vault.identity import new_pair
from toward.vault.secret import SecretBytes

NOTE = Kind("test.note", steps=(lambda body: {"words": body["text"]},))  # version 1 called its words `text`
KINDS = {NOTE.name: NOTE}


@dataclass
class Person:
    """Somebody with keys."""

    account: UUID = field(default_factory=new_id)
    user_key: SecretBytes = field(default_factory=SecretBytes.random)

    def __post_init__(self):
        self.pair = new_pair()
        self.trusted = {}

    @property
    def holder(self):
        return spaces.Holder(self.account, self.user_key, self.pair, self.trusted)

    def note(self, words, at=1_000):
        return Entry(NOTE.name, NOTE.newest, at, "Europe/Berlin", self.account, {"words": words})

    def wish(self, at=1_000):
        return Intent(new_id(), "note", at, "Europe/Berlin", self.account, {})


@pytest.fixture
def instance(db):
    return Instance.objects.create(pk=1, release="0.2.0").mark


@pytest.fixture
def liang():
    return Person()


@pytest.fixture
def su(liang):
    """Su, whose six words Liang has compared."""
    su = Person()
    su.trusted[liang.account], liang.trusted[su.account] = liang.pair.public, su.pair.public
    return su


@pytest.fixture
def mine(instance, liang):
    """Liang's own space and an open ring for it."""
    space, key = spaces.begin(instance, "mine", liang.holder)
    return space, Ring(instance, {(space, 1): key}, {(space, 1): spaces.drops_pair(key).public})


def keep(ring, space, person, *words, wish=None, at=1_000):
    """Write notes with one intent."""
    notes = tuple((space, person.note(each, at)) for each in words)
    return decide(ring, wish or person.wish(at), [space], lambda: Change(entries=notes))


def words(kept):
    return [each.entry.body["words"] for each in kept]
