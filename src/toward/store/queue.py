"""What was wished while nobody could look: on a phone without a network, or on a page that was locked.

An intent is judged by the same rules whenever it arrives, and once. What a rule refuses is never lost: it comes back with
its words, or, where nobody waits for an answer, is kept in the room as refused, so that its writer finds the words there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from toward.store.documents import UnreadableDocument
from toward.store.entry import Change, Entry, Intent, Refusal
from toward.store.streams import Gone, Ring, Rule, decide, leave

INTENT = "store.intent"  # kind of the entry that is an intent on its way, only ever in a drop
REFUSED = "store.refused"  # kind of the entry that keeps what a rule refused when nobody waited for the answer
AHEAD = 300  # seconds that a phone's clock may be ahead of ours
NOT_KNOWN, NOT_THERE = "not_known", "not_there"  # codes of what no rule has refused

Answer = Literal["done", "refused", "again"]


@dataclass(frozen=True, slots=True)
class Ruled:
    """How one intent is judged.

    Args:
        spaces: the streams that the rule looks at or writes into.
        rule: what `streams.decide` asks, with these streams held.
    """

    spaces: tuple[UUID, ...]
    rule: Rule


@dataclass(frozen=True, slots=True)
class Rules:
    """What this release can do on this visit.

    Args:
        now: second, by our own clock.
        known: from an intent's kind to how it is judged; a rule must refuse fields that make no sense.
        never: kinds of entries and of intents that are believed because nobody else can write there; no drop brings one.
    """

    now: int = 0
    known: Mapping[str, Callable[[Intent], Ruled]] = field(default_factory=dict)
    never: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an intent.

    Args:
        intent: its id.
        answer: `done`; `refused`; `again`, where it had been done or kept as refused before.
        code: why it was refused; `not_known` to this release, `not_there` where a room is not, or is closed.
        more: numbers that the words for the code need.
        fields: the words of what was refused, as they came.
    """

    intent: UUID
    answer: Answer
    code: str = ""
    more: Mapping[str, object] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


def receive(ring: Ring, intents: Iterable[Intent], rules: Rules) -> tuple[Outcome, ...]:
    """Judge what a phone sends, in the order in which it was wished; each for itself, whatever becomes of the others.

    Args:
        ring: opened keys.
        intents: in any order.
        rules: what can be done.

    Returns:
        One outcome an intent, in the order of their times.
    """
    return tuple(_received(ring, intent, rules) for intent in in_time(intents, rules.now))


def in_time(intents: Iterable[Intent], now: int) -> list[Intent]:
    """Intents by their own times, none later than five minutes from now.

    A time that lies behind is kept, however far: a phone may have been away for weeks. One that lies further ahead (a clock
    an hour fast) becomes five minutes from now, and those before it a second less each, so that what was wished first stays
    first.
    """
    ordered = sorted(intents, key=lambda intent: (intent.at, intent.id))
    latest = now + AHEAD
    for place in range(len(ordered) - 1, -1, -1):
        if ordered[place].at <= latest:
            continue
        ordered[place] = replace(ordered[place], at=latest)
        latest -= 1
    return ordered


def _received(ring: Ring, intent: Intent, rules: Rules) -> Outcome:
    if intent.kind not in rules.known:
        return Outcome(intent.id, "refused", NOT_KNOWN, fields=intent.fields)
    try:
        answer = _judged(ring, intent, rules.known[intent.kind](intent))
    except Gone:
        return Outcome(intent.id, "refused", NOT_THERE, fields=intent.fields)
    if isinstance(answer, Refusal):
        return Outcome(intent.id, "refused", answer.code, answer.more, intent.fields)
    return Outcome(intent.id, "again" if answer is None else "done")


def _judged(ring: Ring, intent: Intent, ruled: Ruled) -> Change | Refusal | None:
    """What the rule answered, None where it was not asked because the intent had come before."""
    answers: list[Change | Refusal] = []

    def asked() -> Change | Refusal:
        answers.append(ruled.rule())
        return answers[-1]

    decide(ring, intent, ruled.spaces, asked)
    return answers[0] if answers else None


def put_by(ring: Ring, to: UUID, intent: Intent) -> UUID:
    """Drop an intent into a room that is locked now; the next visit that opens it lets the rules judge it.

    Raises:
        Gone: the room is not there or closed, or no door to it is known from a sealed place.
        TooLarge: longer than any entry can be.
    """
    return leave(ring, to, as_entry(intent), intent)


def settle(ring: Ring, space: UUID, intent: Intent, rules: Rules) -> None:
    """Judge an intent for whose answer nobody waits; what is refused is kept in the room with its words.

    Raises:
        Gone: a space is not there, is closed, or its key is not on the ring.
    """
    ruled = rules.known[intent.kind](intent)

    def rule() -> Change:
        answer = ruled.rule()
        return answer if isinstance(answer, Change) else Change(entries=((space, refused(intent, answer)),))

    decide(ring, intent, (space, *ruled.spaces), rule)


def refused(intent: Intent, refusal: Refusal) -> Entry:
    """An intent that was refused, as its writer finds it."""
    body = {"kind": intent.kind, "code": refusal.code, "more": dict(refusal.more), "fields": dict(intent.fields)}
    return Entry(REFUSED, 1, intent.at, intent.zone, intent.by, body)


def as_entry(intent: Intent) -> Entry:
    """An intent as a document that can be dropped."""
    body = {"id": intent.id.hex, "kind": intent.kind, "fields": dict(intent.fields)}
    return Entry(INTENT, 1, intent.at, intent.zone, intent.by, body)


def as_intent(entry: Entry) -> Intent | None:
    """And back; None for one in the form of a newer Toward.

    Raises:
        UnreadableDocument: it is no intent.
    """
    if entry.v > 1:
        return None
    try:
        fields = {str(name): str(value) for name, value in entry.body["fields"].items()}
        own = UUID(entry.body["id"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise UnreadableDocument from None
    return Intent(own, str(entry.body["kind"]), entry.at, entry.zone, entry.by, fields)
