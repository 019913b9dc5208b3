"""Moving what was dropped into a space to the end of its stream, once somebody has opened it.

A drop has no author: anybody who knows the space's public key, which lies in the database, may have put it there. So an
entry that a program believes because only its owner can write there never comes from a drop, and an intent is judged by
the rules like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from toward.store import documents
from toward.store.entry import Change, Intent, Kept
from toward.store.models import Drop, Space
from toward.store.queue import INTENT, Rules, as_intent, in_time, settle
from toward.store.spaces import drops_pair
from toward.store.streams import Gone, Ring, decide
from toward.vault.errors import VaultError
from toward.vault.identity import pick_up

Waiting = tuple[Kept, Intent]
_STAYS = (VaultError, Gone, documents.UnreadableDocument, ValueError, LookupError, TypeError)


def collect(ring: Ring, space: UUID, rules: Rules) -> tuple[Kept, ...]:
    """Move every drop of a space through the rules into its stream, the oldest wish first.

    What does not open, is not known to this release, or cannot be judged today stays where it is, and hinders nothing else.
    A drop that arrives twice, or is collected by two visits at once, is kept once: its id is the intent's.

    Args:
        ring: opened keys.
        space: which stream; open to writing.
        rules: what can be done with intents, and what no drop may bring.

    Returns:
        What was moved, as it was dropped, without sequence numbers (0) that only the stream knows.

    Raises:
        Gone: the space is closed.
    """
    if not Space.objects.filter(id=space, closed=False).exists():
        raise Gone
    waiting = {intent.id: (kept, intent) for kept, intent in _waiting(ring, space, rules)}
    ordered = in_time((intent for _, intent in waiting.values()), rules.now)
    return tuple(
        waiting[intent.id][0] for intent in ordered if _moved(ring, space, waiting[intent.id][0], intent, rules)
    )


def _waiting(ring: Ring, space: UUID, rules: Rules) -> Iterator[Waiting]:
    """The drops that open and may be moved, each with the intent that moves it."""
    for row in Drop.objects.filter(space_id=space):
        try:
            kept = _opened(ring, row)
            intent = _intent(kept)
        except _STAYS:
            continue
        if intent is not None and _may_be_moved(kept, intent, rules):
            yield kept, intent


def _opened(ring: Ring, row: Drop) -> Kept:
    pair = drops_pair(ring.key(row.space_id, row.epoch))
    place = {"instance": ring.instance.bytes, "space": row.space_id.bytes, "drop_id": row.id.bytes}
    return Kept(0, row.id.bytes, documents.read(pick_up(bytes(row.sealed), pair, **place)))


def _intent(kept: Kept) -> Intent | None:
    """The intent in a drop, or one that keeps the entry in it; None for one in the form of a newer Toward."""
    entry = kept.entry
    if entry.kind == INTENT:
        return as_intent(entry)
    return Intent(kept.id, "drop", entry.at, entry.zone, entry.by, {})


def _may_be_moved(kept: Kept, intent: Intent, rules: Rules) -> bool:
    if kept.entry.kind == INTENT:
        return intent.kind in rules.known and intent.kind not in rules.never
    return kept.entry.kind not in rules.never and not kept.entry.kind.startswith("store.")


def _moved(ring: Ring, space: UUID, kept: Kept, intent: Intent, rules: Rules) -> bool:
    """Whether a drop has left its place, with everything it brought, or nothing of it."""
    try:
        with transaction.atomic():
            if kept.entry.kind == INTENT:
                settle(ring, space, intent, rules)
            else:
                decide(ring, intent, [space], lambda: Change(entries=((space, kept.entry),)))
            Drop.objects.filter(id=kept.id).delete()
    except _STAYS:  # a rule that stumbles over planted fields must not lock anybody out of their own room
        return False
    return True
