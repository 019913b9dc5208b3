"""What a visit does in passing: what was dropped meanwhile moves in, and long runs of entries are packed into chapters.

No analysis, and nothing that anybody waits for. Where the disk is full, it is left for the next visit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import OperationalError
from django.db.models import Max

from toward.people.mine import LEFT
from toward.people.opened import Opened
from toward.people.pairing import INVITATION
from toward.people.reads import KIT, SETTINGS, TRUST
from toward.store import chapters, drops
from toward.store.entry import Intent
from toward.store.models import Cache, Drop, Space
from toward.store.queue import Ruled, Rules
from toward.store.streams import Gone

# Kinds of entries, and of intents, that only who has the key can write, and that are believed for it: no drop brings one.
BELIEVED: set[str] = {TRUST, INVITATION, SETTINGS, KIT, LEFT}
Judge = Callable[[Opened, Intent], Ruled]
KNOWN: dict[str, Judge] = {}  # every room of the programme puts its own intents here


def rules(who: Opened, now: int) -> Rules:
    """What can be done on somebody's visit."""
    return Rules(now, {kind: partial(judge, who) for kind, judge in KNOWN.items()}, frozenset(BELIEVED))


def tend(who: Opened, now: int) -> None:
    """Move in what was dropped into the open rooms, and pack what fills whole chapters."""
    held = {space for space, _ in who.ring.keys}
    with suppress(OperationalError):
        for space in set(Drop.objects.filter(space_id__in=held).values_list("space_id", flat=True)):
            _move_in(who, space, now)
        for space in _long(held):
            chapters.pack(who.ring, space)


def _move_in(who: Opened, space: UUID, now: int) -> None:
    with suppress(Gone):  # left since
        drops.collect(who.ring, space, rules(who, now))


def _long(held: set[UUID]) -> list[UUID]:
    """The rooms in which at least a chapter's worth is not packed yet."""
    packed = (
        Cache.objects.filter(space_id__in=held, name=chapters.CHAPTER).values_list("space_id").annotate(Max("last"))
    )
    last = dict(packed)
    heads = Space.objects.filter(id__in=held, head__gte=chapters.RUN).values_list("id", "head")
    return [space for space, head in heads if head - last.get(space, 0) >= chapters.RUN]
