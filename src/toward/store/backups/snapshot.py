"""One instant of a database, held still while it is read, and hindering nobody who writes meanwhile."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENT = "-c statement_timeout=600000 -c idle_in_transaction_session_timeout=600000"


@contextmanager
def beside(alias: str, **changed: Any) -> Iterator[BaseDatabaseWrapper]:
    """A connection of our own next to the app's; closed and forgotten afterwards.

    Args:
        alias: a name that is not taken.
        changed: Django's settings for a database that differ from the app's.
    """
    connections.settings[alias] = connections["default"].settings_dict | changed
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        connections.settings.pop(alias, None)


@contextmanager
def still(of: str = "default") -> Iterator[str]:
    """Hold one instant.

    Args:
        of: alias of the database.

    Yields:
        The alias to read from.
    """
    given = connections[of].settings_dict
    if connections[of].vendor != "sqlite":
        options = given["OPTIONS"] | {"options": PATIENT}
        with beside("snapshot", **given | {"OPTIONS": options}) as one, transaction.atomic(using="snapshot"):
            with one.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield "snapshot"
    elif _journal(of) == "wal":
        with beside("snapshot", **given | {"OPTIONS": {}}), transaction.atomic(using="snapshot"):
            yield "snapshot"
    else:
        with _copied(Path(given["NAME"])):
            yield "snapshot"


def _journal(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        return str(cursor.fetchone()[0]).lower()


@contextmanager
def _copied(path: Path) -> Iterator[None]:
    """A copy in memory: with a rollback journal, a long look would make whoever writes wait until they give up."""
    with beside("snapshot", NAME=":memory:", OPTIONS={}) as one:
        one.ensure_connection()
        with closing(importlib.import_module("sqlite3").connect(path)) as source:
            source.backup(one.connection)
        try:
            yield
        finally:
            one.connection.close()  # Django never closes what lies in memory
