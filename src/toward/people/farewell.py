"""Erasing oneself: keys first, then everything of one's own, and what one wrote into common rooms.

What the other wrote stays theirs, and their keys stay as they are. Of who left nothing remains but a random number: in the
clear where they once granted a key, and sealed in the marks that say to the other that its author has removed something.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from toward.people import also
from toward.people.mine import day_of
from toward.people.models import Account, Couple, Invitation, Passkey, PutAside, Reset
from toward.people.opened import Opened
from toward.people.pairing import leave
from toward.store import erasing, sessions
from toward.store.models import DueRow, Key, LiveRow, Space
from toward.store.spaces import OWN
from toward.store.streams import read

BACKUPS = 30  # days that a backup is kept


def gone_from_backups(now: int) -> date:
    """The day after which what is erased now lies in no backup of ours either."""
    return day_of(now) + timedelta(days=BACKUPS + 1)


def erase_me(who: Opened) -> None:
    """Erase an account and everything of it, at once and for good. Who asks is asked for their password before."""
    me = who.account
    with transaction.atomic():
        leave(me)
        _erase_words(who)
        Space.objects.filter(keys__holder=me, room__in=OWN).delete()
        Key.objects.filter(holder=me).delete()
        Space.objects.filter(keys__isnull=True).delete()
        sessions.end(me)
        _erase_traces(who)
        Account.objects.filter(id=me).delete()
    erasing.overwrite()


def _erase_words(who: Opened) -> None:
    """What they wrote where others read too."""
    held = {space for space, _ in who.ring.keys}
    for space in Space.objects.filter(id__in=held).exclude(room__in=OWN).values_list("id", flat=True):
        erasing.erase_all(who.ring, space, [kept.id for kept in read(who.ring, space) if kept.entry.by == who.account])


def _erase_traces(who: Opened) -> None:
    me = who.account
    DueRow.objects.filter(account=me).delete()
    LiveRow.objects.filter(who=me).delete()
    for kept in (Passkey, PutAside, Reset):
        kept.objects.filter(account=me).delete()
    Invitation.objects.filter(Q(inviter=me) | Q(guest=me)).delete()
    Couple.objects.filter(Q(one=me) | Q(other=me)).delete()
    also.do(also.ON_ERASING, me)
