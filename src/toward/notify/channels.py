"""The ways to a person: added, listed, removed, and taken away where a browser says that it is gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast
from uuid import UUID

from django.db.models import F

from toward.notify.models import Channel, Feed, Wishes
from toward.notify.own_keys import close, open_
from toward.people import labels
from toward.people.accounts import House
from toward.people.opened import Opened
from toward.vault.errors import VaultError

Way = Literal["push", "ntfy", "mail"]
WAYS: tuple[Way, ...] = ("push", "ntfy", "mail")
SIZE = 1024  # bytes, so that an address does not show by its length
MOST = 8  # channels of one person
MOST_FAILURES = 30_000  # as far as the column counts


@dataclass(frozen=True, slots=True)
class Line:
    """One channel, as its owner sees it.

    Args:
        id: of the row.
        way: by what.
        label: what they call it, "" where their room is not open.
        gone: whether the other end has taken it back, so that nothing goes there any more.
        failing: how many times in a row it did not get through.
        ok_day: the last day it did; None before the first time.
    """

    id: UUID
    way: Way
    label: str
    gone: bool
    failing: int
    ok_day: date | None


def add(house: House, who: Opened, way: Way, address: Mapping[str, str], label: str) -> UUID | None:
    """Keep a way to somebody; None where they have enough already. The same address twice is kept once.

    Args:
        house: this installation.
        who: whose it is.
        way: by what.
        address: what it takes to send there.
        label: what its owner calls it.

    Raises:
        ValueError: an address longer than any honest one.
    """
    for one in Channel.objects.filter(account=who.account, way=way):
        if address_of(house, one) == address:
            return one.id
    if Channel.objects.filter(account=who.account).count() >= MOST:
        return None
    sealed = close(house, who.account, way, json.dumps(dict(address)).encode(), SIZE)
    kept = {"address": sealed, "label": labels.sealed(who, label)}
    return Channel.objects.create(account=who.account, way=way, **kept).id


def address_of(house: House, channel: Channel) -> dict[str, str]:
    """What it takes to send there; nothing where it is gone or does not open."""
    try:
        plain = open_(house, channel.account, channel.way, channel.address) if channel.address else b"{}"
    except VaultError:
        return {}
    return cast("dict[str, str]", json.loads(plain))


def lines(who: Opened) -> tuple[Line, ...]:
    """Every channel of somebody, those that ring first."""
    rows = Channel.objects.filter(account=who.account)
    found = [_line(who, row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.gone, WAYS.index(one.way), one.label, one.id)))


def _line(who: Opened, row: Channel) -> Line:
    label = labels.read(who, bytes(row.label))
    return Line(row.id, cast("Way", row.way), label, not row.address, row.failing, row.ok_day)


def remove(account: UUID, channel: UUID) -> bool:
    """Take a channel away; whether it was theirs."""
    return Channel.objects.filter(account=account, id=channel).delete()[0] > 0


def reached(channel: UUID, day: date) -> None:
    """It got through; only the day is kept."""
    Channel.objects.filter(id=channel).update(failing=0, ok_day=day)


def missed(channel: UUID) -> None:
    """It did not get through this time."""
    Channel.objects.filter(id=channel, failing__lt=MOST_FAILURES).update(failing=F("failing") + 1)


def gone(channel: UUID) -> None:
    """The other end has taken it back: its address goes at once, the row stays until its owner has seen it."""
    Channel.objects.filter(id=channel).update(address=b"")


def erase(account: UUID) -> None:
    """Take everything away that reaches somebody."""
    for kept in (Channel, Wishes, Feed):
        kept.objects.filter(account=account).delete()
