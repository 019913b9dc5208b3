"""The look-back in a terminal: the same sentences as the page, and a line of blocks where the page has a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from toward.insight.language import Language
from toward.insight.look_back import words
from toward.insight.look_back.page import Changed, Held, Page, page
from toward.lookback.report import LookBack, Ritual
from toward.science.strength import weekly

BLOCKS = "▁▂▃▄▅▆▇█"
WIDE = 78
MOST_BLOCKS = 60
PIECES = re.compile(r"[“「（［]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef“「（［]+)?[”」）］、，。：；？！…]*\s*")


def told(of: Language, look: LookBack) -> Iterator[str]:
    """The report line by line."""
    shown = page(of, look)
    yield from _paragraph(shown.headline)
    yield from _paragraph(shown.lead)
    yield from _paragraph(shown.covers)
    if shown.kept_first:
        yield from _list(of, shown.kept_label, shown.kept)
    changed = [ritual for ritual in look.rituals if ritual.began is not None]
    for one, ritual in zip(shown.changed, changed, strict=False):
        yield from _changed(of, one, ritual)
    if not shown.kept_first:
        yield from _list(of, shown.kept_label, shown.kept)
    yield from _list(of, of.gettext("Too early to say"), shown.early)
    yield from _end(of, shown)


def _changed(of: Language, one: Changed, ritual: Ritual) -> Iterator[str]:
    yield from _label(one.name)
    yield from _paragraph(one.since)
    yield from _paragraph(one.from_to)
    yield f"  {_blocks(ritual)}"
    yield ""
    yield from _paragraph(of.together(one.how_sure, *((one.note,) if one.note else ())))
    if one.quotes:
        yield f"  {of.gettext('The last real lines')}"
    for quote in one.quotes:
        yield f"    {quote.moment}"
        yield from (f"      {line}" for line in words.safe(quote.text).splitlines())
    yield ""


def _blocks(ritual: Ritual) -> str:
    """Strength over the whole time, one block a week or more."""
    rates = weekly(ritual.days)[:, 0]
    groups = np.array_split(rates, min(len(rates), MOST_BLOCKS))
    return "".join(BLOCKS[min(7, int(8 * group.mean()))] for group in groups)


def _list(of: Language, label: str, items: tuple[Held, ...]) -> Iterator[str]:
    if not items:
        return
    yield from _label(label)
    line = of.gettext("{name}: {how}")
    yield from (f"  {words.safe(line.format(name=one.name, how=one.how))}" for one in items)
    yield ""


def _end(of: Language, shown: Page) -> Iterator[str]:
    yield from _label(of.gettext("One small thing"))
    yield from _paragraph(shown.try_this)
    yield from _label(of.gettext("What I cannot see"))
    for text in (*shown.limits, *((shown.unread,) if shown.unread else ())):
        yield from _paragraph(text)
    yield from (f"    {words.safe(text)}" for text in shown.unread_samples)


def _label(text: str) -> Iterator[str]:
    yield words.safe(text)
    yield "─" * min(WIDE, words.width(text))


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield from _lines(words.safe(text))
        yield ""


def _lines(text: str) -> Iterator[str]:
    """Lines that fit; Chinese breaks between any two characters, but never inside a number nor before a full stop."""
    line = ""
    for piece in PIECES.findall(text):
        if line and words.width(line + piece.rstrip()) > WIDE:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    yield line.rstrip()
