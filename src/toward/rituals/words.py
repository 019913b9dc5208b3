"""What the rituals say: parts of the day, who begins, and the sentence for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from toward.rituals.records import Begins, Slot, Why


def slot(name: Slot) -> str:
    """A part of the day."""
    return {
        "morning": gettext("in the morning"),
        "parting": gettext("when we part"),
        "reunion": gettext("when we meet again"),
        "evening": gettext("in the evening"),
        "bedtime": gettext("before sleep"),
    }[name]


def slot_on_today(name: Slot) -> str:
    """A part of the day, as an evening asks about it."""
    return {
        "morning": gettext("this morning"),
        "parting": gettext("at parting today"),
        "reunion": gettext("on meeting again today"),
        "evening": gettext("this evening"),
        "bedtime": gettext("last night"),
    }[name]


def begins(name: Begins) -> str:
    """Who begins, nobody by name."""
    return {
        "": gettext("left open"),
        "either": gettext("whoever thinks of it"),
        "turns": gettext("in turns"),
        "first": gettext("whoever is there first"),
    }[name]


def smallest_step(name: Slot) -> str:
    """One step towards a ritual of a part of the day, that one person can take."""
    return {
        "morning": gettext("Tomorrow, one good morning before the first look at a phone."),
        "parting": gettext("At the next parting, ask for one thing that the day will hold."),
        "reunion": gettext("At the next hello, put down what is in your hands first."),
        "evening": gettext("Ask one question about the day, and one more about the answer."),
        "bedtime": gettext("Tonight, be the last voice before the light goes out."),
    }[name]


def why(name: Why) -> str:
    """Why one is away."""
    return {
        "away": gettext("away"),
        "ill": gettext("ill"),
        "travel": gettext("travelling"),
        "apart": gettext("a time apart"),
    }[name]


SAID: dict[str, Callable[[Mapping[str, object]], str]] = {
    "rituals_name": lambda more: gettext("A ritual needs a name; what we call it is enough."),
    "rituals_long": lambda more: (
        gettext("This is too long. A name has room for %(name)s letters, the rest for %(words)s each.") % more
    ),
    "rituals_slot": lambda more: gettext("Choose a part of the day, and who begins, from the lists."),
    "rituals_six": lambda more: (
        gettext(
            "%(most)s rituals are kept at a time, so that an evening stays short. Let one rest or go, then there is room."
        )
        % more
    ),
    "rituals_unknown": lambda more: gettext("This ritual is not here any more. The list shows those that are."),
    "rituals_changed": lambda more: gettext("This was changed meanwhile. Look at it as it is now, then say yes."),
    "rituals_own": lambda more: gettext("This waits for the other's yes; nobody says it for two."),
    "rituals_past": lambda more: gettext(
        "The weeks of the past could not be read. Keep the ritual without them, or look back again."
    ),
    "rituals_days": lambda more: gettext("Choose a first and a last day, in this order."),
    "rituals_far": lambda more: gettext("That is further than a year. Choose days that are nearer."),
    "rituals_offered": lambda more: gettext(
        "This ritual was offered already. It waits, or is kept, in the common space."
    ),
}
