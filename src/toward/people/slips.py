"""Slips for five minutes: what a browser carries from one page to the next, and can neither read, change nor use twice.

They are sealed under a key of the server, and lie in the browser alone: neither of the two opens anything by itself.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from django.http import HttpRequest, HttpResponseBase

from toward.people.attempts import WINDOW
from toward.people.doors import house, now
from toward.people.models import Attempt
from toward.vault.errors import VaultError
from toward.vault.framing import Part, framed
from toward.vault.sealing import derive, seal, unseal
from toward.vault.secret import SecretBytes

AGE = 300  # seconds
_UNTIL = "until"


def hand(request: HttpRequest, response: HttpResponseBase, name: str, said: Mapping[str, str], *bound: Part) -> None:
    """Give the browser a slip.

    Args:
        request: to whom.
        response: with which it goes.
        name: of the slip; a newer one takes the place of an older.
        said: what stands on it.
        bound: for what and for whom it is; nobody else reads it.
    """
    plain = json.dumps({**said, _UNTIL: str(now() + AGE)}).encode()
    sealed = urlsafe_b64encode(seal(_key(), plain, _context(name, *bound))).decode()
    response.set_cookie(
        _cookie(request, name),
        sealed,
        max_age=AGE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
        path="/",
    )


def read(request: HttpRequest, name: str, *bound: Part) -> dict[str, str] | None:
    """What stands on a slip; None if there is none, it is another one, or its five minutes are over."""
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(_cookie(request, name), ""))
        said: dict[str, str] = json.loads(unseal(_key(), sealed, _context(name, *bound)))
    except (VaultError, ValueError):
        return None
    return said if int(said[_UNTIL]) > now() else None


def take_back(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """The browser forgets a slip."""
    response.delete_cookie(_cookie(request, name), path="/", samesite="Strict")


def first_use(said: Mapping[str, str]) -> bool:
    """Whether a slip is used for the first time; remembered for as long as it could be shown again."""
    words = framed("slip", *(part for pair in sorted(said.items()) for part in pair))
    digest = hmac.digest(house().pepper.reveal(), words, sha256).hex()
    return Attempt.objects.get_or_create(digest=digest, window=int(said[_UNTIL]) // WINDOW)[1]


def _cookie(request: HttpRequest, name: str) -> str:
    return f"__Host-{name}" if request.is_secure() else name


def _key() -> SecretBytes:
    return derive(house().pepper, "slip")


def _context(name: str, *bound: Part) -> bytes:
    return framed("slip", house().instance.bytes, name, *bound)
