"""Where this installation keeps what belongs to it: outside the program, for its owner's eyes alone."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


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
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 40:
        path.unlink()
        return secret_key()
    return key


def pepper() -> bytes:
    """32 bytes that every password is hashed with; made once, kept outside the database and its backups."""
    path = config_folder() / "pepper"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    found = path.read_bytes()
    if len(found) != 32:
        raise OSError(0, "it is not 32 bytes long; put the one of the host kit in its place", str(path))
    return found
