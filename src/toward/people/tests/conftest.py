"""The fixed cast of the people: Liang, Su and a stranger, in an installation of their own; guesses cost little here."""

from __future__ import annotations

import pytest

from toward.people import accounts, pairing
from toward.store.models import Instance
from toward.vault.keys import Cost
from toward.vault.secret import SecretBytes

NOW = 1_800_000_000
CHEAP = Cost(memory=64, passes=1)


@pytest.fixture
def house(db):
    instance = Instance.objects.create(pk=1, release="0.2.0").mark
    return accounts.House(instance, SecretBytes.random(), CHEAP)


@pytest.fixture
def liang(house):
    return accounts.sign_up(house, "Liang", "lotus pond at dusk")


@pytest.fixture
def su(house):
    return accounts.sign_up(house, "Su", "seven small stones", language="zh-hans")


@pytest.fixture
def stranger(house):
    return accounts.sign_up(house, "Stranger", "somebody else entirely")


def meet(one, other, now=NOW):
    """Invite, take, compare, confirm on both sides."""
    assert pairing.take(other, pairing.invite(one, now), now)
    for each in (one, other):
        met = pairing.meeting(each.account)
        assert pairing.confirm(each, met.public, now)


@pytest.fixture
def couple(liang, su):
    """Liang and Su with a common space, both as they are after it."""
    meet(liang, su)
    liang, su = pairing.again(liang), pairing.again(su)
    assert pairing.complete(liang) is not None
    return pairing.again(liang), pairing.again(su)
