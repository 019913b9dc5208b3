"""The environment of all page templates: our words, our addresses, our claims."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined

from toward.library.evidence import claim
from toward.web.hero import hero

THEMES = ("paper", "dusk")
THEME_COOKIE = "theme"


def environment(**options: Any) -> Environment:
    """A Jinja2 environment that fails on unknown names and escapes everything."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=reverse, language_tag=language_tag, theme=theme, claim=claim, hero=hero)
    return made


def language_tag() -> str:
    """The language of the page as HTML names it."""
    return "zh-Hans" if (get_language() or "en").startswith("zh") else "en"


def theme(request: Any) -> str:
    """The reader's own choice of light, or "" for the system's."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""
