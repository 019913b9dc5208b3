"""When somebody may be reminded next, and who sees to it: one of several processes, on a lease that runs out by itself.

A lease is taken by comparing with what was read, in one statement: whoever comes second finds another number there and
passes on. So it needs no lock that could be forgotten, and is the same on SQLite and PostgreSQL. An instant that has rung
is kept (`rung_at`) and never rings again, whatever a clock that was put back says; a row whose next instant has rung
already waits for a later one. A process that dies after ringing and before saying so rings twice; the other way round it
would not ring at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, QuerySet, Value, When

from toward.store.models import DueRow


@dataclass(frozen=True, slots=True)
class Taken:
    """A row on lease.

    Args:
        account: whom to remind.
        purpose: of what, for example `evening`.
        at: the instant that is due (seconds).
        unanswered: how many in a row were not answered before.
        leased_until: second at which it comes again unless it is done; tells this lease from every other.
    """

    account: UUID
    purpose: str
    at: int
    unanswered: int
    leased_until: int


def take(now: int, lease: int, limit: int) -> tuple[Taken, ...]:
    """Lease what is due, the longest due first; nobody else gets the same meanwhile.

    Args:
        now: second.
        lease: seconds, more than ringing takes.
        limit: the most rows.

    Raises:
        ValueError: a lease that has run out when it begins.
    """
    if lease <= 0:
        raise ValueError("lease")
    return tuple(_taken(row, now + lease) for row in _ready(now)[:limit] if _leased(row, now + lease))


def _ready(now: int) -> QuerySet[DueRow]:
    due = DueRow.objects.filter(next_at__lte=now, quiet_until__lte=now, leased_until__lte=now)
    return due.filter(next_at__gt=F("rung_at")).order_by("next_at", "id")


def _leased(row: DueRow, until: int) -> bool:
    """Whether the row was still as it was read, and is leased now."""
    same = DueRow.objects.filter(id=row.id, leased_until=row.leased_until, next_at=row.next_at)
    return same.filter(quiet_until=row.quiet_until, rung_at=row.rung_at).update(leased_until=until) == 1


def _taken(row: DueRow, until: int) -> Taken:
    return Taken(row.account, row.purpose, row.next_at, row.unanswered, until)


def done(taken: Taken, next_at: int | None) -> bool:
    """Say that it has rung; whether the lease was still held. Said twice, it counts once.

    Args:
        taken: what `take` answered.
        next_at: the next instant; None for no other. An instant that a rule has set meanwhile stays.

    Raises:
        ValueError: an instant that is not later than the one that has rung. Work it out from the later of that and now, so
            that a clock that was put back does not lead to the same one again.
    """
    if next_at is not None and next_at <= taken.at:
        raise ValueError(f"{next_at} is not later than {taken.at}, which has rung.")
    held = DueRow.objects.filter(account=taken.account, purpose=taken.purpose, leased_until=taken.leased_until)
    following = Value(taken.at if next_at is None else next_at, BigIntegerField())
    then = Case(When(next_at=taken.at, then=following), default=F("next_at"))
    rung = held.filter(rung_at__lt=taken.at)
    return rung.update(next_at=then, rung_at=taken.at, leased_until=0, unanswered=F("unanswered") + 1) == 1


def hold(taken: Taken, until: int) -> Taken | None:
    """Keep a lease for longer, for work that takes its time or is to be tried again later; None if it was lost.

    Args:
        taken: what `take` answered.
        until: second at which the row comes again unless it is done.
    """
    held = DueRow.objects.filter(account=taken.account, purpose=taken.purpose, leased_until=taken.leased_until)
    return replace(taken, leased_until=until) if held.update(leased_until=until) == 1 else None


def next_of(account: UUID, purpose: str) -> int | None:
    """The next instant of a person's reminder, None if there is none."""
    return DueRow.objects.filter(account=account, purpose=purpose).values_list("next_at", flat=True).first()


def answered(account: UUID, purpose: str) -> None:
    """Somebody has come; what rings from now on begins anew."""
    DueRow.objects.filter(account=account, purpose=purpose).update(unanswered=0)
