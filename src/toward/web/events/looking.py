"""Looks at the rows for a stream, in two threads of its own, so that pages and streams never wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

from django.db import DatabaseError, InterfaceError, close_old_connections

from toward.people.doors import now
from toward.people.watching import Watch, watch
from toward.store import sessions

T = TypeVar("T")
_threads = ThreadPoolExecutor(2, "events")


class Away(Exception):
    """The database does not answer now."""


async def holder(digest: str) -> UUID | None:
    """Whose session this is, None if it has ended.

    Raises:
        Away: nobody knows now.
    """
    return await _apart(lambda: sessions.holder(digest, now()))


async def standing(digest: str) -> Watch | None:
    """How it stands for whoever has this session; None if it has ended.

    Raises:
        Away: nobody knows now.
    """
    return await _apart(lambda: _standing(digest))


def _standing(digest: str) -> Watch | None:
    account = sessions.holder(digest, now())
    return watch(account) if account else None


async def _apart(look: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, _looked, look)


def _looked(look: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return look()
    except (DatabaseError, InterfaceError):
        raise Away from None
    finally:
        close_old_connections()
