"""How two come together: an invitation, six words that both see, and only then a common key. And how one leaves.

The words stand for both public keys. What each confirms is the very key the words were made of, so a server that swaps a
key afterwards gains nothing. Nothing that either has written alone is copied by pairing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from toward.people import mine
from toward.people.models import Account, Couple, Invitation
from toward.people.opened import Opened, fully
from toward.people.reads import TRUST
from toward.store import spaces
from toward.store.changes import changed
from toward.store.models import DueRow, LiveRow
from toward.store.streams import Gone, Ring, read
from toward.vault import words
from toward.vault.secret import SecretBytes

VALID = 48 * 3600  # seconds
INVITATION = "people.invitation"  # kind of the entry in *mine* that keeps the code of a link


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two who are about to share a space.

    Args:
        invitation: which invitation.
        other: the other one.
        public: the other's public key, as the server has it now.
        agreed: whether this one has confirmed the words.
        complete: whether both have.
    """

    invitation: str
    other: UUID
    public: bytes
    agreed: bool
    complete: bool


def invite(inviter: Opened, now: int, zone: str = "UTC") -> str:
    """A new invitation; returns the code of its link. Earlier unused ones of the same person end.

    The server keeps its digest; the code itself lies sealed with who invited, because the six words are made of it too.

    Raises:
        Gone: one's own space is not open.
    """
    code = secrets.token_urlsafe(16)
    with transaction.atomic():
        Invitation.objects.filter(inviter=inviter.account, guest__isnull=True).delete()
        Invitation.objects.create(digest=_digest(code), inviter=inviter.account, expires=now + VALID)
        mine.keep(inviter, INVITATION, {"code": code}, now, zone)
        changed(inviter.account)
    return code


def invite_from_outside(now: int) -> str:
    """An invitation by who runs the server, to an account of one's own."""
    code = secrets.token_urlsafe(16)
    Invitation.objects.create(digest=_digest(code), inviter=None, expires=now + VALID)
    return code


def good(code: str, now: int) -> Invitation | None:
    """The invitation of a code, None if there is none, it is used, or its two days are over."""
    return Invitation.objects.filter(digest=_digest(code), guest__isnull=True, expires__gt=now).first()


def refusal(me: UUID | None, code: str, now: int) -> str | None:
    """Why somebody cannot take an invitation, None if they can.

    Args:
        me: who would; None for somebody without an account yet.
        code: of the link.
        now: second.

    Returns:
        `unknown` (also where the one who invited is in a couple by now), `used`, `over`, `own`, `paired`, `busy`.
    """
    row = Invitation.objects.filter(digest=_digest(code)).first()
    if row is None:
        return "unknown"
    if row.guest is not None:
        return "used"
    if row.expires <= now:
        return "over"
    return None if me is None or row.inviter is None else _between(me, row.inviter)


def _between(me: UUID, inviter: UUID) -> str | None:
    """Why these two cannot come together now; a couple may, to compare new keys."""
    if me == inviter:
        return "own"
    ours, theirs = couple_of(me), couple_of(inviter)
    if ours and (theirs is None or theirs.space != ours.space):
        return "paired"
    if theirs and not ours:
        return "unknown"
    return "busy" if meeting(me) else "unknown" if meeting(inviter) else None


def take(guest: Opened, code: str, now: int, zone: str = "UTC") -> bool:
    """Use an invitation, once; False where `refusal` says why not.

    Raises:
        Gone: one's own space is not open.
    """
    me = guest.account
    with transaction.atomic():
        row = Invitation.objects.select_for_update().filter(digest=_digest(code)).first()
        if row is None or refusal(me, code, now):
            return False
        row.guest = me
        row.save(update_fields=["guest"])
        mine.keep(guest, INVITATION, {"code": code}, now, zone)
        changed(me, *filter(None, [row.inviter]))
    return True


def waits(who: UUID, now: int) -> bool:
    """Whether an invitation of somebody is still waiting for its guest."""
    return Invitation.objects.filter(inviter=who, guest__isnull=True, expires__gt=now).exists()


def code_of(inviter: Opened, now: int) -> str | None:
    """The code of one's own invitation that waits, from where it lies sealed; None if there is none."""
    row = Invitation.objects.filter(inviter=inviter.account, guest__isnull=True, expires__gt=now).first()
    try:
        return _code(inviter, row.digest) if row else None
    except Gone:
        return None


def take_back(who: UUID) -> None:
    """End one's own invitations that nobody has used."""
    Invitation.objects.filter(inviter=who, guest__isnull=True).delete()
    changed(who)


def meeting(who: UUID) -> Meeting | None:
    """The meeting that somebody is in and that is not complete on their side."""
    mine = Q(inviter=who) | Q(guest=who)
    row = Invitation.objects.filter(mine, inviter__isnull=False, guest__isnull=False).first()
    if row is None or row.inviter is None or row.guest is None:
        return None
    first = row.inviter == who
    other = row.guest if first else row.inviter
    public = Account.objects.filter(id=other).values_list("public", flat=True).first()
    if public is None:
        return None
    agreed = row.inviter_agrees if first else row.guest_agrees
    return Meeting(row.digest, other, bytes(public), agreed, row.inviter_agrees and row.guest_agrees)


def six(opened: Opened, met: Meeting) -> tuple[int, ...]:
    """Which six words this meeting has; one's own key is worked out from its private half and never read.

    Raises:
        Gone: one's own space is not open, or does not know the invitation.
    """
    return words.numbers(
        opened.holder.identity.public,
        met.public,
        invitation=SecretBytes(_code(opened, met.invitation).encode()),
        instance=opened.ring.instance.bytes,
    )


def _code(opened: Opened, digest: str) -> str:
    own = opened.space("mine")
    if own is not None:
        for kept in read(opened.ring, own):
            if kept.entry.kind == INVITATION and _digest(kept.entry.body["code"]) == digest:
                return str(kept.entry.body["code"])
    raise Gone


def confirm(opened: Opened, public: bytes, now: int, zone: str = "UTC") -> bool:
    """Say that the words are the same; remembers the key they were made of. False if the key is another by now.

    Args:
        opened: who says so.
        public: the key of the words that were shown.
        now: second.
        zone: time zone.
    """
    met = meeting(opened.account)
    if met is None or met.public != public:
        return False
    known = opened.holder.trusted.get(met.other, public) == public
    with transaction.atomic():
        row = Invitation.objects.select_for_update().filter(digest=met.invitation).first()
        if row is None:  # the other one has ended it meanwhile
            return False
        spaces.keep(opened.ring, opened.holder, met.other)
        mine.keep(opened, TRUST, {"who": met.other.hex, "public": public.hex()}, now, zone)
        mine.note(opened, "paired" if known else "keys_changed", now, zone)
        row.inviter_agrees = row.inviter_agrees or row.inviter == opened.account
        row.guest_agrees = row.guest_agrees or row.guest == opened.account
        row.save(update_fields=["inviter_agrees", "guest_agrees"])
        changed(opened.account, met.other)
    return True


def differ(opened: Opened) -> None:
    """Say that the words are not the same: the invitation ends, nothing was shared."""
    met = meeting(opened.account)
    if met is not None:
        Invitation.objects.filter(digest=met.invitation).delete()
        changed(opened.account, met.other)


def complete(opened: Opened) -> UUID | None:
    """Once both have confirmed: make the common space and grant its key, or grant the old one to new keys.

    The common space is made on the inviter's visit; new keys are granted on the visit of whoever holds the space's key.

    Returns:
        The space; None if it is not time yet.
    """
    me = opened.account
    with transaction.atomic():
        agreed = Invitation.objects.select_for_update().filter(inviter_agrees=True, guest_agrees=True)
        row = agreed.filter(Q(inviter=me) | Q(guest=me)).first()
        other = (row.guest if row.inviter == me else row.inviter) if row else None
        if row is None or other is None or other not in opened.holder.trusted:
            return None
        space = _grant_again(opened, other) if couple_of(me) else _begin(opened, other) if row.inviter == me else None
        if space is not None:
            row.delete()
            changed(me, other)
    return space


def _begin(opened: Opened, guest: UUID) -> UUID:
    space, key = spaces.begin(opened.ring.instance, "couple", opened.holder)
    spaces.give(Ring(opened.ring.instance, {(space, 1): key}), space, opened.holder, guest)
    Couple.objects.create(space=space, one=opened.account, other=guest)
    return space


def _grant_again(opened: Opened, other: UUID) -> UUID | None:
    space = opened.space("couple")
    if space is not None:
        spaces.give_anew(opened.ring, space, opened.holder, other)
    return space


def couple_of(who: UUID) -> Couple | None:
    """The couple that somebody is in now."""
    return Couple.objects.filter(Q(one=who) | Q(other=who), ended=False).first()


def partner_of(who: UUID, couple: Couple | None = None) -> UUID | None:
    """With whom somebody is in a couple now; looked up unless it is given."""
    couple = couple or couple_of(who)
    return None if couple is None else (couple.other if couple.one == who else couple.one)


def keys_changed(opened: Opened, couple: Couple | None = None) -> bool:
    """Whether the partner's key is no longer the one whose words were compared: time to compare them again."""
    partner = partner_of(opened.account, couple)
    if partner is None or partner not in opened.holder.trusted:
        return False
    now = Account.objects.filter(id=partner).values_list("public", flat=True).first()
    return now is not None and bytes(now) != opened.holder.trusted[partner]


def must_compare(opened: Opened, couple: Couple | None = None) -> bool:
    """Whether a couple has to compare words again: the other's keys are new, or one's own, which open nothing of it yet.

    What was granted while this visit went on is looked at too: that is the ordinary end of pairing, and no new key.
    """
    couple = couple or couple_of(opened.account)
    if couple is None:
        return False
    lost = opened.space("couple") is None
    return (lost and again(opened).space("couple") is None) or keys_changed(opened, couple)


def leave(who: UUID) -> bool:
    """Leave the couple: alone, at once, without a reason. What both wrote stays for both to read; nothing is added."""
    with transaction.atomic():
        couple = couple_of(who)
        if couple is None:
            return False
        Couple.objects.filter(space=couple.space).update(ended=True)
        spaces.close(couple.space)
        LiveRow.objects.filter(space_id=couple.space).delete()
        both = [couple.one, couple.other]
        DueRow.objects.filter(account__in=both, purpose__startswith="couple.").delete()
        Invitation.objects.filter(Q(inviter__in=both) | Q(guest__in=both)).delete()
        changed(*both)
    return True


def again(opened: Opened) -> Opened:
    """The same visit with what has become open since, a common space for example."""
    return replace(fully(opened.ring.instance, opened.holder), card=opened.card) if opened.private else _lightly(opened)


def _lightly(opened: Opened) -> Opened:
    shared = spaces.ring_of(opened.ring.instance, opened.holder, ("couple", "share"))
    return replace(opened, ring=replace(opened.ring, keys={**opened.ring.keys, **shared.keys}))


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
