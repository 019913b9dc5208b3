"""What runs beside the pages as long as the server does: the streams, the scheduler, and who listens to other processes."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from django.db import connection

from toward.store.changes import LISTENERS
from toward.web.events.hub import Hub
from toward.web.events.listening import Listener
from toward.web.scheduler import Scheduler

hub = Hub()


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Start all of it, and end it."""
    hub.start()
    LISTENERS.append(hub.wake_soon)
    _end_streams_when_told_to_stop()
    threads = _threads()
    for each in threads:
        each.start()
    try:
        yield
    finally:
        hub.stop()
        LISTENERS.remove(hub.wake_soon)
        await asyncio.gather(*(asyncio.to_thread(each.stop) for each in threads))


def _threads() -> list[Scheduler | Listener]:
    return [Scheduler(), *([Listener(hub.wake_soon)] if connection.vendor == "postgresql" else [])]


def _end_streams_when_told_to_stop() -> None:
    """The server waits for open answers before it tells us that it stops; streams would never end."""
    if threading.current_thread() is threading.main_thread():
        for sign in (signal.SIGTERM, signal.SIGINT):
            _also_on(sign, signal.getsignal(sign))


def _also_on(sign: signal.Signals, before: Any) -> None:
    def heard(number: int, frame: FrameType | None) -> None:
        hub.stop_soon()
        if callable(before):
            before(number, frame)

    signal.signal(sign, heard)
