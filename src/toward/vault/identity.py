"""Identities, and what is sealed to them: grants of a space's key, and drops into a space by who cannot read it.

    grant = suite (1) ‖ HPKE(recipient, sealed under X25519(giver, recipient): the space's key)
    drop  = suite (1) ‖ HPKE(space, padded document)

HPKE (RFC 9180, base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305) says who may open it and not who made it: the host, who
sees every public key, could plant a space key of their own choice. So a grant is sealed once more within, under what only
giver and recipient can work out (the static share of RFC 9180's auth mode, which the library does not offer). A drop has no
author: whoever picks one up treats it as something that anybody may have put there.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from toward.vault.entries import padded, unpadded
from toward.vault.errors import NotOpened, UnusableKey
from toward.vault.framing import framed
from toward.vault.sealing import SUITE, check_suite, derive, seal, unseal
from toward.vault.secret import SecretBytes

_HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class Pair:
    """An X25519 key pair, of a person or of a space.

    Args:
        private: 32 bytes.
        public: 32 bytes, may be seen by anybody.
    """

    private: SecretBytes
    public: bytes


def new_pair() -> Pair:
    """A new key pair from the operating system's chance."""
    return pair_of(SecretBytes(X25519PrivateKey.generate().private_bytes_raw()))


def pair_of(private: SecretBytes) -> Pair:
    """The pair of a known private key."""
    public = X25519PrivateKey.from_private_bytes(private.reveal()).public_key().public_bytes_raw()
    return Pair(private, public)


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose key for which space, given by whom.

    Args:
        instance: this installation.
        space: the space.
        epoch: which of its keys.
        recipient: who receives it.
        granter: who gives it.
    """

    instance: bytes
    space: bytes
    epoch: int
    recipient: bytes
    granter: bytes

    def info(self) -> bytes:
        """The grant as HPKE's info."""
        return framed("grant", SUITE, self.instance, self.space, self.epoch, self.recipient, self.granter)


def grant(space_key: SecretBytes, public: bytes, to: Grant, *, giver: Pair) -> bytes:
    """Seal a space's key to somebody's public key, so that they see who gave it.

    Raises:
        UnusableKey: the public key is none.
    """
    within = seal(_between(giver, public, giver.public, public), space_key.reveal(), to.info())
    return _to(public, within, to.info())


def accept(granted: bytes, pair: Pair, to: Grant, *, giver: bytes) -> SecretBytes:
    """Open a granted key.

    Args:
        granted: as it lies in the row.
        pair: the recipient's.
        to: what it is supposed to be.
        giver: the granter's public key, from where the host cannot write: what the six words confirmed.

    Raises:
        NotOpened: for somebody else, another space or epoch, from another granter, or changed.
        UnknownSuite: made by a newer Toward.
        UnusableKey: the giver's public key is none.
    """
    within = _from(granted, pair, to.info())
    return SecretBytes(unseal(_between(pair, giver, giver, pair.public), within, to.info()))


def drop(document: bytes, public: bytes, *, instance: bytes, space: bytes, drop_id: bytes) -> bytes:
    """Seal a document to a space without being able to read in it.

    Raises:
        TooLarge: larger than the largest size class.
        UnusableKey: the public key is none.
    """
    return _to(public, padded(document), framed("drop", SUITE, instance, space, drop_id))


def pick_up(dropped: bytes, pair: Pair, *, instance: bytes, space: bytes, drop_id: bytes) -> bytes:
    """Open a dropped document; it says nothing about who dropped it.

    Raises:
        NotOpened: for another space, under another id, or changed.
        UnknownSuite: made by a newer Toward.
    """
    return unpadded(_from(dropped, pair, framed("drop", SUITE, instance, space, drop_id)))


def _between(mine: Pair, theirs: bytes, giver: bytes, recipient: bytes) -> SecretBytes:
    """The key that only these two can work out, in this direction."""
    private = X25519PrivateKey.from_private_bytes(mine.private.reveal())
    try:
        shared = SecretBytes(private.exchange(X25519PublicKey.from_public_bytes(theirs)))
    except ValueError:
        raise UnusableKey from None
    return derive(shared, "granted", giver, recipient)


def _to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    try:
        return bytes((SUITE,)) + _HPKE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info=info)
    except ValueError:
        raise UnusableKey from None


def _from(sealed: bytes, pair: Pair, info: bytes) -> bytes:
    check_suite(sealed)
    try:
        return _HPKE.decrypt(sealed[1:], X25519PrivateKey.from_private_bytes(pair.private.reveal()), info=info)
    except InvalidTag:
        raise NotOpened from None
