"""Where a chat says one of the known small rituals: goodnight, thanks, on my way.

All languages are looked up in every chat, since couples mix them; words that mean something else elsewhere count only
where the chat speaks their language. Of a message longer than 1,200 bytes only the first 800 and the last 400 are
looked at: a ritual is short, and stands at an end.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from toward.lookback.cues.characters import COMMA, HAN, PLAIN, QUOTE, STOP, WORD, table
from toward.lookback.cues.lexicon import ANY, Hits, cues, false_friends
from toward.lookback.cues.phrases import (
    AFTER,
    BEFORE,
    CLAUSE,
    CLOSES,
    FIRST,
    LAST,
    OPENS,
    OVERLAPS,
    WHOLE,
    WORDED,
    phrase_lists,
)
from toward.lookback.cues.shadow import HEAD, TAIL, Shadow, shadow
from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind

_BLOCK = 2_000_000  # bytes at a time, so that a million messages need no more memory than a hundred thousand
_SAMPLE = 3_000  # messages that tell the languages of a chat
_SPOKEN = 0.02  # share of words that are a language's common ones, where it is spoken
_DISTINCT, _EVERY = 5, 10  # different common words heard: five, or one in ten words where fewer were said
_FEW = 50  # words; fewer may tell no language

Rows = NDArray[np.intp]
_Ints = NDArray[np.int64]
_Yes = NDArray[np.bool_]


def find(chat: Chat) -> dict[str, Rows]:
    """Rows of each ritual, ascending, by id; rituals that never occur are absent.

    Looks at text messages only, and for `calls` at call rows. Time and memory are linear in the messages.
    """
    rows = np.flatnonzero(chat.kind == Kind.TEXT)
    spoken = _languages(chat, rows)
    blocks = [_in_block(chat, block, spoken) for block in _blocks(chat, rows)]
    found = {name: np.concatenate([block[i] for block in blocks]) for i, name in enumerate(WORDED)}
    found["calls"] = np.flatnonzero(chat.kind == Kind.CALL)
    return {name: lines for name, lines in found.items() if len(lines)}


def _blocks(chat: Chat, rows: Rows) -> list[Rows]:
    """The rows in pieces of about as many bytes."""
    size = np.minimum(chat.text.end[rows] - chat.text.start[rows], HEAD + TAIL) + 1
    return np.split(rows, np.flatnonzero(np.diff(np.cumsum(size) // _BLOCK)) + 1)


def _in_block(chat: Chat, rows: Rows, spoken: _Yes) -> list[Rows]:
    """Rows of each worded ritual among some rows."""
    copy = shadow(chat.text.take(rows))
    hits = _at_home(cues().met(copy), spoken)
    hits = hits.of(_in_place(copy, hits) & _in_time(chat.at[rows], hits))
    messages = np.unique(hits.message)
    part = copy.part(messages)
    hits = hits.moved(copy, part, messages)
    hits = hits.of(~_cancelled(part, hits, _at_home(false_friends().met(part), spoken)))
    return [rows[messages[np.unique(hits.message[hits.facts.ritual == ritual])]] for ritual in range(len(WORDED))]


def _at_home(hits: Hits, spoken: _Yes) -> Hits:
    return hits.of(~hits.facts.home | spoken[hits.facts.language])


def _in_place(copy: Shadow, hits: Hits) -> _Yes:
    """Whether each hit stands where its group wants it, in a message that is short enough."""
    begun, head, tail = copy.half_words, copy.walls[hits.message], copy.walls[hits.message + 1]
    first, last = begun[head] == begun[hits.start], begun[tail] == begun[hits.end]
    opens = first | (copy.gap[hits.start - 1] > PLAIN)
    closes = last | (copy.gap[hits.end] > PLAIN)
    fits = {WHOLE: first & last, FIRST: first, LAST: last, OPENS: opens, CLOSES: closes, CLAUSE: opens & closes}
    wrong = [(hits.facts.where == place) & ~right for place, right in fits.items()]
    long = begun[tail] - begun[head] > 2 * hits.facts.words
    fit: _Yes = ~np.logical_or.reduce([long, *wrong])
    return fit


def _in_time(at: _Ints, hits: Hits) -> _Yes:
    """Whether each hit was written in the hours that its group wants; 20–4 goes past midnight."""
    time, (since, until) = at[hits.message], hits.facts.hours
    hour = time // 3600 % 24
    inside = np.where(since < until, (hour >= since) & (hour < until), (hour >= since) | (hour < until))
    in_time: _Yes = (until - since == 24) | (inside & (time != UNKNOWN_TIME))
    return in_time


def _cancelled(copy: Shadow, hits: Hits, friends: Hits) -> _Yes:
    """Whether a hit is only quoted, or a false friend of its ritual overlaps it or stands right before or after it.

    Hits that share characters stand and fall together: "almost home" falls with the "home" in it.
    """
    out = np.zeros(len(hits.start), dtype=np.bool_)
    before, after = _beside(copy, friends)
    cancels, of = friends.facts.cancels, friends.facts.ritual
    for ritual in range(len(WORDED)):
        mine = np.flatnonzero(hits.facts.ritual == ritual)
        over, left, right = (((of == ritual) | (of == ANY)) & (cancels == how) for how in (OVERLAPS, BEFORE, AFTER))
        start, end = _merged(hits.start[mine], hits.end[mine])
        out[mine] = _overlap(start, end, friends.start[over], friends.end[over])
        out[mine] |= np.isin(start, after[left]) | np.isin(end, before[right])
        out[mine] |= _quoted(copy, hits.message[mine], start, end)
    return out


def _quoted(copy: Shadow, message: _Ints, start: _Ints, end: _Ints) -> _Yes:
    """Whether spans stand in quotation marks amid other words: then they are told, not done."""
    marked = (copy.gap[start - 1] & QUOTE > 0) & (copy.gap[end] & QUOTE > 0)
    begun = copy.half_words
    of_message = begun[copy.walls[message + 1]] - begun[copy.walls[message]]
    return marked & (of_message > begun[end] - begun[start])


def _beside(copy: Shadow, friends: Hits) -> tuple[_Ints, _Ints]:
    """Where a hit right before each false friend would end, and where one right after it would start.

    Nothing lies across the end of a sentence, and only quoting words lie across a comma.
    """
    barrier = np.where(friends.facts.ritual == ANY, STOP, STOP | COMMA)
    left, right = copy.gap[friends.start - 1], copy.gap[friends.end]
    before = np.where(left & barrier > 0, -1, friends.start - (left > 0))
    after = np.where(right & barrier > 0, -1, friends.end + (right > 0))
    return before, after


def _merged(start: _Ints, end: _Ints) -> tuple[_Ints, _Ints]:
    """For each span, the start and end of all that hangs together with it by shared characters."""
    order = np.argsort(start, kind="stable")
    furthest = np.maximum.accumulate(end[order])
    begins = np.concatenate([np.ones(min(1, len(order)), dtype=np.bool_), start[order][1:] >= furthest[:-1]])
    firsts = np.flatnonzero(begins)
    sizes = np.diff(np.append(firsts, len(order)))
    first, last = np.empty_like(start), np.empty_like(end)
    first[order] = np.repeat(start[order][firsts], sizes)
    last[order] = np.repeat(furthest[firsts + sizes - 1], sizes)
    return first, last


def _overlap(start: _Ints, end: _Ints, their_start: _Ints, their_end: _Ints) -> _Yes:
    """Whether each span shares a character with any of the others."""
    order = np.argsort(their_start, kind="stable")
    furthest = np.concatenate([[-1], np.maximum.accumulate(their_end[order])])
    begun = np.searchsorted(their_start[order], end)
    return furthest[begun] > start


def _languages(chat: Chat, rows: Rows) -> _Yes:
    """Whether the chat speaks each language, bool[languages]; all of them while too little was said to tell."""
    text = shadow(chat.text.take(rows[:: max(1, len(rows) // _SAMPLE)])).text
    kind = table().kind
    words = Counter({each: n for each, n in Counter(text.split()).items() if kind[ord(each[0])] == WORD})
    characters = Counter({each: n for each, n in Counter(text).items() if kind[ord(each)] == HAN})
    spoken = np.array([_speaks(one.common, words, characters) for one in phrase_lists()], dtype=np.bool_)
    few = words.total() < _FEW and characters.total() < _FEW
    return np.ones_like(spoken) if few and not spoken.any() else spoken


def _speaks(common: frozenset[str], words: Counter[str], characters: Counter[str]) -> bool:
    among = characters if all(len(word) == 1 for word in common) else words
    heard = [among[word] for word in common if among[word]]
    enough = len(heard) >= min(_DISTINCT, among.total() / _EVERY) and sum(heard) >= _SPOKEN * among.total()
    return enough and bool(heard)
