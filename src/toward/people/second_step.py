"""The second step: after the password, a passkey that does not open by itself.

Between the two, what the password has opened lies on a slip that only the server reads and only this browser has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from toward.people import accounts, passkey_asking, passkeys, slips
from toward.people.accounts import NotAccepted
from toward.people.arriving import arrive, stay
from toward.people.doors import after, house, opened, private_page
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.page import Form, shown, typed
from toward.people.passkey_words import Refusal
from toward.vault.errors import VaultError
from toward.vault.secret import SecretBytes

SLIP = "step"
Deed = Literal["enter", "unlock"]


def is_due(who: Opened) -> bool:
    """Whether somebody whose password was right is asked for a passkey as well."""
    return passkeys.asks_second_step(who.account)


def sent(request: HttpRequest, who: Opened, deed: Deed) -> HttpResponseBase:
    """Send somebody on to the second step; nothing is open yet."""
    if who.holder.user_key is None:
        raise NotAccepted("locked")
    response = HttpResponseRedirect(f"{reverse('step')}?{urlencode(typed(request, 'next'))}")
    card = who.card.reveal().hex() if who.card else ""
    said = {"account": who.account.hex, "deed": deed, "user": who.holder.user_key.reveal().hex(), "card": card}
    slips.hand(request, response, SLIP, said)
    return private_page(response)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest) -> HttpResponseBase:
    """The passkey after the password."""
    said = slips.read(request, SLIP)
    if said is None or not _is_here(request, said):
        return HttpResponseRedirect(f"{reverse('enter')}?{urlencode(typed(request, 'next'))}")
    form = typed(request, "next")
    if request.method != "POST":
        return shown(request, "people/step.html", Form(form))
    try:
        return _let_on(request, said, _stepped(request, said))
    except NotAccepted as problem:
        return shown(request, "people/step.html", Refusal(form, problem.code))


@require_POST
def step_ask(request: HttpRequest) -> HttpResponseBase:
    """The question to any passkey of whose password was right."""
    said = slips.read(request, SLIP)
    account = UUID(said["account"]) if said else UUID(int=0)
    among = passkeys.of(account)
    return passkey_asking.ask(
        request,
        "step",
        account,
        lambda place, challenge: passkeys.question_to_answer(house().instance, place, challenge, among),
    )


def _is_here(request: HttpRequest, said: Mapping[str, str]) -> bool:
    """Whether who unlocks is still who is signed in."""
    who = opened(request)
    return said["deed"] == "enter" or (who is not None and who.account.hex == said["account"])


def _stepped(request: HttpRequest, said: Mapping[str, str]) -> Opened:
    account = UUID(said["account"])
    answer = passkey_asking.answered(request, "step", account)
    passkey_asking.tried(
        request, passkeys.named_in(answer.sent), lambda: passkeys.is_second_step(answer, account) or None
    )
    try:
        who = accounts.open_with(house(), account, SecretBytes(bytes.fromhex(said["user"])))
    except VaultError:
        raise NotAccepted("late") from None  # began anew meanwhile: the key on the slip is the old one
    return replace(who, card=SecretBytes(bytes.fromhex(said["card"])) if said["card"] else None)


def _let_on(request: HttpRequest, said: Mapping[str, str], who: Opened) -> HttpResponseBase:
    response: HttpResponseBase = after(request, "home")
    slips.take_back(request, response, SLIP)
    if said["deed"] == "unlock":
        return stay(request, response, who)
    return arrive(request, response, who, Account.objects.get(id=who.account).handle)
