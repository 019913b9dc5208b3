"""Hears on PostgreSQL what other processes have changed. Only a wake-up: what is missed while the line is cut, the rows tell."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from toward.store.changes import CHANNEL, read_notice

LOOK, AGAIN = 1.0, 1.0  # seconds between two looks whether to stop, and until a cut line is tried again
Wake = Callable[[frozenset[UUID] | None], None]


class Listener(threading.Thread):
    """A thread with a line of its own to PostgreSQL.

    Args:
        wake: called with the ids in a notice, and with None whenever the line is new: something may have been missed.
    """

    def __init__(self, wake: Wake) -> None:
        super().__init__(name="listening", daemon=True)
        self._wake, self._stop_now = wake, threading.Event()

    def run(self) -> None:
        """Listen until stopped, over as many lines as it takes."""
        while not self._stop_now.is_set():
            line = connections.create_connection(DEFAULT_DB_ALIAS)
            try:
                self._listen(line)
            except Error:
                self._stop_now.wait(AGAIN)
            finally:
                _hang_up(line)

    def stop(self) -> None:
        """End it, and wait until it has."""
        self._stop_now.set()
        self.join(LOOK + AGAIN)

    def _listen(self, line: BaseDatabaseWrapper) -> None:
        with line.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self._wake(None)
        while not self._stop_now.is_set():
            with line.wrap_database_errors:
                for notice in line.connection.notifies(timeout=LOOK):
                    self._wake(read_notice(notice.payload))


def _hang_up(line: BaseDatabaseWrapper) -> None:
    try:
        line.close()
    except Error:
        line.connection = None
