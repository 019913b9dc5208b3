"""Where a chat says one of the known small rituals: goodnight, thanks, on my way.

All languages are looked up in every chat, since couples mix them; words that mean something else elsewhere count only
where the chat speaks their language. Of a message longer than 1,200 bytes only the first 800 and the last 400 are
looked at: a ritual is short, and stands at an end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from toward.lookback.cues.phrases import (
    AFTER,
    BEFORE,
    CLAUSE,
    CLOSES,
    FIRST,
    LANGUAGES,
    LAST,
    OPENS,
    OVERLAPS,
    WHOLE,
    WORDED,
    Group,
    phrase_lists,
)
from toward.lookback.cues.shadow import COMMA, HAN, PLAIN, QUOTE, STOP, WORD, Shadow, kind_of, normalised, shadow
from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind

_BLOCK = 100_000  # messages at a time, so that a million of them need no more memory
_SAMPLE = 3_000  # messages that tell the languages of a chat
_SPOKEN = 0.02  # share of words that are a language's common ones, where it is spoken
_FEW = 50  # words; fewer tell no language
_ANY = len(WORDED)  # ritual number of phrases that cancel any ritual

Rows = NDArray[np.intp]
_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """All phrases in one automaton; its values are rows of `first`, which give the meanings of a phrase.

    Args:
        automaton: finds normalised phrases with the spaces around them.
        first: number of the first meaning of each phrase, and the count of all at the end, int64[phrases + 1].
        margin: 1 where a phrase is looked up with a space before, and after, int64[phrases, 2].
        length: characters looked up, int64[phrases].
        group: group of each meaning, int64[meanings].
        facts: per group, see `_facts`, int64[groups, 8].
    """

    automaton: ahocorasick.Automaton
    first: _Ints
    margin: _Ints
    length: _Ints
    group: _Ints
    facts: _Ints


@dataclass(frozen=True, slots=True)
class _Hits:
    """Phrases met in a block of messages: span in the shadow, group facts (one row each) and message."""

    start: _Ints
    end: _Ints
    facts: _Ints
    message: _Ints

    def where(self, which: NDArray[np.bool_]) -> _Hits:
        return _Hits(self.start[which], self.end[which], self.facts[which], self.message[which])


_RITUAL, _CANCELS, _WHERE, _WORDS, _FROM, _TO, _HOME, _LANGUAGE = range(8)
_IS_CUE = -1


def find(chat: Chat) -> dict[str, Rows]:
    """Rows of each ritual, ascending, by id; rituals that never occur are absent.

    Looks at text messages only, and for `calls` at call rows. The time is linear in the messages.
    """
    rows = np.flatnonzero(chat.kind == Kind.TEXT)
    spoken = _languages(chat, rows)
    blocks = [_in_block(chat, rows[i : i + _BLOCK], spoken) for i in range(0, len(rows), _BLOCK)]
    found = {name: np.concatenate([block[i] for block in blocks]) for i, name in enumerate(WORDED) if blocks}
    found["calls"] = np.flatnonzero(chat.kind == Kind.CALL)
    return {name: lines for name, lines in found.items() if len(lines)}


def _in_block(chat: Chat, rows: Rows, spoken: NDArray[np.bool_]) -> list[Rows]:
    """Rows of each worded ritual among some rows."""
    copy = shadow(chat.text.take(rows))
    hits = _met(copy)
    hits = hits.where((hits.facts[:, _HOME] == 0) | spoken[hits.facts[:, _LANGUAGE]])
    is_cue = hits.facts[:, _CANCELS] == _IS_CUE
    cues = hits.where(is_cue)
    cues = cues.where(_in_place(copy, cues) & _in_time(chat.at[rows], cues) & ~_quoted(copy, cues))
    cues = cues.where(~_cancelled(copy, cues, hits.where(~is_cue)))
    return [rows[np.unique(cues.message[cues.facts[:, _RITUAL] == ritual])] for ritual in range(len(WORDED))]


def _met(copy: Shadow) -> _Hits:
    """Every phrase in the copy, once per meaning."""
    lexicon = _lexicon()
    pairs = np.fromiter(chain.from_iterable(lexicon.automaton.iter(copy.text)), dtype=np.int64).reshape(-1, 2)
    last, phrase = pairs[:, 0], pairs[:, 1]
    start = last + 1 - lexicon.length[phrase] + lexicon.margin[phrase, 0]
    end = last + 1 - lexicon.margin[phrase, 1]
    meanings = lexicon.first[phrase + 1] - lexicon.first[phrase]
    which = np.repeat(np.arange(len(phrase)), meanings)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(meanings) - meanings, meanings)
    groups = lexicon.group[lexicon.first[phrase[which]] + nth]
    message = np.searchsorted(copy.walls, start[which]) - 1
    return _Hits(start[which], end[which], lexicon.facts[groups], message)


def _in_place(copy: Shadow, hits: _Hits) -> NDArray[np.bool_]:
    """Whether each hit stands where its group wants it, in a message that is short enough."""
    head, tail = copy.walls[hits.message], copy.walls[hits.message + 1]
    begun = copy.half_words
    first = begun[head] == begun[hits.start]
    last = begun[tail] == begun[hits.end]
    opens = first | (copy.gap[hits.start - 1] > PLAIN)
    closes = last | (copy.gap[hits.end] > PLAIN)
    short = begun[tail] - begun[head] <= 2 * hits.facts[:, _WORDS]
    fits = {WHOLE: first & last, FIRST: first, LAST: last, OPENS: opens, CLOSES: closes, CLAUSE: opens & closes}
    where = hits.facts[:, _WHERE]
    return short & np.logical_and.reduce([(where != place) | ok for place, ok in fits.items()])


def _in_time(at: _Ints, hits: _Hits) -> NDArray[np.bool_]:
    """Whether each hit was written in the hours that its group wants; 20–4 goes past midnight."""
    time = at[hits.message]
    hour = time // 3600 % 24
    since, until = hits.facts[:, _FROM], hits.facts[:, _TO]
    inside = np.where(since < until, (hour >= since) & (hour < until), (hour >= since) | (hour < until))
    return (until - since == 24) | (inside & (time != UNKNOWN_TIME))


def _quoted(copy: Shadow, hits: _Hits) -> NDArray[np.bool_]:
    """Whether a hit stands in quotation marks amid other words: then it is told, not done."""
    marked = (copy.gap[hits.start - 1] & QUOTE > 0) & (copy.gap[hits.end] & QUOTE > 0)
    begun = copy.half_words
    of_message = begun[copy.walls[hits.message + 1]] - begun[copy.walls[hits.message]]
    return marked & (of_message > begun[hits.end] - begun[hits.start])


def _cancelled(copy: Shadow, cues: _Hits, friends: _Hits) -> NDArray[np.bool_]:
    """Whether a false friend of the same ritual overlaps a hit, or stands right before or after it.

    Hits that share characters stand and fall together: "almost home" falls with the "home" in it.
    """
    out = np.zeros(len(cues.start), dtype=np.bool_)
    before, after = _beside(copy, friends)
    cancels = friends.facts[:, _CANCELS]
    for ritual in np.unique(cues.facts[:, _RITUAL]):
        mine = np.flatnonzero(cues.facts[:, _RITUAL] == ritual)
        theirs = np.isin(friends.facts[:, _RITUAL], (ritual, _ANY))
        start, end = _merged(cues.start[mine], cues.end[mine])
        over = theirs & (cancels == OVERLAPS)
        out[mine] = (
            _overlap(start, end, friends.start[over], friends.end[over])
            | np.isin(start, after[theirs & (cancels == BEFORE)])
            | np.isin(end, before[theirs & (cancels == AFTER)])
        )
    return out


def _beside(copy: Shadow, friends: _Hits) -> tuple[_Ints, _Ints]:
    """Where a hit right before each false friend would end, and where one right after it would start.

    Nothing lies across the end of a sentence, and only quoting words lie across a comma.
    """
    barrier = np.where(friends.facts[:, _RITUAL] == _ANY, STOP, STOP | COMMA)
    left, right = copy.gap[friends.start - 1], copy.gap[friends.end]
    before = np.where(left & barrier > 0, -1, friends.start - (left > 0))
    after = np.where(right & barrier > 0, -1, friends.end + (right > 0))
    return before, after


def _merged(start: _Ints, end: _Ints) -> tuple[_Ints, _Ints]:
    """For each span, the start and end of all that hangs together with it by shared characters."""
    order = np.argsort(start, kind="stable")
    furthest = np.maximum.accumulate(end[order])
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = start[order][1:] >= furthest[:-1]
    cluster = np.cumsum(new) - 1
    lasts = np.append(np.flatnonzero(new)[1:], len(order)) - 1
    first, last = np.empty_like(start), np.empty_like(end)
    first[order], last[order] = start[order][new][cluster], furthest[lasts][cluster]
    return first, last


def _overlap(start: _Ints, end: _Ints, their_start: _Ints, their_end: _Ints) -> NDArray[np.bool_]:
    """Whether each span shares a character with any of the others."""
    order = np.argsort(their_start, kind="stable")
    furthest = np.concatenate([[-1], np.maximum.accumulate(their_end[order])])
    begun = np.searchsorted(their_start[order], end)
    return furthest[begun] > start


def _languages(chat: Chat, rows: Rows) -> NDArray[np.bool_]:
    """Whether the chat speaks each language, bool[languages]; all of them while too little was said to tell."""
    copy = shadow(chat.text.take(rows[:: max(1, len(rows) // _SAMPLE)]))
    words = Counter({each: n for each, n in Counter(copy.text.split()).items() if kind_of(each[0]) == WORD})
    characters = Counter({each: n for each, n in Counter(copy.text).items() if kind_of(each) == HAN})
    return np.array([_speaks(one.common, words, characters) for one in phrase_lists()], dtype=np.bool_)


def _speaks(common: frozenset[str], words: Counter[str], characters: Counter[str]) -> bool:
    among = characters if all(len(word) == 1 for word in common) else words
    of = among.total()
    return of < _FEW or sum(among[word] for word in common) >= _SPOKEN * of


@cache
def _lexicon() -> _Lexicon:
    groups = [group for one in phrase_lists() for group in one.groups]
    numbers = np.repeat(np.arange(len(groups)), [len(group.phrases) for group in groups])
    meanings: dict[str, list[int]] = {}
    for phrase, number in zip(normalised([p for group in groups for p in group.phrases]), numbers.tolist(), strict=True):
        meanings.setdefault(phrase, []).append(number)
    margin = np.array([_margins(phrase) for phrase in meanings], dtype=np.int64)
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for i, (phrase, (before, after)) in enumerate(zip(meanings, margin.tolist(), strict=True)):
        automaton.add_word(" " * before + phrase + " " * after, i)
    automaton.make_automaton()
    first = np.cumsum([0, *map(len, meanings.values())])
    length = np.array([len(phrase) for phrase in meanings]) + margin.sum(axis=1)
    group_of = np.array(list(chain.from_iterable(meanings.values())), dtype=np.int64)
    return _Lexicon(automaton, first, margin, length, group_of, _facts(groups))


def _margins(phrase: str) -> tuple[int, int]:
    """Whether a phrase begins, and ends, with a letter of a script that puts spaces between words."""
    return int(kind_of(phrase[0]) == WORD), int(kind_of(phrase[-1]) == WORD)


def _facts(groups: Sequence[Group]) -> _Ints:
    rows = [
        (
            WORDED.index(group.ritual) if group.ritual else _ANY,
            _IS_CUE if group.cancels is None else group.cancels,
            group.where,
            group.words,
            *group.hours,
            group.home,
            LANGUAGES.index(group.language),
        )
        for group in groups
    ]
    return np.array(rows, dtype=np.int64)
