"""A backup's file: lines sealed to the host's backup key in age's own format, there whole or not at all."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage

from toward.store.backups.lines import Damaged, Read, read
from toward.vault.secret import SecretBytes


class WrongKey(Exception):
    """The backup was sealed to another backup key, or its beginning is damaged."""


def new_key() -> SecretBytes:
    """A new secret key, as age writes it."""
    return SecretBytes(str(pyrage.x25519.Identity.generate()).encode())


def is_key(found: bytes) -> bool:
    """Whether this is a secret key of age."""
    try:
        pyrage.x25519.Identity.from_str(found.decode())
    except (pyrage.IdentityError, UnicodeDecodeError):
        return False
    return True


def mark_of(key: SecretBytes) -> str:
    """What tells this backup key from others; nothing of it can be worked out from that."""
    return sha256(str(_identity(key).to_public()).encode()).hexdigest()[:8]


def seal(lines: Iterable[bytes], path: Path, key: SecretBytes) -> None:
    """Write lines into a sealed file; a file that is there is replaced at once or stays as it is.

    Raises:
        OSError: the disk is full or cannot be written; nothing is left behind.
    """
    source = _Lazily(iter(lines))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            _encrypted(source, file, key)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        on_the_disk(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def _encrypted(source: _Lazily, file: io.BufferedWriter, key: SecretBytes) -> None:
    sink = _Onto(file)
    try:
        pyrage.encrypt_io(source, sink, [_identity(key).to_public()])
    except Exception as problem:
        raise source.problem or sink.problem or problem from None


def on_the_disk(folder: Path) -> None:
    """Have the folder's list of names on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unseal(path: Path, key: SecretBytes) -> Read:
    """Read a sealed file, every byte of it.

    Raises:
        WrongKey: it is sealed to another key.
        Damaged: it is not as it was written.
        OSError: it cannot be read.
    """
    file, content = io.BytesIO(path.read_bytes()), io.BytesIO()
    try:
        pyrage.decrypt_io(file, content, [_identity(key)])
    except pyrage.DecryptError as problem:
        if "matching" in str(problem):
            raise WrongKey from None
        raise Damaged("a byte in it is other than it was") from None
    except OSError:  # the cipher's own, about what lies in memory
        raise Damaged("a byte in it is other than it was, or it breaks off") from None
    return read(content.getvalue())


def _identity(key: SecretBytes) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(key.reveal().decode())


class _Lazily(io.RawIOBase):
    """Lines as a file that is read while they are made; keeps what went wrong, which the cipher's library would rename."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._rest = lines, b""
        self.problem: BaseException | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`."""
        try:
            while size < 0 or len(self._rest) < size:
                self._rest += next(self._lines)
        except StopIteration:
            pass
        except BaseException as problem:
            self.problem = problem
            raise
        size = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


class _Onto(io.RawIOBase):
    """A file that is written; keeps what went wrong, too."""

    def __init__(self, file: io.BufferedWriter) -> None:
        self._file = file
        self.problem: BaseException | None = None

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        """Write all of it."""
        try:
            return self._file.write(part)
        except BaseException as problem:
            self.problem = problem
            raise
