"""The phrase lists of all languages, read once and made ready for looking up.

The form of the lists is told in `README.md` beside them; a list that strays from it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from toward.lookback.cues import RITUALS
from toward.lookback.cues.shadow import normalised

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "es", "fr", "de", "pt", "ja")
WORDED = RITUALS[:-1]  # calls are rows of their own kind, not words
ANYWHERE, WHOLE, FIRST, LAST, OPENS, CLOSES, CLAUSE = range(7)
PLACES = {"whole": WHOLE, "first": FIRST, "last": LAST, "opens": OPENS, "closes": CLOSES, "clause": CLAUSE}
OVERLAPS, BEFORE, AFTER = range(3)  # how a `not` phrase lies to the hit that it cancels
_FILE = {"sources", "common", "quoting", *WORDED}
_CUE = {"say", "where", "words", "hours", "home"}
_PIECE = re.compile(r"[^()|]+|[()|]")
_NO_LIMIT = 10_000
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


class BadPhrases(ValueError):
    """A phrase list does not have the form that `README.md` tells."""


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that hold under the same conditions.

    Args:
        ritual: id of the ritual, or "" for `quoting` phrases, which cancel any.
        language: code of the list.
        phrases: as written in the list, alternatives written out.
        cancels: None for cues; OVERLAPS, BEFORE or AFTER for false friends.
        where: the place in the message.
        words: words that the whole message may have at most.
        hours: first hour and the hour after the last, on the wall clock; (0, 24) for the whole day.
        home: whether they count only where the chat speaks this language.
    """

    ritual: str
    language: str
    phrases: tuple[str, ...]
    cancels: int | None = None
    where: int = ANYWHERE
    words: int = _NO_LIMIT
    hours: tuple[int, int] = (0, 24)
    home: bool = False


@dataclass(frozen=True, slots=True)
class PhraseList:
    """One language.

    Args:
        language: its code.
        sources: where the forms come from.
        common: frequent words that tell whether a chat speaks the language, normalised.
        groups: cues and false friends.
    """

    language: str
    sources: tuple[str, ...]
    common: frozenset[str]
    groups: tuple[Group, ...]


@cache
def phrase_lists() -> tuple[PhraseList, ...]:
    """All lists, in the order of `LANGUAGES`."""
    return tuple(read_list(code, _raw(code)) for code in LANGUAGES)


def read_list(language: str, raw: Mapping[str, Any]) -> PhraseList:
    """A list from its parsed YAML.

    Raises:
        BadPhrases: an unknown or missing key, or a value that cannot be read.
    """
    if set(raw) != _FILE:
        raise BadPhrases(f"{language}: unknown or missing keys {sorted(set(raw) ^ _FILE)}")
    if not raw["sources"] or not all(isinstance(each, str) for each in raw["sources"]):
        raise BadPhrases(f"{language}: sources are sentences")
    groups = [*_cancelling("", language, raw["quoting"])]
    for ritual in WORDED:
        groups += [group for entry in raw[ritual] for group in _groups(ritual, language, entry)]
    return PhraseList(language, tuple(raw["sources"]), frozenset(normalised(written_out(raw["common"]))), tuple(groups))


def written_out(text: str) -> list[str]:
    """Phrases of a comma-separated text, each (a|b) written out as one phrase per alternative, in order.

    Raises:
        BadPhrases: parentheses that do not match, or an ellipsis inside a phrase.

    >>> written_out("good (night|nite), gn")
    ['good night', 'good nite', 'gn']
    """
    patterns = [re.sub(r"\| ", "|", " ".join(pattern.split())) for pattern in text.split(",")]
    patterns += [other for pattern in patterns if (other := pattern.translate(_UMLAUTS)) != pattern]
    out = [each.strip(" ") for pattern in patterns for each in _alternatives(pattern)]
    bad = [each for each in out if "…" in each[1:-1]]
    if bad:
        raise BadPhrases(f"cannot read {bad[0]!r}")
    return [each for each in dict.fromkeys(out) if each]


def _alternatives(pattern: str) -> list[str]:
    pieces = iter(_PIECE.findall(pattern))
    out = _choices(pieces)
    if next(pieces, None) is not None or pattern.count("(") != pattern.count(")"):
        raise BadPhrases(f"cannot read {pattern!r}")
    return out


def _choices(pieces: Iterator[str]) -> list[str]:
    """Alternatives up to the parenthesis that closes them."""
    done: list[str] = []
    row = [""]
    for piece in pieces:
        if piece == ")":
            break
        if piece == "|":
            done, row = done + row, [""]
        else:
            rights = _choices(pieces) if piece == "(" else [piece]
            row = [left + right for left in row for right in rights]
    return done + row


def _groups(ritual: str, language: str, entry: Mapping[str, Any]) -> Iterator[Group]:
    if set(entry) == {"not"}:
        yield from _cancelling(ritual, language, entry["not"])
        return
    if "say" not in entry or not set(entry) <= _CUE:
        raise BadPhrases(f"{language} {ritual}: unknown or missing keys in {sorted(entry)}")
    try:
        place = PLACES[entry["where"]] if "where" in entry else ANYWHERE
        hours = _hours(entry.get("hours", "0-24"))
        words, home = int(entry.get("words", _NO_LIMIT)), bool(entry.get("home", False))
    except (KeyError, ValueError) as error:
        raise BadPhrases(f"{language} {ritual}: {error}") from error
    yield Group(ritual, language, tuple(written_out(entry["say"])), None, place, words, hours, home)


def _hours(text: str) -> tuple[int, int]:
    first, last = (int(part) for part in text.split("-"))
    if not (0 <= first < 24 and 0 < last <= 24):
        raise ValueError(f"hours {text}")
    return first, last


def _cancelling(ritual: str, language: str, text: str) -> Iterator[Group]:
    """False friends; "said …" stands before the hit that it cancels, "… out" after it."""
    phrases = written_out(text)
    before = tuple(each.removesuffix("…").strip() for each in phrases if each.endswith("…"))
    after = tuple(each.removeprefix("…").strip() for each in phrases if each.startswith("…"))
    over = tuple(each for each in phrases if "…" not in each)
    for cancels, these in ((OVERLAPS, over), (BEFORE, before), (AFTER, after)):
        if these:
            yield Group(ritual, language, these, cancels, home=cancels != OVERLAPS)


def _raw(language: str) -> Mapping[str, Any]:
    text = (files(__package__) / f"{language}.yaml").read_text(encoding="utf-8")
    raw: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return raw
