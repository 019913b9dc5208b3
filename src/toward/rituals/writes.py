"""The rules of the rituals: what a wish changes, or why it changes nothing. Pure; ids and days are arguments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from toward.rituals.reads import LONGEST_AWAY
from toward.rituals.records import (
    ANSWERS,
    BEGINS,
    LONGEST,
    LONGEST_NAME,
    MOST,
    SLOTS,
    WHY,
    Ritual,
    Rituals,
)
from toward.store.entry import Refusal

Body = dict[str, Any]
MOST_WEEKS = 520  # of a past that a look-back has found


def design(known: Rituals, fields: Mapping[str, str], new: str, form: str) -> Body | Refusal:
    """How a ritual is meant, or meant anew.

    Args:
        known: the rituals of the room.
        fields: `ritual` ("" for a new one), `name`, `slot`, `when`, `where`, `begins`, `ends`, `past` ("5/7 4/6 …").
        new: id for a new one.
        form: name of this very design.

    Returns:
        The body, or `rituals_name`, `rituals_long`, `rituals_slot`, `rituals_six`, `rituals_unknown`, `rituals_past`.
    """
    named = fields.get("ritual", "")
    if named and named not in known.by_id:
        return Refusal("rituals_unknown")
    body: Body = {name: fields.get(name, "").strip() for name in ("name", "slot", "when", "where", "begins", "ends")}
    wrong = _wrong(body) or (None if named in _kept(known) else _full(known))
    if wrong is not None:
        return wrong
    weeks = past(fields.get("past", ""))
    if weeks is None:
        return Refusal("rituals_past")
    return {**body, "ritual": named or new, "form": form, **({"past": weeks} if weeks[0] else {})}


def _wrong(body: Body) -> Refusal | None:
    if not body["name"]:
        return Refusal("rituals_name")
    if len(body["name"]) > LONGEST_NAME or any(len(body[name]) > LONGEST for name in ("when", "where", "ends")):
        return Refusal("rituals_long", {"name": LONGEST_NAME, "words": LONGEST})
    return None if body["slot"] in SLOTS and body["begins"] in BEGINS else Refusal("rituals_slot")


def _kept(known: Rituals) -> set[str]:
    return {each.id for each in known.kept()}


def _full(known: Rituals) -> Refusal | None:
    waiting = [each for each in known.by_id.values() if each.wish and not each.design]
    return Refusal("rituals_six", {"most": MOST}) if len(known.kept()) + len(waiting) >= MOST else None


def past(said: str) -> list[list[int]] | None:
    """Weekly counts from a form, "kept/observed" a week; None for anything that is none.

    >>> past("5/7 0/0"), past(""), past("8/7")
    ([[5, 0], [7, 0]], [[], []], None)
    """
    try:
        weeks = [tuple(int(part) for part in week.split("/")) for week in said.split()[-MOST_WEEKS:]]
    except ValueError:
        return None
    if not all(len(week) == 2 and 0 <= week[0] <= week[1] <= 7 for week in weeks):
        return None
    return [[week[0] for week in weeks], [week[1] for week in weeks]]


def yes(known: Rituals, fields: Mapping[str, str], *, own: bool) -> Body | Refusal:
    """Agree to what the other has wished.

    Args:
        known: the rituals of the room.
        fields: `ritual` and `form`.
        own: whether the wish is one's own; nobody agrees for two.

    Returns:
        The body, or `rituals_unknown`, `rituals_changed`, `rituals_own`, `rituals_six`.
    """
    ritual = known.by_id.get(fields.get("ritual", ""))
    if ritual is None:
        return Refusal("rituals_unknown")
    if ritual.wish is None or ritual.wish.form != fields.get("form"):
        return Refusal("rituals_changed")
    if own:
        return Refusal("rituals_own")
    if ritual.standing != "agreed" and len(known.kept()) >= MOST:
        return Refusal("rituals_six", {"most": MOST})
    return {"ritual": ritual.id, "form": ritual.wish.form}


def state(known: Rituals, fields: Mapping[str, str]) -> Body | Refusal:
    """Let a ritual rest, go on purpose, or come back; say no to a wish, or take one's own back.

    Args:
        known: the rituals of the room.
        fields: `ritual`, and `to`: `resting`, `gone`, `back` or `no`.
    """
    ritual, to = known.by_id.get(fields.get("ritual", "")), fields.get("to", "")
    if ritual is None or to not in ("resting", "gone", "back", "no"):
        return Refusal("rituals_unknown")
    if to == "back" and ritual.standing != "agreed" and len(known.kept()) >= MOST:
        return Refusal("rituals_six", {"most": MOST})
    return {"ritual": ritual.id, "to": to}


def answer(known: Rituals, fields: Mapping[str, str], today: date) -> Body | Refusal:
    """Answer "On purpose?"."""
    ritual, said = known.by_id.get(fields.get("ritual", "")), fields.get("answer", "")
    if ritual is None or said not in ANSWERS:
        return Refusal("rituals_unknown")
    return {"ritual": ritual.id, "answer": said, "day": today.isoformat()}


def away(fields: Mapping[str, str], today: date) -> Body | Refusal:
    """Say on which days one is away, or that one is here after all.

    Args:
        fields: `first` and `last` (days), and `why`, "" for being here.
        today: the day it is.

    Returns:
        The body, or `rituals_days`, `rituals_far`.
    """
    try:
        first, last = (date.fromisoformat(fields.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return Refusal("rituals_days")
    if last < first or fields.get("why", "") not in ("", *WHY):
        return Refusal("rituals_days")
    if last - first > timedelta(days=LONGEST_AWAY) or abs((first - today).days) > LONGEST_AWAY:
        return Refusal("rituals_far")
    return {"first": first.isoformat(), "last": last.isoformat(), "why": fields.get("why", "")}


def offered(known: Rituals, name: str) -> Ritual | Refusal:
    """A ritual of one's own that may be offered to the other, by its name alone."""
    ritual = known.by_id.get(name)
    if ritual is None or ritual.design is None:
        return Refusal("rituals_unknown")
    return ritual if not ritual.offered else Refusal("rituals_offered")
