"""The words that two phones compare, from `content/words.yaml`: the same number is the same thing in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

COUNT = 256


def of(numbers: Iterable[int], language: str) -> tuple[str, ...]:
    """The words of some numbers in a language (`en`, `zh-hans`).

    >>> of((0, 1), "en")
    ('apple', 'banana')
    """
    chinese = language.startswith("zh")
    rows = [_rows()[number] for number in numbers]
    return tuple(row[1] if chinese else row[0] for row in rows)


def said(numbers: Iterable[int]) -> tuple[str, ...]:
    """How the Chinese words of some numbers are said, for who reads them aloud."""
    return tuple(_rows()[number][2] for number in numbers)


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    installed = Path(str(files("toward"))) / "content"
    folder = installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "content"
    rows = yaml.safe_load((folder / "words.yaml").read_text(encoding="utf-8"))
    return tuple((str(english), str(chinese), str(aloud)) for english, chinese, aloud in rows)
