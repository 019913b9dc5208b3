"""Stands before the app: finds out who really asks, turns plain http from elsewhere away, and hardens what goes out over https.

What is behind it sees the path without the base path, the client's own address, and no header of any proxy.
"""

from __future__ import annotations

from typing import Any

from toward.web.hosting import plain
from toward.web.hosting.forwarded import Asked, really, without
from toward.web.hosting.reach import LOOPBACK_NAMES, Reach, bare, is_this_computer

_YEAR = b"max-age=31536000"


class Door:
    """An ASGI app around another one.

    Args:
        inner: the app that answers who may come in.
        reach: how this installation is reached.
    """

    def __init__(self, inner: Any, reach: Reach) -> None:
        self._inner, self._reach = inner, reach

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, or turn away."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        asked = really(_asked(scope), scope["headers"], self._reach)
        path = _path_within(scope["path"], self._reach.path)
        is_health = path == "/health" and scope["method"] in ("GET", "HEAD")
        if not is_health and not may_pass(asked, self._reach):
            await _turn_away(scope["method"], send)
        elif path is None:
            await _lead_in(self._reach.path, send)
        else:
            inside = _inside(scope, asked, path)
            await self._inner(inside, receive, _hardened(send, asked, self._reach) if asked.scheme == "https" else send)


def may_pass(asked: Asked, reach: Reach) -> bool:
    """Whether somebody may be answered: over https, or over plain http on this very computer.

    A name of ours that comes over plain http from this computer came through a proxy that nobody has named. A name that
    is not ours is refused further in.
    """
    if asked.scheme == "https":
        return True
    return is_this_computer(asked.client) and (bare(asked.host) in LOOPBACK_NAMES or not reach.knows(asked.host))


def _asked(scope: Any) -> Asked:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"host"), "")
    return Asked(scope["scheme"], (scope.get("client") or ("",))[0], host)


def _path_within(path: str, base: str) -> str | None:
    """The path within the base path, whether the proxy has cut it off already or not; None for the base without its slash."""
    if base and path == base:
        return None
    return path[len(base) :] if base and path.startswith(f"{base}/") else path


def _inside(scope: Any, asked: Asked, path: str) -> Any:
    headers = without(scope["headers"], {b"host": asked.host.encode("latin-1")})
    raw = path.encode() if path != scope["path"] else scope.get("raw_path")
    return {
        **scope, "scheme": asked.scheme, "client": (asked.client, 0), "path": path, "raw_path": raw, "root_path": "",
        "headers": headers,
    }  # fmt: skip


def _hardened(send: Any, asked: Asked, reach: Reach) -> Any:
    """Every cookie for https alone; and the name for https alone, where it is ours alone."""
    ours = bare(asked.host) in {*reach.names} - {*LOOPBACK_NAMES} and not reach.path

    async def hardened(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, _secure(value) if name.lower() == b"set-cookie" else value) for name, value in message["headers"]
            ]
            more = [(b"strict-transport-security", _YEAR)] if ours else []
            message = {**message, "headers": headers + more}
        await send(message)

    return hardened


def _secure(cookie: bytes) -> bytes:
    words = [each.strip().lower() for each in cookie.split(b";")[1:]]
    return cookie if b"secure" in words else cookie + b"; Secure"


async def _turn_away(method: str, send: Any) -> None:
    await send({"type": "http.response.start", "status": plain.STATUS, "headers": plain.HEADERS})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else plain.PAGE})


async def _lead_in(base: str, send: Any) -> None:
    headers = [(b"location", f"{base}/".encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
