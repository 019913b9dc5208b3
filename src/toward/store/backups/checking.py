"""Whether a backup is whole, and what it holds; every byte of it is looked at."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from toward.store.backups.folder import Pair
from toward.store.backups.lines import Damaged, Head, Read
from toward.store.backups.sealed import unseal
from toward.vault.entries import SIZES
from toward.vault.sealing import OVERHEAD, SUITE
from toward.vault.secret import SecretBytes


class NoPair(Exception):
    """Two files are not the halves of one backup."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A backup, both halves read."""

    rows: Read
    keys: Read

    @property
    def head(self) -> Head:
        """What it says of itself."""
        return self.rows.head

    @property
    def pepper(self) -> str:
        """The digest of the pepper that its passwords need; empty where none was noted."""
        return str(
            dict(zip(self.keys.head.tables.get("store.instance", ()), self._instance, strict=False)).get("pepper", "")
        )

    @property
    def _instance(self) -> tuple[object, ...]:
        return next((values for table, values in self.keys.rows if table == "store.instance"), ())


def whole(pair: Pair, key: SecretBytes) -> Whole:
    """Read both halves of a backup and hold them against each other.

    Raises:
        Damaged: one of them is not as it was written; begins with the file's name.
        NoPair: they are not of one instant of one installation.
        WrongKey: they are sealed to another backup key.
        OSError: they cannot be read.
    """
    both = Whole(checked(pair.rows, key), checked(pair.keys, key))
    told = [(each.head.instance, each.head.snapshot, each.head.at) for each in (both.rows, both.keys)]
    if told[0] != told[1] or (both.rows.head.stream, both.keys.head.stream) != ("rows", "keys"):
        raise NoPair
    return both


def checked(path: Path, key: SecretBytes) -> Read:
    """Read one half by itself.

    Raises:
        Damaged: it is not as it was written; begins with the file's name.
        WrongKey: it is sealed to another backup key.
        OSError: it cannot be read.
    """
    try:
        read = unseal(path, key)
        _sealed_as_they_should(read)
    except Damaged as problem:
        raise Damaged(f"{path.name}: {problem}") from None
    return read


def _sealed_as_they_should(read: Read) -> None:
    """Every entry has the form of something sealed; whether it opens, its owners alone can see."""
    if "store.row" not in read.head.tables:
        return
    place = read.head.tables["store.row"].index("sealed")
    for sealed in (b64decode(values[place]) for table, values in read.rows if table == "store.row"):
        if not sealed or sealed[0] != SUITE or len(sealed) - OVERHEAD not in SIZES:
            raise Damaged("an entry in it is not sealed as entries are")
