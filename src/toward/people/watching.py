"""How things stand for somebody, as one short mark: a page that holds an older mark is out of date.

Looked at without any key. What is one's own alone is left out, and so is what waits to be moved into a room: nobody must
learn from a mark that the other one has come, or has said what is to stay with them until both have.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from toward.people.models import Account, Couple, Invitation
from toward.store.models import LiveRow, Space
from toward.vault.framing import framed

ROOMS = ("pairing", "couple", "share")
_PART = 8  # letters of a mark that stand for one room


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody may see change.

    Args:
        mark: how it stands now; opaque, of one length, and the same for the same state.
        spaces: the common rooms that were looked at.
    """

    mark: str
    spaces: frozenset[UUID]


def watch(account: UUID) -> Watch:
    """How it stands for somebody now."""
    rows = list(_common(account))
    states = [_pairing(account), *(_state([row for row in rows if row[1] == room]) for room in ROOMS[1:])]
    parts = [_digest(account, room, state)[:6] for room, state in zip(ROOMS, states, strict=True)]
    return Watch("".join(urlsafe_b64encode(each).decode() for each in parts), frozenset(row[0] for row in rows))


def number(account: UUID, room: str) -> int:
    """What a room is called on somebody's stream: a number that says nothing, and is another one for everybody."""
    return int.from_bytes(_digest(account, "number", room)[:4], "big")


def news(account: UUID, before: str, now: str) -> tuple[int, ...]:
    """Which rooms stand otherwise than a mark says; all of them where the mark is none of ours.

    Args:
        account: whose marks these are.
        before: what a page has seen.
        now: how it stands.
    """
    pairs = zip(ROOMS, _parts(before), _parts(now), strict=True)
    return tuple(number(account, room) for room, seen, new in pairs if seen != new)


def _parts(mark: str) -> list[str]:
    whole = mark if len(mark) == _PART * len(ROOMS) else ""
    return [whole[_PART * place : _PART * (place + 1)] for place in range(len(ROOMS))]


def _common(account: UUID) -> list[tuple[UUID, str, int, int]]:
    held = Space.objects.filter(keys__holder=account, room__in=ROOMS[1:], closed=False)
    return list(held.distinct().order_by("id").values_list("id", "room", "head", "epoch"))


def _state(rows: list[tuple[UUID, str, int, int]]) -> str:
    """Heads, and the live facts that lie beside the streams."""
    live = LiveRow.objects.filter(space_id__in=[row[0] for row in rows]).order_by("id") if rows else []
    facts = [(each.id, each.return_at, each.extensions, each.acknowledged) for each in live]
    return repr((rows, facts))


def _pairing(account: UUID) -> str:
    """Invitations and couple; whether the other one has agreed shows only to who has agreed too."""
    meetings = Invitation.objects.filter(Q(inviter=account) | Q(guest=account)).order_by("digest")
    couple = Couple.objects.filter(Q(one=account) | Q(other=account), ended=False).first()
    others = [each for row in meetings for each in (row.inviter, row.guest) if each not in (None, account)]
    others += [each for each in (couple.one, couple.other) if each != account] if couple else []
    keys = Account.objects.filter(id__in=filter(None, others)).order_by("id").values_list("public", flat=True)
    return repr(([_agreed(account, row) for row in meetings], couple and couple.space, [bytes(key) for key in keys]))


def _agreed(account: UUID, row: Invitation) -> tuple[object, ...]:
    mine = row.inviter_agrees if row.inviter == account else row.guest_agrees
    return row.digest, row.guest, mine, mine and row.inviter_agrees and row.guest_agrees


def _digest(account: UUID, name: str, state: str) -> bytes:
    return hmac.digest(settings.PEPPER, framed("watch", account.bytes, name, state), sha256)
