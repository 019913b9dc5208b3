"""The look-back page: choose a chat, say which one is you, read. The server keeps nothing between the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from toward.insight.language import Language, language
from toward.insight.look_back import helping
from toward.insight.look_back.room import Busy, Room
from toward.insight.look_back.uploads import IntoTheRoom
from toward.lookback.messages import Unreadable
from toward.people.day import day_of
from toward.people.doors import now
from toward.people.standing import standing

STATUS = {"busy": 503, "too_large": 413}
ANSWERS = ("me", "with", "chat", "date_order", "zone")


@dataclass(frozen=True, slots=True)
class LookBackPage:
    """What the page shows: the way in, a question, a sentence, or the report."""

    report: str | None = None
    keeps: tuple[dict[str, str], ...] = ()
    asks: tuple[dict[str, Any], ...] = ()
    sentence: str | None = None
    answers: dict[str, str] = field(default_factory=dict)


# The token is checked in `_answer`, after the upload handler is in place: checking it reads the body.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def look_back(request: HttpRequest) -> HttpResponse:
    """Show the way in, or read the chat that was sent."""
    if request.method != "POST":
        return _shown(request, LookBackPage())
    of = language(get_language() or "en")
    try:
        with Room() as room:
            handler = IntoTheRoom(request, room)
            request.upload_handlers = [handler]
            return _answer(request, handler, of)
    except Busy:
        return _trouble(request, of, "busy")


@csrf_protect
def _answer(request: HttpRequest, handler: IntoTheRoom, of: Language) -> HttpResponse:
    answers = {key: request.POST.get(key, "") for key in ANSWERS}
    if handler.too_large:
        return _trouble(request, of, "too_large")
    if not handler.files:
        return _shown(request, LookBackPage(sentence=of.gettext("Choose the exported chat first.")), 400)
    said = handler.room.answer({**answers, "lang": of.code, "today": day_of(now()).isoformat()})
    if "report" in said:
        return _shown(request, LookBackPage(report=Markup(said["report"]), keeps=tuple(said["keeps"])))
    if said.get("asks"):
        return _shown(request, LookBackPage(asks=tuple(said["asks"]), sentence=said.get("sentence"), answers=answers))
    if "sentence" not in said:
        return _trouble(request, of, said["code"])
    return _shown(request, LookBackPage(sentence=said["sentence"]), STATUS.get(said["code"], 422))


def _trouble(request: HttpRequest, of: Language, code: str) -> HttpResponse:
    return _shown(request, LookBackPage(sentence=helping.unreadable(of, Unreadable(code))), STATUS.get(code, 422))


def _shown(request: HttpRequest, page: LookBackPage, status: int = 200) -> HttpResponse:
    response = render(
        request, "look_back/page.html", {"page": page, "is_somebody": standing(request) is not None}, status=status
    )
    response["Cache-Control"] = "no-store"  # gone when the page is left: not even the way back brings it
    return response
