"""Under which names Toward is reached, which proxies are believed, and under which path it lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.core.exceptions import ImproperlyConfigured

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*|\[[0-9a-f:]+\]")
_PATH = re.compile(r"(?:/[A-Za-z0-9_.-]*[A-Za-z0-9_-])*")


@dataclass(frozen=True, slots=True)
class Reach:
    """What the host has said about the way here.

    Args:
        names: host names beyond those of this computer itself, in lower case, without a port.
        proxies: networks whose forwarded headers are believed.
        path: "" or the path under which everything lies, such as "/toward".
    """

    names: tuple[str, ...] = ()
    proxies: tuple[Network, ...] = ()
    path: str = ""

    def knows(self, host: str) -> bool:
        """Whether a Host header, with or without a port, is one of ours."""
        return bare(host) in (*LOOPBACK_NAMES, *self.names)

    def believes(self, address: Address) -> bool:
        """Whether what this neighbour says about others is taken for true."""
        return any(address in network for network in self.proxies)


def chosen(environment: Mapping[str, str]) -> Reach:
    """What `TOWARD_HOSTS`, `TOWARD_TRUSTED_PROXY` and `TOWARD_PATH` say.

    Raises:
        ImproperlyConfigured: one of them makes no sense; the message says which and what it can be.

    >>> chosen({"TOWARD_HOSTS": "toward.example", "TOWARD_PATH": "/toward/"})
    Reach(names=('toward.example',), proxies=(), path='/toward')
    """
    return Reach(
        tuple(_name(each) for each in _listed(environment, "TOWARD_HOSTS")),
        _networks(_listed(environment, "TOWARD_TRUSTED_PROXY")),
        _path(environment.get("TOWARD_PATH", "")),
    )


def bare(host: str) -> str:
    """A Host header without its port.

    >>> bare("Toward.example:8443"), bare("[::1]:8000")
    ('toward.example', '[::1]')
    """
    return re.sub(r":\d*$", "", host.strip().lower())


def address_of(written: str) -> Address | None:
    """A numeric address, an IPv4 one that comes in an IPv6 coat without it; None for what is none.

    >>> address_of("::ffff:192.0.2.7"), address_of("heron.example")
    (IPv4Address('192.0.2.7'), None)
    """
    try:
        one = ip_address(written)
    except ValueError:
        return None
    return getattr(one, "ipv4_mapped", None) or one


def is_this_computer(written: str) -> bool:
    """Whether a numeric address is this very computer's."""
    one = address_of(written)
    return one is not None and one.is_loopback


def _listed(environment: Mapping[str, str], name: str) -> list[str]:
    return [each.strip() for each in environment.get(name, "").split(",") if each.strip()]


def _name(written: str) -> str:
    if not _NAME.fullmatch(written.lower()):
        raise ImproperlyConfigured(
            f"TOWARD_HOSTS has {written!r}; it takes names such as toward.example, without https:// and without a port."
        )
    return written.lower()


def _networks(written: list[str]) -> tuple[Network, ...]:
    if written in ([], ["0"]):
        return ()
    if written == ["1"]:
        return _LOOPBACK
    try:
        return tuple(ip_network(each) for each in written)
    except ValueError:
        raise ImproperlyConfigured(
            f"TOWARD_TRUSTED_PROXY is {','.join(written)!r}; it can be 1 for a proxy on this computer, or addresses "
            "and networks such as 192.168.1.2,10.0.0.0/24."
        ) from None


def _path(written: str) -> str:
    path = written.strip().rstrip("/")
    if not _PATH.fullmatch(path):
        raise ImproperlyConfigured(
            f"TOWARD_PATH is {written!r}; it is a path that begins with a slash, such as /toward."
        )
    return path
