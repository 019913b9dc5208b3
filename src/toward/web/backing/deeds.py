"""What the host's commands do, and what they say when it is done."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from toward import __version__
from toward.people.doors import now
from toward.store.backups import (
    checking,
    dumping,
    folder,
    host_kit,
    loading,
    nightly,
    pepper,
    places,
    sealed,
    shape,
    upgrading,
)
from toward.store.backups.checking import Whole
from toward.store.backups.lines import Damaged, Read, Sums, canonical, plain
from toward.store.release import NewerDatabaseError, note_release, refuse_newer
from toward.vault.secret import SecretBytes
from toward.web.backing.sentences import (
    DIFFERS,
    IS_WRITTEN,
    NEWER,
    NO_BACKUP,
    NO_DATABASE,
    NOT_THERE,
    OTHER_FORM,
    Sorry,
    sentence,
)
from toward.web.backing.words import size

LOST_PEPPER = (
    "The pepper is not among what came back, so no password opens anything. Each person comes in by the recovery line of their "
    "own kit and chooses a new password; then run: toward kit --this-pepper"
)


def key() -> SecretBytes:
    """The backup key of this installation."""
    return SecretBytes(settings.BACKUP_KEY)


def backup(to: Path | None) -> str:
    """Write a backup now; see `nightly.make`."""
    if not shape.seen(connections["default"]):
        raise Sorry(NO_DATABASE)
    try:
        pair = nightly.make(now(), to)
    except (places.NotCopied, places.WrongPlace) as problem:
        raise Sorry(IS_WRITTEN.format(folder=settings.BACKUPS, problem=problem)) from None
    checking.whole(pair, key())
    return f"Written and read again: {pair.rows.name} and {pair.keys.name} in {pair.rows.parent} ({size(pair.size)})."


def choose_second(to: str, command: str) -> None:
    """Write down where a second copy goes; nothing typed, nothing changed."""
    place = places.second(to, command)
    if place:
        places.write_down(settings.BACKUP_PLACE, place)


def verify(what: Path | None) -> str:
    """Look at one file, or at every backup in a folder."""
    what = what or settings.BACKUPS
    if not what.exists() and what != settings.BACKUPS:
        raise Sorry(NOT_THERE.format(path=what))
    if what.is_file():
        read = checking.checked(what, key())
        return f"{what.name} is whole: {_told(read)}."
    found = folder.pairs(what, key()) or folder.pairs(what)
    if not found:
        raise Sorry(NO_BACKUP.format(folder=what))
    told = [_looked_at(pair) for pair in found]
    said = "\n".join(words for _, words in told)
    if not all(well for well, _ in told):
        raise Sorry(said)
    return said


def _looked_at(pair: folder.Pair) -> tuple[bool, str]:
    """Whether a backup is whole, and the line that says so."""
    try:
        whole = checking.whole(pair, key())
    except (Damaged, checking.NoPair, sealed.WrongKey, OSError) as problem:
        return False, f"{pair.rows.name} and its keys: {sentence(problem)}"
    return True, f"{pair.rows.name} is whole: {_told(whole.rows)}; its keys: {_told(whole.keys)}."


def _told(read: Read) -> str:
    return f"{len(read.rows)} rows of {len(read.head.tables)} tables, by Toward {read.head.release}"


def restore(whole: Whole, *, has_pepper: bool) -> str:
    """Bring a backup back into an empty database, whole or not at all.

    Raises:
        NotEmpty: there is something in it.
        Sorry: the backup has a form that no release had, or what arrived differs.
    """
    loading.refuse_full("default")
    if set(whole.head.migrations) - set(shape.known()):
        raise Sorry(OTHER_FORM)
    loading.shaped("default", whole.head.migrations)
    with transaction.atomic():
        for read in (whole.rows, whole.keys):
            loading.fill("default", read.head.migrations, read.rows)
        for read in (whole.rows, whole.keys):
            _same(dumping.rows("default", read.head.stream), read.rows)
    call_command("migrate", verbosity=0, interactive=False)
    if has_pepper:
        pepper.note(settings.PEPPER, anew=True)
    when = datetime.fromtimestamp(whole.head.at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    said = f"Everything of the backup of {when} is back: {len(whole.rows.rows) + len(whole.keys.rows)} rows. Every device signs in anew."
    return said if has_pepper else f"{said}\n{LOST_PEPPER}"


def _same(arrived: dumping.Rows, sent: Iterable[tuple[str, tuple[Any, ...]]]) -> None:
    """Raise unless the same rows are there, whatever their order."""
    if _summed(arrived) != _summed(sent):
        raise Sorry(DIFFERS)


def _summed(rows: Iterable[tuple[str, tuple[Any, ...]]]) -> dict[str, dict[str, Any]]:
    sums = Sums()
    for table, line in sorted((table, canonical([table, *map(plain, values)])) for table, values in rows):
        sums.add(table, line)
    return sums.told()


def kit(qr: Path | None, *, this_pepper: bool) -> str:
    """The host kit; the picture holds the same lines, and stands alone where its place is `-`."""
    if not shape.seen(connections["default"]):
        raise Sorry(NO_DATABASE)
    if this_pepper:
        pepper.note(settings.PEPPER, anew=True)
    held = host_kit.HostKit(key(), SecretBytes(settings.PEPPER))
    picture = io.BytesIO()
    segno.make("\n".join(host_kit.write(held)), error="m").save(picture, kind="svg", scale=4, border=4)
    if qr == Path("-"):
        return picture.getvalue().decode()
    if qr:
        qr.write_bytes(picture.getvalue())
    return host_kit.page(held)


def upgrade() -> str:
    """Bring the database to this release, or leave it as it was."""
    if not shape.seen(connections["default"]):
        raise Sorry(NO_DATABASE)
    try:
        refuse_newer(__version__)
    except NewerDatabaseError as newer:
        raise Sorry(
            NEWER.replace("backup was written", "database was last opened").format(theirs=newer, ours=__version__)
        ) from None
    kept = upgrading.bring_here(settings.BACKUPS, key(), now())
    note_release(__version__)
    pepper.note(settings.PEPPER)
    if kept is None:
        return f"The database is as Toward {__version__} wants it."
    return f"The database is now as Toward {__version__} wants it. A backup of before: {kept.rows.name} in {kept.rows.parent}"
