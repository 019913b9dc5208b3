"""All phrases of all languages in two automata, and where they are met in a shadow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from toward.lookback.cues.characters import WORD, table
from toward.lookback.cues.phrases import LANGUAGES, WORDED, Group, phrase_lists
from toward.lookback.cues.shadow import Shadow, normalised

ANY = len(WORDED)  # ritual number of phrases that cancel any ritual
_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for phrases, or for hits; see `phrases.Group`.

    Args:
        rows: in this order, ritual (number in `WORDED`, or ANY), cancels (-1 for cues), where, words, first hour, hour
            after the last, language (number in `LANGUAGES`) and home, int64[8, n].
    """

    rows: _Ints

    def of(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Facts:
        """Some of the columns."""
        return Facts(self.rows[:, which])

    @property
    def ritual(self) -> _Ints:
        """Number in `WORDED`, or ANY."""
        return self._column(0)

    @property
    def cancels(self) -> _Ints:
        """OVERLAPS, BEFORE or AFTER; -1 for cues."""
        return self._column(1)

    @property
    def where(self) -> _Ints:
        """Place in the message."""
        return self._column(2)

    @property
    def words(self) -> _Ints:
        """Most words that the message may have."""
        return self._column(3)

    @property
    def hours(self) -> tuple[_Ints, _Ints]:
        """First hour, and the hour after the last."""
        return self._column(4), self._column(5)

    @property
    def language(self) -> _Ints:
        """Number in `LANGUAGES`."""
        return self._column(6)

    @property
    def home(self) -> NDArray[np.bool_]:
        """Whether the chat must speak the language."""
        home: NDArray[np.bool_] = self._column(7) > 0
        return home

    def _column(self, number: int) -> _Ints:
        column: _Ints = self.rows[number]
        return column


@dataclass(frozen=True, slots=True)
class Hits:
    """Phrases met in a shadow, without the spaces around them, once per group that holds the phrase.

    Args:
        start: position of the first character, int64[hits].
        end: position after the last character, int64[hits].
        message: number of the message in the shadow, int64[hits].
        facts: what holds for each.
    """

    start: _Ints
    end: _Ints
    message: _Ints
    facts: Facts

    def of(self, which: NDArray[np.bool_]) -> Hits:
        """Some of the hits."""
        return Hits(self.start[which], self.end[which], self.message[which], self.facts.of(which))

    def moved(self, old: Shadow, new: Shadow, messages: NDArray[np.intp]) -> Hits:
        """The same hits in `old.part(messages)`; every hit must lie in one of the messages."""
        message = np.searchsorted(messages, self.message)
        by = new.walls[message] - old.walls[self.message]
        return Hits(self.start + by, self.end + by, message, self.facts)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases ready for looking up.

    Args:
        automaton: finds normalised phrases with the spaces around them; its values number the phrases.
        inner: positions of a phrase's own first character and of its end, counted from the last character looked up,
            int64[phrases, 2].
        first: number of the first meaning of each phrase, and the count of all at the end, int64[phrases + 1].
        facts: what holds for each meaning.
    """

    automaton: ahocorasick.Automaton
    inner: _Ints
    first: _Ints
    facts: Facts

    def met(self, copy: Shadow) -> Hits:
        """Every phrase in the copy."""
        pairs = np.fromiter(chain.from_iterable(self.automaton.iter(copy.text)), dtype=np.int64).reshape(-1, 2)
        last, phrase = pairs[:, 0], pairs[:, 1]
        meanings = self.first[phrase + 1] - self.first[phrase]
        hit = np.repeat(np.arange(len(phrase)), meanings)
        nth = np.arange(len(hit)) - np.repeat(np.cumsum(meanings) - meanings, meanings)
        start, end = (last[hit] + self.inner[phrase[hit], side] for side in (0, 1))
        message = np.searchsorted(copy.walls, start) - 1
        return Hits(start, end, message, self.facts.of(self.first[phrase[hit]] + nth))


@cache
def cues() -> Lexicon:
    """The phrases that enact a ritual."""
    return _lexicon([group for one in phrase_lists() for group in one.groups if group.cancels is None])


@cache
def false_friends() -> Lexicon:
    """The phrases that cancel a hit."""
    return _lexicon([group for one in phrase_lists() for group in one.groups if group.cancels is not None])


def _lexicon(groups: Sequence[Group]) -> Lexicon:
    meanings: dict[str, list[int]] = {}
    numbers = chain.from_iterable([number] * len(group.phrases) for number, group in enumerate(groups))
    for phrase, number in zip(normalised([p for group in groups for p in group.phrases]), numbers, strict=True):
        meanings.setdefault(phrase, []).append(number)
    margins = _margins(meanings)
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for i, (phrase, (before, after)) in enumerate(zip(meanings, margins, strict=True)):
        automaton.add_word(before + phrase + after, i)
    automaton.make_automaton()
    inner = [
        (1 - len(after) - len(phrase), 1 - len(after)) for phrase, (_, after) in zip(meanings, margins, strict=True)
    ]
    first = np.cumsum([0, *map(len, meanings.values())])
    group_of = np.array(list(chain.from_iterable(meanings.values())), dtype=np.intp)
    return Lexicon(automaton, np.array(inner, dtype=np.int64), first, _facts(groups).of(group_of))


def _margins(phrases: Iterable[str]) -> list[tuple[str, str]]:
    """A space before and after, wherever a phrase begins or ends with a word of a script that has spaces."""
    space = [" " if kind == WORD else "" for kind in table().kind.tolist()]
    return [(space[ord(phrase[0])], space[ord(phrase[-1])]) for phrase in phrases]


def _facts(groups: Sequence[Group]) -> Facts:
    return Facts(np.array([_row(group) for group in groups], dtype=np.int64).T)


def _row(group: Group) -> tuple[int, ...]:
    ritual = WORDED.index(group.ritual) if group.ritual else ANY
    cancels = -1 if group.cancels is None else group.cancels
    return ritual, cancels, group.where, group.words, *group.hours, LANGUAGES.index(group.language), group.home
