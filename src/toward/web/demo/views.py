"""The pages that only the demonstration has: two seats, the clock, and a look back over the made-up chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from toward.insight.language import Language, language
from toward.insight.look_back import helping
from toward.insight.look_back.room import Busy, Room
from toward.insight.look_back.views import LookBackPage
from toward.lookback.messages import Unreadable
from toward.people import doors, labels
from toward.people.arriving import label_here
from toward.web.demo import chat, living
from toward.web.demo.clock import BEGAN, CLOCK
from toward.web.demo.couple import NAMES, SEATS, Seat, seat_called, seat_of, sit_down, speak


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """The first page.

    Args:
        seats: the two.
        taken: the one that somebody sits in, None if in neither.
        sentence: what is wrong, "" if nothing is.
    """

    seats: tuple[Seat, ...]
    taken: Seat | None
    sentence: str = ""


@require_safe
def seats(request: HttpRequest) -> HttpResponseBase:
    """Two seats to choose from, and what one can do here."""
    return _seats(request)


def _seats(request: HttpRequest, sentence: str = "") -> HttpResponseBase:
    page = SeatsPage(SEATS, seat_of(doors.opened(request)), sentence)
    return doors.private_page(render(request, "demo/seats.html", {"page": page}, status=422 if sentence else 200))


@require_POST
def sit(request: HttpRequest) -> HttpResponseBase:
    """Sit down as one of the two, with everything open."""
    seat = seat_called(request.POST.get("seat", ""))
    who = sit_down(seat) if seat else None
    if who is None:
        said = gettext(
            "This seat no longer opens: its password or kit was changed, or it was erased. Begin the demonstration anew."
        )
        return _seats(request, said)
    speak(who, get_language() or "en", doors.now())
    living.speak(get_language() or "en", doors.now())
    words = labels.described(request.headers.get("user-agent", ""))
    return doors.let_in(request, doors.after(request, "today"), who, label=labels.sealed(who, words))


@require_POST
def wind_on(request: HttpRequest) -> HttpResponseBase:
    """Let days pass. Whoever sits stays seated, though the night has locked the room and a month would have closed it."""
    who = doors.opened(request)  # before the clock goes on
    before = CLOCK.today()
    try:
        moved = CLOCK.go_on_to(date.fromisoformat(request.POST.get("day", "")))
    except ValueError:
        return doors.after(request, "demo")
    if moved:
        living.live_on(BEGAN, before, CLOCK.today())
    response = doors.after(request, "demo")
    if who is None:
        return response
    # The session before goes on: a second tap still carries it, for the browser has thrown the first answer away.
    return doors.begin_beside(request, response, who, label=label_here(request))


@require_safe
def look_back_at_theirs(request: HttpRequest) -> HttpResponseBase:
    """The real look-back, on the chat of the two until yesterday. No figure in it is prepared."""
    of = language(get_language() or "en")
    me = seat_of(doors.opened(request)) or SEATS[0]
    said = _read(of, me)
    if "report" in said:
        page = LookBackPage(report=Markup(said["report"]), keeps=tuple(said["keeps"]))
    else:
        page = LookBackPage(sentence=said.get("sentence") or helping.unreadable(of, Unreadable(said["code"])))
    return doors.private_page(
        render(request, "look_back/page.html", {"page": page, "is_somebody": doors.opened(request) is not None})
    )


def _read(of: Language, me: Seat) -> dict[str, Any]:
    """What the reading room says to their chat."""
    voice = chat.CHINESE if of.code == "zh" else chat.ENGLISH
    written = chat.chat(BEGAN, CLOCK.today() - timedelta(days=1), NAMES, voice)
    try:
        with Room() as room:
            room.begin_file("chat.txt")
            room.piece(written)
            return room.answer({"me": me.name, "lang": of.code, "today": CLOCK.today().isoformat()})
    except Busy:
        return {"code": "busy"}
