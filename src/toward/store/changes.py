"""Says that something changed, to whoever shows it: which room or person, and no more. What has changed is read from the rows.

The listeners of this process are called after the commit; on PostgreSQL the commit itself wakes the other processes. A call
that is lost costs a moment, never a word: whoever listens looks at the rows now and then anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import connection, transaction

CHANNEL = "toward"
LISTENERS: list[Callable[[frozenset[UUID]], None]] = []
_AT_ONCE = 200  # ids that one notice of PostgreSQL has room for (8,000 bytes)


def changed(*ids: UUID) -> None:
    """Tell, once this is committed, that rooms or people have changed; nothing is told of what is rolled back.

    Args:
        ids: of spaces, and of people where what concerns them is not in one space.
    """
    if connection.vendor == "postgresql":
        _notify(ids)
    transaction.on_commit(partial(_tell, frozenset(ids)), robust=True)


def read_notice(payload: str) -> frozenset[UUID]:
    """The ids in a notice; none where somebody else has written it.

    >>> sorted(read_notice(UUID(int=7).hex)), read_notice("lotus")
    ([UUID('00000000-0000-0000-0000-000000000007')], frozenset())
    """
    try:
        return frozenset(UUID(each) for each in payload.split())
    except ValueError:
        return frozenset()


def _notify(ids: tuple[UUID, ...]) -> None:
    with connection.cursor() as cursor:
        for first in range(0, len(ids), _AT_ONCE):
            notice = " ".join(each.hex for each in ids[first : first + _AT_ONCE])
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])


def _tell(ids: frozenset[UUID]) -> None:
    for listener in LISTENERS:
        listener(ids)
