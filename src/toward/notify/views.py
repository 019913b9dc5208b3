"""The page "How it reaches me": which ways, of what, and when not."""

from __future__ import annotations

from dataclasses import replace
from secrets import randbelow

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from toward.notify import governor
from toward.notify.evenings import Step, arrange, follow, pace_of
from toward.notify.page import Said, shown
from toward.notify.wishes import PURPOSES, Wishes, change, wished
from toward.people.arriving import own, present
from toward.people.day import day_of
from toward.people.doors import after, house, now, signed_in
from toward.people.opened import Opened
from toward.people.reads import hour_of

KEPT = ("wishes", "added", "removed", "calendar_ended")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reach(request: HttpRequest) -> HttpResponseBase:
    """Everything about being reached; sent, what one wishes."""
    who = present(request)
    if request.method != "POST":
        return shown(request, who, Said(kept(request)))
    wishes = _wishes(request, who)
    if wishes is None:
        return shown(request, who, Said("hours", "hours"))
    arrange(who.account, change(house(), who.account, lambda before: replace(wishes, pace=before.pace)))
    return HttpResponseRedirect(f"{reverse('reach')}?kept=wishes")


@require_POST
@signed_in
def pace(request: HttpRequest) -> HttpResponseBase:
    """What its owner wishes of the prompt's pace: again, stopped and seen, an experiment begun or ended."""
    who, said = present(request), request.POST.get("pace", "")
    step = steps(who).get(said)
    if step is not None:
        pace_of(house(), who.account, step)
        follow(who, own(who).preferences())
    return after(request, "reach")


def steps(who: Opened) -> dict[str, Step]:
    """The steps that a page offers, by their names."""
    today = day_of(now(), own(who).preferences().zone).toordinal()
    return {
        "again": governor.begun_again,
        "seen": governor.stop_said,
        "try": lambda pace: pace if governor.is_running(pace, today) else governor.tried(pace, today + 1, randbelow),
        "end": lambda pace: governor.ended(pace, today),
    }


def kept(request: HttpRequest) -> str:
    """What was done just now, if it is one of ours."""
    return request.GET.get("kept", "") if request.GET.get("kept", "") in KEPT else ""


def _wishes(request: HttpRequest, who: Opened) -> Wishes | None:
    """What was typed, None where the hours are none; hour and zone as the settings have them."""
    wanted, chosen = request.POST.getlist("purpose"), own(who).preferences()
    first, last = (hour_of(request.POST.get(name, "")) for name in ("quiet_from", "quiet_to"))
    if first is None or last is None:
        return None
    off = tuple(one for one in PURPOSES if one not in wanted)
    before = wished(house(), who.account)
    return replace(before, off=off, quiet_from=first, quiet_to=last).living(chosen.zone, chosen.hour)
