"""The calendar's link: made, shown once, ended; and what it reads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from toward.notify import calendar
from toward.notify.evenings import follow
from toward.notify.page import Said, shown
from toward.notify.wishes import wished
from toward.people.arriving import own, present
from toward.people.attempts import may_try
from toward.people.doors import house, now, signed_in
from toward.people.models import Account

HOUR = 3600  # seconds that a calendar may keep it


@require_POST
@signed_in
def link(request: HttpRequest) -> HttpResponseBase:
    """A new link, shown this once; or none any more."""
    who = present(request)
    if request.POST.get("end"):
        calendar.end_link(who.account)
        return HttpResponseRedirect(f"{reverse('reach')}?kept=calendar_ended")
    follow(who, own(who).preferences())
    secret = calendar.new_link(who.account)
    address = request.build_absolute_uri(reverse("feed", args=[secret]))
    return shown(request, who, Said("linked", "calendar", link=address))


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of a link. A wrong one is a page that is not there."""
    account = calendar.whose(secret)
    if account is None:
        raise Http404
    mark = calendar.digest(secret)[:32]
    if not may_try(house().pepper, now(), "feed", mark):
        return HttpResponse(status=429, headers={"Retry-After": "900"})
    language = Account.objects.filter(id=account).values_list("language", flat=True).first() or "en"
    made = calendar.calendar(wished(house(), account), calendar.digest(mark)[:32], language, now())
    caching = {"Cache-Control": f"private, max-age={HOUR}", "Content-Disposition": 'inline; filename="calendar.ics"'}
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers=caching)
