"""The first page, the truth about privacy, and the two choices that a reader may make without an account."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from toward.people import choosing
from toward.web.pages import NAME_COOKIE, NAMES, THEME_COOKIE, THEMES

YEAR = 365 * 86_400


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "web/first.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What this release protects, and what it does not."""
    return render(request, "web/privacy.html")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie and go back to the page."""
    response = _back(request)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        choosing.keep(request, language=code)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, httponly=True, samesite="Lax")
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's light in a cookie, or forget it for the system's."""
    chosen = request.POST.get("theme", "")
    choosing.keep(request, theme=chosen if chosen in THEMES else "")
    return _kept(request, THEME_COOKIE, chosen, THEMES)


@require_POST
def choose_name(request: HttpRequest) -> HttpResponse:
    """Keep a plain name and icon on this device, or forget them for our own."""
    return _kept(request, NAME_COOKIE, request.POST.get("name", ""), NAMES)


def _kept(request: HttpRequest, cookie: str, chosen: str, known: Sequence[str]) -> HttpResponse:
    """Back to the page, with a known choice in its cookie and no cookie for anything else."""
    response = _back(request)
    if chosen in known:
        response.set_cookie(cookie, chosen, max_age=YEAR, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(cookie)
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the form stood on, if it is one of ours."""
    root = reverse("first")
    to = request.POST.get("next", root)
    ours = to.startswith(root) and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return HttpResponseRedirect(to if ours else root)


@require_safe
def kitchen(request: HttpRequest) -> HttpResponse:
    """Where Leave leads: a page on kitchen measures, which has nothing of ours and asks for nothing."""
    return render(request, "web/kitchen.html")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """That the process answers; nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for a search engine."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
