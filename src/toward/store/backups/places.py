"""Where the host wants a second copy of every backup: a folder, or a command that takes it away."""

from __future__ import annotations

import errno
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from toward.store.backups import folder
from toward.store.backups.folder import Pair
from toward.store.backups.sealed import on_the_disk

PATIENCE = 1800  # seconds that a command may take for one file
FILE = "{file}"
NOT_ITS_OWN = "A service may write into its own folders alone; toward host --also FOLDER lays it out with this one."


class NotCopied(Exception):
    """The second copy could not be made; the argument says why, in a sentence."""


class WrongPlace(ValueError):
    """What the host wrote down is no place; the argument says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Second:
    """Where to.

    Args:
        folder: on another disk or a stick; None for none.
        command: its words, one of them `{file}`; empty for none.
    """

    folder: Path | None = None
    command: tuple[str, ...] = ()


def chosen(path: Path) -> Second | None:
    """The second place that is written down, None for none.

    Raises:
        WrongPlace: what is written down is no place.
    """
    if not path.is_file():
        return None
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return second(str(said.get("folder", "")), str(said.get("command", "")))
    except (yaml.YAMLError, AttributeError, UnicodeDecodeError):
        raise WrongPlace(f"{path} is not like `folder: /media/stick` or `command: rclone copy {{file}} …`.") from None


def second(to: str, command: str) -> Second | None:
    """A place from what somebody typed, None for nothing.

    Raises:
        WrongPlace: it is no place.
    """
    words = tuple(shlex.split(command))
    if to and not Path(to).is_absolute():
        raise WrongPlace(f"{to} is not a whole path; it begins with /.")
    if words and FILE not in words:
        raise WrongPlace(f"The command needs the word {FILE}, in whose place each backup's path is put.")
    return Second(Path(to) if to else None, words) if to or words else None


def write_down(path: Path, place: Second) -> None:
    """Keep the host's choice."""
    said = {"folder": str(place.folder)} if place.folder else {"command": shlex.join(place.command)}
    path.write_text(yaml.safe_dump(said), encoding="utf-8")


def take_away(pair: Pair, place: Second, now: int) -> None:
    """Copy a backup to the second place.

    Raises:
        NotCopied: it did not get there; the first copy is not touched.
    """
    try:
        if place.folder:
            _copy(pair, place.folder, now)
        for path in pair.files if place.command else ():
            _run([str(path) if word == FILE else word for word in place.command])
    except OSError as problem:
        why = f"The second copy could not be written into {place.folder}: {problem.strerror or problem}."
        raise NotCopied(why if problem.errno != errno.EROFS else f"{why} {NOT_ITS_OWN}") from None


def _copy(pair: Pair, to: Path, now: int) -> None:
    """Only into a folder that is there: a stick that is not plugged in must not become a folder on this disk."""
    if not to.is_dir():
        raise NotCopied(f"{to} is no folder." if to.exists() else f"{to} is not there; is the disk plugged in?")
    for path in pair.files:
        with tempfile.NamedTemporaryFile(dir=to, prefix=f".{path.name}-", delete=False) as beside:
            beside.close()
        try:
            shutil.copyfile(path, beside.name)
            Path(beside.name).replace(to / path.name)
        finally:
            Path(beside.name).unlink(missing_ok=True)
    on_the_disk(to)
    folder.rotate(to, pair.mark, now)


def _run(words: list[str]) -> None:
    try:
        done = subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False)
    except OSError as problem:
        raise NotCopied(f"The command {words[0]} cannot be run: {problem.strerror or problem}.") from None
    except subprocess.TimeoutExpired:
        raise NotCopied(f"{words[0]} took longer than half an hour and was ended.") from None
    if done.returncode:
        raise NotCopied(f"{words[0]} ended with {done.returncode}; try it by hand.")
