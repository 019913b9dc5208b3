"""Trying a name and a password: not too often, not too many at once, and never so that a stranger can keep me out.

A device that was signed in before carries a mark that only this server can make, for this name alone. Its tries are
counted by themselves.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import BoundedSemaphore
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from toward.people.accounts import NotAccepted, spelled
from toward.people.attempts import forgive, may_try
from toward.people.doors import house, now
from toward.vault.framing import framed

RUNNING, WAITING = 2, 4  # each takes 64 MiB and a quarter of a second of one processor; pages need threads too
DEVICE, DEVICE_AGE = "device", 365 * 86_400
_running, _places = BoundedSemaphore(RUNNING), BoundedSemaphore(RUNNING + WAITING)
T = TypeVar("T")


@contextmanager
def at_work() -> Iterator[None]:
    """Room for one password to be worked out.

    Raises:
        NotAccepted: `busy` while too many wait already.
    """
    if not _places.acquire(blocking=False):
        raise NotAccepted("busy")
    try:
        with _running:
            yield
    finally:
        _places.release()


def tried(request: HttpRequest, handle: str, attempt: Callable[[], T | None]) -> T:
    """Let somebody try; a success is not held against them.

    Raises:
        NotAccepted: `slow` after too many tries, `busy`, `wrong` where the attempt gives nothing, and what it raises itself.
    """
    door = _door(request, spelled(handle))
    if not may_try(house().pepper, now(), *door):
        raise NotAccepted("slow")
    with at_work():
        found = attempt()
    if found is None:
        raise NotAccepted("wrong")
    forgive(house().pepper, *door)
    return found


def remember(response: HttpResponseBase, request: HttpRequest, handle: str) -> None:
    """Mark this device as one on which this name was signed in."""
    chance = secrets.token_hex(16)
    mark = f"{chance}.{_signature(chance, spelled(handle))}"
    secure = request.is_secure()
    response.set_cookie(DEVICE, mark, max_age=DEVICE_AGE, secure=secure, httponly=True, samesite="Lax", path="/")


def _door(request: HttpRequest, handle: str) -> tuple[str, str, str]:
    """What is tried, from where, on which device; a mark that we did not make for this name counts for nothing."""
    chance, _, signature = request.COOKIES.get(DEVICE, "").partition(".")
    ours = hmac.compare_digest(signature.encode(), _signature(chance, handle).encode())
    return handle, request.META.get("REMOTE_ADDR", ""), chance if ours else ""


def _signature(chance: str, handle: str) -> str:
    return hmac.digest(house().pepper.reveal(), framed("device mark", chance, handle), sha256).hex()
