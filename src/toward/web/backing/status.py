"""How the house stands: sizes and counts, never whose or what."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from toward import __version__
from toward.people.doors import now
from toward.people.models import Account
from toward.store.backups import folder, nightly, shape, upgrading
from toward.store.models import Row, SessionRow, Space
from toward.web.backing.sentences import NO_DATABASE, NOT_NEW, Sorry
from toward.web.backing.words import DAY, ago, size

LONG = 14 * DAY  # seconds without a second copy after which it is said
ALONE = (
    "No copy has left this computer for {days} days. If it breaks or is taken, everything is gone. Name a second place: "
    "toward backup --also FOLDER"
)
NEVER = (
    "No copy has ever left this computer. If it breaks or is taken, everything is gone. Name a second place: "
    "toward backup --also FOLDER"
)


def status() -> str:
    """All lines of it."""
    if not shape.seen(connection):
        raise Sorry(NO_DATABASE)
    if upgrading.pending():
        raise Sorry(NOT_NEW)
    counts = [(Account, "accounts"), (Space, "rooms"), (Row, "entries and marks"), (SessionRow, "devices signed in")]
    told = ", ".join(f"{name}: {model._default_manager.count()}" for model, name in counts).capitalize()
    return "\n".join([f"Toward {__version__}, {connection.display_name}, {_size()}", told, *_backups(now())])


def _size() -> str:
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return size(sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return size(cursor.fetchone()[0])


def _backups(second: int) -> list[str]:
    found = folder.pairs(settings.BACKUPS)
    last = f"last one {ago(second - found[-1].at)}" if found else "none yet; the first is written in the night"
    lines = [f"Backups: {len(found)} ({size(sum(pair.size for pair in found))}), {last}"]
    away = nightly.last_second_copy()
    if away is None:
        return [*lines, NEVER]
    lines.append(f"Second copy: {ago(second - away)}")
    return [*lines, ALONE.format(days=(second - away) // DAY)] if second - away >= LONG else lines
