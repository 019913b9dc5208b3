"""Coming in and unlocking with a passkey that opens, and the page of one's passkeys."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from toward.people import access, labels, mine, passkey_asking, passkeys
from toward.people.accounts import NotAccepted
from toward.people.arriving import arrive, present, stay
from toward.people.doors import after, house, now, signed_in, unlocked
from toward.people.models import Account, Passkey
from toward.people.opened import Opened
from toward.people.page import Form, shown, typed
from toward.people.passkey_asking import answered, ask, tried
from toward.people.passkey_words import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of somebody's passkeys.

    Args:
        id: its digest.
        label: what its owner calls it.
        opens: whether it opens; else it is a second step.
    """

    id: str
    label: str
    opens: bool


@dataclass(frozen=True, slots=True)
class PasskeysPage:
    """The page of one's passkeys.

    Args:
        lines: each of them.
        named: whether this address is a name, to which a passkey can be bound.
        kit: whether a second step may be added.
        device: what this device would be called.
        kept: what has just happened: `opens`, `step`, `removed`, or "".
    """

    lines: tuple[Line, ...]
    named: bool
    kit: bool
    device: str
    kept: str


@require_POST
def enter_ask(request: HttpRequest) -> HttpResponseBase:
    """The question to whichever passkey somebody has here."""
    return ask(
        request,
        "enter",
        None,
        lambda place, challenge: passkeys.question_to_answer(house().instance, place, challenge, []),
    )


@require_POST
def enter_passkey(request: HttpRequest) -> HttpResponseBase:
    """Come in with a passkey that opens; neither password nor key card is asked for."""
    try:
        answer = answered(request, "enter")
        who = tried(request, passkeys.named_in(answer.sent), lambda: passkeys.open_with(house(), answer))
    except NotAccepted as problem:
        return shown(request, "people/enter.html", Refusal(typed(request, "next"), problem.code))
    return arrive(request, after(request, "home"), who, Account.objects.get(id=who.account).handle)


@require_POST
@signed_in
def unlock_ask(request: HttpRequest) -> HttpResponseBase:
    """The question to the passkeys of who is signed in here."""
    who = present(request)
    among = [each for each in passkeys.of(who.account) if each.opens is not None]
    return ask(
        request,
        "unlock",
        who.account,
        lambda place, challenge: passkeys.question_to_answer(house().instance, place, challenge, among),
    )


@require_POST
@signed_in
def unlock_passkey(request: HttpRequest) -> HttpResponseBase:
    """Open the private tier with a passkey of one's own; anybody else's is refused."""
    here = present(request)
    try:
        answer = answered(request, "unlock", here.account)
        who = tried(
            request,
            passkeys.named_in(answer.sent),
            lambda: passkeys.open_with(house(), answer, account=here.account),
        )
    except NotAccepted as problem:
        return shown(request, "people/unlock.html", Refusal(typed(request, "next"), problem.code))
    return stay(request, after(request, "home"), replace(who, card=here.card))


@require_safe
@unlocked
def passkeys_page(request: HttpRequest) -> HttpResponseBase:
    """One's own passkeys: what each does, and a way to add and to remove one."""
    return _page(request, Form())


@require_POST
@unlocked
def passkeys_ask(request: HttpRequest) -> HttpResponseBase:
    """The question for a new passkey."""
    account = Account.objects.get(id=present(request).account)
    return ask(
        request,
        "add",
        account.id,
        lambda place, challenge: passkeys.question_to_make(house().instance, place, challenge, account),
    )


@require_POST
@unlocked
def passkeys_add(request: HttpRequest) -> HttpResponseBase:
    """Keep a new passkey; it stands on the list of what left one's hands."""
    who = present(request)
    try:
        answer = answered(request, "add", who.account)
        added = tried(request, f"add {who.account.hex}", lambda: _added(request, who, answer))
    except NotAccepted as problem:
        return _page(request, Refusal(typed(request, "label"), problem.code))
    return _kept("opens" if added.opens else "step")


def _added(request: HttpRequest, who: Opened, answer: passkeys.Answer) -> Passkey:
    words = request.POST.get("label", "").strip() or _device(request)
    with transaction.atomic():
        added = passkeys.add(house(), who, answer, labels.sealed(who, words))
        mine.note(who, "passkey", now())
    return added


@require_POST
@unlocked
def passkeys_remove(request: HttpRequest) -> HttpResponseBase:
    """Take a passkey of one's own away. Somebody else's is not there."""
    who = present(request)
    with transaction.atomic():
        access.or_nothing_here(passkeys.remove(who.account, request.POST.get("passkey", "")))
        mine.note(who, "passkey", now())
    return _kept("removed")


def _kept(what: str) -> HttpResponseBase:
    return HttpResponseRedirect(f"{reverse('passkeys')}?kept={what}")


def _page(request: HttpRequest, form: Form) -> HttpResponseBase:
    who, named = present(request), passkey_asking.place(request) is not None
    lines = [
        Line(row.digest, labels.read(who, bytes(row.label)), row.opens is not None) for row in passkeys.of(who.account)
    ]
    kit, kept = passkeys.may_be_second_step(who.account), request.GET.get("kept", "")
    page = PasskeysPage(tuple(lines), named, kit, _device(request), kept)
    return shown(request, "people/passkeys.html", form, page=page)


def _device(request: HttpRequest) -> str:
    return labels.described(request.headers.get("user-agent", ""))
