"""Sealing bytes under a key.

    sealed = suite (1) ‖ salt (24) ‖ commitment (16) ‖ ChaCha20-Poly1305(key of its own, nonce 0, plaintext, context)

Each sealed thing has a key of its own, HKDF-SHA256(key, salt), so that the nonce may stay 0 and no process has to count.
ChaCha20-Poly1305 does not commit to its key (a planted blob could open under many keys and betray which one somebody
has), so 16 bytes derived beside the key are checked first: two keys with one commitment cost 2⁶⁴ tries (key commitment:
Albertini et al. 2022, USENIX Security). The context (RFC 5116's associated data) says where it belongs; in another place
it does not open.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from toward.vault.errors import NotOpened, UnknownSuite
from toward.vault.framing import Part, framed
from toward.vault.secret import SecretBytes

SUITE = 1  # X25519, HKDF-SHA256, ChaCha20-Poly1305; a new number for every other choice, and none is ever used again
SALT, COMMITMENT, TAG, KEY = 24, 16, 16, 32
OVERHEAD = 1 + SALT + COMMITMENT + TAG
LEAST = 16  # bytes that a key may be derived from
_NONCE = bytes(12)
_SHA256 = SHA256()
_OWN = framed("toward sealed", SUITE)  # begins unlike every purpose of `derive`


def derive(key: SecretBytes, *purpose: Part) -> SecretBytes:
    """A key of 32 bytes for one purpose from another key (RFC 5869).

    Args:
        key: at least 16 bytes of real randomness.
        purpose: what it is for; framed, so that no two purposes meet.

    Raises:
        ValueError: a shorter key, which somebody forgot to fill.
    """
    if len(key) < LEAST:
        raise ValueError(f"A key of {len(key)} bytes protects nothing.")
    return SecretBytes(HKDF(_SHA256, KEY, None, framed("toward", SUITE, *purpose)).derive(key.reveal()))


def seal(key: SecretBytes, plaintext: bytes, context: bytes, *, salt: bytes | None = None) -> bytes:
    """Seal bytes so that they open with this key in this context only.

    Args:
        key: 32 bytes.
        plaintext: what to seal; its length shows.
        context: where it belongs, framed; not stored.
        salt: 24 bytes that were never used with this key; only test vectors name them.

    Raises:
        ValueError: key or salt of another length.
    """
    salt = secrets.token_bytes(SALT) if salt is None else salt
    own, commitment = _own(key, salt)
    sealed = ChaCha20Poly1305(own.reveal()).encrypt(_NONCE, plaintext, context)
    return b"".join((bytes((SUITE,)), salt, commitment, sealed))


def unseal(key: SecretBytes, sealed: bytes, context: bytes) -> bytes:
    """Open what was sealed.

    Raises:
        UnknownSuite: it was sealed by a newer Toward.
        NotOpened: another key, another context, or a changed byte; which of them is not said.
    """
    check_suite(sealed)
    if len(sealed) < OVERHEAD:
        raise NotOpened
    own, commitment = _own(key, sealed[1 : 1 + SALT])
    if not hmac.compare_digest(commitment, sealed[1 + SALT : 1 + SALT + COMMITMENT]):
        raise NotOpened
    try:
        return ChaCha20Poly1305(own.reveal()).decrypt(_NONCE, sealed[1 + SALT + COMMITMENT :], context)
    except InvalidTag:
        raise NotOpened from None


def check_suite(sealed: bytes) -> None:
    """Refuse what this Toward cannot know how to open.

    Raises:
        NotOpened: nothing there.
        UnknownSuite: another number than 1 in front.
    """
    if not sealed:
        raise NotOpened
    if sealed[0] != SUITE:
        raise UnknownSuite(sealed[0])


def _own(key: SecretBytes, salt: bytes) -> tuple[SecretBytes, bytes]:
    """The key of one sealed thing, and what it commits to."""
    if len(key) != KEY or len(salt) != SALT:
        raise ValueError(f"A key has {KEY} bytes and a salt {SALT}, not {len(key)} and {len(salt)}.")
    both = HKDF(_SHA256, KEY + COMMITMENT, salt, _OWN).derive(key.reveal())
    return SecretBytes(both[:KEY]), both[KEY:]
