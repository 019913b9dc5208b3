"""What of a look-back can be kept as a ritual: its name, its part of the day and how often a week it was. No word of the chat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from toward.insight.language import Language
from toward.insight.look_back import words
from toward.lookback.report import LookBack, Ritual

SLOTS = {
    "good_morning": "morning",
    "good_night": "bedtime",
    "how_was_your_day": "evening",
    "on_my_way": "reunion",
    "i_love_you": "evening",
    "calls": "evening",
}  # an apology, thanks and pet names are no rituals one agrees on
MOST_WEEKS = 520
WEEK = 7
QUOTES = '“”「」"«»„'  # the report sets habits in them; a name has none


@dataclass(frozen=True, slots=True)
class Keep:
    """A habit that can be kept.

    Args:
        name: as the report calls it, without quotation marks.
        slot: part of the day.
        past: "kept/observed" a week, oldest first, up to the week before this one.
    """

    name: str
    slot: str
    past: str


def keeps(of: Language, look: LookBack, today: date) -> Iterator[Keep]:
    """Every habit of a report that can be kept; those that faded first, as the report has them.

    Args:
        of: the reader's language.
        look: a report that was not refused.
        today: the day it is; weeks since the chat ends are unknown.
    """
    if look.when is None:
        return
    since = max((today - look.when.first).days // WEEK - len(look.when) // WEEK, 0)
    for ritual in sorted(look.rituals, key=lambda one: one.began is None):
        slot = "evening" if ritual.origin == "discovered" else SLOTS.get(ritual.name)
        if slot and ritual.status != "too early":
            yield Keep(words.name(of, ritual).strip(QUOTES), slot, _past(ritual, since))


def _past(ritual: Ritual, since: int) -> str:
    weeks = [*_weeks(ritual.days), *["0/0"] * since]
    return " ".join(weeks[-MOST_WEEKS:])


def _weeks(days: NDArray[np.int8]) -> Iterator[str]:
    """The counts of each week.

    Args:
        days: 1, 0, -1 per day from a Monday on, int8[T].
    """
    for begin in range(0, len(days), WEEK):
        week = days[begin : begin + WEEK]
        yield f"{int((week == 1).sum())}/{int((week >= 0).sum())}"
