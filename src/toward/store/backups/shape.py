"""Which tables there are and which go where: rows, keys, or into no backup because they end by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from toward.store.backups.lines import Stream

KEYS = frozenset(("store.instance", "store.key", "people.account", "people.passkey", "people.putaside"))
ENDS_BY_ITSELF = frozenset(("store.sessionrow", "store.liverow", "people.attempt", "people.reset", "notify.ringing"))
AS_NEW = {"store.duerow": {"leased_until": 0}}  # a lease is of a process that will not be there


class UnknownShape(Exception):
    """The database has seen changes of shape that this release does not know."""


def seen(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The changes of shape that a database has seen, in order; none where it is new."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def known() -> tuple[str, ...]:
    """All changes of shape that this release knows."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).graph.nodes))


def tables(migrations: Iterable[str], stream: Stream) -> list[type[Model]]:
    """The models of a stream as they were after some changes of shape, by name.

    Raises:
        UnknownShape: one of the changes is of another release.
    """
    nodes = [_node(each) for each in migrations]
    loader = MigrationLoader(None)
    if set(nodes) - set(loader.graph.nodes):
        raise UnknownShape
    apps: Apps = loader.project_state(nodes).apps
    named = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}
    return [named[name] for name in sorted(named) if stream in ("all", stream_of(name))]


def stream_of(table: str) -> Stream | None:
    """Which file a table goes into; None for none. A table that nobody has thought of goes with the rows."""
    if table in ENDS_BY_ITSELF:
        return None
    return "keys" if table in KEYS else "rows"


def columns(model: type[Model]) -> list[str]:
    """A table's columns in their order."""
    return [field.attname for field in model._meta.concrete_fields]


def kinds(model: type[Model]) -> dict[str, str]:
    """From a column to the kind of what lies in it."""
    return {field.attname: _target(field).get_internal_type() for field in model._meta.concrete_fields}


def _target(field: Any) -> Any:
    return field.target_field if field.is_relation else field


def _node(each: str) -> tuple[str, str]:
    app, name = each.split(".", 1)
    return app, name
