"""The manifest, the worker and the page that stands there without a network."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toward.web.offline import manifest, shell


@require_safe
def install(request: HttpRequest) -> HttpResponse:
    """What a phone puts on its first screen, under the name that was chosen on this device."""
    answer = JsonResponse(manifest.manifest(request), content_type="application/manifest+json")
    return _asked_anew(answer)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, for everything below the address it lies under."""
    return _asked_anew(HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8"))


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in place of a page that cannot be reached; it says nothing of who reads it."""
    return _asked_anew(render(request, "web/offline.html"))


def _asked_anew(answer: HttpResponse) -> HttpResponse:
    """An answer that a browser may keep and never believes without asking."""
    answer.headers["Cache-Control"] = "no-cache"
    return answer
