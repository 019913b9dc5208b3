"""Where to listen and with which certificate, as the host says it on the command line."""

from __future__ import annotations

import argparse
import errno
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

HOME = "127.0.0.1"


class Refused(Exception):
    """These wishes cannot be had; the message is a sentence for the host."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where to listen, and with which certificate.

    Args:
        address: a numeric address of this computer.
        port: 1 to 65535.
        pair: certificate and key; None for plain http.
    """

    address: str = HOME
    port: int = 8000
    pair: tuple[Path, Path] | None = None

    @property
    def at_home(self) -> bool:
        """Whether nobody but this computer can ask."""
        return ip_address(self.address).is_loopback


def options(parser: argparse.ArgumentParser) -> None:
    """What can be said to `toward serve`."""
    parser.add_argument("--port", type=int, default=8000, help="port on this computer (8000)")
    parser.add_argument("--listen", metavar="ADDRESS", default=HOME, help="address to listen on (127.0.0.1: only here)")
    parser.add_argument("--tls-cert", metavar="FILE", help="certificate, with those between it and its root")
    parser.add_argument("--tls-key", metavar="FILE", help="its private key")


def read(said: argparse.Namespace) -> Wishes:
    """The wishes in what was said.

    Raises:
        Refused: one of them makes no sense.
    """
    if not 0 < said.port < 65536:
        raise Refused(f"{said.port} is not a port; choose one from 1024 to 65535.")
    try:
        ip_address(said.listen)
    except ValueError:
        raise Refused(
            f"{said.listen} is not a numeric address; 127.0.0.1 is this computer only, 0.0.0.0 every way in."
        ) from None
    if bool(said.tls_cert) != bool(said.tls_key):
        raise Refused("--tls-cert and --tls-key go together: the certificate and its private key.")
    return Wishes(said.listen, said.port, (Path(said.tls_cert), Path(said.tls_key)) if said.tls_cert else None)


def listen(wishes: Wishes) -> socket.socket:
    """The listening socket.

    Raises:
        Refused: the port is taken, or the address is not this computer's.
    """
    one = socket.socket(socket.AF_INET6 if ":" in wishes.address else socket.AF_INET, socket.SOCK_STREAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((wishes.address, wishes.port))
        one.listen(128)
    except OSError as problem:
        one.close()
        raise Refused(_why_not(problem, wishes)) from None
    return one


def _why_not(problem: OSError, wishes: Wishes) -> str:
    if isinstance(problem, PermissionError):
        return f"Port {wishes.port} needs an administrator; ports from 1024 on need none."
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"{wishes.address} is not an address of this computer."
    return f"Port {wishes.port} is taken by another program. Try another one: --port {wishes.port + 1}, or make run PORT={wishes.port + 1}"
