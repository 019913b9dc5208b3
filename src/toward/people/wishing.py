"""Where every small form of the programme is sent: one address a kind, judged by the same rules as what waited on a phone.

A form carries a random id made with its page, so that a double tap, or the same page sent from two tabs, is one deed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from toward.people import access, intents, intents_words, upkeep
from toward.people.arriving import own, present
from toward.people.doors import after, now, signed_in
from toward.people.opened import Opened
from toward.store.documents import Kind
from toward.store.entry import Intent, Room
from toward.store.kinds import KINDS
from toward.store.models import new_id
from toward.store.queue import Outcome

WISH = "wish"  # field of every form
_OURS = (WISH, "next", "csrfmiddlewaretoken")  # the other fields are its words
_HOME = "home"
_MACHINE = re.compile(r"[0-9-]*|[0-9a-f]{16,}( [0-9a-f]{16,})*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """What was refused, with its words.

    Args:
        sentence: why.
        words: what was written, so that nothing is lost.
        back: where its form stands.
    """

    sentence: str
    words: tuple[str, ...]
    back: str


def furnish(
    judges: Mapping[str, upkeep.Judge],
    kinds: tuple[Kind, ...],
    said: Mapping[str, intents_words.Say],
    behind: Mapping[str, Room] | None = None,
) -> None:
    """Put a room's rules, kinds of entries and sentences where every visit finds them.

    Args:
        judges: by kind of intent.
        kinds: that the room writes; nobody drops one in from outside.
        said: the sentence for each code of its refusals.
        behind: kinds of intents that belong into a room which locks by itself.
    """
    upkeep.KNOWN.update(judges)
    upkeep.BELIEVED.update(kind.name for kind in kinds)
    upkeep.BELIEVED.update(kind for kind in judges if kind not in (behind or {}))
    KINDS.update({kind.name: kind for kind in kinds})
    intents_words.SAID.update(said)
    intents.BEHIND_THE_LOCK.update(behind or {})


def follow(kind: str, deed: str) -> None:
    """Let something be done after an intent of a kind was done: the dotted name of a function of who and the intent."""
    deeds = intents.AFTERWARDS.setdefault(kind, [])
    if deed not in deeds:
        deeds.append(deed)


def new_wish() -> str:
    """An id for a form that is about to be shown."""
    return secrets.token_hex(16)


@require_POST
@signed_in
def do(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Do what a form asks, once, and go on; what is refused comes back with its words."""
    access.or_nothing_here(kind in upkeep.KNOWN)
    who = present(request)
    outcome, _ = next(iter(intents.judged(who, (_intent(request, who, kind),), now())))
    if outcome.answer == "refused":
        return render(request, "people/refused.html", {"page": _refused(request, outcome)}, status=422)
    return after(request, _HOME)


def _intent(request: HttpRequest, who: Opened, kind: str) -> Intent:
    sent = [(name, str(value)) for name, value in request.POST.items() if name not in _OURS]
    fields = dict(sent[: intents.MOST_FIELDS])
    return Intent(_wish(request.POST.get(WISH, "")), kind, now(), own(who).preferences().zone, who.account, fields)


def _wish(said: str) -> UUID:
    try:
        return UUID(hex=said)
    except ValueError:
        return new_id()


def _refused(request: HttpRequest, outcome: Outcome) -> RefusedPage:
    words = tuple(value for value in outcome.fields.values() if len(value) > 1 and not _machine(value))
    back = after(request, _HOME)["Location"]
    return RefusedPage(intents_words.sentence(outcome.code, outcome.more), words, back)


def _machine(value: str) -> bool:
    """Whether a field holds an id or a number, and nobody's words."""
    return _MACHINE.fullmatch(value) is not None
