"""The pages of the rituals."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from toward.people.arriving import own, present
from toward.people.day import day_of
from toward.people.doors import now, signed_in
from toward.people.page import shown
from toward.rituals.page import Found, design_page, rituals_page


@require_safe
@signed_in
def rituals(request: HttpRequest) -> HttpResponseBase:
    """What is agreed, what waits, what rests."""
    who = present(request)
    today = day_of(now(), own(who).preferences().zone)
    return shown(request, "rituals/rituals.html", page=rituals_page(who), today=today)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def design(request: HttpRequest) -> HttpResponseBase:
    """The form of a new ritual, or of one that is there. What a look-back found is sent here and only shown; it keeps nothing."""
    asked = {name: request.GET.get(name, "") for name in ("ritual", "room", "from")}
    found = Found(*(request.POST.get(name, "") for name in ("name", "slot", "past")))
    page = design_page(present(request), asked["ritual"], asked["room"], asked["from"], found)
    if page is None:
        raise Http404
    return shown(request, "rituals/design.html", page=page)
