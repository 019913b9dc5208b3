"""Moving what was dropped into a space to the end of its stream, once somebody has opened it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from toward.store import documents
from toward.store.entry import Change, Intent, Kept
from toward.store.models import Drop
from toward.store.spaces import drops_pair
from toward.store.streams import Ring, decide
from toward.vault.errors import VaultError
from toward.vault.identity import pick_up


def collect(ring: Ring, space: UUID) -> tuple[Kept, ...]:
    """Put every drop of a space into its stream, the oldest wish first; one that does not open stays where it is.

    A drop that arrives twice, or is collected by two visits at once, is kept once: its id is the intent's.

    Returns:
        What was put in, without sequence numbers (0) that only the stream knows.

    Raises:
        Gone: the space is closed, or its present key is not on the ring.
    """
    opened = []
    for row in Drop.objects.filter(space_id=space):
        try:
            pair = drops_pair(ring.key(space, row.epoch))
            plain = pick_up(
                bytes(row.sealed), pair, instance=ring.instance.bytes, space=space.bytes, drop_id=row.id.bytes
            )
            opened.append(Kept(0, row.id.bytes, documents.read(plain)))
        except (VaultError, documents.UnreadableDocument):
            continue  # planted by somebody who holds nothing but the public key; nothing else is harmed
    opened.sort(key=lambda kept: (kept.entry.at, kept.key))
    for kept in opened:
        _move(ring, space, kept)
    return tuple(opened)


def _move(ring: Ring, space: UUID, kept: Kept) -> None:
    entry = kept.entry
    with transaction.atomic():
        intent = Intent(kept.id, "drop", entry.at, entry.zone, entry.by, {})
        decide(ring, intent, [space], lambda: Change(entries=((space, entry),)))
        Drop.objects.filter(id=kept.id).delete()
