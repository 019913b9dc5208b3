"""The page of an evening."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from toward.moments.doing import keep_to_agreement
from toward.notify.wishes import wished
from toward.people.arriving import own, present
from toward.people.day import day_of, read
from toward.people.doors import house, now, signed_in
from toward.people.page import shown
from toward.people.watching import watch
from toward.today.page import today_page
from toward.today.phone_down import down_page, ends_at
from toward.today.weeks import weeks_page


@require_safe
@signed_in
def today(request: HttpRequest) -> HttpResponseBase:
    """Two questions, and that was it."""
    who = present(request)
    keep_to_agreement(who)
    asked, again = request.GET.get("day", ""), bool(request.GET.get("again"))
    page = today_page(who, read(asked), _today(request), again=again)
    stopped = wished(house(), who.account).pace.stop == "new"
    return shown(request, "today/today.html", page=page, down=ends_at(who, now()), stopped=stopped)


@require_safe
@signed_in
def weeks(request: HttpRequest) -> HttpResponseBase:
    """The untold days of three weeks."""
    return shown(request, "today/weeks.html", weeks=weeks_page(present(request), _today(request)))


@require_safe
@signed_in
def down(request: HttpRequest) -> HttpResponseBase:
    """Ten minutes, phones down."""
    who, since = present(request), request.GET.get("since", "")
    before, zone = watch(who.account).mark, own(who).preferences().zone
    page = down_page(
        who, now(), zone, int(since) if since.isascii() and since.isdecimal() and len(since) < 12 else None
    )
    return shown(request, "today/down.html", page=page, second=now(), since=before)


def _today(request: HttpRequest) -> date:
    return day_of(now(), own(present(request)).preferences().zone)
