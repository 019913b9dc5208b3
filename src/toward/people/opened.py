"""What an open visit holds, and how it is packed into a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from toward.people.reads import KIT, SETTINGS, TRUST, Own, after
from toward.store import sessions, spaces
from toward.store.checkpoints import Fold, folded
from toward.store.documents import Kind
from toward.store.entry import Room
from toward.store.models import Space
from toward.store.sessions import Visit
from toward.store.spaces import OWN, Holder
from toward.store.streams import Memory, Ring
from toward.vault.identity import pair_of
from toward.vault.secret import SecretBytes

KINDS = {name: Kind(name, ("mine",)) for name in (TRUST, SETTINGS, KIT)}
OWN_FOLD = Fold("people-own", 1, Own(), after, asdict, lambda kept: Own(**kept))
_IDENTITY, _USER, _MINE, _DOOR, _CARD = "identity", "user", "mine", "door", "card"


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody who is here, with what is open to them.

    Args:
        holder: their keys; the user key is None while the private tier is locked.
        ring: the keys of every space that is open now.
        card: the key card, as this device keeps it, so that it is asked for once a device.
    """

    holder: Holder
    ring: Ring
    card: SecretBytes | None = None

    @property
    def account(self) -> UUID:
        """Who."""
        return self.holder.account

    @property
    def private(self) -> bool:
        """Whether the private tier is open."""
        return self.holder.user_key is not None

    def space(self, room: Room) -> UUID | None:
        """The open space of a room that may still be written into; None if there is none."""
        memory = self.ring.memory if self.ring.memory and self.ring.memory.reads else None
        if memory is not None and room in memory.rooms:
            return memory.rooms[room]
        held = {space for space, _ in self.ring.keys}
        found = Space.objects.filter(id__in=held, room=room, closed=False).values_list("id", flat=True).first()
        if memory is not None:
            memory.rooms[room] = found
        return found


def fully(instance: UUID, holder: Holder, *, memory: Memory | None = None) -> Opened:
    """Open everything that somebody holds whose user key is open.

    Args:
        instance: this installation.
        holder: who.
        memory: of this visit; None for a ring that outlives it.
    """
    own = replace(spaces.ring_of(instance, holder, OWN), memory=memory)
    holder = replace(holder, trusted=trusted(own))
    shared = spaces.ring_of(instance, holder, ("couple", "share"))
    ring = Ring(instance, {**own.keys, **shared.keys}, memory=memory)
    return Opened(holder, replace(ring, doors=_doors(ring)))


def _doors(ring: Ring) -> dict[tuple[UUID, int], bytes]:
    """The doors of every space whose key is here."""
    return {place: spaces.drops_pair(key).public for place, key in ring.keys.items()}


def trusted(ring: Ring) -> Mapping[UUID, bytes]:
    """The public keys that somebody has confirmed by six words, the newest of each person."""
    confirmed: dict[UUID, bytes] = {}
    for space in rooms(ring, "mine"):
        confirmed |= {UUID(who): bytes.fromhex(public) for who, public in own_of(ring, space).trusted.items()}
    return confirmed


def own_of(ring: Ring, space: UUID) -> Own:
    """What a space of one's own says of oneself, from its checkpoint on."""
    return folded(ring, space, OWN_FOLD, KINDS).state


def rooms(ring: Ring, room: Room) -> tuple[UUID, ...]:
    """Every open space of one's own: the old ones of who began anew in the order they were begun, the present one last."""
    held = {space for space, _ in ring.keys}
    found = Space.objects.filter(id__in=held, room=room).values_list("closed", "id")
    return tuple(
        space for _, _, space in sorted((not closed, _begun_at(ring, space), space) for closed, space in found)
    )


def _begun_at(ring: Ring, space: UUID) -> int:
    """The second of what its owner wrote there first of themselves."""
    return own_of(ring, space).since or 0


def sign_device_in(opened: Opened, now: int, *, label: bytes = b"") -> SecretBytes:
    """Begin a session for somebody who is fully open; returns the cookie's secret."""
    holder = opened.holder
    mine = {row.id for row in Space.objects.filter(id__in={s for s, _ in opened.ring.keys}, room="mine")}
    light = {f"{_MINE} {space.hex} {epoch}": key for (space, epoch), key in opened.ring.keys.items() if space in mine}
    private = {_USER: holder.user_key} if holder.user_key else {}
    light[_IDENTITY] = holder.identity.private
    if opened.card is not None:
        light[_CARD] = opened.card
    light |= {f"{_DOOR} {space.hex} {epoch}": SecretBytes(door) for (space, epoch), door in opened.ring.doors.items()}
    return sessions.begin(opened.ring.instance, holder.account, now, keys=light, private=private, label=label)


def come_back(instance: UUID, secret: SecretBytes, now: int) -> Opened | None:
    """Open what a cookie opens now, None if its session is over.

    Raises:
        NotOpened: the session's row was tampered with.
    """
    visit = sessions.visit(instance, secret, now)
    return None if visit is None else opened_by(instance, visit)


def opened_by(instance: UUID, visit: Visit) -> Opened:
    """Everything that a session opens."""
    mine = Ring(
        instance, {_place(name): key for name, key in visit.keys.items() if name.startswith(_MINE)}, memory=Memory()
    )
    user_key = visit.private[_USER] if visit.private else None
    holder = Holder(visit.account, user_key, pair_of(visit.keys[_IDENTITY]))
    if user_key is not None:
        return replace(fully(instance, holder, memory=mine.memory), card=visit.keys.get(_CARD))
    holder = replace(holder, trusted=trusted(mine))
    shared = spaces.ring_of(instance, holder, ("couple", "share"))
    ring = Ring(instance, {**mine.keys, **shared.keys}, memory=mine.memory)
    kept = {_place(name): door.reveal() for name, door in visit.keys.items() if name.startswith(_DOOR)}
    return Opened(holder, replace(ring, doors=kept | _doors(ring)), visit.keys.get(_CARD))


def _place(name: str) -> tuple[UUID, int]:
    _, space, epoch = name.split()
    return UUID(space), int(epoch)
