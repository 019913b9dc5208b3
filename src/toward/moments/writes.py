"""The rules of moments: what a wish changes, or why it changes nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from toward.moments.records import HOW, LONGEST, WHAT, Met, Mine
from toward.store.entry import Refusal

Body = dict[str, Any]
BACK = 21  # days that can still be told


def met(fields: Mapping[str, str], name: str, today: int) -> Body | Refusal:
    """A moment one felt met.

    Args:
        fields: `day`, `what` (`other` if nothing is chosen), `words` (may be empty).
        name: its name for good.
        today: ordinal of the day it is.

    Returns:
        The body, or `moments_day`, `moments_what`, `moments_long`.
    """
    day = _day(fields.get("day", ""), today)
    what, words = fields.get("what") or "other", fields.get("words", "").strip()
    if day is None:
        return Refusal("moments_day", {"days": BACK})
    if what not in WHAT:
        return Refusal("moments_what")
    if len(words) > LONGEST:
        return Refusal("moments_long", {"most": LONGEST})
    return {"moment": name, "day": day, "what": what, "words": words}


def body_of(moment: Met) -> Body:
    """A moment as its entry has it."""
    day = date.fromordinal(moment.day).isoformat()
    return {"moment": moment.id, "day": day, "what": moment.what, "words": moment.words}


def moment_of(known: Mine, fields: Mapping[str, str]) -> Met | Refusal:
    """One of one's own moments, by its name."""
    found = next((each for each in known.recent if each.id == fields.get("moment")), None)
    return found or Refusal("moments_gone")


def turned(fields: Mapping[str, str], today: int) -> Body | Refusal:
    """How one turned oneself: `toward`, `away`, `against`, each "1" where it was so."""
    day = _day(fields.get("day", ""), today)
    if day is None:
        return Refusal("moments_day", {"days": BACK})
    return {"day": day, "how": [name for name in HOW if fields.get(name)]}


def thanks(fields: Mapping[str, str]) -> Body | Refusal:
    """Words to the other."""
    words = fields.get("words", "").strip()
    if not words:
        return Refusal("moments_words")
    return Refusal("moments_long", {"most": LONGEST}) if len(words) > LONGEST else {"words": words}


def _day(said: str, today: int) -> str | None:
    """A day that can be told, None for any other."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day.isoformat() if today - BACK <= day.toordinal() <= today else None
