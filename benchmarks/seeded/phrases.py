"""What two people say in a language: phrases of each ritual, their false friends, and the talk between them.

A phrase file has sections that begin with "@". `@true R` lists ways to enact ritual R, `@near R` false friends of it.
After " ~ ", "+R" says that the phrase enacts R too, "?R" that it may be counted as R or not. Every second phrase of a
list is held out: it counts, but no report names it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SPOKEN = (
    "good_morning",
    "good_night",
    "i_love_you",
    "how_was_your_day",
    "on_my_way",
    "thank_you",
    "sorry",
    "pet_names",
)
RITUALS = (*SPOKEN, "calls")
WITH_CUES = ("en", "zh-Hans", "zh-Hant", "es", "fr", "de", "pt", "ja")
WITHOUT_CUES = ("fi",)
UNSPACED = ("zh-Hans", "zh-Hant", "ja")
_FOLDER = Path(__file__).parent / "phrases"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say something.

    Args:
        text: as written in the list.
        ritual: the ritual it was written for, as true phrase or as false friend; "" in mere talk.
        says: rituals that it enacts; none for a false friend.
        unsure: rituals that it may be counted as or not.
        held: whether it belongs to the half that no report names.
    """

    text: str
    ritual: str = ""
    says: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    held: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that a made-up couple of one language needs.

    Args:
        code: `en`, `zh-Hans` …
        names: pairs of names.
        true: phrases by ritual; empty where the language has none of its own lists.
        near: false friends by ritual.
        own: the pair's own inventions by place: `opener`, `closer`, `inside`.
        filler: sentences with {slots}.
        slots: words for the slots.
        chatter: the shortest answers.
        media: how Android and how iOS name a picture that was left out.
        encrypted: the app's first line.
        calls: call lines, {n} is minutes.
    """

    code: str
    names: tuple[tuple[str, str], ...]
    true: dict[str, tuple[Phrase, ...]]
    near: dict[str, tuple[Phrase, ...]]
    own: dict[str, tuple[str, ...]]
    filler: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]
    chatter: tuple[str, ...]
    media: tuple[str, str]
    encrypted: str
    calls: tuple[str, ...]

    @property
    def spaced(self) -> bool:
        """Whether words are written apart."""
        return self.code not in UNSPACED


@cache
def language(code: str) -> Language:
    """Read one language's phrases.

    >>> language("en").true["good_night"][0].text
    'good night'
    """
    parts = _sections((_FOLDER / f"{code}.txt").read_text(encoding="utf-8"))
    android, ios = parts["media"][0].split("|")
    return Language(
        code=code,
        names=tuple(_pair(line) for line in parts["names"]),
        true={ritual: _phrases(parts, "true", ritual) for ritual in SPOKEN if f"true {ritual}" in parts},
        near={ritual: _phrases(parts, "near", ritual) for ritual in RITUALS if f"near {ritual}" in parts},
        own={place: tuple(parts[f"own {place}"]) for place in ("opener", "closer", "inside")},
        filler=tuple(parts["filler"]),
        slots={key[5:]: tuple(lines[0].split("|")) for key, lines in parts.items() if key.startswith("slot ")},
        chatter=tuple(parts["chatter"]),
        media=(android, ios),
        encrypted=parts["encrypted"][0],
        calls=tuple(parts["call"][0].split("|")),
    )


def _pair(line: str) -> tuple[str, str]:
    first, second = line.split("|")
    return first, second


def _sections(text: str) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = defaultdict(list)
    section = ""
    for line in text.splitlines():
        if line.startswith("@"):
            section = line[1:].strip()
        elif section and line.strip():
            parts[section].append(line.strip())
    return dict(parts)


def _phrases(parts: dict[str, list[str]], kind: str, ritual: str) -> tuple[Phrase, ...]:
    return tuple(_phrase(line, kind, ritual, i % 2 == 1) for i, line in enumerate(parts[f"{kind} {ritual}"]))


def _phrase(line: str, kind: str, ritual: str, held: bool) -> Phrase:
    text, _, marks = line.partition(" ~ ")
    unsure = frozenset(mark[1:] for mark in marks.split() if mark.startswith("?"))
    says = {mark[1:] for mark in marks.split() if mark.startswith("+")} | ({ritual} if kind == "true" else set())
    return Phrase(text, ritual, frozenset(says) - unsure, unsure, held)
