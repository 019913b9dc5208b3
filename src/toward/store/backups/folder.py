"""A folder of backups: two files for each instant, the last seven days, four weeks before them, and nothing after a month.

Several houses may share one folder: each file's name says to which backup key it is sealed, and each takes away its own only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from toward.store.backups import dumping
from toward.store.backups.alone import alone
from toward.store.backups.lines import Stream
from toward.store.backups.sealed import mark_of, on_the_disk, seal
from toward.store.backups.snapshot import still
from toward.vault.secret import SecretBytes

DAILY, WEEKLY, LONGEST = 7, 4, 30 * 86_400  # backups kept a day, a week; seconds after which none is
AHEAD, BELIEVED = (
    86_400,
    4,
)  # seconds; so many backups of one month before a clock is believed that others are of another
CUT_OFF = 3600  # seconds after which a file that is still being written is nobody's
STREAMS: tuple[Stream, Stream] = ("rows", "keys")
_FORM = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"toward-([0-9a-f]{8})-(\d{8}T\d{6}Z)-(rows|keys)\.age")


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """The two files of one instant.

    Args:
        at: second.
        mark: of the backup key to which they are sealed.
        rows: what was written, sealed as it lies in the database.
        keys: what opens it for those who hold a password or a kit.
    """

    at: int
    mark: str
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
    pair, mark = _pair(folder, at, mark_of(key)), dumping.mark()
    with alone(folder):
        try:
            with still(of) as alias:
                for stream, path in zip(STREAMS, pair.files, strict=True):
                    seal(dumping.lines(alias, stream, mark, at), path, key)
        except BaseException:
            remove(pair)
            raise
    return pair


def _pair(folder: Path, at: int, mark: str) -> Pair:
    when = datetime.fromtimestamp(at, UTC).strftime(_FORM)
    rows, keys = (folder / f"toward-{mark}-{when}-{stream}.age" for stream in STREAMS)
    return Pair(at, mark, rows, keys)


def pairs(folder: Path, key: SecretBytes | None = None) -> tuple[Pair, ...]:
    """All backups of a folder of which both halves are there, the newest last.

    Args:
        folder: where they lie.
        key: the backup key to which they are sealed; None for whichever.
    """
    found = (pair for pair in _named(folder) if all(path.is_file() for path in pair.files))
    return tuple(pair for pair in sorted(found) if key is None or pair.mark == mark_of(key))


def newest(folder: Path, key: SecretBytes, now: int) -> Pair | None:
    """The backup to take: the newest that this key opens and that no clock ahead has dated; else any there is."""
    ours = pairs(folder, key) or pairs(folder)
    honest = tuple(pair for pair in ours if pair.at <= now + AHEAD) or ours
    return honest[-1] if honest else None


def _named(folder: Path) -> frozenset[Pair]:
    """Backups by the names of a folder's files, also of halves."""
    found = (_NAME.fullmatch(path.name) for path in folder.glob("toward-*.age"))
    return frozenset(_pair(folder, _second(each[2]), each[1]) for each in found if each)


def _second(written: str) -> int:
    return int(datetime.strptime(written + "+0000", _FORM + "%z").timestamp())


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


def rotate(folder: Path, mark: str, now: int) -> None:
    """Take away what need not stay; a half that has lost its other half goes with its month, too.

    A clock that has jumped takes nothing away: what is older than a month, or of a day to come, goes only where four backups
    of this month lie beside it.

    Args:
        folder: where they lie.
        mark: of the backup key; those of others are not touched.
        now: second.
    """
    ours = {pair for pair in _named(folder) if pair.mark == mark}
    month = {pair for pair in ours if now - LONGEST < pair.at <= now + AHEAD}
    whole = {pair.at for pair in month if all(path.is_file() for path in pair.files)}
    stays = kept(whole, now)
    gone = {pair for pair in month if pair.at in whole - stays}
    for pair in gone | (ours - month if len(whole) > BELIEVED else set()):
        remove(pair)
    for path in folder.glob(f".toward-{mark}-*.age-*"):  # a process was killed while it wrote
        if abs(now - path.stat().st_mtime) > CUT_OFF:
            path.unlink(missing_ok=True)


def remove(pair: Pair) -> None:
    """Take a backup away, the keys first."""
    for path in reversed(pair.files):
        path.unlink(missing_ok=True)
    on_the_disk(pair.rows.parent)
