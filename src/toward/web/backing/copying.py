"""From SQLite to PostgreSQL or back: everything, row by row, and the same sums on both sides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections, transaction

from toward.store.backups import dumping, loading, shape, upgrading
from toward.store.backups.lines import plain
from toward.store.backups.snapshot import beside, still
from toward.web import databases
from toward.web.backing.sentences import DIFFERS, NO_DATABASE, NOT_NEW, Sorry

NO_ADDRESS = "Say where to: postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:PATH"
NEXT = {
    "postgresql": "Set TOWARD_DATABASE to this address and start Toward again.",
    "sqlite": "Take TOWARD_DATABASE away, lay the file into the data folder as toward.sqlite3, and start Toward again.",
}


def copy(address: str) -> str:
    """Copy everything into another database, sessions and what waits too; it is there in whole or not at all.

    Raises:
        Sorry: there is nothing to copy, or what arrived differs.
        NotEmpty: something is in the other database.
    """
    if not shape.seen(connections["default"]):
        raise Sorry(NO_DATABASE)
    if upgrading.pending():
        raise Sorry(NOT_NEW)
    with beside("target", **_settings(address)) as target:
        loading.refuse_full("target")
        call_command("migrate", database="target", verbosity=0, interactive=False)
        count = _moved()
        return f"{count} rows are there, with the same sums on both sides. {NEXT[target.vendor]}"


def _settings(address: str) -> dict[str, Any]:
    if address.startswith("sqlite:") and len(address) > len("sqlite:"):
        path = Path(address.removeprefix("sqlite:")).absolute()
        return databases.sqlite(path.parent) | {"NAME": path, "HOST": "", "PORT": "", "USER": "", "PASSWORD": ""}
    if address.startswith("postgres"):
        return databases.postgres(address)
    raise Sorry(NO_ADDRESS)


def _moved() -> int:
    with still() as alias, transaction.atomic(using="target"):
        migrations = shape.seen(connections[alias])
        rows = ((table, tuple(map(plain, values))) for table, values in dumping.rows(alias, "all"))
        loading.fill("target", migrations, rows)
        there, here = dumping.sums("target"), dumping.sums(alias)
        if there != here:
            raise Sorry(DIFFERS)
        counts = here["counts"]
        return sum(counts.values()) if isinstance(counts, dict) else 0
