"""A zip in memory: only the chat inside it is unpacked, the pictures stay packed."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import IO

from toward.lookback.messages import Unreadable

MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
WANTED = (".txt", ".json", ".sqlite", ".sqlite3", ".db")
MOST = 512 << 20  # bytes of all chats in one zip together
RATIO = 200  # bytes unpacked for one packed; text packs to a fifth or a tenth
MOST_MEMBERS = 20_000  # a whole account of Messenger holds thousands of conversations
MOST_PEEKS = 200
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, ValueError)


def is_zip(head: bytes) -> bool:
    """Whether a file begins like a zip, whatever it is called."""
    return head[:4] in MAGIC


def unzipped(source: bytes | IO[bytes]) -> list[tuple[str, bytes]]:
    """The text, JSON and database members of a zip.

    Args:
        source: the zip, or an open file of it.

    Returns:
        Names and contents, in the order of the directory.

    Raises:
        Unreadable: `broken_zip`, `encrypted_zip`, `zip_bomb`, `zip_without_chat`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            return _members(archive)
    except _BROKEN:
        raise Unreadable("broken_zip") from None
    except RuntimeError:  # zipfile's way of saying that a password is needed
        raise Unreadable("encrypted_zip") from None


def _members(archive: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    files = [member for member in archive.infolist() if _is_file(member)]
    chosen = [member for member in files if member.filename.lower().endswith(WANTED)]
    chosen = chosen or [member for member in files[:MOST_PEEKS] if _may_be_text(archive, member)]
    if not chosen:
        raise Unreadable("zip_without_chat")
    if any(member.flag_bits & 1 for member in chosen):
        raise Unreadable("encrypted_zip")
    if len(chosen) > MOST_MEMBERS or sum(member.file_size for member in chosen) > MOST:
        raise Unreadable("zip_bomb")
    return [(member.filename, _unpacked(archive, member)) for member in chosen]


def _is_file(member: zipfile.ZipInfo) -> bool:
    name = member.filename.lower()
    return not name.endswith("/") and not name.startswith("__macosx/") and member.file_size > 0


def _may_be_text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a member without a telling name begins like text, or is locked, which is worth saying."""
    if member.flag_bits & 1:
        return True
    with archive.open(member) as source:
        head = source.read(512)
    return b"\0" not in head or head.startswith((b"SQLite format 3\0", b"\xff\xfe", b"\xfe\xff"))


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One member, piece by piece; no more comes out than the directory said, so that only the ratio is left to watch."""
    parts, size = [], 0
    with archive.open(member) as source:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > _PIECE and size > RATIO * max(member.compress_size, 1):
                raise Unreadable("zip_bomb")
            parts.append(piece)
    return b"".join(parts)
