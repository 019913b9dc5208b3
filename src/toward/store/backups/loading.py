"""From lines back into a database that is empty; all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import Model

from toward.store.backups import shape
from toward.store.backups.lines import back

BATCH = 200  # rows a statement


class NotEmpty(Exception):
    """There is something in the database already."""


def refuse_full(alias: str) -> None:
    """Look whether a database is empty; one that has its tables and no row in them is.

    Raises:
        NotEmpty: it is not.
        UnknownShape: another release made it.
    """
    migrations = shape.seen(connections[alias])
    for model in shape.tables(migrations, "all"):
        if model._default_manager.using(alias).exists():
            raise NotEmpty


def shaped(alias: str, migrations: Iterable[str]) -> None:
    """Give an empty database the shape that a backup was written in, or that of this release."""
    for app, names in groupby(sorted(migrations), key=lambda each: each.split(".", 1)[0]):
        last = [each.split(".", 1)[1] for each in names][-1]
        call_command("migrate", app, last, database=alias, verbosity=0, interactive=False)


def fill(alias: str, migrations: Iterable[str], rows: Iterable[tuple[str, tuple[Any, ...]]]) -> None:
    """Put rows into an empty database in one transaction.

    Args:
        alias: the database, in the shape of these migrations.
        migrations: the shape that the rows were written in.
        rows: the table's name and the row's values, a table's rows next to each other.
    """
    models = {model._meta.label_lower: model for model in shape.tables(migrations, "all")}
    with transaction.atomic(using=alias):
        for name, group in groupby(rows, key=lambda row: row[0]):
            _fill(alias, models[name], (values for _, values in group))
        _count_on(alias, models.values())


def _fill(alias: str, model: type[Model], group: Iterable[tuple[Any, ...]]) -> None:
    kinds = shape.kinds(model)
    made = []
    for values in group:
        pairs = zip(kinds.items(), values, strict=True)
        made.append(model(**{column: back(value, kind) for (column, kind), value in pairs}))
    model._default_manager.using(alias).bulk_create(made, batch_size=BATCH)


def _count_on(alias: str, models: Iterable[type[Model]]) -> None:
    """Numbers that the database gives begin after the last one that came along."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
