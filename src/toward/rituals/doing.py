"""Wishes about rituals meet their rules, in one's own room or in the common one.

What goes into the common room is `by` the room itself; a design carries the mark of who wished it, so that nobody says yes
for two. Days and answers carry none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from toward.people import hand
from toward.people.day import day_of
from toward.people.opened import Opened
from toward.people.wishing import furnish
from toward.rituals import evening_reads, evenings, reads, words, writes
from toward.rituals.evenings import Evenings
from toward.rituals.records import ANSWER, AWAY, DESIGN, KINDS, STATE, YES, Ritual, Rituals, Wish
from toward.store import kinds
from toward.store.checkpoints import Fold, folded
from toward.store.entry import Change, Entry, Intent, Refusal, Room
from toward.store.queue import Ruled
from toward.store.streams import Gone

FOLD = Fold("rituals", 1, Rituals(), reads.after, reads.write, reads.read, reads.LOOKED_AT, reads.after_all)
EVENINGS = Fold(
    "evenings",
    1,
    Evenings(),
    evening_reads.after,
    evening_reads.write,
    evening_reads.read,
    evening_reads.LOOKED_AT,
    evening_reads.after_all,
)
COMMON_ZONE = "UTC"  # of two who live in two zones, theirs would say whose an entry is
Rule = Callable[[UUID, Room], tuple[str, dict[str, Any]] | Refusal]


def rituals_in(who: Opened, room: Room) -> Rituals:
    """How the rituals of an open room stand; none where it is not open."""
    space = who.space(room)
    return folded(who.ring, space, FOLD, kinds.KINDS).state if space else Rituals()


def evenings_of(who: Opened) -> Evenings:
    """One's own days; none where one's own room is not open."""
    space = who.space("mine")
    return folded(who.ring, space, EVENINGS, kinds.KINDS).state if space else Evenings()


def own_wish(who: Opened, ritual: Ritual) -> bool:
    """Whether what waits for a yes was wished by oneself."""
    space, wish = who.space("couple"), ritual.wish
    return space is not None and wish is not None and hand.knows(who, space, DESIGN, _body_of(ritual.id, wish))


def _body_of(ritual: str, wish: Wish) -> dict[str, Any]:
    """A wish as its entry has it."""
    past = {"past": [list(each) for each in wish.past]} if wish.past[0] else {}
    return {**asdict(wish.design), **past, "ritual": ritual, "form": wish.form, hand.HAND: wish.hand}


def written(
    who: Opened, room: Room, space: UUID, intent: Intent, kind: str, body: Mapping[str, Any]
) -> tuple[UUID, Entry]:
    """An entry for a room: by oneself in one's own; in the common one by the room itself, in nobody's time zone."""
    by, zone = (space, COMMON_ZONE) if room == "couple" else (who.account, intent.zone)
    return space, Entry(kind, 1, intent.at, zone, by, body)


def today_of(intent: Intent) -> date:
    """The day on which something was wished."""
    return day_of(intent.at, intent.zone)


def register() -> None:
    """Put the rules where every visit finds them."""
    judges = {
        "rituals.design": _design, "rituals.yes": _yes, "rituals.state": _state,
        "rituals.answer": _answer, "rituals.away": _away, "rituals.propose": _propose,
    }  # fmt: skip
    furnish(judges, (*KINDS, *evenings.KINDS), words.SAID)


def _room(who: Opened, intent: Intent) -> tuple[Room, UUID]:
    """The room that a form names; without a name the common one, where there is one.

    Raises:
        Gone: it is not open.
    """
    named = intent.fields.get("room", "")
    room: Room = "mine" if named == "mine" or (not named and who.space("couple") is None) else "couple"
    space = who.space(room)
    if space is None:
        raise Gone
    return room, space


def _ruled(who: Opened, intent: Intent, rule: Rule) -> Ruled:
    room, space = _room(who, intent)

    def change() -> Change | Refusal:
        said = rule(space, room)
        if isinstance(said, Refusal):
            return said
        return Change(entries=(written(who, room, space, intent, *said),))

    return Ruled((space,), change)


def _design(who: Opened, intent: Intent) -> Ruled:
    def rule(space: UUID, room: Room) -> tuple[str, dict[str, Any]] | Refusal:
        body = writes.design(rituals_in(who, room), intent.fields, *_names(intent))
        if isinstance(body, Refusal):
            return body
        return DESIGN, {**body, "agreed": True} if room == "mine" else hand.signed(who, space, DESIGN, body)

    return _ruled(who, intent, rule)


def _names(intent: Intent) -> tuple[str, str]:
    """Names for a new ritual and for this design of it, the same however often the wish arrives."""
    return intent.id.hex[:16], intent.id.hex[16:]


def _yes(who: Opened, intent: Intent) -> Ruled:
    def rule(space: UUID, room: Room) -> tuple[str, dict[str, Any]] | Refusal:
        known = rituals_in(who, room)
        ritual = known.by_id.get(intent.fields.get("ritual", ""))
        body = writes.yes(known, intent.fields, own=ritual is not None and own_wish(who, ritual))
        return body if isinstance(body, Refusal) else (YES, body)

    return _ruled(who, intent, rule)


def _state(who: Opened, intent: Intent) -> Ruled:
    def rule(space: UUID, room: Room) -> tuple[str, dict[str, Any]] | Refusal:
        body = writes.state(rituals_in(who, room), intent.fields)
        return body if isinstance(body, Refusal) else (STATE, body)

    return _ruled(who, intent, rule)


def _answer(who: Opened, intent: Intent) -> Ruled:
    def rule(space: UUID, room: Room) -> tuple[str, dict[str, Any]] | Refusal:
        body = writes.answer(rituals_in(who, room), intent.fields, today_of(intent))
        return body if isinstance(body, Refusal) else (ANSWER, body)

    return _ruled(who, intent, rule)


def _away(who: Opened, intent: Intent) -> Ruled:
    """Days away count for the common rituals and for one's own."""
    rooms: tuple[Room, ...] = ("mine", "couple")
    held = [(room, space) for room in rooms if (space := who.space(room)) is not None]

    def change() -> Change | Refusal:
        body = writes.away(intent.fields, today_of(intent))
        if isinstance(body, Refusal):
            return body
        return Change(entries=tuple(written(who, room, space, intent, AWAY, body) for room, space in held))

    if not held:
        raise Gone
    return Ruled(tuple(space for _, space in held), change)


def _propose(who: Opened, intent: Intent) -> Ruled:
    """Offer a ritual of one's own to the other, by its name and part of the day alone; its days stay where they are."""
    mine, couple = who.space("mine"), who.space("couple")
    if mine is None or couple is None:
        raise Gone

    def change() -> Change | Refusal:
        ritual = writes.offered(rituals_in(who, "mine"), intent.fields.get("ritual", ""))
        if isinstance(ritual, Refusal):
            return ritual
        fields = {"name": ritual.name, "slot": ritual.slot}
        body = writes.design(rituals_in(who, "couple"), fields, *_names(intent))
        if isinstance(body, Refusal):
            return body
        note = {"ritual": ritual.id, "to": "offered", "as": body["ritual"]}
        wish = hand.signed(who, couple, DESIGN, body)
        return Change(
            entries=(
                written(who, "couple", couple, intent, DESIGN, wish),
                written(who, "mine", mine, intent, STATE, note),
            )
        )

    return Ruled((mine, couple), change)
