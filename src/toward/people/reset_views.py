"""Two pages for who has lost everything: beginning anew by a link, and *I found my kit*."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from toward.people import accounts, gate, lines, pairing, resetting, second_step
from toward.people.accounts import ASIDE, NotAccepted
from toward.people.arriving import arrive, present
from toward.people.doors import house, now, unlocked
from toward.people.mine import day_of
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.page import Form, shown, typed
from toward.people.reads import chosen

_BOTH = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class AnewPage:
    """What will happen, said before it does.

    Args:
        code: of the link.
        handle: the name that begins anew.
        until: the day until which the old kit still counts; None where there never was one.
        paired: whether somebody shares a space with this name.
    """

    code: str
    handle: str
    until: date | None
    paired: bool


@_BOTH
def anew(request: HttpRequest, code: str) -> HttpResponseBase:
    """Say what beginning anew does, and do it once a password is chosen."""
    kept = typed(request, "handle", "zone")
    if request.method != "POST":
        return _anew(request, code, kept)
    try:
        who = _begun(request, code, kept)
    except NotAccepted as problem:
        return _anew(request, code, kept, problem.code)
    handle = Account.objects.get(id=who.account).handle
    return arrive(request, HttpResponseRedirect(reverse("kit")), who, handle)


def _anew(request: HttpRequest, code: str, kept: dict[str, str], problem: str | None = None) -> HttpResponseBase:
    account = resetting.whose(code, now())
    if account is None:
        return shown(request, "people/anew_over.html", Form({}, problem or "code_wrong"))
    until = day_of(now() + ASIDE) if account.by_recovery else None
    page = AnewPage(code, account.handle, until, pairing.couple_of(account.id) is not None)
    return shown(request, "people/anew.html", Form(kept, problem), page=page)


def _begun(request: HttpRequest, code: str, kept: dict[str, str]) -> Opened:
    """Who has begun anew; a second tap on the same button comes in with what the first one chose."""
    password = request.POST.get("password", "")
    choice = chosen({"language": get_language() or "en", "zone": kept["zone"]})
    with gate.at_work():
        who = resetting.begin_anew(house(), code, password, choice, now())
    return who or _again(request, kept["handle"], password)


def _again(request: HttpRequest, handle: str, password: str) -> Opened:
    """Who the first tap let in. Somebody with a second step has done more since, and comes in where that is asked for."""
    try:
        who = gate.tried(request, handle, lambda: accounts.sign_in(house(), handle, password, None))
    except NotAccepted as problem:
        raise NotAccepted(problem.code if problem.code in ("slow", "busy") else "code_wrong") from None
    if second_step.is_due(who):
        raise NotAccepted("code_wrong")
    return who


@_BOTH
@unlocked
def found(request: HttpRequest) -> HttpResponseBase:
    """Open the rooms from before with the recovery line that turned up."""
    who, kept = present(request), typed(request, "recovery")
    if request.method != "POST":
        return _found(request, who, Form({}))
    try:
        _find(request, who, kept["recovery"])
    except NotAccepted as problem:
        code = "recovery_wrong" if problem.code == "wrong" else problem.code
        return _found(request, who, Form(kept, code))
    return HttpResponseRedirect(f"{reverse('archives')}?found")


def _found(request: HttpRequest, who: Opened, form: Form) -> HttpResponseBase:
    """The page, as long as something waits; a second tap, or a day too late, leads to what is open."""
    until = resetting.kept_until(who.account, now())
    if until is None:
        return HttpResponseRedirect(reverse("archives"))
    return shown(request, "people/found.html", form, until=day_of(until))


def _find(request: HttpRequest, who: Opened, line: str) -> None:
    code, handle = lines.recovery(line), Account.objects.get(id=who.account).handle
    gate.tried(request, handle, lambda: resetting.find(house(), who, code, now()))
