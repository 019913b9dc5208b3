"""What lies around every page of the demonstration: a bar on top that says so, and cookies that are no other Toward's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from http.cookies import SimpleCookie

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from toward.people import doors
from toward.web.demo.clock import CLOCK
from toward.web.demo.couple import SEATS, Seat, seat_of

Answer = Callable[[HttpRequest], HttpResponse]
_HEAD, _MAST, _FORM = b"</head>", b'<header class="mast', b"csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class BarPage:
    """What the bar shows.

    Args:
        today: by the clock of the demonstration.
        tomorrow: where *next day* leads.
        week_on: where *next week* leads.
        seat: in which one sits, None if in neither.
        other: the other one of the two, None if one sits in neither.
        at_seats: whether the page below is the one with the seats.
        presses: whether the bar has buttons. A form needs a cookie, and some pages promise to set none.
    """

    today: date
    tomorrow: date
    week_on: date
    seat: Seat | None
    other: Seat | None
    at_seats: bool
    presses: bool


class Bar:
    """Puts the bar on top of every page that has our mast; the plain page where Leave leads stays plain."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the bar."""
        response = self._answer(request)
        if not response.streaming and _MAST in response.content:
            style = f'<link rel="stylesheet" href="{static("demo/demo.css")}">'.encode()
            bar = render_to_string(
                "demo/_bar.html", {"bar": _bar(request, _FORM in response.content)}, request
            ).encode()
            page = response.content.replace(_HEAD, style + _HEAD, 1)
            response.content = page.replace(_MAST, bar + _MAST, 1)
        return response


def _bar(request: HttpRequest, presses: bool) -> BarPage:
    today, seat = CLOCK.today(), seat_of(doors.opened(request))
    other = next(each for each in SEATS if each != seat) if seat else None
    at_seats = request.path == reverse("demo")
    return BarPage(today, today + timedelta(days=1), today + timedelta(days=7), seat, other, at_seats, presses)


class OwnCookies:
    """Keeps the cookies of each demonstration apart.

    A browser gives the cookies of one host to all its ports. Without this, a seat in the demonstration would sign somebody
    out of their own Toward on the same computer, and their own cookie would come here.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, seeing and setting cookies of this demonstration alone."""
        mark = f"demo-{request.META['SERVER_PORT']}-"
        ours = {name.removeprefix(mark): value for name, value in request.COOKIES.items() if name.startswith(mark)}
        request.COOKIES = ours
        response = self._answer(request)
        response.cookies = _renamed(response.cookies, mark)
        return response


def _renamed(cookies: SimpleCookie, mark: str) -> SimpleCookie:
    renamed = SimpleCookie()
    for name, cookie in cookies.items():
        renamed[mark + name] = cookie.value
        renamed[mark + name].update(cookie)
    return renamed
