"""What happens when somebody is let in on a device: a session, a label, a mark, and the page in their own language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from toward.people import gate, labels, mine
from toward.people.accounts import NotAccepted
from toward.people.doors import let_in, now, opened, visit_of
from toward.people.opened import Opened, own_of
from toward.people.reads import THEMES, Own, Preferences
from toward.store.models import SessionRow

YEAR = 365 * 86_400
THEME_COOKIE = "theme"


def arrive(request: HttpRequest, response: HttpResponseBase, who: Opened, handle: str) -> HttpResponseBase:
    """Let somebody in on a new device; it stands on the list of what left their hands."""
    words = labels.described(request.headers.get("user-agent", ""))
    let_in(request, response, who, label=labels.sealed(who, words))
    gate.remember(response, request, handle)
    mine.note(who, "device", now())
    return dress(response, own(who).preferences())


def stay(request: HttpRequest, response: HttpResponseBase, who: Opened) -> HttpResponseBase:
    """Let somebody in again on the same device, under the same label."""
    return let_in(request, response, who, label=label_here(request))


def label_here(request: HttpRequest) -> bytes:
    """What this device is called, sealed; b"" without a session."""
    row = SessionRow.objects.filter(digest=here(request) or "").first()
    return bytes(row.label) if row else b""


def here(request: HttpRequest) -> str | None:
    """The digest of this device's session, None without one."""
    visit = visit_of(request)
    return visit.row if visit else None


def present(request: HttpRequest) -> Opened:
    """Who is here, on a page that only they reach.

    Raises:
        NotAccepted: `locked` for a stranger.
    """
    who = opened(request)
    if who is None:
        raise NotAccepted("locked")
    return who


def own(who: Opened) -> Own:
    """What one's own space says of oneself; nothing where it is not open."""
    space = who.space("mine")
    return own_of(who.ring, space) if space else Own()


def dress(response: HttpResponseBase, chosen: Preferences) -> HttpResponseBase:
    """The page in somebody's own language and light from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen.language, max_age=YEAR, httponly=True, samesite="Lax", path="/"
    )
    if chosen.theme in THEMES and chosen.theme:
        response.set_cookie(THEME_COOKIE, chosen.theme, max_age=YEAR, httponly=True, samesite="Lax", path="/")
    else:
        response.delete_cookie(THEME_COOKIE, path="/", samesite="Lax")
    return response
