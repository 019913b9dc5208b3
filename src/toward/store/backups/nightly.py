"""Every night a backup, and a second copy where the host has named a place; on unless somebody turns it off."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

from toward.store.backups import folder, places
from toward.store.effects import NIGHTLY
from toward.vault.secret import SecretBytes

SECOND = "second-copy"  # a file whose one line is the second of the last one
DAY = 86_400
_log = logging.getLogger("toward.backups")


def register() -> None:
    """Be among the deeds of the night."""
    if run not in NIGHTLY:
        NIGHTLY.append(run)


def due(now: int) -> bool:
    """Whether the last backup is older than twenty hours, so that a night that came a little early counts too."""
    return not any(now - 20 * 3600 < pair.at <= now for pair in folder.pairs(settings.BACKUPS))


def run(now: int) -> None:
    """Do what is due; whatever does not get through is said in the log, and tried again the next night."""
    if not due(now):
        return
    try:
        make(now)
    except OSError as problem:
        _log.error("tonight's backup was not written: %s. The earlier ones are untouched.", problem.strerror)
    except (places.NotCopied, places.WrongPlace) as problem:
        _log.error("tonight's backup has no second copy: %s", problem)


def make(now: int, to: Path | None = None) -> folder.Pair:
    """Write a backup, let the oldest go, make the second copy.

    Args:
        now: second.
        to: another folder than the usual one; then there is no second copy.

    Raises:
        OSError: it was not written.
        NotCopied: it was, but the second copy was not.
        WrongPlace: what is written down as a second place is none.
    """
    pair = folder.write(to or settings.BACKUPS, SecretBytes(settings.BACKUP_KEY), now)
    folder.rotate(to or settings.BACKUPS, pair.mark, now)
    place = places.chosen(settings.BACKUP_PLACE) if to is None else None
    if place:
        places.take_away(pair, place, now)
        (settings.BACKUPS / SECOND).write_text(str(now), encoding="ascii")
    return pair


def last_second_copy() -> int | None:
    """The second of the last second copy, None for never."""
    try:
        return int((settings.BACKUPS / SECOND).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
