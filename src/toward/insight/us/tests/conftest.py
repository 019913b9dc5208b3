"""Liang and Su on their phones, as in the tests of Today; and months behind them, written at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from toward.people.opened import sign_device_in
from toward.store.entry import Change, Entry, Intent
from toward.store.models import new_id
from toward.store.streams import decide
from toward.today.tests.conftest import EVENING, alone, clock, two  # noqa: F401 (fixtures)


def written(phone, room, kind, bodies, at):
    """Entries of a kind as if each had been written in its time; `at` gives the second of a body."""
    who, space = phone.who, phone.who.space(room)
    by = space if room == "couple" else who.account
    entries = [(space, Entry(kind, 1, at(body), "UTC", by, body)) for body in bodies]
    for begin in range(0, len(entries), 500):
        some = tuple(entries[begin : begin + 500])
        wish = Intent(new_id(), "years", 0, "UTC", who.account, {})
        decide(who.ring, wish, [space], lambda some=some: Change(entries=some))


@pytest.fixture
def kiss(two, clock):  # noqa: F811
    """A goodnight kiss that both agreed to ten months ago; its id. Since then both have signed in anew."""
    liang, su = two
    opened = [phone.who for phone in two]
    for phone, who in zip(two, opened, strict=True):
        clock.at = EVENING - timedelta(days=300)
        _sign_in(phone, who)
    ritual = liang.keep("Goodnight kiss", "bedtime")
    su.agree(ritual)
    clock.at = EVENING
    for phone, who in zip(two, opened, strict=True):
        _sign_in(phone, who)
    return ritual


def _sign_in(phone, who):
    phone.secret = sign_device_in(who, int(phone.clock()))
    phone.client.cookies["door"] = phone.secret.reveal().hex()
