"""Memos: what a page has worked out and would have to work out again, sealed beside the stream it came from.

A cache like any other: never the only copy, dropped when an entry is erased, passed over when it does not open. Whoever
reads one holds what is in it against what it was made of; a memo is never believed for itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import OperationalError

from toward.store import chapters, documents
from toward.store.models import Cache, Space
from toward.store.streams import Gone, Ring

_FIRST = 1


def kept(ring: Ring, space: UUID, name: str) -> Mapping[str, Any]:
    """What was worked out; nothing where there is no memo that can be used.

    Args:
        ring: opened keys.
        space: beside which stream.
        name: of the memo and its version, `us-watch.1`.
    """
    row = Cache.objects.filter(space_id=space, name=name, first=_FIRST).first()
    try:
        return dict(json.loads(chapters.opened(ring, row))) if row is not None else {}
    except chapters.UNUSABLE:
        return {}


def keep(ring: Ring, space: UUID, name: str, memo: Mapping[str, Any]) -> None:
    """Keep it in place of an earlier one; on a full disk, or where the room is gone, it is worked out again next time."""
    head = Space.objects.filter(id=space).values_list("head", flat=True).first() or 0
    with suppress(OperationalError, Gone):
        chapters.write(ring, space, name, (_FIRST, max(head, _FIRST)), documents.canonical(memo).encode())
