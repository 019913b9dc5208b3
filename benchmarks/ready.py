"""A server that only hands out one ready page: `python -m benchmarks.ready PORT FILE`; the floor of every page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uvicorn


def handing_out(body: bytes) -> Any:
    """An ASGI application that answers everything with the same gzipped page."""
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-encoding", b"gzip")]
    headers.append((b"content-length", str(len(body)).encode()))

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application


if __name__ == "__main__":
    app = handing_out(Path(sys.argv[2]).read_bytes())
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False, lifespan="off", ws="none"
    )
