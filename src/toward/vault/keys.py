"""From what a person knows and holds to the key that opens their spaces.

    password ─Argon2id(pepper)─ ‖ key card ─HKDF─► root ─HKDF─► proof (the server keeps its SHA-256)
                                                        └─HKDF─► KEK ─wraps─► user key (random, never changes)

The pepper lies in a file of the server and not in its backups; the card lies with the person. Whoever copies the
database, its backups and the pepper still lacks 128 random bits.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from toward.vault.framing import Part, framed
from toward.vault.sealing import SUITE, derive, seal, unseal
from toward.vault.secret import SecretBytes

SALT, PEPPER, CARD = 16, 32, 16  # bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work a guess is (RFC 9106); kept with each account, so that it can be raised later.

    Whoever writes in the database can lower it there: a new password takes `USUAL`, never what the row says.

    Args:
        memory: KiB.
        passes: how often the memory is gone through.
        lanes: degree of parallelism.
    """

    memory: int = 65_536
    passes: int = 3
    lanes: int = 1


USUAL = Cost()


@dataclass(frozen=True, slots=True)
class Root:
    """What password and card give: what proves who somebody is, and what opens their key.

    Args:
        proof: what the server compares; it keeps the digest only.
        kek: wraps the user key.
    """

    proof: SecretBytes
    kek: SecretBytes

    def digest(self) -> bytes:
        """What the server keeps: SHA-256 of the proof, which is as random as a key."""
        return sha256(self.proof.reveal()).digest()

    def proves(self, kept: bytes) -> bool:
        """Whether this is the root whose digest was kept; takes the same time for every digest."""
        return hmac.compare_digest(self.digest(), kept)


def root(password: str, salt: bytes, *, pepper: SecretBytes, card: SecretBytes | None, cost: Cost) -> Root:
    """Work out the root; takes a quarter of a second and 64 MiB at the usual cost.

    Args:
        password: as typed; composed and decomposed letters are the same password (NFKC).
        salt: 16 random bytes of the account.
        pepper: 32 bytes of the server.
        card: 16 bytes of the key card, None if it was declined.
        cost: of the account.

    Raises:
        ValueError: salt, pepper or card of another length; an empty one would pass for none.
    """
    typed = SecretBytes(unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass"))
    del password  # a traceback with locals does not show it
    if (len(salt), len(pepper), CARD if card is None else len(card)) != (SALT, PEPPER, CARD):
        raise ValueError(f"Salt, pepper and card have {SALT}, {PEPPER} and {CARD} bytes.")
    stretched = _stretched(typed, salt, pepper, cost)
    both = SecretBytes(stretched.reveal() + card.reveal()) if card is not None else stretched
    first = derive(both, "root", "alone" if card is None else "with card")
    return Root(derive(first, "proof"), derive(first, "kek"))


def _stretched(typed: SecretBytes, salt: bytes, pepper: SecretBytes, cost: Cost) -> SecretBytes:
    slow = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
        secret=pepper.reveal(),
    )
    return SecretBytes(slow.derive(typed.reveal()))


def recovery_key(code: SecretBytes) -> SecretBytes:
    """The key that a recovery code wraps with: by HKDF alone, so that it works where the pepper was lost."""
    return derive(code, "recovery")


def passkey_key(output: SecretBytes) -> SecretBytes:
    """The key that a passkey's PRF output wraps with."""
    return derive(output, "passkey")


def wrap(key: SecretBytes, secret: SecretBytes, purpose: str, *of: Part, salt: bytes | None = None) -> bytes:
    """Seal one key under another, for one purpose and owner.

    Args:
        key: 32 bytes that wrap.
        secret: what is wrapped.
        purpose: what the wrapped key is for, and what wraps it.
        of: instance, owner, and whatever else tells this wrap from every other.
        salt: only test vectors name it.
    """
    return seal(key, secret.reveal(), framed("wrap", SUITE, purpose, *of), salt=salt)


def unwrap(key: SecretBytes, wrapped: bytes, purpose: str, *of: Part) -> SecretBytes:
    """Open a wrapped key.

    Raises:
        NotOpened: another key, purpose or owner.
        UnknownSuite: wrapped by a newer Toward.
    """
    return SecretBytes(unseal(key, wrapped, framed("wrap", SUITE, purpose, *of)))
