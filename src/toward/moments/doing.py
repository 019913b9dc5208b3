"""Wishes about moments meet their rules. What is shared carries the mark of who shared it, so that they alone take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import OperationalError

from toward.moments import reads, words, writes
from toward.moments.records import FELT, JOINT, KINDS, MET, SHARED, THANKS, TURNED, Mine, Ours
from toward.people import hand
from toward.people.day import day_of
from toward.people.opened import Opened, own_of
from toward.people.wishing import follow, furnish
from toward.store import erasing, kinds
from toward.store.checkpoints import Fold, folded
from toward.store.entry import Change, Entry, Intent, Refusal
from toward.store.queue import Ruled
from toward.store.streams import Gone, read

OWN = Fold(
    "moments-own",
    1,
    Mine(),
    reads.own_after,
    reads.write_own,
    reads.read_own,
    frozenset({MET, TURNED}),
    reads.own_after_all,
)
OURS = Fold(
    "moments-ours",
    1,
    Ours(),
    reads.ours_after,
    reads.write_ours,
    reads.read_ours,
    frozenset({SHARED, THANKS, JOINT, FELT}),
    reads.ours_after_all,
)
Body = Mapping[str, Any]
Placed = tuple[UUID, Entry]


def moments_of(who: Opened) -> Mine:
    """One's own moments."""
    space = who.space("mine")
    return folded(who.ring, space, OWN, kinds.KINDS).state if space else Mine()


def ours_of(who: Opened) -> Ours:
    """What both see."""
    space = who.space("couple")
    return folded(who.ring, space, OURS, kinds.KINDS).state if space else Ours()


def by_me(who: Opened, kind: str, body: Body) -> bool:
    """Whether something that both see was put there by oneself."""
    space = who.space("couple")
    said = {name: value for name, value in body.items() if name != "at"}
    return space is not None and hand.knows(who, space, kind, said)


def joint(who: Opened) -> tuple[bool, bool]:
    """Whether oneself, and whether the other, agrees to one reserve for both now."""
    said = {by_me(who, JOINT, body): body.get("to") == "yes" for body in ours_of(who).joint}
    return said.get(True, False), said.get(False, False)


def felt_entries(who: Opened, day: str, felt: int | None, intent: Intent) -> list[Placed]:
    """The copy of a day's number for the common room, while both agree to that; else nothing."""
    space = who.space("couple")
    if space is None or felt is None or joint(who) != (True, True):
        return []
    return [_shared(who, space, intent, FELT, {"day": day, "felt": felt})]


def register() -> None:
    """Put the rules where every visit finds them."""
    judges = {
        "moments.met": _met, "moments.out": _out, "moments.share": _share, "moments.unshare": _unshare,
        "moments.turned": _turned, "moments.thanks": _thanks, "moments.joint": _joint,
    }  # fmt: skip
    furnish(judges, KINDS, words.SAID)
    for kind in ("moments.out", "moments.unshare"):
        follow(kind, f"{__name__}.take_back")
    follow("moments.joint", f"{__name__}.take_numbers_back")


def _own(who: Opened, intent: Intent, rule: Callable[[int], tuple[str, Body] | Refusal]) -> Ruled:
    """A rule that writes into one's own room."""
    mine = _open(who.space("mine"))

    def change() -> Change | Refusal:
        said = rule(day_of(intent.at, intent.zone).toordinal())
        if isinstance(said, Refusal):
            return said
        return Change(entries=((mine, _noted(who, intent, *said)),))

    return Ruled((mine,), change)


def _noted(who: Opened, intent: Intent, kind: str, body: Body) -> Entry:
    return Entry(kind, 1, intent.at, intent.zone, who.account, body)


def _shared(who: Opened, space: UUID, intent: Intent, kind: str, body: Body) -> Placed:
    return space, Entry(kind, 1, intent.at, "UTC", space, hand.signed(who, space, kind, body))


def _open(space: UUID | None) -> UUID:
    if space is None:
        raise Gone
    return space


def _met(who: Opened, intent: Intent) -> Ruled:
    def rule(today: int) -> tuple[str, Body] | Refusal:
        body = writes.met(intent.fields, intent.id.hex, today)
        return body if isinstance(body, Refusal) else (MET, body)

    return _own(who, intent, rule)


def _out(who: Opened, intent: Intent) -> Ruled:
    def rule(today: int) -> tuple[str, Body] | Refusal:
        moment = writes.moment_of(moments_of(who), intent.fields)
        return moment if isinstance(moment, Refusal) else (MET, {**writes.body_of(moment), "words": "", "out": True})

    return _own(who, intent, rule)


def _turned(who: Opened, intent: Intent) -> Ruled:
    def rule(today: int) -> tuple[str, Body] | Refusal:
        body = writes.turned(intent.fields, today)
        return body if isinstance(body, Refusal) else (TURNED, body)

    return _own(who, intent, rule)


def _share(who: Opened, intent: Intent) -> Ruled:
    mine, couple = _open(who.space("mine")), _open(who.space("couple"))

    def change() -> Change | Refusal:
        moment = writes.moment_of(moments_of(who), intent.fields)
        if isinstance(moment, Refusal):
            return moment
        if not _kit_settled(who, mine, intent):
            return Refusal("moments_kit")
        body = writes.body_of(moment)
        note = _noted(who, intent, MET, {**body, "shared": True})
        return Change(entries=((mine, note), *([] if moment.shared else [_shared(who, couple, intent, SHARED, body)])))

    return Ruled((mine, couple), change)


def _unshare(who: Opened, intent: Intent) -> Ruled:
    def rule(today: int) -> tuple[str, Body] | Refusal:
        moment = writes.moment_of(moments_of(who), intent.fields)
        return moment if isinstance(moment, Refusal) else (MET, writes.body_of(moment))

    return _own(who, intent, rule)


def _thanks(who: Opened, intent: Intent) -> Ruled:
    mine, couple = _open(who.space("mine")), _open(who.space("couple"))

    def change() -> Change | Refusal:
        body = writes.thanks(intent.fields)
        if isinstance(body, Refusal):
            return body
        if not _kit_settled(who, mine, intent):
            return Refusal("moments_kit")
        return Change(entries=(_shared(who, couple, intent, THANKS, {**body, "name": intent.id.hex}),))

    return Ruled((couple,), change)


def _kit_settled(who: Opened, mine: UUID, intent: Intent) -> bool:
    """Before that, no word is shared."""
    return own_of(who.ring, mine).kit(intent.at).settled


def _joint(who: Opened, intent: Intent) -> Ruled:
    couple = _open(who.space("couple"))

    def change() -> Change | Refusal:
        to = intent.fields.get("to", "")
        if to not in ("yes", "no"):
            return Refusal("moments_what")
        return Change(entries=(_shared(who, couple, intent, JOINT, {"to": to}),))

    return Ruled((couple,), change)


def take_back(who: Opened, intent: Intent, now: int) -> None:
    """Erase from the common room what is not shared any more, wherever a copy of it lies."""
    name = intent.fields.get("moment", "")
    _erase(who, SHARED, lambda body: body.get("moment") == name)


def take_numbers_back(who: Opened, intent: Intent, now: int) -> None:
    """Erase one's own numbers from the common room, once one of the two has taken the agreement back."""
    if joint(who) != (True, True):
        _erase(who, FELT, lambda body: True)


def keep_to_agreement(who: Opened) -> None:
    """On a visit: where only the other took the agreement back meanwhile, one's own numbers leave the common room too."""
    if ours_of(who).felt and joint(who) != (True, True):
        with suppress(OperationalError):  # a full disk: at the next visit
            _erase(who, FELT, lambda body: True)


def _erase(who: Opened, kind: str, which: Callable[[Body], bool]) -> None:
    space = who.space("couple")
    if space is None:
        return
    entries = (kept for kept in read(who.ring, space) if kept.entry.kind == kind and which(kept.entry.body))
    mine = [kept.id for kept in entries if hand.knows(who, space, kind, kept.entry.body)]
    if mine:
        erasing.erase_all(who.ring, space, mine)
