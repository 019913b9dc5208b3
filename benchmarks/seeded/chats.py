"""From days to messages: who wrote what at which minute, and which ritual each line really is.

For every true line there is a false friend somewhere in the same chat. A day lasts from 04:00 to 04:00, so that a
goodnight at half past midnight belongs to the evening before.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.seeded.couples import Couple, Days, lived
from benchmarks.seeded.phrases import Language, Phrase
from benchmarks.seeded.spelling import PLAIN, filler, mistakable, typed

DAY = 86_400
_HOUR = 3_600.0
_NOTHING: frozenset[str] = frozenset()
_TALK = Phrase("")
_HOURS = {
    "good_morning": (5.8, 10.2),
    "good_night": (20.8, 25.9),
    "how_was_your_day": (15.5, 21.0),
    "on_my_way": (7.5, 20.5),
    "calls": (17.5, 23.0),
}
_ANSWERED = {"good_morning": 0.5, "good_night": 0.6, "i_love_you": 0.4}


@dataclass(frozen=True, slots=True)
class Line:
    """One message with its truth.

    Args:
        at: wall time in seconds since 1970-01-01T00:00.
        who: 0 or 1.
        text: what is written; of media and calls the app's words are chosen by the export.
        kind: `text`, `media` or `call`.
        says: rituals that it enacts (ids, or the pair's own words).
        phrase: the phrase it was made from.
        way: how it was spelt.
        near: whether it is a false friend.
    """

    at: int
    who: int
    text: str
    kind: str = "text"
    says: frozenset[str] = _NOTHING
    phrase: Phrase = _TALK
    way: str = ""
    near: bool = False

    @property
    def unsure(self) -> frozenset[str]:
        """Rituals for which this line is left out of every count."""
        return self.phrase.unsure


@dataclass(frozen=True, slots=True)
class Written:
    """A whole made-up chat.

    Args:
        couple: who writes.
        days: what happened, int8[habits, days].
        lines: every message in order of time.
    """

    couple: Couple
    days: Days
    lines: tuple[Line, ...]


def written(rng: np.random.Generator, pair: Couple) -> Written:
    """Let a couple live and write."""
    days = lived(rng, pair)
    chance = random.Random(int(rng.integers(2**62)))
    midnight = (pair.first - date(1970, 1, 1)).days * DAY
    lines: list[Line] = []
    spans: list[tuple[int, int]] = []
    for day in np.flatnonzero(days[0] >= 0):
        today = _day(chance, pair, days[:, day].tolist())
        lines += [_moved(line, midnight + int(day) * DAY) for line in today]
        spans.append((midnight + int(day) * DAY + today[0].at, midnight + int(day) * DAY + today[-1].at))
    lines += false_friends(chance, pair.language, lines, spans)
    return Written(pair, days, tuple(sorted(lines, key=lambda line: line.at)))


def _moved(line: Line, by: int) -> Line:
    return Line(line.at + by, line.who, line.text, line.kind, line.says, line.phrase, line.way, line.near)


def _day(chance: random.Random, pair: Couple, kept: Sequence[int]) -> list[Line]:
    """One day's lines in order of time, seconds since its midnight."""
    names = {habit.name for habit, yes in zip(pair.habits, kept, strict=True) if yes == 1}
    lines = _talk(chance, pair)
    for habit in pair.habits:
        if habit.place == "known" and habit.name in names:
            lines += _kept(chance, pair.language, habit.name, names)
    lines += [_inside(chance, habit.name) for habit in pair.habits if habit.place == "inside" and habit.name in names]
    lines.sort(key=lambda line: line.at)
    for habit in pair.habits:
        if habit.name in names and habit.place == "opener":
            at = max(lines[0].at - chance.randint(60, 900), int(4.2 * _HOUR))
            lines.insert(0, _own(chance, habit.name, min(at, lines[0].at)))
        if habit.name in names and habit.place == "closer":
            at = min(lines[-1].at + chance.randint(30, 600), int(27.9 * _HOUR))
            lines.append(_own(chance, habit.name, max(at, lines[-1].at)))
    return lines


def _talk(chance: random.Random, pair: Couple) -> list[Line]:
    """Talk about nothing in one to three sittings, each message a minute or two after the last."""
    left = 1 + int(chance.expovariate(1 / max(pair.talk - 1, 1e-9))) if pair.talk > 1 else 1
    lines: list[Line] = []
    while left > 0:
        sitting = min(left, chance.randint(2, 14))
        left -= sitting
        at = min(max(chance.gauss(chance.choice((8.3, 12.6, 18.4, 21.2)), 1.1), 6.0), 25.0) * _HOUR
        who = chance.randrange(2)
        for _ in range(sitting):
            lines.append(_remark(chance, pair.language, int(at), who))
            at = min(at + chance.expovariate(1 / 80.0), 27.5 * _HOUR)
            who = who if chance.random() < 0.4 else 1 - who
    return lines


def _remark(chance: random.Random, of: Language, at: int, who: int) -> Line:
    dice = chance.random()
    if dice < 0.04:
        return Line(at, who, "", "media")
    text = filler(chance, of)
    if dice < 0.09:
        text = f"{text}\n{filler(chance, of)}"
    elif dice < 0.19:
        text = f"{text} {chance.choice(PLAIN)}"
    return Line(at, who, text)


def _kept(chance: random.Random, of: Language, ritual: str, today: set[str]) -> list[Line]:
    """The line or lines that enact a ritual today; others that the phrase enacts must be due today too."""
    first, last = _HOURS.get(ritual, (8.0, 23.5))
    at, who = int(chance.uniform(first, last) * _HOUR), chance.randrange(2)
    if ritual == "calls":
        return [_call(chance, of, at, who)]
    fits = [phrase for phrase in of.true[ritual] if phrase.says <= today and ritual in phrase.says]
    lines = [said(chance, of, chance.choice(fits), at, who)]
    if chance.random() < _ANSWERED.get(ritual, 0.1):
        lines.append(said(chance, of, chance.choice(fits), at + chance.randint(20, 400), 1 - who))
    return lines


def _call(chance: random.Random, of: Language, at: int, who: int) -> Line:
    text = chance.choice(of.calls).replace("{n}", str(chance.randint(2, 50)))
    return Line(at, who, text, "call", frozenset({"calls"}))


def said(chance: random.Random, of: Language, phrase: Phrase, at: int, who: int) -> Line:
    """A true phrase as typed."""
    text, way = typed(chance, phrase, of)
    return Line(at, who, text, "text", phrase.says, phrase, way)


def _own(chance: random.Random, words: str, at: int) -> Line:
    text = chance.choices(
        (words, words.capitalize(), f"{words} {chance.choice(PLAIN)}", f"{words}!"), (70, 10, 10, 10)
    )[0]
    return Line(at, chance.randrange(2), text, "text", frozenset({words}), _TALK, "own")


def _inside(chance: random.Random, words: str) -> Line:
    at = int(chance.uniform(8.0, 23.0) * _HOUR)
    return _own(chance, words, at)


def false_friends(
    chance: random.Random, of: Language, lines: Sequence[Line], spans: Sequence[tuple[int, int]]
) -> list[Line]:
    """As many false friends of each ritual as there are true lines, somewhere inside the days in touch."""
    made: list[Line] = []
    for ritual, phrases in of.near.items():
        for _ in range(sum(ritual in line.says for line in lines)):
            first, last = spans[chance.randrange(len(spans))]
            phrase = chance.choice(phrases)
            text, way = mistakable(chance, phrase)
            made.append(
                Line(chance.randint(first, last), chance.randrange(2), text, "text", _NOTHING, phrase, way, True)
            )
    return made


def sheet(rng: np.random.Generator, of: Language, start: date = date(2022, 3, 1)) -> tuple[Line, ...]:
    """Every phrase of a language once exactly as listed and twice as typed, true and false by turns, a few a day.

    Rows stand at an hour that suits the ritual; each is followed by a remark, so that none is always the first or last.
    """
    chance = random.Random(int(rng.integers(2**62)))
    rows: list[Line] = []
    for ritual in of.near:
        true, near = list(of.true.get(ritual, ())), list(of.near[ritual])
        rows += [said(chance, of, phrase, 0, i % 2) for i, phrase in enumerate(true * 2)]
        rows += [Line(0, 0, phrase.text, "text", phrase.says, phrase, "plain") for phrase in true]
        rows += [Line(0, 1, phrase.text, "text", _NOTHING, phrase, "plain", True) for phrase in near]
    chance.shuffle(rows)
    midnight = (start - date(1970, 1, 1)).days * DAY
    lines: list[Line] = []
    for i, row in enumerate(rows):
        first, last = _HOURS.get(row.phrase.ritual, (8.0, 23.5))
        at = midnight + i // 4 * DAY + int(chance.uniform(first, last) * _HOUR)
        lines += [_remark(chance, of, at - 130, 0), _moved(row, at), _remark(chance, of, at + 130, 1)]
    return tuple(sorted(lines, key=lambda line: line.at))
