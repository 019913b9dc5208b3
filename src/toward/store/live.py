"""Live facts: what both must know at once, without a word in it. Asked by every room, told by rules, gone when it is over."""

from __future__ import annotations

from uuid import UUID

from toward.store.changes import changed
from toward.store.entry import Live
from toward.store.models import LiveRow


def facts(space: UUID, kind: str, now: int) -> tuple[Live, ...]:
    """The live facts of a kind that are not over, the oldest first.

    Args:
        space: the common room.
        kind: for example `down`.
        now: second.
    """
    rows = LiveRow.objects.filter(space_id=space, kind=kind).order_by("at", "id")
    found = (Live(row.kind, row.who, row.at, row.return_at, row.extensions, row.acknowledged) for row in rows)
    return tuple(each for each in found if each.return_at is None or each.return_at > now)


def sweep(space: UUID, kind: str, now: int) -> None:
    """Take away the facts of a kind that are over."""
    LiveRow.objects.filter(space_id=space, kind=kind, return_at__lte=now).delete()


def end(space: UUID, kind: str) -> None:
    """Take away every fact of a kind."""
    if LiveRow.objects.filter(space_id=space, kind=kind).delete()[0]:
        changed(space)
