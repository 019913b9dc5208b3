"""The evidence register: every statement about research that the product makes, with its grade and its source.

A page may say what a study found only through `claim(ID)`; the build fails on any other way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

GRADES = ("strong", "moderate", "weak", "contested", "folklore")
STROKES = {"strong": 4, "moderate": 3, "weak": 2, "contested": 1, "folklore": 0}


class UnknownClaimError(LookupError):
    """There is no row of this id in the register."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the register.

    Args:
        id: stable name, as `S46-goodnight`.
        section: the part of the register it stands in.
        grade: one of `GRADES`.
        english: the statement in English.
        chinese: the statement in Simplified Chinese.
        source: where it was shown.
        year: of the newest source, or None.
        sample: who was asked, in a few words.
        critique: what speaks against it.
    """

    id: str
    section: str
    grade: str
    english: str
    chinese: str
    source: str
    year: int | None
    sample: str
    critique: str

    def statement(self, language: str) -> str:
        """The statement in the language of a tag (`en`, `zh-Hans`)."""
        return self.chinese if language.startswith("zh") else self.english

    @property
    def strokes(self) -> int:
        """Full strokes of four that its grade is drawn with."""
        return STROKES[self.grade]


def grade_words(gettext: Callable[[str], str]) -> dict[str, str]:
    """Each grade as a word of the reader's language.

    Args:
        gettext: looks words up in that language.
    """
    return {
        "strong": gettext("strong"),
        "moderate": gettext("moderate"),
        "weak": gettext("weak"),
        "contested": gettext("contested"),
        "folklore": gettext("folklore"),
    }


def content_folder() -> Path:
    """Where texts and evidence lie: inside the installed package, or at the root of a checkout."""
    installed = Path(str(files("toward"))) / "content"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "content"


@cache
def register() -> Mapping[str, Claim]:
    """All rows by id, in the register's order."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (content_folder() / "evidence.yaml").open(encoding="utf-8") as file:
        raw = yaml.load(file, Loader=loader)
    return MappingProxyType({row["id"]: _claim(row) for row in raw["entries"]})


def _claim(row: dict[str, Any]) -> Claim:
    return Claim(
        id=row["id"],
        section=row["section"],
        grade=row["grade"],
        english=row["statement_en"],
        chinese=row["statement_zh"],
        source=row["source"],
        year=row.get("year"),
        sample=str(row.get("n") or ""),
        critique=str(row.get("critique") or ""),
    )


def claim(name: str) -> Claim:
    """One row.

    Raises:
        UnknownClaimError: there is none of this id.
    """
    try:
        return register()[name]
    except KeyError:
        raise UnknownClaimError(name) from None
