"""What a proxy says about who really asks: believed only from a proxy that the host has named, and only where it makes sense.

A header that is missing, that stands there twice with different words, or that is none, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toward.web.hosting.reach import Reach, address_of

NAMES = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded")
_WHO = (
    "tailscale-user-login",
    "tailscale-user-name",
    "tailscale-user-profile-pic",
)  # more than anybody here should know
Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, how, and under which name.

    Args:
        scheme: http or https.
        client: the numeric address of who asks; "" if that is not known.
        host: the Host header.
    """

    scheme: str
    client: str
    host: str


def really(asked: Asked, headers: Headers, reach: Reach) -> Asked:
    """Who asks behind the proxy; what was asked of us directly if the neighbour is nobody we believe."""
    neighbour = address_of(asked.client)
    if neighbour is None or not reach.believes(neighbour):
        return asked
    said = _said(headers)
    return Asked(
        _scheme(said.get("x-forwarded-proto", [])) or asked.scheme,
        _client(said.get("x-forwarded-for", []), reach) or asked.client,
        _host(said.get("x-forwarded-host", []), reach) or asked.host,
    )


def _said(headers: Headers) -> dict[str, list[str]]:
    """Every forwarded header with all of its values."""
    said: dict[str, list[str]] = {}
    for name, value in headers:
        key = name.decode("latin-1").lower()
        if key in NAMES:
            said.setdefault(key, []).extend(each.strip() for each in value.decode("latin-1").split(","))
    return said


def _scheme(values: list[str]) -> str | None:
    """The one scheme that all values agree on."""
    words = {each.lower() for each in values}
    return words.pop() if len(words) == 1 and words <= {"http", "https"} else None


def _host(values: list[str], reach: Reach) -> str | None:
    """The one host that all values agree on, if it is ours."""
    return values[0] if len(set(values)) == 1 and reach.knows(values[0]) else None


def _client(values: list[str], reach: Reach) -> str | None:
    """The last address in the list that no proxy of ours has; what stands before it, anybody may have written."""
    found = None
    for each in reversed(values):
        found = address_of(each)
        if found is None or not reach.believes(found):
            break
    return str(found) if found else None


def without(headers: Headers, more: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The headers without what proxies say, with some replaced."""
    gone = {name.encode() for name in (*NAMES, *_WHO)} | set(more)
    return [(name, value) for name, value in headers if name.lower() not in gone] + list(more.items())
