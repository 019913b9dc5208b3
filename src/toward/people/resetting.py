"""Beginning anew when everything is lost: an empty room under the old name, and a month for the old kit to turn up.

Whoever runs the server prints the link, so whoever runs the server could open it. That is why it opens nothing: what was
written stays under keys that nobody here has, and the other one of the two is asked to compare six words again.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from toward.people import accounts, mine
from toward.people.accounts import House, NotAccepted, spelled
from toward.people.models import Account, PutAside, Reset
from toward.people.opened import Opened, fully
from toward.people.pairing import VALID, again
from toward.people.reads import SETTINGS, Preferences
from toward.people.takeout import STAYS
from toward.store import drops, erasing, spaces
from toward.store.models import Key, Space
from toward.store.queue import Rules
from toward.store.spaces import OWN, Holder
from toward.store.streams import Ring
from toward.vault.errors import VaultError
from toward.vault.identity import pair_of
from toward.vault.keys import recovery_key, unwrap, wrap
from toward.vault.secret import SecretBytes


def way_to_begin_anew(handle: str, now: int) -> str | None:
    """The code of a link under which a name begins anew, once, within two days; an earlier one ends.

    Returns:
        None if nobody signs in with this name.
    """
    try:
        account = Account.objects.filter(handle=spelled(handle)).first()
    except NotAccepted:
        return None
    if account is None:
        return None
    code = secrets.token_urlsafe(16)
    with transaction.atomic():
        Reset.objects.filter(account=account.id).delete()
        Reset.objects.create(digest=_digest(code), account=account.id, expires=now + VALID)
    return code


def whose(code: str, now: int) -> Account | None:
    """Whose name begins anew under this code; None if there is none, it was used, or its two days are over."""
    row = Reset.objects.filter(digest=_digest(code), expires__gt=now).first()
    return Account.objects.filter(id=row.account).first() if row else None


def begin_anew(house: House, code: str, password: str, choice: Preferences, now: int) -> Opened | None:
    """Use a code: new keys and empty rooms for its name, all of it or nothing. None where `whose` says nobody.

    Raises:
        NotAccepted: as `accounts.sign_up`; the code is good still.
    """
    with transaction.atomic():
        account = whose(code, now)
        if account is None or not Reset.objects.filter(digest=_digest(code)).delete()[0]:
            return None
        who = accounts.begin_anew(house, account.id, password, now)
        mine.keep(who, SETTINGS, choice.body(), now, choice.zone)
        mine.note(who, "anew", now, choice.zone)
    return who


def kept_until(who: UUID, now: int) -> int | None:
    """The second until which old keys of somebody wait for their recovery line; of several, the first to go."""
    return _put_aside(who, now).values_list("until", flat=True).order_by("until").first()


def find(house: House, who: Opened, code: SecretBytes, now: int) -> Opened | None:
    """Open the old rooms with the recovery line of the kit that belonged to them, under the keys of now, and for good.

    The old rooms are read from then on and not written into. What others had granted to the old keys is granted to the new
    ones, as far as the old ones open it.

    Args:
        house: this installation.
        who: who asks; their private tier is open.
        code: of the recovery line.
        now: second.

    Returns:
        Who it is, with what is open now; None if the line opens nothing that was put aside; nothing is changed then.

    Raises:
        NotAccepted: `locked` while the private tier is.
    """
    if not who.private:
        raise NotAccepted("locked")
    key = recovery_key(code)
    with transaction.atomic():
        waiting = _put_aside(who.account, now).select_for_update()
        found = [(row, old) for row in waiting if (old := _opened(house, row, key)) is not None]
        for row, old in found:
            _take_over(old, who.holder)
            row.delete()
        if not found:
            return None
        mine.note(who, "found", now)
    erasing.overwrite()
    return again(who)


def _put_aside(who: UUID, now: int) -> QuerySet[PutAside]:
    return PutAside.objects.filter(account=who, until__gt=now)


def _opened(house: House, row: PutAside, key: SecretBytes) -> Opened | None:
    """Everything that the old keys open, None if this is not their recovery line."""
    owner = (house.instance.bytes, row.account.bytes)
    try:
        user_key = unwrap(key, bytes(row.by_recovery), "recovery", *owner)
        identity = pair_of(unwrap(user_key, bytes(row.identity), "identity", *owner))
        return fully(house.instance, Holder(row.account, user_key, identity))
    except VaultError:
        return None


def _take_over(old: Opened, new: Holder) -> None:
    """Bring what the old keys open under the new ones: one's own rooms, and what is shared."""
    rows = Key.objects.select_related("space").filter(holder=new.account)
    opened = [row for row in rows if (row.space_id, row.epoch) in old.ring.keys]
    own = [row for row in opened if row.space.room in OWN]
    for row in own:
        _rewrap(old.ring, row, new)
    for space in {row.space_id: row.space for row in own}.values():
        _put_in_what_waits(old.ring, space)
    _keep_shared(old.ring, [row for row in opened if row.space.room not in OWN], new)


def _rewrap(ring: Ring, row: Key, to: Holder) -> None:
    if to.user_key is not None:
        place = (ring.instance.bytes, row.space_id.bytes, row.epoch, to.account.bytes)
        row.sealed = wrap(to.user_key, ring.key(row.space_id, row.epoch), "space", *place)
        row.save(update_fields=["sealed"])


def _keep_shared(ring: Ring, rows: Collection[Key], holder: Holder) -> None:
    """Grant to one's new identity what the old one had been granted."""
    places = [(row.space_id, row.epoch) for row in rows]
    shared = Ring(ring.instance, {place: ring.key(*place) for place in places})
    for granter in {row.granter for row in rows}:
        spaces.keep(shared, holder, granter)


def _put_in_what_waits(ring: Ring, space: Space) -> None:
    """Documents that were dropped into a room before it was left go into it; it is closed again at once."""
    if (space.id, space.epoch) in ring.keys:
        Space.objects.filter(id=space.id).update(closed=False)
        drops.collect(ring, space.id, Rules(never=STAYS))
        spaces.close(space.id)


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
