"""Does what is due: one thread beside the pages, which looks every twenty seconds and works through the rows, one at a time.

Several processes may do so at once: a row is done by whoever holds its lease. Whatever one effect runs into stops no other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, transaction

from toward.people.doors import now
from toward.people.sweeping import sweep
from toward.store import due
from toward.store.due import Taken
from toward.store.effects import EFFECTS, MINUTELY, NIGHTLY, Then
from toward.store.entry import Due
from toward.store.streams import remind

LOOK, DAY = 20.0, 86_400  # seconds
LEASE, LATER = 120, 3600  # seconds: for one effect; until what nobody knows, or what broke, is tried again
NIGHT, LONGEST_NIGHT = 3, 6 * 3600  # the hour after which the nightly deeds are done; seconds they may take
TRIES, BETWEEN = 60, 0.5  # to say that something is done; seconds between two
AT_MOST = 500  # effects in one round
HOST, NIGHTLY_PURPOSE = UUID(int=0), "host.nightly"
ENOUGH = 2.0  # seconds to wait for the thread's end
_log = logging.getLogger("toward.scheduler")


class Scheduler(threading.Thread):
    """The thread; one a process.

    Args:
        look: seconds between two rounds, by a clock that nobody can put back.
        clock: the second it is.
    """

    def __init__(self, look: float = LOOK, clock: Callable[[], int] = now) -> None:
        super().__init__(name="scheduler", daemon=True)
        self._look, self._clock, self._stop_now = look, clock, threading.Event()
        self._rounds = 0

    def run(self) -> None:
        """Go round until stopped."""
        while not self._stop_now.is_set():
            _careful(self._round)
            self._stop_now.wait(self._look)

    def stop(self) -> None:
        """Begin nothing else. What is being done is let go: its lease brings it back to whoever runs then."""
        self._stop_now.set()
        if self.is_alive():
            self.join(ENOUGH)

    def _round(self) -> None:
        close_old_connections()
        if self._rounds % max(round(60 / self._look), 1) == 0:
            _minutely(self._clock())
        self._rounds += 1
        _careful(lambda: plan_the_night(self._clock()))
        work(self._clock, self._stop_now.is_set)
        close_old_connections()


def work(clock: Callable[[], int], over: Callable[[], bool] = lambda: False) -> int:
    """Do what is due, each on a lease of its own; how much was taken."""
    for count in range(AT_MOST):
        taken = () if over() else due.take(clock(), LEASE, 1)
        if not taken:
            return count
        _careful(partial(do, taken[0], clock()))
    return AT_MOST


def do(taken: Taken, second: int) -> None:
    """Do one thing and say so; what breaks, or is known to nobody here, comes again in an hour."""
    if taken.purpose == NIGHTLY_PURPOSE:
        _nightly(taken, second)
        return
    try:
        then = EFFECTS.get(taken.purpose, _not_known)(taken, second)
    except Exception:
        due.hold(taken, second + LATER)
        raise
    _surely(
        partial(due.done, taken, then.next_at) if then.again_at is None else partial(due.hold, taken, then.again_at)
    )


def _surely(say: Callable[[], object]) -> None:
    """Say what has happened, also where the line to the database was cut meanwhile: unsaid, it would happen again."""
    for _ in range(TRIES):
        try:
            say()
        except (OperationalError, InterfaceError):
            close_old_connections()
            time.sleep(BETWEEN)
        else:
            return


def _not_known(taken: Taken, second: int) -> Then:
    return Then(again_at=second + LATER)


def plan_the_night(second: int) -> None:
    """Let the nightly deeds be due next night; also after a clock that was far ahead had them wait for years."""
    planned = due.next_of(HOST, NIGHTLY_PURPOSE)
    with transaction.atomic():
        if planned is not None and planned > second + 2 * DAY:
            remind(Due(HOST, NIGHTLY_PURPOSE))
        if planned is None or planned > second + 2 * DAY:
            remind(Due(HOST, NIGHTLY_PURPOSE, next_at=_next_night(second)))


def _nightly(taken: Taken, second: int) -> None:
    held = due.hold(taken, second + LONGEST_NIGHT)
    if held is None:
        return
    for deed in NIGHTLY:
        _careful(partial(deed, second))
    due.done(held, _next_night(max(second, taken.at)))


def _next_night(second: int) -> int:
    """Three o'clock as this computer's clock shows it, tonight or tomorrow."""
    here = datetime.fromtimestamp(second).astimezone()
    night = here.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return int((night if night > here else night + timedelta(days=1)).timestamp())


def _minutely(second: int) -> None:
    for deed in (sweep, *MINUTELY):
        _careful(partial(deed, second))


def _careful(deed: Callable[[], object]) -> None:
    """Do it; what it runs into is logged by its place in the program, and stops nothing else."""
    try:
        deed()
    except Exception:
        _log.exception("a deed of the scheduler broke off")
