"""Where this installation keeps what belongs to it: outside the program, for its owner's eyes alone."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from toward.store.backups.sealed import is_key, new_key


def data_folder() -> Path:
    """The folder of the database; made if need be, readable by its owner alone."""
    return _folder("TOWARD_DATA", "XDG_DATA_HOME", ".local/share")


def config_folder() -> Path:
    """The folder of keys; made if need be, readable by its owner alone."""
    return _folder("TOWARD_CONFIG", "XDG_CONFIG_HOME", ".config")


def _folder(own: str, platform: str, fallback: str) -> Path:
    if named := os.environ.get(own):
        folder = Path(named)
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Application Support" / "toward"
    else:
        folder = Path(os.environ.get(platform) or Path.home() / fallback) / "toward"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """The key that signs forms; made once and kept. There is no default."""
    path = config_folder() / "signing-key"
    make_once(path, secrets.token_urlsafe(48).encode())
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 40:  # emptied or cut by somebody: a new one costs nothing but forms that are open now
        path.unlink(missing_ok=True)
        return secret_key()
    return key


def pepper() -> bytes:
    """32 bytes that every password is hashed with; made once, kept outside the database and its backups."""
    path = config_folder() / "pepper"
    make_once(path, secrets.token_bytes(32))
    found = path.read_bytes()
    if len(found) != 32:
        raise OSError(0, "it is not 32 bytes long; put the one of the host kit in its place", str(path))
    return found


def backup_key() -> bytes:
    """The key that opens this installation's backups, as age writes it; made once, and printed in the host kit."""
    path = config_folder() / "backup-key"
    make_once(path, new_key().reveal() + b"\n")
    found = path.read_bytes().strip()
    if not is_key(found):
        raise OSError(
            0, "it is no backup key; put the one of the host kit in its place (toward restore --kit-only)", str(path)
        )
    return found


def make_once(path: Path, content: bytes) -> None:
    """Make a file for its owner's eyes, whole or not at all; of several processes that begin at once, one makes it."""
    if path.exists():
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(name, path)
    Path(name).unlink()
