"""What waited on a phone arrives: read with care, judged once, in the order in which it was wished.

A phone's queue belongs to one account, which it knows by a mark that only this server can make and that names nobody. What
belongs behind the lock is put by there, sealed, when the lock is closed; the next visit that opens it lets the rules judge.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.module_loading import import_string

from toward.people import doors
from toward.people.opened import Opened
from toward.people.standing import standing
from toward.people.upkeep import rules
from toward.store.documents import UnreadableDocument
from toward.store.entry import Intent, Room
from toward.store.models import Space
from toward.store.queue import NOT_THERE, Outcome, in_time, put_by, receive
from toward.store.streams import Gone
from toward.vault.errors import TooLarge
from toward.vault.framing import framed

LARGEST, MOST = 64 * 1024, 50  # bytes and intents that come at once
MOST_FIELDS, LONGEST_NAME = 50, 64
UNTIL = 1 << 40  # seconds; a later time is no time
NO_SENSE = "no_sense"  # code of what a rule was not ready for
BEHIND_THE_LOCK: dict[
    str, Room
] = {}  # kinds that belong into a room which locks by itself; each room puts its own here
AFTERWARDS: dict[str, list[str]] = {}  # by kind of intent: dotted names of functions of who, the intent and the second
_STUMBLES = (
    UnreadableDocument,
    TooLarge,
    ValueError,
    LookupError,
    TypeError,
)  # a rule that was not ready for these fields


class NotUnderstood(Exception):
    """This is no list of intents; `code` is `large`, `many` or `form`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def whose(who: Opened) -> str:
    """The mark by which a phone knows whose queue it holds."""
    return hmac.digest(doors.house().pepper.reveal(), framed("queue", who.account.bytes), sha256).hex()[:32]


def waiting_for(request: HttpRequest) -> str | None:
    """The mark of who is here, None for a stranger and while the database is away. Worked out once a request."""
    if not hasattr(request, "_whose"):
        who = doors.opened(request) if standing(request) else None
        request._whose = whose(who) if who else None  # type: ignore[attr-defined]
    return cast("str | None", request._whose)  # type: ignore[attr-defined]


def read(body: bytes, who: Opened) -> tuple[str, tuple[Intent, ...]]:
    """Whose queue a phone sends, and the intents in it.

    Args:
        body: JSON `{"whose": …, "intents": [{"id", "kind", "at", "zone", "fields"}]}`.
        who: who sends it; every intent is theirs.

    Raises:
        NotUnderstood: it is too large, too much, or something else.
    """
    if len(body) > LARGEST:
        raise NotUnderstood("large")
    try:
        sent = json.loads(body)
        if len(sent["intents"]) > MOST:
            raise NotUnderstood("many")
        return str(sent["whose"]), tuple(_intent(each, who) for each in sent["intents"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotUnderstood("form") from None


def _intent(sent: Mapping[str, Any], who: Opened) -> Intent:
    kind, at, fields = sent["kind"], sent["at"], dict(sent["fields"])
    if not isinstance(kind, str) or len(kind) > LONGEST_NAME or len(fields) > MOST_FIELDS:
        raise ValueError
    if type(at) is not int or not 0 < at < UNTIL or not all(isinstance(value, str) for value in fields.values()):
        raise ValueError
    return Intent(UUID(sent["id"]), kind, at, _zone(sent["zone"]), who.account, fields)


def _zone(sent: object) -> str:
    """A time zone that we know, else UTC: a phone with an odd clock is no reason to lose words."""
    try:
        return ZoneInfo(str(sent)).key
    except (ValueError, OSError, LookupError):
        return "UTC"


def judged(who: Opened, intents: tuple[Intent, ...], now: int) -> Iterator[tuple[Outcome, bool]]:
    """What became of each, in the order of their times, and whether it was only put by.

    A rule that stumbles over one refuses this one and hinders no other.
    """
    for intent in in_time(intents, now):
        room = None if who.private else BEHIND_THE_LOCK.get(intent.kind)
        yield (_put_by(who, intent, room), True) if room else (_received(who, intent, now), False)


def _received(who: Opened, intent: Intent, now: int) -> Outcome:
    try:
        (outcome,) = receive(who.ring, (intent,), rules(who, now))
    except _STUMBLES:
        return Outcome(intent.id, "refused", NO_SENSE, fields=intent.fields)
    for deed in AFTERWARDS.get(intent.kind, ()) if outcome.answer == "done" else ():
        import_string(deed)(who, intent, now)
    return outcome


def _put_by(who: Opened, intent: Intent, room: Room) -> Outcome:
    try:
        put_by(who.ring, _behind_the_lock(who, room), intent)
    except Gone:
        return Outcome(intent.id, "refused", NOT_THERE, fields=intent.fields)
    return Outcome(intent.id, "done")


def _behind_the_lock(who: Opened, room: Room) -> UUID:
    """A room that is locked now, as its door is known from a sealed place."""
    held = {space for space, _ in who.ring.doors}
    found = Space.objects.filter(id__in=held, room=room, closed=False).first()
    if found is None:
        raise Gone
    return found.id
