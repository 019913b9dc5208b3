"""A process with a scheduler that rings slowly and prints what has rung; it ends when its input does."""

from __future__ import annotations

import sys
import time

import django


def main() -> None:
    """Ring until nobody wants it any more."""
    django.setup()
    from toward.store.effects import EFFECTS, Then
    from toward.web import scheduler

    def ring(taken, now):
        print(taken.account.hex, taken.at, flush=True)
        time.sleep(0.02)
        return Then()

    EFFECTS["evening"] = ring
    scheduler.LEASE = 15  # what was cut between taking and ringing comes soon enough for a test
    one = scheduler.Scheduler(look=0.1)
    one.start()
    sys.stdin.read()
    one.stop()


if __name__ == "__main__":
    main()
