"""Which short messages are the same words: typed alike, stretched, in capitals, with a smile at the end.

No language is known here: what counts as the same is decided by letters and signs alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.lookback.lines import UNSPACED, Ints, fingerprints
from toward.lookback.messages import Chat

LONGEST = 96  # bytes of a message that can be somebody's own formula as a whole
LONGEST_NAME = 40  # characters
_HELD = re.compile(r"([^\W\d_])\1+")
_AGAIN = re.compile(r"(.+?)\1+", re.DOTALL)
_LOOKS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_ASCII = re.compile(r"[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Said:
    """Words that recur, whichever way they were spelt.

    Args:
        rows: message of each occurrence; no message twice for the same words, intp[m].
        which: index of its words, int64[m].
        spellings: originals with their counts, for each of the words.
    """

    rows: NDArray[np.intp]
    which: Ints
    spellings: Sequence[Sequence[tuple[str, int]]]

    def __len__(self) -> int:
        return len(self.spellings)


def same(text: str) -> str:
    """What all spellings of a short message share; "" where nothing is said.

    >>> same("Nite niteee 🌙"), same("nite nite!"), same("🌙🌙 😂"), same("...")
    ('nite nite', 'nite nite', '🌙', '')
    """
    words = _EDGES.sub("", text)
    if words:
        return " ".join(_HELD.sub(r"\1", words.casefold()).split())
    signs = _LOOKS.sub("", text).split()
    drawn = [drawing for drawing in (_ASCII.sub("", sign) for sign in signs) if drawing and drawing[0] > "\u2100"]
    typed = [sign for sign in signs if len(set(sign)) > 1]
    return _AGAIN.sub(r"\1", (drawn or typed or [""])[0])


def shown(text: str) -> str:
    """A text as it can stand in quotes: in one line, without invisible marks.

    >>> shown("nite\\nnite\u200e ")
    'nite nite'
    """
    seen = "".join(c if c.isprintable() or c == "\u200d" else " " if c.isspace() else "" for c in text)
    return " ".join(seen.split())


_TRAILING = "!.,:;~… ！。，、：；～"  # says nothing at the end of a name


def named(spellings: Iterable[tuple[str, int]], people: Iterable[str]) -> str | None:
    """The commonest spelling that can be shown, without anybody's name at its ends; None where none can.

    >>> named([("nite nite!", 3), ("nite nite", 2), ("Nite nite, Su", 4)], ["Su"])
    'nite nite'
    """
    called = _called(people)
    at_ends = re.compile(rf"^(?:{called.pattern})[\s,]*|[\s,]*(?:{called.pattern})[\s!.,~]*$", re.IGNORECASE)
    times: Counter[str] = Counter()
    for text, n in spellings:
        plain = shown(text)
        times[at_ends.sub("", plain).rstrip(_TRAILING) or plain] += n
    fit = {text: n for text, n in times.items() if 0 < len(text) <= LONGEST_NAME}
    nameless = [text for text in fit if not called.search(text)]
    return max(nameless or fit, key=lambda text: (fit[text], text), default=None)


def _called(people: Iterable[str]) -> re.Pattern[str]:
    """What anybody is called, as words of their own; scripts without spaces have no such bounds."""
    names = [part for name in people for part in name.split() if len(part) > 1]
    each = [re.escape(name) if UNSPACED.match(name) else rf"(?<!\w){re.escape(name)}(?!\w)" for name in names]
    return re.compile("|".join(each) or "(?!)", re.IGNORECASE)


def recurring(chat: Chat, may: NDArray[np.bool_], least: int) -> Said:
    """Whole short messages among bool[n] `may` that were said at least so many times, all spellings together."""
    length = chat.text.end - chat.text.start
    rows = np.flatnonzero(may & (length > 0) & (length <= LONGEST))
    _, first, which, times = np.unique(
        fingerprints(chat.text, rows), return_index=True, return_inverse=True, return_counts=True
    )
    words: dict[str, list[int]] = defaultdict(list)
    for i in np.flatnonzero(times > 1):
        words[same(chat.text[int(rows[first[i]])])].append(int(i))
    kept = [group for key, group in words.items() if key and times[group].sum() >= least]
    of = np.full(len(times), -1, dtype=np.int64)
    for number, group in enumerate(kept):
        of[group] = number
    spellings = [[(chat.text[int(rows[first[i]])], int(times[i])) for i in group] for group in kept]
    inside = of[which] >= 0
    return Said(rows[inside], of[which][inside], spellings)
