"""How it stands with the prompt's pace and the experiment, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, ngettext

from toward.notify.governor import ENOUGH, Pace, Trial
from toward.notify.wishes import Wishes
from toward.science.experiment import Difference

State = Literal["none", "running", "over"]


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says.

    Args:
        pace: why the prompt rings less than once a day; "" where it does not.
        is_stopped: whether it rings no more.
        state: of the experiment.
        experiment: how it stands with it.
        result: its result in sentences, () while there is none.
    """

    pace: str
    is_stopped: bool
    state: State
    experiment: str
    result: tuple[str, ...]


def said(wishes: Wishes, today: int) -> Said:
    """How it stands.

    Args:
        wishes: of whom it is for.
        today: ordinal of the day it is.
    """
    trial = wishes.pace.trial
    left = trial.left(today) if trial else 0
    state: State = "running" if left else "over" if trial else "none"
    experiment = _left(left) if left else ""
    return Said(_pace(wishes), bool(wishes.pace.stop), state, experiment, _result(trial) if trial and not left else ())


def _pace(wishes: Wishes) -> str:
    if wishes.is_quiet_at_its_hour:
        return gettext(
            "Your hour lies in your quiet hours, so the prompt never rings. Choose another hour, or other quiet hours."
        )
    return _slower(wishes.pace) if wishes.hour is not None else ""


def _slower(pace: Pace) -> str:
    if pace.stop:
        return gettext("Ten prompts went by without an answer, so no more are sent. Nothing was lost by it.")
    if pace.is_halved:
        return gettext(
            "Some prompts went by, so it rings every second day at most. After the next evening that you tell, every day again."
        )
    return ""


def _left(days: int) -> str:
    words = ngettext("It runs for {days} more day.", "It runs for {days} more days.", days).format(days=days)
    return words + " " + gettext("What it finds is said when it is over; to look earlier would spoil it.")


def _result(trial: Trial) -> tuple[str, ...]:
    """What was found: the counts, the difference with its interval, and what may be said of it."""
    (told, rung), (told_without, quiet) = trial.counts()
    counts = gettext(
        "Evenings told: {told} of {rung} on which it rang, {told_without} of {quiet} on which it was left out."
    ).format(told=told, rung=rung, told_without=told_without, quiet=quiet)
    found = trial.result()
    if found is None:
        return (
            counts,
            gettext("At least {enough} of each are needed to say anything; there were fewer.").format(enough=ENOUGH),
        )
    return counts, _interval(found), _verdict(found)


def _interval(found: Difference) -> str:
    points = {name: round(100 * getattr(found, name)) for name in ("estimate", "lower", "upper")}
    return gettext(
        "With it that is {estimate} in a hundred evenings; with 95 percent certainty it lies between {lower} and {upper}."
    ).format(**{name: f"{value:+d}".replace("-", "−").replace("+0", "0") for name, value in points.items()})


def _verdict(found: Difference) -> str:
    if found.lower > 0:
        return gettext("So for you the prompt helps.")
    if found.upper < 0:
        return gettext("So without it you told more. You can turn it off above.")
    return gettext(
        "So it may help, do nothing, or disturb: eight weeks do not tell. If it is a bother, turn it off above."
    )
