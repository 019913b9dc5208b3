"""Spaces, their keys, and who holds one: made, opened, granted, turned to a new key, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from toward.store.changes import changed
from toward.store.entry import Room
from toward.store.models import Key, Space
from toward.store.streams import Gone, Ring
from toward.vault.errors import VaultError
from toward.vault.identity import Grant, Pair, accept, grant, pair_of
from toward.vault.keys import unwrap, wrap
from toward.vault.sealing import derive
from toward.vault.secret import SecretBytes

OWN: tuple[Room, ...] = (
    "mine",
    "journal",
)  # their keys lie under the user key; shared ones are granted, to oneself too


@dataclass(frozen=True, slots=True)
class Holder:
    """What somebody opens spaces with.

    Args:
        account: who.
        user_key: opens one's own spaces; None where only the identity is open.
        identity: opens what others granted.
        trusted: public keys of others by account, as the six words confirmed them; kept in one's own sealed space, where
            who runs the server cannot write. A key from anybody else is no key.
    """

    account: UUID
    user_key: SecretBytes | None
    identity: Pair
    trusted: Mapping[UUID, bytes] = field(default_factory=dict)


def drops_pair(space_key: SecretBytes) -> Pair:
    """The pair to which documents are dropped into a space; its private half follows from the space's key."""
    return pair_of(derive(space_key, "drops"))


def begin(instance: UUID, room: Room, holder: Holder) -> tuple[UUID, SecretBytes]:
    """A new space whose key its maker alone holds.

    Raises:
        Gone: the maker's user key is not open.
    """
    key = SecretBytes.random()
    with transaction.atomic():
        space = Space.objects.create(room=room, public=drops_pair(key).public)
        _keep_own(instance, space, key, holder)
    return space.id, key


def give(ring: Ring, space: UUID, giver: Holder, to: UUID) -> None:
    """Grant every epoch's key that one holds to somebody one trusts; what they hold already stays.

    Raises:
        Gone: their public key was never confirmed.
    """
    if to not in giver.trusted:
        raise Gone
    held = Key.objects.filter(space_id=space, holder=to).values_list("epoch", flat=True)
    epochs = sorted(epoch for where, epoch in ring.keys if where == space)
    new = [
        Key(
            space_id=space,
            epoch=epoch,
            holder=to,
            granter=giver.account,
            sealed=grant(
                ring.key(space, epoch),
                giver.trusted[to],
                _grant(ring.instance, space, epoch, to, giver.account),
                giver=giver.identity,
            ),
        )
        for epoch in epochs
        if epoch not in held
    ]
    Key.objects.bulk_create(new)
    changed(to)


def give_anew(ring: Ring, space: UUID, giver: Holder, to: UUID) -> None:
    """Grant every epoch's key that one holds to somebody whose own keys are new; what was sealed to the old ones goes.

    Raises:
        Gone: their public key was never confirmed.
    """
    with transaction.atomic():
        Key.objects.filter(space_id=space, holder=to).delete()
        give(ring, space, giver, to)


def keep(ring: Ring, holder: Holder, granter: UUID) -> int:
    """Grant to oneself what somebody else has granted, as far as it is open; how many keys.

    Asked before one trusts a new key of theirs: what the old one sealed would not open any more.
    """
    rows = Key.objects.filter(holder=holder.account, granter=granter)
    kept = [row for row in rows if (row.space_id, row.epoch) in ring.keys]
    for row in kept:
        me, key = holder.account, ring.key(row.space_id, row.epoch)
        to = _grant(ring.instance, row.space_id, row.epoch, me, me)
        row.granter, row.sealed = me, grant(key, holder.identity.public, to, giver=holder.identity)
        row.save(update_fields=["granter", "sealed"])
    return len(kept)


def ring_of(instance: UUID, holder: Holder, rooms: Iterable[Room]) -> Ring:
    """Open all keys that somebody holds for these rooms.

    A key that does not open, or comes from somebody whose words were never compared, is left out: a planted one must
    neither be believed nor lock anybody out of the rest.
    """
    rows = Key.objects.select_related("space").filter(holder=holder.account, space__room__in=list(rooms))
    keys: dict[tuple[UUID, int], SecretBytes] = {}
    for row in rows:
        opened = _open(instance, row, holder)
        if opened is not None:
            keys[row.space_id, row.epoch] = opened
    return Ring(instance, keys)


def turn(ring: Ring, space: UUID, holder: Holder, others: Iterable[UUID] = ()) -> SecretBytes:
    """A new epoch with a new random key, for those who stay.

    Args:
        ring: opened keys, the present one among them.
        space: which space.
        holder: who turns it.
        others: the others who stay; each one's public key was confirmed.

    Raises:
        Gone: the space is not there, or its present key is not on the ring.
    """
    key = SecretBytes.random()
    with transaction.atomic():
        row = Space.objects.select_for_update().filter(id=space, closed=False).first()
        if row is None:
            raise Gone
        ring.key(space, row.epoch)
        row.epoch, row.public = row.epoch + 1, drops_pair(key).public
        row.save(update_fields=["epoch", "public"])
        _keep_own(ring.instance, row, key, holder)
        only = Ring(ring.instance, {(space, row.epoch): key})
        for account in others:
            give(only, space, holder, account)
    return key


def close(space: UUID) -> None:
    """Make an archive of a space: read by who holds its key, written by nobody, dropped into by nobody."""
    Space.objects.filter(id=space).update(closed=True)
    changed(space)


def _keep_own(instance: UUID, space: Space, key: SecretBytes, holder: Holder) -> None:
    """The maker's own key: under the user key for a space of one's own, granted to oneself for a shared one."""
    me, epoch = holder.account, space.epoch
    if space.room in OWN:
        if holder.user_key is None:
            raise Gone
        sealed = wrap(holder.user_key, key, "space", instance.bytes, space.id.bytes, epoch, me.bytes)
    else:
        to = _grant(instance, space.id, epoch, me, me)
        sealed = grant(key, holder.identity.public, to, giver=holder.identity)
    Key.objects.create(space=space, epoch=epoch, holder=me, granter=me, sealed=sealed)


def _open(instance: UUID, row: Key, holder: Holder) -> SecretBytes | None:
    try:
        return _open_own(instance, row, holder) if row.space.room in OWN else _open_granted(instance, row, holder)
    except (VaultError, KeyError):
        return None


def _open_own(instance: UUID, row: Key, holder: Holder) -> SecretBytes | None:
    if holder.user_key is None or row.granter != holder.account:
        return None
    place = (instance.bytes, row.space_id.bytes, row.epoch, holder.account.bytes)
    return unwrap(holder.user_key, bytes(row.sealed), "space", *place)


def _open_granted(instance: UUID, row: Key, holder: Holder) -> SecretBytes:
    giver = holder.identity.public if row.granter == holder.account else holder.trusted[row.granter]
    to = _grant(instance, row.space_id, row.epoch, holder.account, row.granter)
    return accept(bytes(row.sealed), holder.identity, to, giver=giver)


def _grant(instance: UUID, space: UUID, epoch: int, to: UUID, granter: UUID) -> Grant:
    return Grant(instance.bytes, space.bytes, epoch, to.bytes, granter.bytes)
