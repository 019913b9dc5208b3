"""One's own things: what left one's hands, taking everything out, bringing it in, and erasing oneself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from toward.people import access, accounts, archive, attempts, bringing, doors, farewell, mine, seen_views, takeout
from toward.people.models import Account
from toward.people.opened import Opened, rooms
from toward.people.pair_words import departure, not_brought, not_erased, not_taken_out
from toward.people.part_views import here
from toward.people.uploads import InMemory
from toward.store import ballast, reading
from toward.vault import kit
from toward.vault.errors import UnreadableLine
from toward.vault.secret import SecretBytes

FILE = "toward.zip.age"


@require_safe
@doors.signed_in
def left_hands(request: HttpRequest) -> HttpResponse:
    """What left one's hands; for its owner alone."""
    who = here(request)
    access.or_nothing_here(access.may_see_what_left(who))
    said = [(each.day, departure(each.what)) for each in mine.what_left(who)]
    own = [why for space in rooms(who.ring, "mine") for why in reading.harms(who.ring, space)]
    return render(request, "people/left_hands.html", {"said": said, "harmed": own})


@require_http_methods(["GET", "HEAD", "POST"])
@doors.unlocked
def export(request: HttpRequest) -> HttpResponse:
    """Take everything of one's own out, in a file that only its owner opens."""
    who = here(request)
    access.or_nothing_here(access.may_take_out(who))
    if request.method != "POST":
        return _export_page(request)
    problem = _unfit(request)
    try:
        return _export_page(request, problem) if problem else _file(request, who)
    except takeout.NoRecipient:
        return _export_page(request, "recipient")


def _export_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    page = {"problem": not_taken_out(problem) if problem else "", "shortest": takeout.SHORTEST}
    return render(request, "people/export.html", {"page": page}, status=400 if problem else 200)


def _unfit(request: HttpRequest) -> str:
    """What is wrong with the secret that somebody chose; empty if nothing is."""
    if request.POST.get("recipient", "").strip():
        return ""
    phrase = request.POST.get("passphrase", "")
    if len(phrase) < takeout.SHORTEST:
        return "short"
    return "" if phrase == request.POST.get("again", "") else "differ"


def _file(request: HttpRequest, who: Opened) -> HttpResponse:
    """The file; that it left one's hands is written down first."""
    everything = takeout.everything(who)
    told = [_told(who, room) for room in everything]
    page = render_to_string("people/export_page.html", {"told": told, "day_made": mine.day_of(doors.now())}, request)
    plain = takeout.packed(takeout.as_json(who, everything), page)
    recipient, phrase = request.POST.get("recipient", ""), request.POST.get("passphrase", "")
    sealed = takeout.seal(plain, passphrase=phrase, recipient=recipient.strip())
    mine.note(who, "exported", doors.now())
    response = HttpResponse(sealed, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


def _told(who: Opened, room: takeout.Told) -> tuple[takeout.Told, list[archive.Line], tuple[reading.Why, ...]]:
    return room, [archive.line(who, room.space, kept) for kept in room.entries], reading.harms(who.ring, room.space)


# The token is checked in `_brought`, once it is known that the file is of a size that may be read.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@doors.unlocked
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring an export of another installation into one's own rooms."""
    access.or_nothing_here(access.may_take_out(here(request)))
    if request.method != "POST":
        return _import_page(request)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = bringing.MOST + 1
    if length > bringing.MOST:
        return _import_page(request, "too_large")
    request.upload_handlers = [InMemory(request)]
    return _brought(request)


@csrf_protect
def _brought(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        return _import_page(request, "no_file")
    try:
        came = bringing.bring(here(request), bringing.opened(file.read(), request.POST.get("secret", "")), doors.now())
    except bringing.NotBrought as problem:
        return _import_page(request, problem.code)
    return _import_page(request, came=came)


def _import_page(request: HttpRequest, problem: str = "", came: int | None = None) -> HttpResponse:
    page = {"problem": not_brought(problem) if problem else "", "came": came}
    return render(request, "people/import.html", {"page": page}, status=400 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.signed_in
def erase_me(request: HttpRequest) -> HttpResponse:
    """Erase oneself, once the password says that it is oneself."""
    who = here(request)
    if request.method != "POST":
        return _erase_page(request, who)
    with ballast.overboard(settings.BALLAST):
        problem = _not_oneself(request, who) if request.POST.get("sure") else "sure"
        if problem:
            return _erase_page(request, who, problem)
        farewell.erase_me(who)
        return _gone(request)


def _not_oneself(request: HttpRequest, who: Opened) -> str:
    """Why it cannot be told that it is oneself; empty if it can."""
    house, door = doors.house(), ("erase", who.account.hex)
    if not attempts.may_try(house.pepper, doors.now(), *door):
        return "often"
    if accounts.unlock(house, who.account, request.POST.get("password", ""), _card(request) or who.card) is None:
        return "wrong"
    attempts.forgive(house.pepper, *door)
    return ""


def _card(request: HttpRequest) -> SecretBytes | None:
    try:
        return kit.read(request.POST.get("card", ""), "card")
    except UnreadableLine:
        return None


def _erase_page(request: HttpRequest, who: Opened, problem: str = "") -> HttpResponse:
    page = {
        "problem": not_erased(problem) if problem else "",
        "has_card": who.card is None and Account.objects.filter(id=who.account, has_card=True).exists(),
        "gone": farewell.gone_from_backups(doors.now()),
    }
    return render(request, "people/erase.html", {"page": page}, status=400 if problem else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    request._opened = request._standing = None  # type: ignore[attr-defined]
    response = render(request, "people/erased.html", {"gone": farewell.gone_from_backups(doors.now())})
    response.delete_cookie(doors.cookie_name(request), path="/", samesite="Lax")
    seen_views.forget(request, response)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return doors.private_page(response)  # type: ignore[return-value]
