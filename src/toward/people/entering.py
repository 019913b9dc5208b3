"""Coming in, unlocking, locking, going: a name and a password; and the way back in with the recovery line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from toward.people import accounts, lines, mine, second_step
from toward.people.accounts import NotAccepted
from toward.people.arriving import arrive, here, present, stay
from toward.people.doors import after, house, now, opened, private_page, signed_in, turn_away
from toward.people.gate import tried
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.page import Form, shown, typed
from toward.people.reads import KIT
from toward.store import sessions

_BOTH = require_http_methods(["GET", "HEAD", "POST"])


@_BOTH
def enter(request: HttpRequest) -> HttpResponseBase:
    """Come in. Whether a name is there, or has a card, shows in nothing."""
    kept = typed(request, "handle", "card", "next")
    if request.method != "POST":
        return after(request, "home") if opened(request) else shown(request, "people/enter.html", Form(kept))
    try:
        who = _entered(request, kept)
    except NotAccepted as problem:
        return shown(request, "people/enter.html", Form(kept, problem.code))
    if second_step.is_due(who):
        return second_step.sent(request, who, "enter")
    return arrive(request, after(request, "home"), who, kept["handle"])


def _entered(request: HttpRequest, kept: dict[str, str]) -> Opened:
    card, password = lines.card(kept["card"]), request.POST.get("password", "")
    return tried(request, kept["handle"], lambda: accounts.sign_in(house(), kept["handle"], password, card))


@_BOTH
@signed_in
def unlock(request: HttpRequest) -> HttpResponseBase:
    """Open the private tier again; the card is the one this device keeps, or the one that is typed."""
    kept = typed(request, "card", "next")
    if request.method != "POST":
        return after(request, "home") if present(request).private else shown(request, "people/unlock.html", Form(kept))
    try:
        who = _unlocked(request, kept)
    except NotAccepted as problem:
        code = "password_wrong" if problem.code == "wrong" else problem.code
        return shown(request, "people/unlock.html", Form(kept, code))
    if second_step.is_due(who):
        return second_step.sent(request, who, "unlock")
    return stay(request, after(request, "home"), who)


def _unlocked(request: HttpRequest, kept: dict[str, str]) -> Opened:
    who, password = present(request), request.POST.get("password", "")
    card = lines.card(kept["card"]) or who.card
    handle = Account.objects.get(id=who.account).handle
    return tried(request, handle, lambda: accounts.unlock(house(), who.account, password, card))


@require_POST
@signed_in
def lock(request: HttpRequest) -> HttpResponseBase:
    """Lock the private tier now."""
    row = here(request)
    if row is not None:
        sessions.lock(row)
    return HttpResponseRedirect(reverse("home"))


@require_POST
def leave_device(request: HttpRequest) -> HttpResponseBase:
    """Sign out: the session ends, and the browser forgets what it kept of these pages."""
    response = private_page(HttpResponseRedirect(reverse("first")))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return turn_away(request, response)


@_BOTH
def recover(request: HttpRequest) -> HttpResponseBase:
    """Come in with the recovery line, and choose a new password."""
    kept = typed(request, "handle", "recovery")
    if request.method != "POST":
        return shown(request, "people/recover.html", Form(kept))
    try:
        who = _recovered(request, kept)
    except NotAccepted as problem:
        code = "recovery_wrong" if problem.code == "wrong" else problem.code
        return shown(request, "people/recover.html", Form(kept, code))
    mine.keep(who, KIT, {"card": "again"}, now())
    mine.note(who, "recovered", now())
    return arrive(request, HttpResponseRedirect(reverse("home")), who, kept["handle"])


def _recovered(request: HttpRequest, kept: dict[str, str]) -> Opened:
    code, new = lines.recovery(kept["recovery"]), request.POST.get("password", "")
    return tried(request, kept["handle"], lambda: accounts.recover(house(), kept["handle"], code, new))
