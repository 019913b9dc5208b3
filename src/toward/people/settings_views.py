"""One's own room and one's own choices: home, settings, the password, the devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from toward.people import accounts, also, gate, labels, lines, mine, resetting
from toward.people.accounts import NotAccepted
from toward.people.arriving import dress, here, own, present
from toward.people.doors import house, now, signed_in, unlocked
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.page import Form, shown, typed
from toward.people.reads import SETTINGS, Preferences, chosen, is_zone
from toward.store import sessions
from toward.store.models import SessionRow

_BOTH = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = ("language", "theme", "zone", "hour")


@dataclass(frozen=True, slots=True)
class Device:
    """One line of the devices.

    Args:
        id: the session's digest.
        label: its name, "" where its browser said none.
        since: the day it was signed in.
        here: whether it is this one.
    """

    id: str
    label: str
    since: date
    here: bool


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponseBase:
    """A calm room: what is here, and what comes."""
    who = present(request)
    state, kept = own(who).kit(now()), request.GET.get("kept", "")
    until = resetting.kept_until(who.account, now())
    waits = None if until is None else mine.day_of(until)
    return shown(request, "people/home.html", kit=state, private=who.private, kept=kept, waits=waits)


@_BOTH
@signed_in
def settings(request: HttpRequest) -> HttpResponseBase:
    """Language, light, time zone and hour."""
    who = present(request)
    if request.method != "POST":
        return _choices(request, Form(own(who).preferences().body()), request.GET.get("kept", ""))
    said = typed(request, *FIELDS)
    if not is_zone(said["zone"].strip()):
        return _choices(request, Form(said, "zone_unknown"))
    choice = chosen({**said, "zone": said["zone"].strip()})
    return dress(_chosen(who, choice), choice)


def _choices(request: HttpRequest, form: Form, kept: str = "") -> HttpResponseBase:
    """The page, with the time that this computer believes it is, so that a wrong clock is seen."""
    zone = form.value("zone")
    time = datetime.fromtimestamp(now(), ZoneInfo(zone)).strftime("%H:%M") if is_zone(zone) else ""
    return shown(request, "people/settings.html", form, zones=_zones(), kept=kept, time=time, second=now())


def _chosen(who: Opened, choice: Preferences) -> HttpResponseRedirect:
    mine.keep(who, SETTINGS, choice.body(), now(), choice.zone)
    Account.objects.filter(id=who.account).update(language=choice.language)
    also.do(also.ON_CHOOSING, who, choice)
    return HttpResponseRedirect(f"{reverse('settings')}?kept=settings")


@_BOTH
@unlocked
def password(request: HttpRequest) -> HttpResponseBase:
    """Another password; every other device is signed out."""
    kept = typed(request, "card")
    if request.method != "POST":
        return shown(request, "people/password.html")
    try:
        _changed(request, kept)
    except NotAccepted as problem:
        code = "old_wrong" if problem.code == "wrong" else problem.code
        return shown(request, "people/password.html", Form(kept, code))
    mine.note(present(request), "password", now())
    return HttpResponseRedirect(f"{reverse('settings')}?kept=password")


def _changed(request: HttpRequest, kept: dict[str, str]) -> None:
    who, old, new = present(request), request.POST.get("old", ""), request.POST.get("password", "")
    card, keep = lines.card(kept["card"]) or who.card, here(request)
    handle = Account.objects.get(id=who.account).handle

    def change() -> bool:
        accounts.change_password(house(), who, old, new, card, keep=keep)
        return True

    gate.tried(request, handle, change)


@require_safe
@signed_in
def devices(request: HttpRequest) -> HttpResponseBase:
    """One's own devices, by the names that only their owner reads."""
    who, this = present(request), here(request)
    rows = SessionRow.objects.filter(account=who.account, expires__gt=now()).order_by("-expires")
    found = [Device(row.digest, labels.read(who, bytes(row.label)), _day(row), row.digest == this) for row in rows]
    return shown(request, "people/devices.html", devices=sorted(found, key=lambda one: not one.here))


def _day(row: SessionRow) -> date:
    return datetime.fromtimestamp(row.expires - sessions.COUPLE, UTC).date()


@_BOTH
@signed_in
def devices_end(request: HttpRequest) -> HttpResponseBase:
    """End one device, or all but this one. Somebody else's is not there."""
    if request.method == "POST":
        who, one = present(request), request.POST.get("device", "")
        if one:
            sessions.end(who.account, one)
        elif (this := here(request)) is not None:
            sessions.end(who.account, others_than=this)
    return HttpResponseRedirect(reverse("devices"))


@cache
def _zones() -> tuple[str, ...]:
    """Names of places; the others are old spellings."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))
