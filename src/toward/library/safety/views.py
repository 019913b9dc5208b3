"""The safety pages: the same for everybody, nothing kept, no cookie, titles and addresses that say nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from toward.library.evidence import grade_words
from toward.library.safety.help_lines import HelpLine, HelpLines, WrongHelpLinesError, help_lines

PAGES = ("afraid", "watched", "yourself", "hurt", "not_for", "host", "leaving")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one kind in one country, and what they are for."""

    kind: str
    name: str
    lines: tuple[HelpLine, ...]


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of the pages."""
    return _page(request, "index", doors=_doors)


@never_cache
@require_safe
def page(request: HttpRequest, place: int) -> HttpResponse:
    """One of `PAGES`, counted from one."""
    if not 0 < place <= len(PAGES):
        raise Http404
    return _page(request, PAGES[place - 1], place=place)


@never_cache
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Whom to call in the country that was asked for; the answer is remembered nowhere."""
    chosen = request.GET.get("country", "")
    lines = known_lines().of(chosen)
    return _page(request, "numbers", groups=lambda: _groups(lines), chosen=chosen if lines else "")


def known_lines() -> HelpLines:
    """The lines with the host's own; where that file broke while the app was running, those that it came with."""
    try:
        return help_lines(settings.HELP_LINES)
    except WrongHelpLinesError as problem:
        log.error("%s", problem)  # noqa: TRY400 (the sentence is for the host, the trace is not)
        return help_lines()


def _page(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    """A page in the language of this visit: the address may ask for another one, and no cookie is needed for it."""
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else ""
    with override(language or get_language()):
        told = {key: value() if callable(value) else value for key, value in more.items()}
        response = render(request, f"safety/{name}.html", {**_shared(language), **told})
        response.headers["Content-Language"] = get_language()
    return response


def _shared(language: str) -> dict[str, Any]:
    """What every page shows: the countries, the grades, and how its links keep the language that was asked for."""
    carry = f"?language={language}" if language else ""
    texts = {"language": language, "carry": carry, "chosen": "", "place": 0}
    return {**texts, "grades": grade_words(gettext), "known": known_lines()}


def _groups(lines: Sequence[HelpLine]) -> tuple[Group, ...]:
    """The lines of one country by what they are for, the most urgent first."""
    names = {
        "emergency": gettext("In danger at this moment"),
        "violence": gettext("Violence, fear, control"),
        "crisis": gettext("Thoughts of ending your life, or no strength left"),
        "behaviour": gettext("For those who have hurt somebody"),
    }
    return tuple(Group(kind, names[kind], tuple(each)) for kind, each in groupby(lines, key=lambda one: one.kind))


def _doors() -> tuple[tuple[str, str], ...]:
    """What each of `PAGES` is about, in a few words."""
    return (
        (gettext("If you are afraid of your partner"), gettext("What helps, and what can wait.")),
        (gettext("If you feel watched"), gettext("What a phone and this server give away.")),
        (gettext("If you think of hurting yourself"), gettext("A voice now, and the next ten minutes.")),
        (gettext("If you have hurt somebody"), gettext("Stopping, and who helps with it.")),
        (gettext("What Toward is not for"), gettext("Where small rituals are the wrong thing.")),
        (gettext("Who runs this computer"), gettext("What that person can see, and cannot.")),
        (gettext("Leaving this page quickly"), gettext("How it works, what it cannot do, and a plain name.")),
    )
