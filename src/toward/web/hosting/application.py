"""What the server runs: the app, with the door before it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from toward.web.asgi import application as app
from toward.web.events.asked import set_cookies_apart
from toward.web.hosting.door import Door

_door = Door(app, settings.REACH)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer; the cookie of a stream's request is in nobody's list while the stream lasts."""
    set_cookies_apart(scope)
    await _door(scope, receive, send)
