"""What a request for a stream says: who asks, what their page has seen. Its cookie is taken out before anybody keeps it.

A server holds on to a request's headers for as long as the answer lasts, and a stream lasts long; the cookie's secret would
lie in memory all the while. What stays is its digest.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from toward.vault.secret import SecretBytes
from toward.vault.sessions import known_by

PATH = "/events/"
_APART = "toward.cookies"


def set_cookies_apart(scope: Any) -> None:
    """Take the cookies of a request for a stream out of the server's own list, for `digest` to use up."""
    if scope["type"] == "http" and scope["path"] in (PATH, settings.REACH.path + PATH):
        headers = scope["headers"]
        scope[_APART] = [value for name, value in headers if name == b"cookie"]
        headers[:] = [pair for pair in headers if pair[0] != b"cookie"]


def digest(scope: Any) -> str | None:
    """The digest of the session that a request belongs to, None if it has none; the cookies are gone after it."""
    if _APART not in scope:
        set_cookies_apart(scope)
    cookies = b"; ".join(scope[_APART]).decode("latin-1")
    scope[_APART].clear()
    name = "__Host-door" if scope["scheme"] == "https" else "door"
    try:
        secret = bytes.fromhex(SimpleCookie(cookies)[name].value)
    except (KeyError, ValueError, CookieError):
        return None
    return known_by(SecretBytes(secret)).hex() if len(secret) == 32 else None


def seen(scope: Any) -> str:
    """The mark of what the page has seen: the last event, or, on its first stream, what the page was made from."""
    last = header(scope, b"last-event-id")
    return last or parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]


def from_elsewhere(scope: Any) -> bool:
    """Whether a page of another place asks, or asks under a name that is not ours."""
    within = header(scope, b"sec-fetch-site") in ("", "same-origin", "none")
    return not within or not settings.REACH.knows(header(scope, b"host"))


def header(scope: Any, wanted: bytes) -> str:
    """The value of a header, "" where there is none."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")
