"""The made-up chat: the real look-back finds in it what its days hold, in both languages, on the first day and on the last."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, timedelta

import pytest

from toward.lookback.read import read
from toward.lookback.report import look_back
from toward.science.findings import TooEarly
from toward.web.demo.chat import CHINESE, ENGLISH, FADES, chat
from toward.web.demo.couple import NAMES

BEGINS = date(2026, 3, 1)
VOICES = {"en": (ENGLISH, "paper boats"), "zh": (CHINESE, "纸船")}


def found(voice, until):
    """Each habit of the report with its verdict."""
    look = look_back(
        read([("chat.txt", chat(BEGINS, until, NAMES, voice))], zone=UTC), me="Su", partner=None, chat=None
    )
    assert (look.questions, look.refused) == ((), None)
    return {ritual.name: ritual.verdict for ritual in look.rituals}


@pytest.mark.parametrize("days", [0, 90, 269])
@pytest.mark.parametrize("language", VOICES)
def test_the_good_night_fades_and_everything_else_holds(language, days):
    voice, own = VOICES[language]
    verdicts = found(voice, BEGINS + timedelta(days=days))
    night = verdicts.pop("good_night")
    assert night.status == "faded"
    assert FADES[0] - 30 < night.began.lower < night.began.upper < FADES[1]
    assert {"good_morning", "on_my_way", own} <= set(verdicts)
    assert Counter("early" if isinstance(one, TooEarly) else one.status for one in verdicts.values())["steady"] == len(
        verdicts
    )


@pytest.mark.parametrize("language", VOICES)
def test_a_day_that_has_been_stays_as_it_was(language):
    voice, _ = VOICES[language]
    until = [chat(BEGINS, BEGINS + timedelta(days=days), NAMES, voice) for days in (0, 1, 30)]
    assert until[2].startswith(until[1])
    assert until[1].startswith(until[0])
    assert len(until[2]) > len(until[0])


def test_both_languages_live_the_same_days():
    stamps = [
        [line.partition(" - ")[0] for line in chat(BEGINS, BEGINS, NAMES, voice).decode().splitlines()]
        for voice, _ in VOICES.values()
    ]
    assert stamps[0] == stamps[1]
    assert len(stamps[0]) > 2000
