"""What is done when a reminder is due: it rings, and then waits for its next time."""

from __future__ import annotations

from toward.notify.evenings import next_evening, strike
from toward.notify.ringing import Rung, ring
from toward.notify.wishes import EVENING, PURPOSES, wished
from toward.people.doors import house
from toward.people.wishing import follow
from toward.store.due import Taken
from toward.store.effects import EFFECTS, Then

GIVEN_UP = 12 * 3600  # seconds after which a reminder would only puzzle


def register() -> None:
    """Tell the scheduler what to do for our purposes, and let what is told of an evening answer its prompt."""
    for purpose in PURPOSES:
        EFFECTS[purpose] = rung
    for kind, name in (("today.evening", "told"), ("rituals.away", "away")):
        follow(kind, f"toward.notify.evenings.{name}")


def rung(taken: Taken, now: int) -> Then:
    """Ring for what is due; what did not get through comes again, until it would only puzzle.

    A prompt in quiet hours, or one that its pace leaves out, is left out: the next one is a day away. Anything else waits
    until the quiet hours are over.
    """
    if taken.purpose == EVENING:
        return _evening(taken, now)
    went = ring(house(), taken.account, taken.purpose, taken.at, now)
    return Then(again_at=went.again_at) if _comes_again(went, taken) else Then()


def _evening(taken: Taken, now: int) -> Then:
    went = strike(house(), taken, now)
    if isinstance(went, Rung) and went.why != "quiet" and _comes_again(went, taken):
        return Then(again_at=went.again_at)
    return Then(next_at=next_evening(wished(house(), taken.account), max(taken.at, now)))


def _comes_again(went: Rung, taken: Taken) -> bool:
    return went.again_at is not None and went.again_at <= taken.at + GIVEN_UP
