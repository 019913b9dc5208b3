"""Who is at the door: from a request's cookie to what it opens, and back.

The cookie holds a random secret and nothing else. It opens the session's row for thirty days, the private tier of it for
ten idle minutes. Pages for one person are never kept by a browser or a proxy.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from toward.people.accounts import House
from toward.people.opened import Opened, opened_by, sign_device_in
from toward.people.sweeping import sweep_now_and_then
from toward.people.upkeep import tend
from toward.store import sessions
from toward.store.sessions import Visit
from toward.store.streams import instance_mark
from toward.vault.errors import VaultError
from toward.vault.secret import SecretBytes

View = Callable[..., HttpResponseBase]
_READING = ("GET", "HEAD")
_RENEW = 60  # seconds of the private tier that pass before it is prolonged again


def house() -> House:
    """This installation: its mark, its pepper, the cost of its passwords."""
    return House(instance_mark(), SecretBytes(settings.PEPPER), settings.PASSWORD_COST)


def now() -> int:
    """The second it is; the demonstration has a clock of its own."""
    return int(settings.CLOCK())


def cookie_name(request: HttpRequest) -> str:
    """Bound to this very host where the browser can do so, which takes https."""
    return "__Host-door" if request.is_secure() else "door"


def secret_of(request: HttpRequest) -> SecretBytes | None:
    """The secret in the request's cookie, None if there is none that makes sense."""
    try:
        value = bytes.fromhex(request.COOKIES.get(cookie_name(request), ""))
    except ValueError:
        return None
    return SecretBytes(value) if len(value) == 32 else None


def opened(request: HttpRequest) -> Opened | None:
    """Who is here, with what is open to them; None for a stranger. Looked up once a request."""
    if not hasattr(request, "_opened"):
        request._opened = _look(request)  # type: ignore[attr-defined]
    return cast("Opened | None", request._opened)  # type: ignore[attr-defined]


def _look(request: HttpRequest) -> Opened | None:
    visit, secret = visit_of(request), secret_of(request)
    if visit is None or secret is None:
        return None
    sweep_now_and_then(now())
    if visit.private is not None and visit.private_until - now() < sessions.PRIVATE - _RENEW:
        with suppress(OperationalError):  # a full disk prolongs nothing, and hinders nobody from reading
            sessions.stay(house().instance, secret, now(), visit)
    try:
        who = opened_by(house().instance, visit)
    except (VaultError, KeyError):
        return None  # keys that were tampered with open for nobody
    tend(who, now())
    if who.ring.memory is not None and request.method in _READING:
        who.ring.memory.only_reads()
    return who


def visit_of(request: HttpRequest) -> Visit | None:
    """The session of this device, None for a stranger or where its row was tampered with."""
    secret = secret_of(request)
    try:
        return sessions.visit(house().instance, secret, now()) if secret else None
    except VaultError:
        return None


def let_in(request: HttpRequest, response: HttpResponseBase, who: Opened, *, label: bytes = b"") -> HttpResponseBase:
    """Begin a session on this device and hand its cookie out; the one before ends."""
    turn_away(request, response)
    return begin_beside(request, response, who, label=label)


def begin_beside(
    request: HttpRequest, response: HttpResponseBase, who: Opened, *, label: bytes = b""
) -> HttpResponseBase:
    """Begin a session on this device and hand its cookie out; the one before goes on until its own time is over."""
    secret = sign_device_in(who, now(), label=label)
    response.set_cookie(
        cookie_name(request),
        secret.reveal().hex(),
        max_age=sessions.COUPLE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def turn_away(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """End the session of this device and take its cookie back."""
    visit = visit_of(request)
    if visit is not None:
        sessions.end(visit.account, visit.row)
    response.delete_cookie(cookie_name(request), path="/", samesite="Lax")
    return response


def signed_in(view: View) -> View:
    """Only for who is signed in; others are asked to, and come back here."""
    return _guarded(view, "enter", lambda who: True)


def unlocked(view: View) -> View:
    """Only while the private tier is open; else it is asked for, and one comes back here."""
    return _guarded(view, "unlock", lambda who: who.private)


def _guarded(view: View, door: str, enough: Callable[[Opened], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        who = opened(request)
        if who is None or not enough(who):
            return HttpResponseRedirect(f"{reverse(door if who else 'enter')}?next={quote(_here(request), safe='/')}")
        response = view(request, *args, **kwargs)
        return private_page(response)

    return guarded


def _here(request: HttpRequest) -> str:
    """Where to come back to: a page that was asked for; the first room where something was sent."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else reverse("home")


class Forget:
    """What a visit has opened is let go with its answer, not when some later visit takes its place in memory."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and forget who it was."""
        try:
            return self._answer(request)
        finally:
            request.META.pop("HTTP_COOKIE", None)
            for name in ("_opened", "_standing", "COOKIES", "_post"):
                vars(request).pop(name, None)


def private_page(response: HttpResponseBase) -> HttpResponseBase:
    """Keep a page out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def after(request: HttpRequest, fallback: str) -> HttpResponse:
    """Go on to where somebody was headed, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith(reverse("first")) and not wanted.startswith(("//", "/\\"))
    return HttpResponseRedirect(wanted if ours else reverse(fallback))
