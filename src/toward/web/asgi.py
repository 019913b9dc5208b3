"""The app as one ASGI application: an event stream, Django in a fixed pool of threads, and a tidier after both."""

from __future__ import annotations

import asyncio
import gc
import os
from contextlib import suppress
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")
THREADS = 12  # two chats being read and six passwords tried at once leave room for pages
TIDY = 2.0  # seconds

_threads = WSGIMiddleware(
    cast("Any", get_wsgi_application()), workers=THREADS
)  # both know WSGI, each by types of its own
_answered = [0]

from toward.web import beside  # noqa: E402 (after Django is set up)
from toward.web.arriving import Arriving  # noqa: E402
from toward.web.events.asked import PATH  # noqa: E402
from toward.web.events.stream import events  # noqa: E402

_pages = Arriving(_threads)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer the server's start and stop, and streams; hand every other request to Django."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        _answered[0] += 1
        await (events(beside.hub, scope, receive, send) if scope["path"] == PATH else _pages(scope, receive, send))
        _answered[0] += 1


async def _lifespan(receive: Any, send: Any) -> None:
    gc.collect()
    gc.freeze()  # the program itself is never looked through again
    tidier = asyncio.create_task(_tidy())
    async with beside.running():
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
    tidier.cancel()
    with suppress(asyncio.CancelledError):
        await tidier
    await send({"type": "lifespan.shutdown.complete"})


async def _tidy() -> None:
    """Collect what answered requests left in circles: a cookie in one would lie in memory for as long as nobody comes."""
    seen = 0
    while True:
        await asyncio.sleep(TIDY)
        if _answered[0] != seen:
            seen = _answered[0]
            gc.collect()
