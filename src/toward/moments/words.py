"""What the moments say: what they were, how one turned, and the sentence for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from toward.moments.records import How, What


def what(name: What) -> str:
    """A moment, in a few words."""
    return {
        "greeting": gettext("a greeting"),
        "touch": gettext("a touch in passing"),
        "look": gettext("a shared look"),
        "interest": gettext("real interest"),
        "thanks": gettext("thanks"),
        "help": gettext("help"),
        "laughter": gettext("laughter"),
        "bid": gettext("an answer when I reached out"),
        "repair": gettext("a repair that reached me"),
        "other": gettext("something else"),
    }[name]


def how(name: How) -> str:
    """How one turned oneself."""
    return {
        "toward": gettext("I turned toward us"),
        "away": gettext("I turned away"),
        "against": gettext("I turned against"),
    }[name]


def example(name: How) -> str:
    """An example of it."""
    return {
        "toward": gettext("I looked up, answered, or reached out"),
        "away": gettext("I looked at my phone, or let it pass"),
        "against": gettext("I was sharp, or mocked it"),
    }[name]


SAID: dict[str, Callable[[Mapping[str, object]], str]] = {
    "moments_day": lambda more: gettext("Days can be told for %(days)s days back, and none ahead.") % more,
    "moments_what": lambda more: gettext("Choose one of the kinds on the page."),
    "moments_long": lambda more: gettext("This is too long. There is room for %(most)s letters.") % more,
    "moments_words": lambda more: gettext("There are no words in it yet. One sentence is enough."),
    "moments_gone": lambda more: gettext("This moment is not here any more."),
    "moments_kit": lambda more: gettext(
        "Make the kit first: it belongs before the first shared word, or a forgotten password closes the room for good."
    ),
}
