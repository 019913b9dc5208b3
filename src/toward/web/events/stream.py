"""The event stream: says that a common room has changed, and which by a number that says nothing. No words, no kind, no name.

It begins with what the page has seen, so whoever was away misses nothing: what stands otherwise now has changed. It closes
when its session ends. Nobody else learns that it is open.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from toward.people.watching import Watch, news
from toward.web.events.asked import digest, from_elsewhere, seen
from toward.web.events.hub import Hub, Stream
from toward.web.events.looking import Away, holder, standing
from toward.web.headers import HEADERS

HEARTBEAT = 20.0  # seconds; a proxy that closes what is silent waits for a minute
PATIENCE = 10.0  # seconds that a reader may take for a line
AGAIN = b"retry: 2000\n\n"  # milliseconds until a browser comes back
_HEAD = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
]
_NO = [(b"content-length", b"0"), (b"cache-control", b"no-store"), *_HEAD[3:]]


@dataclass(frozen=True, slots=True)
class No:
    """No stream, and no reason beyond the number.

    Args:
        status: of the answer.
        more: one more header.
    """

    status: int
    more: tuple[bytes, bytes] | None = None


async def events(hub: Hub, scope: Any, receive: Any, send: Any) -> None:
    """Answer a request for the stream."""
    stream = await _admitted(hub, scope)
    if isinstance(stream, No):
        await _refuse(stream, send)
        return
    leaving = asyncio.ensure_future(_until_gone(receive, stream))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEAD})
        await _flow(stream, send)
    finally:
        hub.leave(stream)
        leaving.cancel()


async def _admitted(hub: Hub, scope: Any) -> Stream | No:
    """The stream of whoever may have one; all strangers are answered alike."""
    own = digest(scope)
    if scope["method"] != "GET":
        return No(405, (b"allow", b"GET"))
    if own is None or from_elsewhere(scope):
        return No(401)
    try:
        account = await holder(own)
    except Away:
        return No(503, (b"retry-after", b"5"))
    if account is None:
        return No(401)
    stream = Stream(account, own, seen(scope))
    scope["headers"].clear()
    return stream if hub.enter(stream) else No(503, (b"retry-after", b"30"))


async def _refuse(no: No, send: Any) -> None:
    headers = [*_NO, no.more] if no.more else _NO
    await send({"type": "http.response.start", "status": no.status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Any, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _flow(stream: Stream, send: Any) -> None:
    """Look, tell, wait; until it is over, or the reader is too slow."""
    with suppress(TimeoutError):
        await _say(send, AGAIN)
        while not stream.over:
            said = await _next(stream)
            if said is None:
                break
            await _say(send, said)
            await stream.woken(HEARTBEAT)
        await _say(send, b"", more=False)


async def _next(stream: Stream) -> bytes | None:
    """What is to be said now: news, or that the line is alive; None where the session has ended."""
    try:
        now = await standing(stream.digest)
    except Away:
        return b":\n\n"  # the rows will tell once they can be read again
    return None if now is None else _told(stream, now)


def _told(stream: Stream, now: Watch) -> bytes:
    numbers = news(stream.account, stream.mark, now.mark)
    stream.mark, stream.spaces = now.mark, now.spaces
    if not numbers:
        return b":\n\n"
    return f"id: {now.mark}\nevent: changed\ndata: {' '.join(map(str, numbers))}\n\n".encode()


async def _say(send: Any, body: bytes, *, more: bool = True) -> None:
    message = {"type": "http.response.body", "body": body, "more_body": more}
    await asyncio.wait_for(send(message), PATIENCE)
