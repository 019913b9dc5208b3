"""The device's own memory of what it has seen: a cookie on each visit, and the page that says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import cast

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from toward.people import doors, seen
from toward.people.opened import Opened
from toward.people.seen import Look

KEPT = 30 * 86_400  # seconds


def cookie_name(request: HttpRequest) -> str:
    """Bound to this very host where the browser can do so, which takes https."""
    return "__Host-seen" if request.is_secure() else "seen"


def looked(request: HttpRequest, who: Opened) -> Look:
    """What this device has seen beside what is here. Looked up once a request."""
    if not hasattr(request, "_seen"):
        request._seen = seen.look(who, request.COOKIES.get(cookie_name(request), ""))  # type: ignore[attr-defined]
    return cast(Look, request._seen)  # type: ignore[attr-defined]


class Remember:
    """Each answer to somebody whose room is open lets their device remember how far everything had come."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and hand the cookie out; what cannot be looked up now is looked up the next time."""
        response = self._answer(request)
        who = getattr(request, "_opened", None)
        if who is not None and cookie_name(request) not in response.cookies and not _came_without(request):
            with suppress(DatabaseError):
                hand_out(request, response, who)
        return response


def _came_without(request: HttpRequest) -> bool:
    """Whether the browser holds the cookie back, because a link on another site led here."""
    return cookie_name(request) not in request.COOKIES and request.headers.get("sec-fetch-site") == "cross-site"


def hand_out(request: HttpRequest, response: HttpResponseBase, who: Opened, *, accepted: bool = False) -> None:
    """Let the device remember what is here now; `accepted` if its owner says that this is all there is."""
    value = seen.sealed(who, seen.remembered(looked(request, who), accepted=accepted))
    if value is None:
        return
    response.set_cookie(
        cookie_name(request),
        value,
        max_age=KEPT,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
        path="/",
    )
    doors.private_page(response)


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Take the cookie back, from who is erased."""
    response.delete_cookie(cookie_name(request), path="/", samesite="Strict")


@require_http_methods(["GET", "HEAD", "POST"])
@doors.signed_in
def missing(request: HttpRequest) -> HttpResponse:
    """Which rooms remember less than this device, and a button for who knows why."""
    who = cast(Opened, doors.opened(request))
    if request.method != "POST":
        return render(request, "people/missing.html", {"rooms": tuple(looked(request, who).behind.values())})
    response = HttpResponseRedirect(reverse("home"))
    hand_out(request, response, who, accepted=True)
    return response
