"""What the host reads when something cannot be: one sentence that says what to do."""

from __future__ import annotations

import errno

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from toward.store.backups.checking import NoPair
from toward.store.backups.host_kit import WrongKit
from toward.store.backups.lines import Damaged
from toward.store.backups.loading import NotEmpty
from toward.store.backups.places import NotCopied, WrongPlace
from toward.store.backups.sealed import WrongKey
from toward.store.backups.shape import UnknownShape
from toward.store.backups.upgrading import InUse, WentWrong

FROM_WHERE = "Say where the backup lies: toward restore --from FOLDER"
NO_BACKUP = "There is no backup in {folder}: it takes both files of one instant, …-rows.age and …-keys.age."
NEWER = "This backup was written by Toward {theirs}; this is {ours}. Use that release or a newer one."
OTHER_KIT = (
    "This host kit belongs to another installation: its pepper is not the one that this backup's passwords need."
)
IN_THE_WAY = "{path} is there already and is not the one of this kit. Move it away first, if it is not needed any more."
OTHER_FORM = "This backup does not have the form of this release; it was not written by a released Toward."
NOT_NEW = "This database has not seen every change of this release. Bring it here first: toward upgrade"
NO_DATABASE = (
    "There is no database of this release here yet. Start Toward once: toward serve. Where it runs as a service, its commands go "
    "through toward-host/toward-as-service; in a container, through docker compose exec."
)
IS_WRITTEN = "The backup itself is written, into {folder}. {problem}"
NOT_THERE = "{path} is not there. Is the name right, and the disk plugged in?"
DIFFERS = "What arrived is not what was sent, so nothing was kept. The database it came from is untouched."

_SENTENCES: dict[type[Exception], str] = {
    WrongKey: "This backup is sealed to another backup key: it takes the host kit of the installation that wrote it.",
    NoPair: "The two files are not the halves of one backup; lay rows and keys of the same instant together.",
    NotEmpty: "There is something in that database already. Restoring and copying go into an empty one alone.",
    UnknownShape: "This was made by another release, whose form this one does not know. Use that release or a newer one.",
    InUse: "The database is in use. Stop Toward, and begin again; nothing was changed.",
    WentWrong: "Something was missing after the change, so the database was left as it was. The backup of before lies there too.",
}


class Sorry(Exception):
    """It cannot be; the argument is the sentence."""


def sentence(problem: Exception) -> str | None:
    """The sentence for a problem that a host can do something about, None for any other."""
    for kind, said in _SENTENCES.items():
        if isinstance(problem, kind):
            return said
    if isinstance(problem, WrongKit | NotCopied | WrongPlace | ImproperlyConfigured):
        return str(problem)
    if isinstance(problem, Damaged):
        return f"This backup is damaged ({problem}). Take another one; nothing was changed."
    if isinstance(problem, OSError):
        return _of_the_disk(problem)
    if isinstance(problem, DatabaseError):
        return _SENTENCES[InUse] if "locked" in str(problem) else f"The database cannot be used ({problem})."
    return None


def _of_the_disk(problem: OSError) -> str:
    if problem.errno == errno.ENOSPC:
        return "There is no room left for a backup. The earlier ones are untouched; make room, or name another folder with --to."
    return f"{problem.filename or 'A file'} cannot be used: {problem.strerror or problem}."
