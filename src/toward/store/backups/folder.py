"""A folder of backups: two files for each instant, the last seven days, four weeks before them, and nothing after a month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from toward.store.backups import dumping
from toward.store.backups.lines import Stream
from toward.store.backups.sealed import on_the_disk, seal
from toward.store.backups.snapshot import still
from toward.vault.secret import SecretBytes

DAILY, WEEKLY, LONGEST = 7, 4, 30 * 86_400  # backups kept a day, a week; seconds after which none is
STREAMS: tuple[Stream, Stream] = ("rows", "keys")
_FORM = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"toward-(\d{8}T\d{6}Z)-(rows|keys)\.age")


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """The two files of one instant.

    Args:
        at: second.
        rows: what was written, sealed as it lies in the database.
        keys: what opens it for those who hold a password or a kit.
    """

    at: int
    rows: Path
    keys: Path

    @property
    def files(self) -> tuple[Path, Path]:
        """Both."""
        return self.rows, self.keys

    @property
    def size(self) -> int:
        """Bytes of both."""
        return sum(each.stat().st_size for each in self.files)


def write(folder: Path, key: SecretBytes, at: int, of: str = "default") -> Pair:
    """Write a backup of a database while it is used; both halves are of one instant.

    Args:
        folder: made if need be.
        key: the backup key.
        at: second it is.
        of: alias of the database.

    Raises:
        OSError: the medium is full or cannot be written; what was there before stays, and no half is left.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pair, mark = _pair(folder, at), dumping.mark()
    try:
        with still(of) as alias:
            for stream, path in zip(STREAMS, pair.files, strict=True):
                seal(dumping.lines(alias, stream, mark, at), path, key)
    except BaseException:
        remove(pair)
        raise
    return pair


def _pair(folder: Path, at: int) -> Pair:
    when = datetime.fromtimestamp(at, UTC).strftime(_FORM)
    rows, keys = (folder / f"toward-{when}-{stream}.age" for stream in STREAMS)
    return Pair(at, rows, keys)


def pairs(folder: Path) -> tuple[Pair, ...]:
    """All backups of a folder of which both halves are there, the newest last."""
    whole = (_pair(folder, at) for at in _instants(folder))
    return tuple(sorted(pair for pair in whole if all(path.is_file() for path in pair.files)))


def _instants(folder: Path) -> frozenset[int]:
    """The seconds that stand in the names of a folder's files, also of halves."""
    found = (_NAME.fullmatch(path.name) for path in folder.glob("toward-*.age"))
    return frozenset(int(datetime.strptime(each[1] + "+0000", _FORM + "%z").timestamp()) for each in found if each)


def kept(instants: Iterable[int], now: int) -> frozenset[int]:
    """Which backups stay: the newest of each of the last seven days that have one, and of the last four weeks.

    Args:
        instants: seconds.
        now: second.
    """
    young = sorted(at for at in instants if at > now - LONGEST)
    days = {at // 86_400: at for at in young}
    weeks = {datetime.fromtimestamp(at, UTC).isocalendar()[:2]: at for at in young}
    return frozenset(
        [*[days[day] for day in sorted(days)[-DAILY:]], *[weeks[week] for week in sorted(weeks)[-WEEKLY:]]]
    )


def rotate(folder: Path, now: int) -> None:
    """Take away what need not stay; a half that has lost its other half goes with its month, too."""
    stays = kept((pair.at for pair in pairs(folder)), now)
    for pair in pairs(folder):
        if pair.at not in stays:
            remove(pair)
    for at in _instants(folder):
        if at <= now - LONGEST:
            remove(_pair(folder, at))


def remove(pair: Pair) -> None:
    """Take a backup away, the keys first."""
    for path in reversed(pair.files):
        path.unlink(missing_ok=True)
    on_the_disk(pair.rows.parent)
