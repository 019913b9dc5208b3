"""The one place that keeps: sealed entries at the end of their streams, all of a change or nothing.

Two writers at once compare on the stream's head: the later one reads what the earlier has written and decides anew. The
same intent twice finds its own entries and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from toward.store import documents
from toward.store.changes import changed
from toward.store.entry import Change, Due, Entry, Intent, Kept, Live, Refusal
from toward.store.models import Drop, DueRow, Instance, LiveRow, Row, Space
from toward.vault.entries import Place, entry_id, open_entry, seal_entry
from toward.vault.errors import VaultError
from toward.vault.framing import framed
from toward.vault.identity import drop
from toward.vault.secret import SecretBytes

Rule = Callable[[], Change | Refusal]


class Gone(Exception):
    """The space is not there, or closed, or its key is not on this ring; a page says no more than that it is not there."""


@dataclass(slots=True)
class Memory:
    """What one visit has worked out. It goes with the visit, and what the visit erases clears it.

    Args:
        folds: how each fold stood, by space and name.
        rooms: the open space of each room, while the visit only reads.
        heads: how far each space has come, while the visit only reads.
        rest: entries of a space behind a place, while the visit only reads.
        runs: opened chapters of a space.
        reads: whether nothing is written from now on, so that everything is as it was at the first look.
    """

    folds: dict[tuple[UUID, str], Any] = field(default_factory=dict)
    rooms: dict[str, UUID | None] = field(default_factory=dict)
    heads: dict[UUID, int] = field(default_factory=dict)
    rest: dict[UUID, tuple[int, list[Kept]]] = field(default_factory=dict)
    runs: dict[UUID, list[list[Kept]]] = field(default_factory=dict)
    reads: bool = False

    def only_reads(self) -> None:
        """From now on nothing is written."""
        self.reads = True

    @contextmanager
    def while_held(self) -> Iterator[None]:
        """While every space that is looked at is held, nobody writes there: what was read before is looked at anew, once."""
        self.rooms.clear()
        self.heads.clear()
        self.rest.clear()
        before, self.reads = self.reads, True
        try:
            yield
        finally:
            self.reads = before

    def written(self, space: UUID) -> None:
        """Something was written into a space after all."""
        self.heads.pop(space, None)
        self.rest.pop(space, None)

    def forget(self) -> None:
        """Something was erased."""
        self.folds.clear()
        self.runs.clear()
        self.rooms.clear()
        self.heads.clear()
        self.rest.clear()


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys that a visit has opened.

    Args:
        instance: mark of this installation.
        keys: by space and epoch.
        doors: where documents are dropped to spaces that are locked now, by space and epoch; kept where who runs the server
            cannot write, so that nobody slips a key of their own in.
        opened: entries that this visit has opened behind a checkpoint, by space and place, each with the sealed bytes that it
            was opened from: several folds of one page open it once. It goes with the visit.
        memory: what this visit has worked out; None where nothing is remembered, because the ring outlives a visit.
    """

    instance: UUID
    keys: Mapping[tuple[UUID, int], SecretBytes] = field(default_factory=dict)
    doors: Mapping[tuple[UUID, int], bytes] = field(default_factory=dict)
    opened: dict[tuple[UUID, int], tuple[bytes, Kept]] = field(default_factory=dict, compare=False, repr=False)
    memory: Memory | None = field(default=None, compare=False, repr=False)

    def key(self, space: UUID, epoch: int) -> SecretBytes:
        """The key of an epoch.

        Raises:
            Gone: it is not on the ring.
        """
        try:
            return self.keys[space, epoch]
        except KeyError:
            raise Gone from None


def instance_mark() -> UUID:
    """The mark of this installation, made when it was first opened."""
    return Instance.objects.values_list("mark", flat=True).get(pk=1)


def read(ring: Ring, space: UUID, *, after: int = 0) -> Iterator[Kept]:
    """Open the entries of a space in their order; one that somebody changed from outside is passed over.

    What was passed over, and what is missing, tells `reading.places`.

    Args:
        ring: opened keys.
        space: which stream.
        after: sequence after which to begin.

    Raises:
        Gone: no key of the space is on the ring.
    """
    for _, kept in rows(ring, space, after=after):
        if kept is not None:
            yield kept


def rows(ring: Ring, space: UUID, *, after: int = 0) -> Iterator[tuple[int, Kept | None]]:
    """Every row of a space in its order, by its place, with what opens there: None if it was changed from outside.

    Args:
        ring: opened keys.
        space: which stream.
        after: sequence after which to begin.

    Raises:
        Gone: no key of the space is on the ring.
    """
    keys = {epoch: key for (held, epoch), key in ring.keys.items() if held == space}
    if not keys:
        raise Gone
    instance, own = ring.instance.bytes, space.bytes
    found = Row.objects.filter(space_id=space, sequence__gt=after).order_by("sequence")
    for sequence, entry, epoch, sealed in found.values_list("sequence", "entry", "epoch", "sealed"):
        place = Place(instance, own, epoch, sequence, entry.bytes)
        yield (
            sequence,
            _once(ring, space, keys.get(epoch), place, sealed) if after else opened(keys.get(epoch), place, sealed),
        )


def _once(ring: Ring, space: UUID, key: SecretBytes | None, place: Place, sealed: object) -> Kept | None:
    """An entry that was opened on this visit already, if its place still holds the same sealed bytes; else opened now."""
    before = ring.opened.get((space, place.sequence))
    if before is not None and before[0] == sealed and before[1].key == place.entry:
        return before[1]
    kept = opened(key, place, sealed)
    if kept is not None:
        ring.opened[space, place.sequence] = (bytes(sealed), kept)  # type: ignore[call-overload]
    return kept


def opened(key: SecretBytes | None, place: Place, sealed: object) -> Kept | None:
    """An entry in its place; None whatever is wrong with it, for who runs the server can write anything into a row."""
    if key is None:
        return None
    try:
        plain = open_entry(key, bytes(sealed), place)  # type: ignore[call-overload]
        return Kept(place.sequence, place.entry, documents.read(plain))
    except (VaultError, documents.UnreadableDocument, TypeError, OverflowError):
        return None


def decide(ring: Ring, intent: Intent, spaces: Iterable[UUID], rule: Rule) -> Change | Refusal:
    """Let a rule decide with the spaces held, and do what it says: all of it or nothing.

    Args:
        ring: opened keys.
        intent: what is wished; done once, however often it arrives.
        spaces: the streams that the rule looks at or writes into.
        rule: looks at the state and answers; called with the streams held, so that nobody writes in between.

    Raises:
        Gone: a space is not there, is closed, or its key is not on the ring.
    """
    with transaction.atomic():
        held = _hold(spaces)
        if any(_was_done(ring, intent, space) for space in held.values()):
            return Change()
        with ring.memory.while_held() if ring.memory else nullcontext():
            answer = rule()
        if isinstance(answer, Change):
            _apply(ring, intent, held, answer)
        return answer


def _hold(spaces: Iterable[UUID]) -> dict[UUID, Space]:
    """The rows of the spaces, held until the end of the transaction, always in the same order."""
    wanted = sorted(set(spaces))
    held = {row.id: row for row in Space.objects.select_for_update().filter(id__in=wanted).order_by("id")}
    if len(held) < len(wanted):
        raise Gone
    return held


def _was_done(ring: Ring, intent: Intent, space: Space) -> bool:
    epochs = [epoch for held, epoch in ring.keys if held == space.id]
    ids = [UUID(bytes=entry_id(ring.key(space.id, epoch), intent.id.bytes, 0)) for epoch in epochs]
    return Row.objects.filter(space_id=space.id, entry__in=ids).exists()


def _apply(ring: Ring, intent: Intent, held: Mapping[UUID, Space], change: Change) -> None:
    for space, entries in _by_space(change.entries).items():
        _append(ring, intent, held[space], entries)
    for to, entry in change.drops:
        leave(ring, to, entry, intent)
    for where, live in change.live:
        _tell(where, live)
    for due in change.dues:
        remind(due)


def _by_space(entries: Iterable[tuple[UUID, Entry]]) -> dict[UUID, list[Entry]]:
    by_space: dict[UUID, list[Entry]] = {}
    for space, entry in entries:
        by_space.setdefault(space, []).append(entry)
    return by_space


def _append(ring: Ring, intent: Intent, space: Space, entries: list[Entry]) -> None:
    if space.closed:
        raise Gone
    key = ring.key(space.id, space.epoch)
    rows = []
    for index, entry in enumerate(entries):
        sequence, own = space.head + 1 + index, entry_id(key, intent.id.bytes, index)
        place = Place(ring.instance.bytes, space.id.bytes, space.epoch, sequence, own)
        sealed = seal_entry(key, documents.write(entry), place)
        rows.append(Row(space=space, sequence=sequence, entry=UUID(bytes=own), epoch=space.epoch, sealed=sealed))
    Row.objects.bulk_create(rows)
    Space.objects.filter(id=space.id).update(head=space.head + len(rows))
    if ring.memory is not None:
        ring.memory.written(space.id)
    changed(space.id)


def leave(ring: Ring, to: UUID, entry: Entry, intent: Intent) -> UUID:
    """Drop a document into a space without being able to read there; the same intent twice leaves it once.

    Raises:
        Gone: the space is not there or closed, or no door to it is known from a sealed place.
    """
    space = Space.objects.filter(id=to, closed=False).first()
    if space is None or (to, space.epoch) not in ring.doors:
        raise Gone
    own = UUID(bytes=sha256(framed("drop", intent.id.bytes, to.bytes)).digest()[:16])
    sealed = drop(
        documents.write(entry),
        ring.doors[to, space.epoch],
        instance=ring.instance.bytes,
        space=to.bytes,
        drop_id=own.bytes,
    )
    Drop.objects.get_or_create(id=own, defaults={"space": space, "epoch": space.epoch, "sealed": sealed})
    return own


def _tell(where: UUID, live: Live) -> None:
    LiveRow.objects.create(
        space_id=where,
        kind=live.kind,
        who=live.who,
        at=live.at,
        return_at=live.return_at,
        extensions=live.extensions,
        acknowledged=live.acknowledged,
    )
    changed(where)


def remind(due: Due) -> None:
    """Set, move or take away a person's reminder; *quiet until* only ever moves later."""
    mine = DueRow.objects.select_for_update().filter(account=due.account, purpose=due.purpose)
    row = mine.first()
    if due.next_at is None and due.quiet_until is None:
        mine.delete()
    elif row is None and due.next_at is not None:
        first = {"next_at": due.next_at, "quiet_until": due.quiet_until or 0}
        made = DueRow.objects.get_or_create(account=due.account, purpose=due.purpose, defaults=first)[1]
        if not made:  # by somebody else at the same moment
            remind(due)
    elif row is not None:
        row.next_at = row.next_at if due.next_at is None else due.next_at
        row.quiet_until = max(row.quiet_until, due.quiet_until or 0)
        row.save(update_fields=["next_at", "quiet_until"])
