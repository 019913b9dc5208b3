"""One small thing for an evening: tied to a ritual that is thinning, or to what a day has room for. Never to what the other did not do.

The same evening offers the same thing, and nothing that was put away for good.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from toward.rituals.records import Slot
from toward.rituals.words import smallest_step

FOR_GOOD = "small:"  # before the key of what is put away


@dataclass(frozen=True, slots=True)
class Small:
    """A suggestion.

    Args:
        key: what is put away, if it is to be put away for good.
        words: what one could do.
        because: what it is tied to, "" if to nothing.
    """

    key: str
    words: str
    because: str = ""


def small_thing(thinning: Sequence[tuple[str, Slot]], put_away: Collection[str], day: int) -> Small | None:
    """What this evening offers, None if everything was put away.

    Args:
        thinning: names and parts of the day of rituals that thin out.
        put_away: keys that shall not come again.
        day: ordinal.
    """
    tied = [Small(f"{FOR_GOOD}{slot}", smallest_step(slot), f"“{name}”") for name, slot in thinning]
    open_ones = [each for each in (*tied, *_general()) if each.key not in put_away]
    if not open_ones:
        return None
    first = [each for each in open_ones if each.because]
    return first[day % len(first)] if first else open_ones[day % len(open_ones)]


def _general() -> tuple[Small, ...]:
    return (
        Small(f"{FOR_GOOD}look", gettext("Look up once today when a name is called, before answering.")),
        Small(f"{FOR_GOOD}thanks", gettext("Say thank you for something that happens every day.")),
        Small(f"{FOR_GOOD}touch", gettext("A hand on a shoulder in passing.")),
        Small(f"{FOR_GOOD}laugh", gettext("Tell the one thing that made you smile today.")),
        Small(f"{FOR_GOOD}curious", gettext("Ask about something you do not know yet.")),
    )
