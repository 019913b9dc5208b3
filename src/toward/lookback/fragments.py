"""Words that longer messages begin or end with, where talk opens or closes: "so, my bear, …", "… sleep tight 🌙🐻".

They are taken from the openers and closers themselves and then looked for in every message, byte by byte.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from toward.lookback.edges import Places
from toward.lookback.lines import TAIL, UNSPACED, Lines, as_bytes
from toward.lookback.messages import Chat
from toward.lookback.spellings import Said

SAMPLE = 2_000  # openers, and as many closers, that are read for candidates
MOST = 60  # candidates at each end, the commonest
READ = 160  # characters of a message's beginning, or end
WORDS = (1, 2, 3)
SIGNS = (2, 3, 4, 5, 6)  # characters, where words are not written apart
_DRAWN = re.compile(r"[^\w\s\u0000-\u2100\u3000-\u303f\uff00-\uffef]+$")


def fragments(chat: Chat, lines: Lines, where: Places, least: int) -> Said:
    """Beginnings of openers and endings of closers, with every one of the lines that begins or ends so."""
    found: list[NDArray[np.intp]] = []
    spellings = []
    for place, parts, match in ((where.first, beginnings, lines.begin_with), (where.last, endings, lines.end_with)):
        for times in _common(chat, lines.rows[place[lines.rows] == 0], parts, least):
            ways = {as_bytes(part): part for part, _ in times}.values()
            found.append(np.unique(np.concatenate([match(part) for part in ways])))
            spellings.append(times)
    which = np.repeat(np.arange(len(found)), [len(each) for each in found])
    return Said(np.concatenate([*found, np.empty(0, dtype=np.intp)]), which, spellings)


def _common(
    chat: Chat, rows: NDArray[np.intp], parts: Callable[[str], Iterator[str]], least: int
) -> list[list[tuple[str, int]]]:
    """The parts that most of the openers, or closers, have in common, each with its spellings."""
    step = max(1, -(-len(rows) // SAMPLE))
    times: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows[::step]:
        for part in parts(chat.text[int(row)]):
            times[part.lower()][part] += 1
    common = sorted(times.items(), key=lambda pair: (-pair[1].total(), pair[0]))[:MOST]
    return [each.most_common() for _, each in common if each.total() * step >= least]


def beginnings(text: str) -> Iterator[str]:
    """What a message might be said to begin with.

    >>> list(beginnings("So, my bear, what now"))
    ['So', 'So, my', 'So, my bear']
    """
    words = text[:READ].split(maxsplit=len(WORDS))
    if words and UNSPACED.match(words[0]):
        yield from dict.fromkeys(words[0][:n] for n in SIGNS)
        return
    for n in WORDS[: len(words)]:
        part = " ".join(words[:n]).rstrip(TAIL)
        if len(part) > 1 and text.startswith(part):
            yield part


def endings(text: str) -> Iterator[str]:
    """What a message might be said to end with.

    >>> list(endings("off to bed, sleep tight🌙🐻"))
    ['🌙🐻', 'tight🌙🐻', 'sleep tight🌙🐻', 'bed, sleep tight🌙🐻']
    """
    text = text[-READ:].rstrip(TAIL)
    words = text.rsplit(maxsplit=len(WORDS))
    drawn = _DRAWN.search(text)
    if drawn:
        yield drawn.group()
    if words and UNSPACED.match(words[-1][-1]):
        yield from dict.fromkeys(words[-1][-n:] for n in SIGNS)
        return
    for n in WORDS[: len(words)]:
        part = " ".join(words[-n:])
        if len(part) > 1 and text.endswith(part) and not (drawn and part == drawn.group()):
            yield part
