"""Pepper and backup key from the host kit into an empty config folder; gone again if what follows does not succeed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toward import __version__
from toward.store.backups import checking, folder, host_kit
from toward.store.backups.checking import Whole
from toward.web import places
from toward.web.backing.sentences import IN_THE_WAY, NEWER, NO_BACKUP, OTHER_KIT, Sorry


@dataclass(frozen=True, slots=True)
class Laid:
    """What is ready to be restored.

    Args:
        whole: the backup, read and found whole; None where only the keys were laid.
        has_pepper: whether the kit had the pepper.
    """

    whole: Whole | None
    has_pepper: bool


@contextmanager
def lay(typed: str, source: Path | None) -> Iterator[Laid]:
    """Read the kit, hold it against the backup, lay its keys; before anything looks for them.

    Args:
        typed: the kit's lines.
        source: folder of the backup; None for none.

    Raises:
        WrongKit: a line cannot be read.
        Sorry: the kit or the backup is not the right one, or other keys lie there.
        Damaged, NoPair, WrongKey: as `checking.whole`.
    """
    kit = host_kit.read(typed)
    whole = _held_against(source, kit) if source else None
    made: list[Path] = []
    try:
        _put(places.config_folder() / "backup-key", kit.backup_key.reveal() + b"\n", made)
        if kit.pepper:
            _put(places.config_folder() / "pepper", kit.pepper.reveal(), made)
        yield Laid(whole, kit.pepper is not None)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _held_against(source: Path, kit: host_kit.HostKit) -> Whole:
    pair = folder.newest(source, kit.backup_key, int(time.time()))
    if pair is None:
        raise Sorry(NO_BACKUP.format(folder=source))
    whole = checking.whole(pair, kit.backup_key)
    if _number(whole.head.release) > _number(__version__):
        raise Sorry(NEWER.format(theirs=whole.head.release, ours=__version__))
    if kit.pepper and whole.pepper not in ("", host_kit.digest(kit.pepper.reveal())):
        raise Sorry(OTHER_KIT)
    return whole


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("+", maxsplit=1)[0].split(".") if part.isdigit())


def _put(path: Path, content: bytes, made: list[Path]) -> None:
    if path.exists():
        if path.read_bytes().strip() != content.strip():
            raise Sorry(IN_THE_WAY.format(path=path))
        return
    made.append(path)
    places.make_once(path, content)
