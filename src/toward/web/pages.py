"""The environment of all page templates: our words, our addresses, our claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined

from toward.insight.language import language
from toward.library.evidence import claim
from toward.people.intents import waiting_for
from toward.people.standing import Standing, standing
from toward.people.wishing import new_wish
from toward.web.hero import hero
from toward.web.offline.apps import app_around

THEMES = ("paper", "dusk")
THEME_COOKIE = "theme"
NAMES = ("plain",)  # what the app may be called on one device; without a choice it is Toward
NAME_COOKIE = "name"
ALONE = "Toward-Kept"  # header of a worker that asks for a page which will lie on the device


def environment(**options: Any) -> Environment:
    """A Jinja2 environment that fails on unknown names and escapes everything."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=reverse, language_tag=language_tag, theme=theme, plain_name=plain_name)
    made.globals.update(claim=claim, hero=hero, standing=stands, day=day)
    made.globals.update(new_wish=new_wish, alone=alone, app_around=app_around, waiting_for=waiting_for)
    return made


def alone(request: Any) -> bool:
    """Whether a page is drawn to lie on a device: nothing of who is here is on it, and no form that needs a server."""
    return bool(request.headers.get(ALONE))


def stands(request: Any) -> Standing | None:
    """Where who is here stands; nothing of it on a page that will lie on the device."""
    return None if alone(request) else standing(request)


def day(when: date) -> str:
    """A date in words of the reader's language: `24 January 2024`."""
    return language(get_language() or "en").day(when)


def language_tag() -> str:
    """The language of the page as HTML names it."""
    return "zh-Hans" if (get_language() or "en").startswith("zh") else "en"


def theme(request: Any) -> str:
    """The reader's own choice of light, or "" for the system's."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def plain_name(request: Any) -> bool:
    """Whether this device's reader wants a plain name and icon in place of ours."""
    return request.COOKIES.get(NAME_COOKIE, "") in NAMES
