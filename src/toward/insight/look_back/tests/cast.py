"""Two people's chats for the tests: Liang and Su, whose goodnights fade, and what comes out of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from toward.lookback.days import calendar, ritual_days, talk
from toward.lookback.messages import Chat, Kind, Reading, Texts
from toward.lookback.report import Line, LookBack, Ritual
from toward.science.findings import Finding, TooEarly
from toward.science.retrospect import Retrospect

START = datetime(2023, 1, 2)
_EPOCH = datetime(1970, 1, 1)


def export(weeks: int = 100, fades_in: int | None = 50, names: tuple[str, str] = ("Liang", "Su"), seed: int = 3) -> str:
    """A WhatsApp export: talk every day, a goodnight on most evenings that becomes rare from a week on."""
    chance = np.random.default_rng(seed)
    lines = []
    for day in range(7 * weeks):
        when = START + timedelta(days=day)
        rate = 0.9 if fades_in is None or day < 7 * fades_in else 0.12
        lines.append(f"{when:%d/%m/%Y}, 12:{day % 60:02d} - {names[day % 2]}: lunch was fine, number {day}")
        lines.append(f"{when:%d/%m/%Y}, 18:30 - {names[(day + 1) % 2]}: the train is late again ({day})")
        if chance.random() < rate:
            lines.append(f"{when:%d/%m/%Y}, 23:{day % 60:02d} - {names[day % 2]}: good night, sleep well")
    return "\n".join(lines) + "\n"


def rate(middle: float, half: float = 0.08) -> Finding:
    return Finding(middle, max(0.0, middle - half), min(1.0, middle + half), 0.8, 200, "beta")


def began(day: float, half: float = 20.0, p_abrupt: float = 0.2) -> Finding:
    return Finding(day, day - half, day + half, 0.8, 600, "ramp", {"p_abrupt": p_abrupt})


def chat(days: int = 700) -> Chat:
    at = [
        int((START + timedelta(days=day, hours=hour) - _EPOCH).total_seconds())
        for day in range(days)
        for hour in (12, 23)
    ]
    n = len(at)
    return Chat(
        title="",
        people=("Liang", "Su"),
        at=np.array(at, dtype=np.int64),
        author=np.arange(n, dtype=np.int32) % 2,
        kind=np.full(n, Kind.TEXT, dtype=np.int8),
        text=Texts.of([f"line {i}" for i in range(n)]),
        seconds=False,
    )


def ritual(
    name: str = "good_night", status: str = "faded", origin: str = "known", days: int = 700, quote: str = "night, moon"
) -> Ritual:
    """A ritual with a verdict of the given status."""
    verdicts = {
        "faded": Retrospect("faded", rate(0.88), rate(0.1), began(330.0), 0.98, days),
        "fading": Retrospect("fading", rate(0.8), rate(0.45), began(400.0), 0.93, days),
        "growing": Retrospect("growing", rate(0.2), rate(0.7), began(250.0, p_abrupt=0.9), 0.97, days),
        "steady": Retrospect("steady", rate(0.8), rate(0.78), None, 0.9, days),
        "too early": TooEarly(30, 60, {"rate": 0.5}),
    }
    one = chat(days)
    when = calendar(one, talk(one, (0, 1)))
    assert when is not None
    half = np.arange(1, days, 2, dtype=np.intp)
    line = Line(START + timedelta(days=600, hours=23, minutes=5), quote, Kind.TEXT)
    return Ritual(name, origin, ritual_days(one, half, when), verdicts[status], (line,))


def look(*rituals: Ritual, notes: tuple[str, ...] = (), unread: int = 0, stopped: int | None = None) -> LookBack:
    one = chat()
    reading = Reading(
        "whatsapp", (one,), "dmy", "24h", notes=notes, unread_lines=unread, unread_samples=("??",) * bool(unread)
    )
    when = calendar(one, talk(one, (0, 1)))
    return LookBack(reading, one, len(one), 0, when, tuple(rituals), me="Su", partner="Liang", stopped=stopped)
