"""One message over the network to an address that a person gave: https, to the open internet, once, and not for long.

The person chooses where this server connects to. So that nobody looks around in the host's own network by it, names are
looked up first, every address of theirs must be a public one, and the connection goes to exactly that address; no
redirection is followed. The host may name machines of their own network (`TOWARD_REACH_INSIDE`).
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import SplitResult, urlsplit

PATIENCE = 5  # seconds for each step of a connection
NOT_FROM_HERE = 1  # a status of HTTP that there is none of
ALTOGETHER = 15  # seconds for all of it, however slowly somebody answers
_TRANSLATED = IPv6Network("64:ff9b::/96")  # an IPv4 address in IPv6's clothes (RFC 6052)
_GIVEN_OUT = IPv6Network("2000::/3")  # all of IPv6 that the open internet has so far (RFC 4291 §2.4)


class Refused(Exception):
    """Nothing is sent to this address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Args:
        status: of HTTP; 0 where nothing came back at all, `NOT_FROM_HERE` where nothing was sent.
        wait: seconds that the other end asks for, 0 where it asks for none.
    """

    status: int
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """How far this server may reach.

    Args:
        inside: names in the host's own network that the host allows.
        anywhere: for tests alone: http, and this very computer.
    """

    inside: Collection[str] = ()
    anywhere: bool = False


def checked(url: str, reach: Reach) -> SplitResult:
    """The parts of an address to which something may be sent, as far as its spelling says.

    Raises:
        Refused: it is none, or without https, or carries a name and password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused from None
    safe = parts.scheme == "https" or (reach.anywhere and parts.scheme == "http")
    plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
    if not safe or not plain or not parts.hostname or port == 0:
        raise Refused
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], reach: Reach) -> Answer:
    """Send one message.

    Raises:
        Refused: an address to which nothing is sent.
    """
    parts = checked(url, reach)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        return _sent(parts, _Pinned(host, port, whereto(host, port, reach), parts.scheme == "https"), body, headers)
    except (OSError, HTTPException):
        return Answer(0)


def whereto(host: str, port: int, reach: Reach) -> str:
    """The address of a name to connect to.

    Raises:
        Refused: one of its addresses is not on the open internet.
        OSError: there is no such name.
    """
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = reach.anywhere or host in reach.inside
    if not allowed and not all(is_public(each) for each in found):
        raise Refused
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address lies on the open internet, in whatever clothes.

    >>> [is_public(one) for one in ("1.1.1.1", "10.0.0.1", "127.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0")]
    [True, False, False, False, False, False, False]
    """
    plain = _inside(ip_address(address.partition("%")[0]))
    return plain.is_global and not plain.is_multicast and (plain.version == 4 or plain in _GIVEN_OUT)


def _inside(one: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(one, IPv4Address):
        return one
    if one in _TRANSLATED:
        return IPv4Address(int(one) & 0xFFFFFFFF)
    return one.ipv4_mapped or one.sixtofour or one


class _Pinned(HTTPConnection):
    """A connection to the address that was looked at, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, safe: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address, self._safe = address, safe

    def connect(self) -> None:
        """To this address, whatever the name says by now."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._safe:
            trusted = ssl.create_default_context()
            self.sock = trusted.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from another thread, whatever it waits for."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _sent(parts: SplitResult, line: _Pinned, body: bytes, headers: Mapping[str, str]) -> Answer:
    end = Timer(ALTOGETHER, line.cut)
    end.daemon = True
    end.start()
    try:
        line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
        came = line.getresponse()
        wait = came.headers.get("Retry-After", "")
        return Answer(
            came.status, min(int(wait), 86_400) if wait.isascii() and wait.isdecimal() and len(wait) < 9 else 0
        )
    finally:
        end.cancel()
        line.close()
