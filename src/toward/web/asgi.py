"""The app as one ASGI application: Django in a fixed pool of threads."""

from __future__ import annotations

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")
THREADS = 6  # two chats being read at once must leave room for pages

_pages = WSGIMiddleware(
    cast("Any", get_wsgi_application()), workers=THREADS
)  # both know WSGI, each by types of its own


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer the server's start and stop; hand every request to Django."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
