"""A database of a newer Toward is not opened by an older one: it would write what the newer no longer reads."""

from __future__ import annotations

from django.db import connection

from toward.store.models import Instance


class NewerDatabaseError(Exception):
    """The database was opened by a newer release; its name is the argument."""


def number(release: str) -> tuple[int, ...]:
    """A release as numbers that can be compared.

    >>> number("0.10.0") > number("0.9.3")
    True
    """
    return tuple(int(part) for part in release.split("+", maxsplit=1)[0].split(".") if part.isdigit())


def refuse_newer(release: str) -> None:
    """Look at a database before anything is changed in it.

    Raises:
        NewerDatabaseError: it belongs to a newer release.
    """
    if Instance._meta.db_table not in connection.introspection.table_names():
        return
    found = (
        Instance.objects.filter(pk=1).values_list("release", flat=True).first()
    )  # another column may not be there yet
    if found is not None and number(found) > number(release):
        raise NewerDatabaseError(found)


def note_release(release: str) -> None:
    """Write down that this release has opened the database."""
    Instance.objects.update_or_create(pk=1, defaults={"release": release})
