"""Whose hand wrote something in the common space: each can prove their own to themselves, and nobody can count by it.

Every entry of the programme in *couple* is `by` the space itself. Where it must be known who wrote it (a proposal that waits
for the other's yes, a moment that can be taken back), the body carries a mark: chance, and an HMAC over the whole entry
under a key of its writer's own room. Whoever has written it finds it again; for anybody else it is noise, another one in
every entry, and grouping by it groups nothing.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from toward.people.opened import Opened
from toward.store.documents import canonical
from toward.store.entry import Entry
from toward.store.models import Space
from toward.store.streams import Gone
from toward.vault.framing import framed
from toward.vault.sealing import derive
from toward.vault.secret import SecretBytes

HAND = "hand"  # name of the mark in a body
_LETTERS = 32  # hex letters of the chance, and of the HMAC


def signed(who: Opened, space: UUID, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body with one's own mark.

    Args:
        who: writes it.
        space: into which it goes.
        kind: of the entry.
        body: what it says.

    Raises:
        Gone: one's own room is not open.
    """
    keys = _keys(who)
    if not keys:
        raise Gone
    chance = secrets.token_hex(_LETTERS // 2)
    return {**body, HAND: chance + _mark(keys[-1], space, kind, body, chance)}


def wrote(who: Opened, space: UUID, entry: Entry) -> bool:
    """Whether somebody wrote this entry of a common space themselves."""
    return entry.by == who.account or knows(who, space, entry.kind, entry.body)


def knows(who: Opened, space: UUID, kind: str, body: Mapping[str, Any]) -> bool:
    """Whether a body carries somebody's own mark.

    Args:
        who: asks about themselves.
        space: where it lies.
        kind: of the entry.
        body: with its mark; without one it is nobody's.
    """
    mark = body.get(HAND)
    if not isinstance(mark, str) or len(mark) != 2 * _LETTERS or not mark.isascii():
        return False
    said = {name: value for name, value in body.items() if name != HAND}
    made = (_mark(key, space, kind, said, mark[:_LETTERS]) for key in _keys(who))
    return any(hmac.compare_digest(one, mark[_LETTERS:]) for one in made)


def _keys(who: Opened) -> list[SecretBytes]:
    """Of one's own rooms, those from before one began anew first; the first key of each, since later ones may turn."""
    held = {space for space, _ in who.ring.keys}
    own = Space.objects.filter(id__in=held, room="mine").order_by("-closed", "id").values_list("id", flat=True)
    return [who.ring.keys[min(place for place in who.ring.keys if place[0] == space)] for space in own]


def _mark(key: SecretBytes, space: UUID, kind: str, body: Mapping[str, Any], chance: str) -> str:
    whole = framed("hand", space.bytes, kind, canonical(body), chance)
    return hmac.digest(derive(key, "hand").reveal(), whole, sha256).hex()[:_LETTERS]
