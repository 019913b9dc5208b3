"""The page of Us."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from toward.insight.language import language
from toward.insight.us.page import us_page
from toward.insight.us.state import state
from toward.insight.us.week import week_page
from toward.moments.doing import keep_to_agreement
from toward.people.arriving import own, present
from toward.people.day import day_of
from toward.people.doors import now, signed_in
from toward.people.page import shown


@require_safe
@signed_in
def us(request: HttpRequest) -> HttpResponseBase:
    """What can be said of the two now, and how sure it is."""
    who = present(request)
    keep_to_agreement(who)
    today = day_of(now(), own(who).preferences().zone)
    page = us_page(language(get_language() or "en"), state(who, today))
    return shown(request, "us/us.html", page=page)


@require_safe
@signed_in
def week(request: HttpRequest) -> HttpResponseBase:
    """The week, in one minute."""
    who = present(request)
    today = day_of(now(), own(who).preferences().zone)
    return shown(request, "us/week.html", page=week_page(language(get_language() or "en"), who, today))
