"""Which words and emoji are the two's own ritual? What opens or closes our talk, or comes once a day, far above chance.

No word of any language is known here. Words that recur are counted whatever their spelling; a habit is what stands
where conversations begin or end, keeps to its hour or weekday, or comes once a day more evenly than chance would have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.lookback import chance, rhythm
from toward.lookback.chance import Floats, Mask
from toward.lookback.days import day_numbers
from toward.lookback.edges import Places, places
from toward.lookback.fragments import fragments
from toward.lookback.lines import Ints, Lines
from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind
from toward.lookback.spellings import LONGEST, Said, named, recurring, same

MOST = 12  # habits; each one that is judged makes every claim of the report dearer
CHANCE = 0.01  # P(anything is discovered) where all words fall as they may
ALIKE = 0.5  # of the rarer one's messages in the other: two spellings of one habit
STEM = 2  # letters that are never held
NEARLY_ALL = 0.8  # of a habit's messages hold the longer words: those are its name


@dataclass(frozen=True, slots=True)
class Own:
    """A habit of the two's own.

    Args:
        name: their commonest spelling, at most 40 characters in one line.
        rows: messages in which it was said, ascending.
    """

    name: str
    rows: NDArray[np.intp]


def discover(chat: Chat, taken: NDArray[np.bool_]) -> Sequence[Own]:
    """Find the pair's own openers, closers and daily words.

    Args:
        chat: one conversation.
        taken: rows already counted, or to be left out, bool[n]; they still shape where conversations begin and end.

    Returns:
        At most `MOST` habits, those of the most days first; no message belongs to two.
    """
    spoken = (chat.kind == Kind.TEXT) & (chat.author >= 0) & (chat.at != UNKNOWN_TIME)
    free = spoken & ~taken & (chat.text.end > chat.text.start)
    if not free.any():
        return ()
    lines = Lines.of(chat.text, np.flatnonzero(free))
    habits = _merged(chat, _candidates(chat, spoken, free, lines))
    largest = sorted(habits, key=lambda own: -_days(chat, own.rows))[:MOST]
    return tuple(_with_rare_spellings(largest, lines))


def _candidates(chat: Chat, spoken: Mask, free: Mask, lines: Lines) -> list[Own]:
    """Words far above chance, the surest first."""
    where, among = places(chat), np.flatnonzero(spoken)
    whole, parts = recurring(chat, free, rhythm.DAYS), fragments(chat, lines, where, rhythm.DAYS)
    tests = _tests(chat, whole, where, spoken)
    ends = chance.opens_or_closes(parts, where, among)
    bound = np.log(CHANCE / max(len(tests) * len(whole) + len(ends) * len(parts), 1))
    touched = np.unique(day_numbers(chat.at[among]))
    sure = [*_sure(chat, whole, tests, bound, touched), *_sure(chat, parts, ends, bound, touched)]
    return [own for _, own in sorted(sure, key=lambda pair: (pair[0], -len(pair[1].name), pair[1].name))]


def _tests(chat: Chat, whole: Said, where: Places, spoken: Mask) -> list[Floats]:
    """Log chance of each test of whole messages; those of time count only for what is nearly daily, or weekly."""
    among, days = np.flatnonzero(spoken), day_numbers(chat.at[whole.rows])
    hours, weekday = chance.keeps_to_its_time(chat, whole, among)
    return [
        *chance.opens_or_closes(whole, where, among),
        *chance.comes_once_a_day(chat, whole, spoken),
        np.where(rhythm.daily(whole, days, np.unique(day_numbers(chat.at[among]))), hours, 0.0),
        np.where(rhythm.weekly(whole, days), weekday, 0.0),
    ]


def _sure(chat: Chat, said: Said, tests: Sequence[Floats], bound: float, touched: Ints) -> Iterator[tuple[float, Own]]:
    """Words that are a habit, each with the log of its chance."""
    log_chance = np.min(tests, axis=0)
    habits = rhythm.habitual(said, day_numbers(chat.at[said.rows]), touched) & (log_chance <= bound)
    for words in np.flatnonzero(habits):
        name = named(said.spellings[int(words)], chat.people)
        if name is not None:
            yield float(log_chance[words]), Own(name, said.rows[said.which == words])


def _days(chat: Chat, rows: NDArray[np.intp]) -> int:
    return len(np.unique(day_numbers(chat.at[rows])))


def _merged(chat: Chat, found: Sequence[Own]) -> Iterator[Own]:
    """Spellings of one habit put together, each message given to one habit only."""
    owner, names = np.full(len(chat), -1, dtype=np.int16), list[str]()
    for own in found:
        free, (nearest, shared) = own.rows[owner[own.rows] < 0], _nearest(own, owner, names)
        if shared >= ALIKE and _names_better(own, names[nearest], shared, int((owner == nearest).sum())):
            names[nearest] = own.name
        if shared >= NEARLY_ALL:
            owner[free] = nearest
        elif shared < ALIKE and _days(chat, free) >= rhythm.DAYS:
            owner[free] = len(names)
            names.append(own.name)
    for i, name in enumerate(names):
        yield Own(name, np.flatnonzero(owner == i))


def _nearest(own: Own, owner: NDArray[np.int16], names: Sequence[str]) -> tuple[int, float]:
    """The habit that holds most of these messages, and its share of them; all, where the name is the same."""
    if own.name in names:
        return names.index(own.name), 1.0
    theirs = owner[own.rows]
    common = np.bincount(theirs[theirs >= 0], minlength=1)
    return int(common.argmax()), float(common.max() / len(own.rows))


def _names_better(own: Own, name: str, shared: float, size: int) -> bool:
    """Whether longer words stand in nearly all messages of a habit of that size."""
    return len(own.name) > len(name) and shared * len(own.rows) >= NEARLY_ALL * size


def _with_rare_spellings(habits: Sequence[Own], lines: Lines) -> Iterator[Own]:
    """Add short messages that say the same in a way never typed twice: "niteee niteeeee 🌙🌙"."""
    given = np.concatenate([np.empty(0, dtype=np.intp), *(own.rows for own in habits)])
    short = lines.text.end - lines.text.start <= LONGEST
    for own in habits:
        words, alike = same(own.name), lines.open_with(own.name[:STEM])
        others = np.setdiff1d(alike[short[alike]], given)
        rare = np.array([row for row in others if words and same(lines.text[int(row)]) == words], dtype=np.intp)
        given = np.union1d(given, rare)
        yield Own(own.name, np.union1d(own.rows, rare))
