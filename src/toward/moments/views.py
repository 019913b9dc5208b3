"""The page of the moments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from toward.moments.page import moments_page
from toward.people.arriving import own, present
from toward.people.day import day_of
from toward.people.doors import now, signed_in
from toward.people.page import shown


@require_safe
@signed_in
def moments(request: HttpRequest) -> HttpResponseBase:
    """What one received, how one turned, words to the other."""
    who = present(request)
    today = day_of(now(), own(who).preferences().zone)
    return shown(request, "moments/moments.html", page=moments_page(who, today))
