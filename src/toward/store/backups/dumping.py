"""Out of a database into lines."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator

from django.db import connections
from django.db.models import Model

from toward.store.backups import shape
from toward.store.backups.lines import Head, Stream, Sums, plain, written

Rows = Iterator[tuple[str, tuple[object, ...]]]


def head(alias: str, stream: Stream, snapshot: str, at: int) -> Head:
    """What a backup of this database says first.

    Args:
        alias: a database that holds still.
        stream: which half.
        snapshot: mark of the instant.
        at: second it is.
    """
    migrations = shape.seen(connections[alias])
    models = shape.tables(migrations, stream)
    release, mark = _instance(alias, migrations)
    named = {model._meta.label_lower: shape.columns(model) for model in models}
    return Head(stream, release, mark, snapshot, at, migrations, named)


def _instance(alias: str, migrations: Iterable[str]) -> tuple[str, str]:
    found = [model for model in shape.tables(migrations, "keys") if model._meta.label_lower == "store.instance"]
    row = found[0]._default_manager.using(alias).values().first() if found else None
    return (str(row["release"]), str(plain(row.get("mark", "")))) if row else ("", "")


def rows(alias: str, stream: Stream) -> Rows:
    """Every row of a stream, tables and rows in one order.

    Args:
        alias: a database that holds still.
        stream: `all` takes leases and what ends by itself along, too.
    """
    for model in shape.tables(shape.seen(connections[alias]), stream):
        yield from _of(alias, model, {} if stream == "all" else shape.AS_NEW.get(model._meta.label_lower, {}))


def _of(alias: str, model: type[Model], as_new: dict[str, int]) -> Rows:
    names, name = shape.columns(model), model._meta.label_lower
    for values in model._default_manager.using(alias).order_by("pk").values_list(*names).iterator(500):
        yield name, tuple(as_new.get(column, value) for column, value in zip(names, values, strict=True))


def lines(alias: str, stream: Stream, snapshot: str, at: int) -> Iterator[bytes]:
    """A stream as the lines of a backup; see `head`."""
    return written(head(alias, stream, snapshot, at), rows(alias, stream))


def sums(alias: str) -> dict[str, object]:
    """Counts and hashes of everything in a database that holds still."""
    summed = Sums()
    for _ in written(head(alias, "all", "", 0), rows(alias, "all"), summed):
        pass
    return dict(summed.told())


def mark() -> str:
    """A mark that no other instant has."""
    return secrets.token_hex(16)
