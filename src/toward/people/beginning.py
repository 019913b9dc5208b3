"""The first run: the language, the person, done. The way in is a code, printed at the first start or sent as an invitation."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from toward.people import accounts, first, gate, mine, pairing, second_step
from toward.people.accounts import NotAccepted
from toward.people.arriving import arrive
from toward.people.doors import house, now, opened, signed_in
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.page import Form, shown, typed
from toward.people.reads import SETTINGS, chosen


@require_safe
def signup(request: HttpRequest) -> HttpResponseBase:
    """The first screen: which language. Without a good code, where one comes from."""
    kept = typed(request, "code")
    if opened(request):
        return HttpResponseRedirect(reverse("home"))
    if pairing.good(kept["code"], now()) is None:
        first_one = not Account.objects.exists()
        form = Form(kept, "code_wrong" if kept["code"] else None)
        return shown(request, "people/closed.html", form, first_one=first_one)
    return shown(request, "people/begin.html", Form(kept), you=f"{reverse('signup_you')}?{urlencode(kept)}")


@require_http_methods(["GET", "HEAD", "POST"])
def signup_you(request: HttpRequest) -> HttpResponseBase:
    """The second screen: a name and a password, after the truth about who runs the server."""
    kept = typed(request, "code", "handle", "zone")
    if request.method != "POST":
        return _you(request, kept)
    try:
        who = _begun(request, kept)
    except NotAccepted as problem:
        return shown(request, "people/you.html", Form(kept, problem.code))
    return arrive(request, HttpResponseRedirect(reverse("signup_done")), who, kept["handle"])


def _you(request: HttpRequest, kept: dict[str, str]) -> HttpResponseBase:
    if opened(request):
        return HttpResponseRedirect(reverse("home"))
    if pairing.good(kept["code"], now()) is None:
        return HttpResponseRedirect(f"{reverse('signup')}?{urlencode({'code': kept['code']})}")
    return shown(request, "people/you.html", Form(kept))


def _begun(request: HttpRequest, kept: dict[str, str]) -> Opened:
    """A new account; a second tap on the same button comes into the account that the first one made."""
    password = request.POST.get("password", "")
    try:
        with gate.at_work():
            return _signed_up(kept, password)
    except NotAccepted as problem:
        if problem.code not in ("handle_taken", "code_wrong"):
            raise
        return _again(request, kept["handle"], password, problem)


def _again(request: HttpRequest, handle: str, password: str, problem: NotAccepted) -> Opened:
    """The same tap twice: who has just begun is let in, as on the page to come in."""
    try:
        who = gate.tried(request, handle, lambda: accounts.sign_in(house(), handle, password, None))
    except NotAccepted as other:
        raise (problem if other.code == "wrong" else other) from None
    if second_step.is_due(who):
        raise problem
    return who


def _signed_up(kept: dict[str, str], password: str) -> Opened:
    if pairing.good(kept["code"], now()) is None:
        raise NotAccepted("code_wrong")
    language = get_language() or "en"
    with transaction.atomic():
        who = accounts.sign_up(house(), kept["handle"], password, language=language)
        if not pairing.take(who, kept["code"], now()):
            raise NotAccepted("code_wrong")
        choice = chosen({"language": language, "zone": kept["zone"]})
        mine.keep(who, SETTINGS, choice.body(), now(), choice.zone)
    first.close()
    return who


@require_safe
@signed_in
def signup_done(request: HttpRequest) -> HttpResponseBase:
    """The third screen: done."""
    return shown(request, "people/done.html")
