"""A passkey made of software: it does what a real one does, byte by byte, and can be told to do it wrong."""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
SITE, ORIGIN = "testserver", "http://testserver"


def text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftKey:
    """One credential on one device."""

    prf: bool = True
    verifies: bool = True
    site: str = SITE
    origin: str = ORIGIN
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(20))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: bytes = b""
    count: int = 0

    def twin(self, **other):
        """A copy of it as it is now, on another device."""
        return replace(self, **other)

    def make(self, asked):
        """What it answers when it is to be made: the form as the page sends it."""
        self.user = raw(asked["user"]["id"])
        client = self._client("webauthn.create", asked)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(public)
        whole = encode_cbor({"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested})
        return self._form(asked, {"clientDataJSON": text(client), "attestationObject": text(whole)})

    def get(self, asked):
        """What it answers when it is asked later."""
        self.count += self.counts
        client, data = self._client("webauthn.get", asked), self._data()
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.user}
        return self._form(asked, {name: text(part) for name, part in parts.items()})

    def _client(self, kind, asked):
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _data(self, more=0):
        flags = PRESENT | VERIFIED * self.verifies | more
        return sha256(self.site.encode()).digest() + bytes((flags,)) + self.count.to_bytes(4, "big")

    def _form(self, asked, response):
        whole = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        return {"answer": json.dumps(whole), "prf": text(self._output(asked)) if self.prf else ""}

    def _output(self, asked):
        """HMAC-SECRET as the browser asks for it (WebAuthn 3, 10.1.4)."""
        first = raw(asked["extensions"]["prf"]["eval"]["first"])
        return hmac.digest(self.secret, sha256(b"WebAuthn PRF\0" + first).digest(), sha256)
