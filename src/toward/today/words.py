"""What Today says: the day, how one slept, and the sentence for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext

from toward.rituals.evenings import Sleep, Stress


def evening(day: date) -> str:
    """The name of an evening."""
    return (
        gettext("Monday evening"),
        gettext("Tuesday evening"),
        gettext("Wednesday evening"),
        gettext("Thursday evening"),
        gettext("Friday evening"),
        gettext("Saturday evening"),
        gettext("Sunday evening"),
    )[day.weekday()]


def sleep(name: Sleep) -> str:
    """How one slept."""
    return {"good": gettext("well"), "fair": gettext("so-so"), "bad": gettext("badly")}[name]


def stress(name: Stress) -> str:
    """What weighed from outside."""
    return {"none": gettext("nothing much"), "some": gettext("something"), "much": gettext("a lot")}[name]


SAID: dict[str, Callable[[Mapping[str, object]], str]] = {
    "today_day": lambda more: gettext(
        "This page did not know its day any more. Open Today again; it takes ten seconds."
    ),
    "today_far": lambda more: gettext("Days can be told for %(days)s days back, and none ahead.") % more,
    "today_felt": lambda more: gettext("Choose a number from 0 to 10, or pass."),
    "today_nothing": lambda more: gettext("Nothing was chosen. Choose one, or leave it; nothing is owed."),
}
