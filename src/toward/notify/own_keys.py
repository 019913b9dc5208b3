"""The server's own keys for reminders. It must ring while nobody is signed in, so it can open these addresses by itself.

Both come from the pepper, which lies in the config folder and on the host's kit, and in no backup of the database. So a
copy of the database alone reaches nobody, and a server put back with its kit rings the same phones as before.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from itertools import count
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from toward.people.accounts import House
from toward.vault.framing import framed
from toward.vault.sealing import derive, seal, unseal
from toward.vault.secret import SecretBytes

_ORDER = (
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3)
)


def close(house: House, account: UUID, what: str, plain: bytes, size: int) -> bytes:
    """Seal something of a person under the server's own key, always of one size.

    Args:
        house: this installation.
        account: whose it is; it opens for nobody else's row.
        what: which column.
        plain: no zero bytes at its end.
        size: bytes that it is filled up to.

    Raises:
        ValueError: it is longer than that.
    """
    if len(plain) > size:
        raise ValueError("size")
    return seal(_key(house), plain.ljust(size, b"\0"), _place(house, account, what))


def open_(house: House, account: UUID, what: str, sealed: bytes) -> bytes:
    """What was sealed.

    Raises:
        VaultError: another key, another row, or a changed byte.
    """
    return unseal(_key(house), bytes(sealed), _place(house, account, what)).rstrip(b"\0")


def _key(house: House) -> SecretBytes:
    return derive(house.pepper, "channels")


def _place(house: House, account: UUID, what: str) -> bytes:
    return framed("channels", house.instance.bytes, account.bytes, what)


def voice(house: House) -> tuple[bytes, bytes]:
    """The key pair by which push services know this server (VAPID), as PEM: private, public."""
    private = ec.derive_private_key(next(_numbers(house)), ec.SECP256R1())
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def _numbers(house: House) -> Iterator[int]:
    """Private numbers of P-256, by trying until one is in range (FIPS 186-5 A.2.2); the first one nearly always is."""
    tries = (
        int.from_bytes(derive(house.pepper, "vapid", house.instance.bytes, each).reveal(), "big") for each in count()
    )
    return (number for number in tries if 0 < number < _ORDER)


def voice_for_browsers(house: House) -> str:
    """The public half as a browser wants it: an uncompressed point in base64 without padding."""
    public = ec.derive_private_key(next(_numbers(house)), ec.SECP256R1()).public_key()
    return urlsafe_b64encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).rstrip(b"=").decode()
