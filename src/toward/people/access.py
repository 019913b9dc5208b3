"""Who may do what: one question a right, asked by every page. Who may not, gets the page that is there for nobody.

A right hangs on a key that somebody holds, never on a column alone: the host can write a column.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from toward.people import hand
from toward.people.opened import Opened
from toward.people.pairing import couple_of, must_compare
from toward.store.entry import Kept, Room
from toward.store.models import SessionRow, Space
from toward.store.spaces import OWN

ARCHIVES: tuple[Room, ...] = ("couple", *OWN)


def or_nothing_here(allowed: bool) -> None:
    """Go on only if it is allowed.

    Raises:
        Http404: it is not; the same as for what was never there.
    """
    if not allowed:
        raise Http404


def may_read_space(who: Opened, space: UUID) -> bool:
    """Whether somebody holds a key of this space that is open now."""
    return any(held == space for held, _ in who.ring.keys)


def may_write_space(who: Opened, space: UUID) -> bool:
    """Whether somebody may write there: their own space, or a common one that nobody has left."""
    return may_read_space(who, space) and Space.objects.filter(id=space, closed=False).exists()


def may_see_archive(who: Opened, space: UUID) -> bool:
    """Whether this is a closed space of theirs: one that was shared, or their own from before they began anew."""
    return may_read_space(who, space) and Space.objects.filter(id=space, room__in=ARCHIVES, closed=True).exists()


def may_erase_entry(who: Opened, space: UUID, kept: Kept) -> bool:
    """Whether somebody wrote this entry themselves; nobody erases the other's."""
    return may_read_space(who, space) and hand.wrote(who, space, kept.entry)


def may_invite(who: Opened) -> bool:
    """Whether somebody may make an invitation: alone, or to compare words anew."""
    return couple_of(who.account) is None or must_compare(who)


def may_leave(who: Opened) -> bool:
    """Whether there is a couple to leave; no other condition, ever."""
    return couple_of(who.account) is not None


def may_take_out(who: Opened) -> bool:
    """Whether somebody may export and bring in: while everything of theirs is open."""
    return who.private


def may_see_what_left(who: Opened) -> bool:
    """Whether one's own list is open; it is nobody else's."""
    return who.space("mine") is not None


def may_end_session(who: Opened, digest: str) -> bool:
    """Whether a device is one's own."""
    return SessionRow.objects.filter(digest=digest, account=who.account).exists()
