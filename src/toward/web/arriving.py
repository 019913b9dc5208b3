"""What somebody sends is waited for here, not in one of the few threads that make pages; whoever is slow holds nobody up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from toward.web.headers import HEADERS

SMALL = 1 << 16  # bytes that are waited for before a thread is asked: every form without a file
PATIENCE, FIRST = 20.0, 60.0  # seconds for one piece, for all of a small body
SLOWEST = 16_384  # bytes a second, on average, of a large one
LARGE = 4  # large ones that have a thread each at a time, of the twelve there are
LATE = "This did not arrive in time. Please send it again.\n没有及时收到。请再发送一次。\n".encode()
FULL = (
    "Several files are arriving just now. Please try again in a minute.\n正在接收几份文件。请一分钟后再试。\n".encode()
)
_HEAD = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"connection", b"close"),
    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
]

Receive = Callable[[], Awaitable[Any]]


class Arriving:
    """An ASGI app around another one that answers in threads.

    Args:
        inner: the app, which is given a request once its body is there, or its first part if that is large.
    """

    def __init__(self, inner: Any) -> None:
        self._inner, self._large = inner, asyncio.Semaphore(LARGE)

    async def __call__(self, scope: Any, receive: Receive, send: Any) -> None:
        """Wait for what is sent, and answer; 408 where it does not come, 503 where too much comes at once."""
        try:
            came = await _first(receive)
        except TimeoutError:
            await _say(send, 408, LATE)
            return
        if came[-1]["type"] == "http.disconnect":
            return
        if not came[-1].get("more_body"):
            await self._inner(scope, _then(came, receive), send)
        else:
            await self._one_of_few(scope, _then(came, _paced(receive)), send)

    async def _one_of_few(self, scope: Any, receive: Receive, send: Any) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._large.acquire()
        except TimeoutError:
            await _say(send, 503, FULL)
            return
        try:
            await self._inner(scope, receive, send)
        finally:
            self._large.release()


async def _first(receive: Receive) -> list[Any]:
    """The whole of a small body, the beginning of a large one."""
    came, size = [], 0
    async with asyncio.timeout(FIRST):
        while size < SMALL:
            came.append(await receive())
            size += len(came[-1].get("body", b""))
            if not came[-1].get("more_body"):
                break
    return came


def _then(came: list[Any], receive: Receive) -> Receive:
    """What came already, then what comes."""
    came = came[::-1]

    async def next_one() -> Any:
        return came.pop() if came else await receive()

    return next_one


def _paced(receive: Receive) -> Receive:
    """The rest of a large body; who breaks off or creeps is told from who has sent all of it.

    Raises:
        ConnectionError: by what it returns; Django answers 400.
    """
    waited, size = 0.0, SMALL

    async def next_one() -> Any:
        nonlocal waited, size
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                message = await receive()
        except TimeoutError:
            raise ConnectionAbortedError from None
        waited, size = waited + time.monotonic() - began, size + len(message.get("body", b""))
        if message["type"] == "http.disconnect" or (waited > FIRST and size < waited * SLOWEST):
            raise ConnectionAbortedError
        return message

    return next_one


async def _say(send: Any, status: int, words: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _HEAD})
    await send({"type": "http.response.body", "body": words})
