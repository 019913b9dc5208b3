"""The page of the moments: one's own, what both see, and words to the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toward.moments import words
from toward.moments.doing import by_me, moments_of, ours_of
from toward.moments.records import HOW, SHARED, THANKS, WHAT
from toward.people.day import day_of
from toward.people.opened import Opened


@dataclass(frozen=True, slots=True)
class Line:
    """A moment or words on a page.

    Args:
        id: its name.
        day: when.
        what: of which kind, in words; "" for words to the other.
        words: what was written.
        shared: whether both see it.
        own: whether it is one's own.
    """

    id: str
    day: date
    what: str
    words: str
    shared: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class MomentsPage:
    """The page.

    Args:
        today: the day it is.
        paired: whether there is somebody to share with.
        own: one's own moments, the newest first.
        theirs: what the other shows, the newest first.
        thanks: words of both, the newest first.
        what: kinds, with their words.
        how: ways to turn, with their words and an example.
        turned: how one turned today.
    """

    today: date
    paired: bool
    own: tuple[Line, ...]
    theirs: tuple[Line, ...]
    thanks: tuple[Line, ...]
    what: tuple[tuple[str, str], ...]
    how: tuple[tuple[str, str, str], ...]
    turned: tuple[str, ...]


def moments_page(who: Opened, today: date) -> MomentsPage:
    """The page as it is for somebody now."""
    own = moments_of(who)
    mine = [
        Line(each.id, date.fromordinal(each.day), words.what(each.what), each.words, each.shared, True)
        for each in own.recent
    ]
    return MomentsPage(
        today,
        who.space("couple") is not None,
        tuple(reversed(mine)),
        tuple(reversed(shown_by_the_other(who))),
        tuple(reversed(thanks(who))),
        tuple((each, words.what(each)) for each in WHAT),
        tuple((each, words.how(each), words.example(each)) for each in HOW),
        own.turned.get(today.toordinal(), ()),
    )


def shown_by_the_other(who: Opened) -> list[Line]:
    """Moments that the other shows, oldest first."""
    return [
        Line(
            str(body["moment"]),
            date.fromisoformat(body["day"]),
            words.what(body["what"]),
            str(body.get("words", "")),
            True,
        )
        for body in ours_of(who).shared
        if body.get("what") in WHAT and not by_me(who, SHARED, body)
    ]


def thanks(who: Opened) -> list[Line]:
    """Words of thanks between the two, oldest first."""
    return [
        Line(
            str(body.get("name", "")),
            day_of(body["at"]),
            "",
            str(body["words"]),
            True,
            by_me(who, THANKS, body),
        )
        for body in ours_of(who).thanks
        if "words" in body
    ]
