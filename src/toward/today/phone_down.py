"""Ten minutes, phones down: one press, and both screens go dark until a time on the clock. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from toward.people.opened import Opened
from toward.store import live
from toward.store.entry import Change, Intent, Live, Refusal
from toward.store.queue import Ruled
from toward.store.streams import Gone

DOWN, LASTS = "down", 600  # seconds
LATE = 60  # seconds after which a wish that waited on a phone is over


@dataclass(frozen=True, slots=True)
class DownPage:
    """The dark page.

    Args:
        until: the time on the clock, "" while no moment is on.
        left: seconds until then.
        paired: whether the other's screen goes dark too.
    """

    until: str
    left: int
    paired: bool


def down_page(who: Opened, now: int, zone: str, since: int | None) -> DownPage:
    """The page as it is now.

    Args:
        who: looks.
        now: second.
        zone: where they live.
        since: second at which somebody alone began; only their page knows it.
    """
    space = who.space("couple")
    ends = ends_at(who, now) if space else since + LASTS if since and now - LASTS < since <= now else None
    until = datetime.fromtimestamp(ends, ZoneInfo(zone)).strftime("%H:%M") if ends else ""
    return DownPage(until, (ends or now) - now, space is not None)


def ends_at(who: Opened, now: int) -> int | None:
    """The second at which the moment that is on is over; None if none is."""
    space = who.space("couple")
    facts = live.facts(space, DOWN, now) if space else ()
    return facts[-1].return_at if facts else None


def judge(who: Opened, intent: Intent) -> Ruled:
    """Begin one, unless one is on; or end it."""
    space = who.space("couple")
    if space is None:
        raise Gone

    def change() -> Change | Refusal:
        live.sweep(space, DOWN, intent.at)
        if intent.fields.get("to") == "end":
            live.end(space, DOWN)
            return Change()
        if live.facts(space, DOWN, intent.at):
            return Change()
        return Change(live=((space, Live(DOWN, space, intent.at, intent.at + LASTS)),))

    return Ruled((space,), change)
