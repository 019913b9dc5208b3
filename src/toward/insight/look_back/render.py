"""The look-back as HTML: a fragment for the app, or one self-contained page to keep. No web framework is needed for
either.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from toward.insight.language import Language, language
from toward.insight.look_back.page import page
from toward.library.evidence import claim, grade_words
from toward.lookback.report import LookBack

STYLES = ("tokens.css", "base.css", "parts.css", "charts.css")
CLAIM = "S46-goodnight"  # nobody has shown that a ritual that went is a warning sign


def fragment(of: Language, look: LookBack, *, gone: str) -> str:
    """The report as sections of a page.

    Args:
        of: the reader's language.
        look: a report that was not refused.
        gone: the sentence about what becomes of the chat and this page.
    """
    template = _environment(of.code).get_template("look_back/_report.html")
    said = claim(CLAIM)
    return template.render(
        page=page(of, look), claim=said, grade=grade_words(of.gettext)[said.grade], tag=of.tag, gone=gone
    )


def standalone(of: Language, look: LookBack) -> str:
    """One HTML document with everything inside: no script, no address, nothing to fetch."""
    gone = of.gettext(
        "This page stands alone: it holds the dates, the counts and the lines quoted above, and asks nothing from any server."
    )
    template = _environment(of.code).get_template("look_back/standalone.html")
    return template.render(body=Markup(fragment(of, look, gone=gone)), styles=Markup(_styles()), lang=of.tag)


@cache
def _styles() -> str:
    folder = Path(str(files("toward"))) / "web" / "static" / "web"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in STYLES)


@cache
def _environment(code: str) -> Environment:
    here = Path(str(files("toward"))) / "insight" / "look_back" / "templates"
    environment = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    of = language(code)
    environment.install_gettext_callables(of.gettext, of.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment
