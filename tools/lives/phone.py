"""Two phones and a clock: everything a couple does goes through the pages of the real app, as a browser would send it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from django.test import Client

FORM = re.compile(r"<form\b.*?</form>", re.S)
ACTION = re.compile(r'<form[^>]*\baction="([^"]+)"')
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
QUIET = re.compile(r'<a href="/us/">[^<]*“([^”]+)”')
NOTICE = re.compile(r'<div class="notice"><h2[^>]*>([^<]+)</h2>')
PERHAPS = re.compile(r'<h2 class="label">Perhaps</h2>(.*?)</section>', re.S)
SENTENCE = re.compile(r"<h2>([^<]+)</h2>")
LOGGING = re.compile(r'<p class="quiet-line">([^<]+)</p></div>\s*</section>')
WORDS = "a long password of "


class NotShown(Exception):
    """A page was not what it has to be; the message says which and how."""


@dataclass
class Clock:
    """The second it is for the whole app."""

    at: float = 0.0

    def __call__(self) -> float:
        """The second it is."""
        return self.at


@dataclass(frozen=True, slots=True)
class Us:
    """What the page of Us says.

    Args:
        notice: the sentence that asks "On purpose?", "" without one.
        lines: sentences of the quieter voice.
        logging: the sentence about telling itself, "" without one.
    """

    notice: str
    lines: tuple[str, ...]
    logging: str


@dataclass
class Phone:
    """Somebody's browser.

    Args:
        name: by which they sign in.
        zone: where they live.
        clock: of the app.
    """

    name: str
    zone: str
    clock: Clock
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True, headers={"accept-language": "en"}))

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Look at the clock on the wall."""
        self.clock.at = datetime.combine(day, time(hour, minute), ZoneInfo(self.zone)).timestamp()

    def page(self, path: str) -> str:
        """Open a page; whoever was signed out meanwhile comes in again."""
        answer = self.client.get(path, follow=True)
        if answer.request["PATH_INFO"] == "/enter/":
            self.enter()
            answer = self.client.get(path, follow=True)
        return _page(path, answer)

    def enter(self) -> None:
        """Sign in with name and password."""
        page = _page("/enter/", self.client.get("/enter/"))
        form = next(each for each in FORM.findall(page) if 'name="password"' in each)
        fields = {**_fields(form), "handle": self.name, "password": WORDS + self.name}
        _page("/enter/", self.client.post("/enter/", fields, follow=True))

    def press(self, page: str, words: str, *, follow: bool = True, **fields: str) -> str:
        """Press a button of a page, with whatever its form holds; the page that follows, or where it lies."""
        form = next((each for each in FORM.findall(page) if re.search(rf"<button\b[^>]*>{words}[<]", each)), None)
        if form is None:
            raise NotShown(f"{self.name} finds no button “{words}”.")
        button = re.search(rf"<button\b([^>]*)>{words}[<]", form)
        told = dict(ATTRIBUTE.findall(button[1])) if button else {}
        sent = {**_fields(form), **({told["name"]: told.get("value", "")} if "name" in told else {}), **fields}
        action = ACTION.search(form)
        answer = self.client.post(unescape(action[1]) if action else "", sent, follow=follow)
        return str(answer["location"]) if answer.status_code == 302 else _page(words, answer)

    def tell(self, day: date, today: date, happened: Iterator[str], felt: int, *, reads: bool) -> str:
        """Open Today, tap what happened, press *That was it*; what the page then says of something noticed, "" for nothing.

        Args:
            day: which day is told.
            today: the day it is.
            happened: ids of the rituals that are tapped.
            felt: 0–10.
            reads: whether they wait for the page that follows, and read it.
        """
        page = self.page("/today/" if day == today else f"/today/?day={day.isoformat()}")
        boxes = {f"did.{name}": "1" for name in happened}
        missing = [box for box in boxes if f'name="{box}"' not in page]
        if missing:
            raise NotShown(f"{self.name} is not asked about {missing} on {day}.")
        told = self.press(page, "That was it", follow=reads, felt=str(felt), **boxes)
        seen = QUIET.search(told)
        if not reads or seen is None:
            return ""
        if "That was it." not in told:
            raise NotShown(f"{self.name}'s evening of {day} was not kept.")
        self.press(told, "Seen")
        return unescape(seen[1])

    def us(self) -> Us:
        """Open Us and read it."""
        page = self.page("/us/")
        notice, lines, logging = NOTICE.search(page), PERHAPS.search(page), LOGGING.search(page)
        said = tuple(unescape(each) for each in SENTENCE.findall(lines[1])) if lines else ()
        return Us(unescape(notice[1]) if notice else "", said, unescape(logging[1]) if logging else "")


def _page(path: str, answer: object) -> str:
    status, content = getattr(answer, "status_code", 0), getattr(answer, "content", b"").decode()
    if status != 200:
        raise NotShown(f"{path} answers {status}: {re.sub('<[^>]+>', ' ', content)[:300]}")
    return str(content)


def _fields(form: str) -> dict[str, str]:
    """What a form sends as it stands: hidden fields, typed ones, ticked boxes."""
    found = {}
    for tag in INPUT.findall(form):
        told = dict(ATTRIBUTE.findall(tag[6:]))
        ticked = told.get("type") not in ("checkbox", "radio") or "checked" in told
        if "name" in told and ticked:
            found[told["name"]] = unescape(told.get("value", ""))
    return found


def days(first: date, many: int) -> Iterator[tuple[int, date]]:
    """Numbered days."""
    return ((number, first + timedelta(days=number)) for number in range(many))
