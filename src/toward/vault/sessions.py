"""The keys of a session: kept in its row, opened by the cookie's secret, which the server keeps nowhere.

Two tiers. `couple` opens for thirty days what both share and the light half of one's own; `private` opens the journal and
ends after ten idle minutes.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from toward.vault.framing import framed
from toward.vault.sealing import SUITE, derive, seal, unseal
from toward.vault.secret import SecretBytes

Tier = Literal["couple", "private"]
SECRET = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Which session a wrap belongs to.

    Args:
        instance: this installation.
        session: the session's id.
        user: whose it is.
        tier: which keys.
        expires: second at which it ends; a prolonged session needs a new wrap.
    """

    instance: bytes
    session: bytes
    user: bytes
    tier: Tier
    expires: int

    def context(self) -> bytes:
        """The session as associated data."""
        return framed("session", SUITE, self.instance, self.session, self.user, self.tier, self.expires)


def known_by(secret: SecretBytes) -> bytes:
    """What the row keeps of the cookie's secret to find it again: a digest of 32 random bytes."""
    return sha256(framed("session id", secret.reveal())).digest()


def wrap_keys(
    secret: SecretBytes, keys: Mapping[str, SecretBytes], session: Session, *, salt: bytes | None = None
) -> bytes:
    """Seal a session's keys under its cookie's secret.

    Args:
        secret: 32 random bytes that only the cookie holds.
        keys: by name, for example `user` or a space's id and epoch.
        session: which session and tier.
        salt: only test vectors name it.
    """
    return seal(derive(secret, "session", session.tier), _packed(keys).reveal(), session.context(), salt=salt)


def unwrap_keys(secret: SecretBytes, wrapped: bytes, session: Session) -> dict[str, SecretBytes]:
    """Open a session's keys; whether it has ended is for the clock, that is for the caller, to say.

    Raises:
        NotOpened: another cookie, session, user, tier or expiry.
        UnknownSuite: made by a newer Toward.
    """
    return _unpacked(SecretBytes(unseal(derive(secret, "session", session.tier), wrapped, session.context())))


def _packed(keys: Mapping[str, SecretBytes]) -> SecretBytes:
    named = {name: b64encode(key.reveal()).decode() for name, key in sorted(keys.items())}
    return SecretBytes(json.dumps(named).encode())


def _unpacked(plain: SecretBytes) -> dict[str, SecretBytes]:
    return {name: SecretBytes(b64decode(value)) for name, value in json.loads(plain.reveal()).items()}
