"""Asking a passkey: one question, for one purpose and person, good for five minutes and one answer."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from toward.people import passkeys, slips
from toward.people.accounts import NotAccepted
from toward.people.attempts import forgive, may_try
from toward.people.doors import house, now, private_page
from toward.people.passkeys import Answer, Place
from toward.vault.secret import SecretBytes

QUESTION = "question"
T = TypeVar("T")
Asking = Callable[[Place, bytes], dict[str, Any]]


def place(request: HttpRequest) -> Place | None:
    """Where somebody is, as a passkey sees it."""
    return passkeys.place_at(request.scheme or "http", request.get_host())


def ask(request: HttpRequest, purpose: str, account: UUID | None, asking: Asking) -> HttpResponseBase:
    """Put a question to the browser, and give it the slip that the answer needs."""
    here, challenge = place(request), secrets.token_bytes(32)
    if here is None:
        return private_page(JsonResponse({}, status=409))
    response = JsonResponse(asking(here, challenge))
    slips.hand(request, response, QUESTION, {"challenge": challenge.hex()}, *_bound(purpose, account))
    return private_page(response)


def answered(request: HttpRequest, purpose: str, account: UUID | None = None) -> Answer:
    """The answer to the question that was asked here; the question is used up.

    Raises:
        NotAccepted: `late` where nothing was asked, five minutes have passed, or it was answered before.
    """
    here, said = place(request), slips.read(request, QUESTION, *_bound(purpose, account))
    if here is None or said is None or not slips.first_use(said):
        raise NotAccepted("late")
    return Answer(here, bytes.fromhex(said["challenge"]), request.POST.get("answer", ""), _output(request))


def tried(request: HttpRequest, door: str, attempt: Callable[[], T | None]) -> T:
    """Let somebody try a passkey; counted by itself and by place, so that no stranger can use up its tries.

    Raises:
        NotAccepted: `slow` after too many tries, `unknown` where the attempt gives nothing, and what it raises itself.
    """
    tries = ("passkey", door, request.META.get("REMOTE_ADDR", ""))
    if not may_try(house().pepper, now(), *tries):
        raise NotAccepted("slow")
    found = attempt()
    if not found:
        raise NotAccepted("unknown")
    forgive(house().pepper, *tries)
    return found


def _bound(purpose: str, account: UUID | None) -> tuple[str, bytes]:
    return purpose, account.bytes if account else b""


def _output(request: HttpRequest) -> SecretBytes | None:
    """What the passkey worked out; it comes as a password does, and goes nowhere else."""
    typed = request.POST.get("prf", "")
    try:
        output = urlsafe_b64decode(typed + "=" * (-len(typed) % 4))
    except ValueError:
        return None
    return SecretBytes(output) if len(output) == passkeys.OUTPUT else None
