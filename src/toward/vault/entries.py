"""Entries of a space: whole documents, padded to a few sizes, bound to the place where they lie."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from toward.vault.errors import NotOpened, TooLarge
from toward.vault.framing import framed
from toward.vault.sealing import SUITE, derive, seal, unseal
from toward.vault.secret import SecretBytes

SIZES = (256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 262_144, 1_048_576, 4_194_304)  # bytes
ID = 16  # bytes of an entry's id
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry lies; it opens nowhere else.

    Args:
        instance: this installation.
        space: the stream.
        epoch: which key of the space.
        sequence: place in the stream, from 1.
        entry: the entry's own id.
    """

    instance: bytes
    space: bytes
    epoch: int
    sequence: int
    entry: bytes

    def context(self) -> bytes:
        """The place as associated data."""
        return framed("entry", SUITE, self.instance, self.space, self.epoch, self.sequence, self.entry)


def entry_id(space_key: SecretBytes, intent: bytes, index: int) -> bytes:
    """The id of the entry number `index` that an intent makes: the same intent twice makes the same ids.

    Under the key of another epoch they differ; whoever looks for an intent that came before looks under each.
    """
    return hmac.digest(derive(space_key, "entry ids").reveal(), framed(intent, index), sha256)[:ID]


def seal_entry(space_key: SecretBytes, document: bytes, place: Place, *, salt: bytes | None = None) -> bytes:
    """Seal a document for its place.

    Raises:
        TooLarge: larger than the largest size class.
    """
    return seal(space_key, padded(document), place.context(), salt=salt)


def open_entry(space_key: SecretBytes, sealed: bytes, place: Place) -> bytes:
    """Open a document in its place.

    Raises:
        NotOpened: another key, another place, or a changed byte.
        UnknownSuite: sealed by a newer Toward.
    """
    return unpadded(unseal(space_key, sealed, place.context()))


def padded(document: bytes) -> bytes:
    """Fill up to the next size class, so that a stranger learns no more than the class.

    >>> len(padded(b"goodnight")), len(padded(bytes(300)))
    (256, 512)

    Raises:
        TooLarge: larger than the largest size class.
    """
    needed = len(document) + _LENGTH
    for size in SIZES:
        if needed <= size:
            return len(document).to_bytes(_LENGTH, "big") + document + bytes(size - needed)
    raise TooLarge(len(document))


def unpadded(filled: bytes) -> bytes:
    """What was filled up, if it was filled up as `padded` does it.

    Raises:
        NotOpened: no size class, a length that makes no sense, or something hidden in the filling.
    """
    document = filled[_LENGTH : _LENGTH + int.from_bytes(filled[:_LENGTH], "big")]
    if len(filled) not in SIZES or padded(document) != filled:
        raise NotOpened
    return document
