"""Canaries: words that nobody has ever written, each typed once, so that wherever one turns up it says where it was typed."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, field

LETTERS, SIGNS = 20, 12
CHINESE = range(0x4E00, 0x9FA5)
RARE = "𠮷"  # outside the first 65,536 signs: two halves in UTF-16 and in JSON
EVERY_CHINESE = 4  # one canary in four


@dataclass(frozen=True, slots=True)
class Canary:
    """One word that must stay where it belongs.

    Args:
        word: what was typed, or the bytes of a secret that the server made.
        typed: into what.
        readers: who may see it on their pages and in their exports.
        clear: whether it stands in the clear by design.
    """

    word: str | bytes
    typed: str
    readers: frozenset[str]
    clear: bool = False


@dataclass
class Cage:
    """All canaries of one hunt, made from a seed."""

    chance: random.Random
    canaries: dict[str | bytes, Canary] = field(default_factory=dict)

    def new(self, typed: str, *readers: str, clear: bool = False) -> str:
        """A word that is new to the world; every fourth one is Chinese, with a rare sign in it."""
        if len(self.canaries) % EVERY_CHINESE == EVERY_CHINESE - 1:
            word = RARE + "".join(chr(self.chance.choice(CHINESE)) for _ in range(SIGNS - 1))
        else:
            word = "".join(self.chance.choice(string.ascii_lowercase) for _ in range(LETTERS))
        return self.adopt(word, typed, *readers, clear=clear)

    def adopt(self, word, typed: str, *readers: str, clear: bool = False):
        """Take in something that is secret already: a line of a kit, a cookie, a code."""
        self.canaries.setdefault(word, Canary(word, typed, frozenset(readers), clear))
        return word
