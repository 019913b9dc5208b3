"""The page "How it reaches me": which ways, of what, and when not."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from toward.notify.page import Said, shown
from toward.notify.wishes import PURPOSES, Wishes, keep, wished
from toward.people.arriving import own, present
from toward.people.doors import house, signed_in
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
    keep(house(), who.account, wishes)
    return HttpResponseRedirect(f"{reverse('reach')}?kept=wishes")


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
