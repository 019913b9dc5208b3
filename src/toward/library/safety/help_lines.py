"""Whom to call, by country: numbers that a public page gives, each with its source and the day it was last read.

A host adds, corrects or leaves out lines in a file of the same shape. A wrong file is a sentence, never half a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from toward.library.evidence import content_folder

FILE = "help-lines.yaml"
KINDS = ("emergency", "violence", "crisis", "behaviour")
TELEPHONE = re.compile(r"[+#*]?\d[\d\s-]*")
COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGES = ("en", "zh")
NEAR = ("CN", "HK", "TW", "SG")  # where most who read Chinese are; gb18030 has the rest by sound


class WrongHelpLinesError(ValueError):
    """A file of help lines cannot be used; the message is a sentence for the host."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    en: str
    zh: str

    def said(self, language: str) -> str:
        """The words in the language of a tag (`en`, `zh-Hans`)."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One line that helps.

    Args:
        id: stable name, as `gb-refuge`; a host's line of the same id takes its place.
        country: two capital letters.
        kind: one of `KINDS`.
        name: what it is called.
        source: the page that gives the number, with its year where known.
        checked: the day that page was last read.
        number: as people write it, or "" where there is only an address.
        address: where to look, for what has no number of its own.
        hours: when somebody answers, or None where unknown.
        languages: in which languages, or None where unknown.
        note: one thing to know, or None.
    """

    id: str
    country: str
    kind: str
    name: Words
    source: str
    checked: date
    number: str = ""
    address: str = ""
    hours: Words | None = None
    languages: Words | None = None
    note: Words | None = None

    @property
    def dialled(self) -> str:
        """The number as a phone takes it.

        >>> HelpLine("x", "US", "crisis", Words("a", "b"), "s", date(2026, 1, 1), "1-800 799").dialled
        'tel:1800799'
        """
        return "tel:" + re.sub(r"[\s-]", "", self.number)


@dataclass(frozen=True, slots=True)
class HelpLines:
    """All lines, and the names of their countries."""

    countries: Mapping[str, Words]
    lines: tuple[HelpLine, ...]

    def of(self, country: str) -> tuple[HelpLine, ...]:
        """The lines of one country, the most urgent kind first."""
        return tuple(
            sorted((one for one in self.lines if one.country == country), key=lambda one: KINDS.index(one.kind))
        )

    def by_name(self, language: str) -> tuple[tuple[str, str], ...]:
        """(code, name) of each country that has a line, in the order of a reader's alphabet, the nearest first."""
        known, near = {one.country for one in self.lines}, NEAR if language.startswith("zh") else ()
        named = ((code, words.said(language)) for code, words in self.countries.items() if code in known)
        return tuple(sorted(named, key=lambda pair: (_place(pair[0], near), pair[1].encode("gb18030"))))


def _place(code: str, near: Sequence[str]) -> int:
    return near.index(code) if code in near else len(near)


@cache
def help_lines(of_the_host: Path | None = None) -> HelpLines:
    """The lines that come with the product, as the host's file changes them.

    Args:
        of_the_host: where that file lies, if there is one.

    Raises:
        WrongHelpLinesError: it cannot be used, and why.
    """
    shipped = read(content_folder() / FILE)
    if of_the_host is None or not of_the_host.exists():
        return shipped
    return read(of_the_host, shipped)


def read(path: Path, onto: HelpLines | None = None) -> HelpLines:
    """The lines of one file, laid over others.

    Raises:
        WrongHelpLinesError: the file is not YAML, or a line in it is wrong.
    """
    try:
        return _laid_over(_mapping(path), onto or HelpLines({}, ()))
    except WrongHelpLinesError as problem:
        raise WrongHelpLinesError(f"{path} cannot be used: {problem}") from None


def _mapping(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        raise WrongHelpLinesError(f"it is not readable YAML{where}.") from None
    except ValueError:  # YAML takes 2026-02-30 for a date, and there is none
        raise WrongHelpLinesError("it holds a day that no calendar has.") from None
    if not isinstance(raw, dict) or not set(raw) <= {"countries", "lines", "leave_out"}:
        raise WrongHelpLinesError("it may hold countries, lines and leave_out, and nothing else.")
    return raw


def _laid_over(raw: Mapping[str, Any], below: HelpLines) -> HelpLines:
    countries = {**below.countries, **_countries(raw.get("countries") or {})}
    own = _by_id(_list(raw, "lines"), countries)
    lines = {**{one.id: one for one in below.lines}, **own}
    for name in _list(raw, "leave_out"):
        if lines.pop(name if isinstance(name, str) else "", None) is None:
            raise WrongHelpLinesError(f"leave_out names {name!r}, and there is no line of that id.")
    return HelpLines(countries, tuple(lines.values()))


def _list(raw: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = raw.get(name) or []
    if not isinstance(found, list):
        raise WrongHelpLinesError(f"{name} has to be a list.")
    return found


def _countries(raw: Any) -> dict[str, Words]:
    if not isinstance(raw, dict):
        raise WrongHelpLinesError("countries has to be a table of two-letter codes.")
    for code in raw:
        if not (isinstance(code, str) and COUNTRY.fullmatch(code)):
            raise WrongHelpLinesError(f"{code!r} is no country code; write two capital letters, in quotes.")
    return {code: _words(names, f"the country {code}") for code, names in raw.items()}


def _by_id(rows: Sequence[Any], countries: Mapping[str, Words]) -> dict[str, HelpLine]:
    found: dict[str, HelpLine] = {}
    for place, row in enumerate(rows, start=1):
        name = row.get("id") if isinstance(row, dict) else None
        if not (isinstance(name, str) and name):
            raise WrongHelpLinesError(f"the line at place {place} has no id.")
        if name in found:
            raise WrongHelpLinesError(f"there are two lines of the id {name!r}.")
        found[name] = _line(row, countries)
    return found


def _line(row: Mapping[str, Any], countries: Mapping[str, Words]) -> HelpLine:
    name = row["id"]
    if unknown := sorted(map(str, set(row) - {field.name for field in fields(HelpLine)})):
        raise WrongHelpLinesError(f"the line {name!r} has something that no line has: {', '.join(unknown)}.")
    _check(row, countries)
    said: dict[str, Any] = {
        key: _words(row[key], f"{key} of the line {name!r}") for key in ("hours", "languages", "note") if key in row
    }
    texts = {key: row[key] for key in ("number", "address") if key in row}
    named = _words(row.get("name"), f"name of the line {name!r}")
    return HelpLine(name, row["country"], row["kind"], named, row["source"], row["checked"], **texts, **said)


def _check(row: Mapping[str, Any], countries: Mapping[str, Words]) -> None:
    """What a line must have before anybody may dial it."""
    number, address = row.get("number", ""), row.get("address", "")
    wrong = {
        f"has no country that is listed ({row.get('country')!r})": row.get("country") not in countries,
        f"has the kind {row.get('kind')!r}; it can be {', '.join(KINDS)}": row.get("kind") not in KINDS,
        "has no source": not (isinstance(row.get("source"), str) and row["source"].strip()),
        "has no day on which it was checked (as 2026-11-25)": type(row.get("checked")) is not date,
        f"has the number {number!r}; write it in quotes, with digits, blanks and dashes": not (
            isinstance(number, str) and (not number or TELEPHONE.fullmatch(number))
        ),
        "has neither a number nor an address": not number and not (isinstance(address, str) and address),
    }
    for fault, is_so in wrong.items():
        if is_so:
            raise WrongHelpLinesError(f"the line {row['id']!r} {fault}.")


def _words(raw: Any, of: str) -> Words:
    if (
        not isinstance(raw, dict)
        or set(raw) != set(LANGUAGES)
        or not all(isinstance(text, str) and text.strip() for text in raw.values())
    ):
        raise WrongHelpLinesError(f"{of} has to be said in en and in zh.")
    return Words(raw["en"], raw["zh"])
