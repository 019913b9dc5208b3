"""The vault's layout a second time, from the RFCs and without a line of the vault: what both agree on is not one mistake.

HKDF (RFC 5869) from `hmac`, framing from `struct`, HPKE's base mode (RFC 9180) from X25519 and the AEAD, Poly1305
(RFC 8439) as arithmetic. Only the ciphers themselves are the library's.
"""

from __future__ import annotations

import hmac
import struct
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

P = (1 << 130) - 5
CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF


def framed(*parts: bytes | str | int) -> bytes:
    out = b""
    for part in parts:
        if isinstance(part, int):
            out += struct.pack(">cIq", b"i", 8, part)
        else:
            plain = part.encode() if isinstance(part, str) else part
            out += struct.pack(">cI", b"s" if isinstance(part, str) else b"b", len(plain)) + plain
    return out


def extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), secret, sha256)


def expand(pseudorandom: bytes, info: bytes, size: int) -> bytes:
    out = block = b""
    for number in range(1, -(-size // 32) + 1):
        block = hmac.digest(pseudorandom, block + info + bytes((number,)), sha256)
        out += block
    return out[:size]


def derive(key: bytes, *purpose: bytes | str | int) -> bytes:
    return expand(extract(b"", key), framed("toward", 1, *purpose), 32)


def own(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The key of one sealed thing and its commitment."""
    both = expand(extract(salt, key), framed("toward sealed", 1), 48)
    return both[:32], both[32:]


def unsealed(key: bytes, sealed: bytes, context: bytes) -> bytes:
    mine, commitment = own(key, sealed[1:25])
    assert (sealed[0], sealed[25:41]) == (1, commitment)
    return ChaCha20Poly1305(mine).decrypt(bytes(12), sealed[41:], context)


def hpke_opened(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """RFC 9180 §4 and §5.1, mode_base, with the suites 0x0020, 0x0001, 0x0003."""
    kem, whole = b"KEM" + b"\0\x20", b"HPKE" + b"\0\x20\0\x01\0\x03"

    def labeled(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
        return extract(salt, b"HPKE-v1" + suite + label + secret)

    def stretched(suite: bytes, pseudorandom: bytes, label: bytes, about: bytes, size: int) -> bytes:
        return expand(pseudorandom, struct.pack(">H", size) + b"HPKE-v1" + suite + label + about, size)

    mine = X25519PrivateKey.from_private_bytes(private)
    sent = sealed[:32]
    exchanged = mine.exchange(X25519PublicKey.from_public_bytes(sent))
    about = sent + mine.public_key().public_bytes_raw()
    shared = stretched(kem, labeled(kem, b"", b"eae_prk", exchanged), b"shared_secret", about, 32)
    context = b"\0" + labeled(whole, b"", b"psk_id_hash", b"") + labeled(whole, b"", b"info_hash", info)
    secret = labeled(whole, shared, b"secret", b"")
    key, nonce = (stretched(whole, secret, name, context, size) for name, size in ((b"key", 32), (b"base_nonce", 12)))
    return ChaCha20Poly1305(key).decrypt(nonce, sealed[32:], b"")


def under_two_keys(one: bytes, other: bytes, context: bytes) -> bytes:
    """A ciphertext with a tag that ChaCha20-Poly1305 accepts under both keys (an invisible salamander).

    Two blocks: the first runs through small numbers until the second, for which the two tags are equal, fits into 16 bytes.
    """
    (r, s), (q, t) = _poly1305_key(one), _poly1305_key(other)
    for first in range(10_000):
        for carry in range(-4, 5):
            second = _equal_tags(r, q, t - s + (carry << 128), first, context)
            if second is None:
                continue
            ciphertext = first.to_bytes(16, "little") + second.to_bytes(16, "little")
            tags = {(_polynomial(key, ciphertext, context) + end) % (1 << 128) for key, end in ((r, s), (q, t))}
            if len(tags) == 1:
                return ciphertext + tags.pop().to_bytes(16, "little")
    raise AssertionError("no such ciphertext")


def _equal_tags(r: int, q: int, difference: int, first: int, context: bytes) -> int | None:
    """The second block for which the polynomials at r and q differ by so much, if it fits into 16 bytes."""
    start = first.to_bytes(16, "little") + bytes(16)
    rest = _polynomial(r, start, context) - _polynomial(q, start, context)
    block = (difference - rest) * pow(r * r - q * q, -1, P) % P
    return block if block < 1 << 128 else None


def _polynomial(r: int, ciphertext: bytes, context: bytes) -> int:
    data = _filled(context) + _filled(ciphertext) + struct.pack("<QQ", len(context), len(ciphertext))
    total = 0
    for at in range(0, len(data), 16):
        total = (total + int.from_bytes(data[at : at + 16] + b"\1", "little")) * r % P
    return total


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def _poly1305_key(key: bytes) -> tuple[int, int]:
    stream = Cipher(ChaCha20(key, bytes(16)), None).encryptor().update(bytes(32))
    return int.from_bytes(stream[:16], "little") & CLAMP, int.from_bytes(stream[16:], "little")
