"""Keeps the Chinese words beside the English ones: gathers what the code says, compiles it, and finds what is missing.

`python tools/messages.py extract | compile | check`. English is the source; a catalogue holds the same sentences in one
more language, in the order in which the code says them. Reading and writing catalogues is Babel's work.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "_": None}
CALL = re.compile(r"\b(?:n?gettext|_)\(")  # most files say nothing to people and need no parsing
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)\w")
LONE_PERCENT = re.compile(r"(?<!%)%(?![%(])")  # templates fill in by %, so there it is written twice
WIDTH = 120
HEADER = [
    ("Project-Id-Version", "Toward"),
    ("Language", LOCALE),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=1; plural=0;"),
]
SAME = {  # sentences that are the same in Chinese, and why
    "{low}–{high}": "two numbers and a dash",
    "“{phrase}”": "the words of the two, in marks that both languages use",
}


class Words(Catalog):
    """A catalogue whose header knows nothing of clocks, tools and people, so that equal words make equal files."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header, always the same."""
        return HEADER


def catalogue_path(root: Path) -> Path:
    """Where the translation lies; the compiled one lies beside it."""
    return root / "src" / "toward" / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def spoken(root: Path) -> Words:
    """Every sentence that the code and the templates say, in the order of the files."""
    words = Words(LOCALE, header_comment="", fuzzy=False)
    for path in sources(root):
        text = path.read_bytes()
        if not CALL.search(text.decode("utf-8")):
            continue
        method: Any = "python" if path.suffix == ".py" else babel_extract
        options = {"encoding": "utf-8"}
        for _, said, _, _ in extract(method, BytesIO(text), KEYWORDS, (), options, strip_comment_tags=True):
            words.add(said, locations=[(path.relative_to(root).as_posix(), 0)])
    return words


def sources(root: Path) -> list[Path]:
    """Files with words: programs and templates, no tests."""
    inside = root / "src" / "toward"
    found = (path for kind in ("*.py", "*.html") for path in inside.rglob(kind))
    return sorted(path for path in found if "tests" not in path.parts)


def translated(root: Path) -> Catalog:
    """The catalogue as it lies in the repository; an empty one where there is none."""
    path = catalogue_path(root)
    if not path.exists():
        return Words(LOCALE, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def gathered(root: Path) -> Words:
    """What the code says now, each with the translation it has; what nobody says any more is left out."""
    words, known = spoken(root), translated(root)
    for message in _messages(words):
        if old := known.get(message.id):
            message.string, message.flags = old.string, old.flags
    return words


def written(words: Catalog) -> bytes:
    """The catalogue as text: files named once a sentence, no lines, no dates."""
    out = BytesIO()
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in HEADER)
    out.write(f'msgid ""\nmsgstr ""\n{head}\n'.encode())
    write_po(out, words, width=WIDTH, omit_header=True, include_lineno=False)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it; the same words give the same bytes."""
    words, out = Words(LOCALE, fuzzy=False), BytesIO()
    for message in _messages(catalogue):
        words[message.id] = Message(message.id, message.string, flags=message.flags)
    write_mo(out, words)
    return out.getvalue()


def breaches(root: Path) -> Iterator[str]:
    """What stands between the code and a complete translation, a sentence each."""
    words, known = spoken(root), translated(root)
    said = {message.id for message in _messages(words)}
    for message in _messages(words):
        yield from (f"“{_name(message)}” {fault}." for fault in _faults(message, known.get(message.id)))
    gone = {_name(old) for old in (*_messages(known), *known.obsolete.values()) if old.id not in said}
    yield from (f"“{name}” is translated, but nobody says it (make words)." for name in sorted(gone))
    file = catalogue_path(root).with_suffix(".mo")
    if not file.exists() or file.read_bytes() != compiled(known):
        yield f"{file.relative_to(root).as_posix()} was compiled from other words (make words)."


def _faults(english: Message, chinese: Message | None) -> Iterator[str]:
    """What is wrong with one translation."""
    words = strings(chinese)
    if chinese is None or not all(words):
        yield "has no Chinese words"
        return
    if chinese.fuzzy:
        yield "has Chinese words that nobody has confirmed (fuzzy)"
    originals = forms(english)
    expected = set(PLACEHOLDER.findall(originals[-1]))  # a plural says its number, a singular may not
    for text in words:
        if set(PLACEHOLDER.findall(text)) != expected:
            yield f"has other placeholders in Chinese: “{text}”"
        if text in originals and text not in SAME:
            yield "is the same in Chinese, and no reason is given for it"
    if any(str(place).endswith(".html") for place, _ in english.locations):
        yield from (
            f"has a lone % in a template: “{text}”" for text in (*originals, *words) if LONE_PERCENT.search(text)
        )


def forms(message: Message) -> tuple[str, ...]:
    """The English words of a sentence: one form, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message | None) -> tuple[str, ...]:
    """The words of a translation, one for each plural form; none where there is no translation at all."""
    if message is None:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _messages(catalogue: Catalog) -> list[Message]:
    """All messages but the header."""
    return [message for message in catalogue if message.id]


def _name(message: Message) -> str:
    return forms(message)[-1]


def _extract(root: Path) -> int:
    path = catalogue_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(gathered(root)))
    return 0


def _compile(root: Path) -> int:
    catalogue_path(root).with_suffix(".mo").write_bytes(compiled(translated(root)))
    return 0


def _check(root: Path) -> int:
    found = list(breaches(root))
    print("\n".join(found) if found else f"{len(_messages(translated(root)))} sentences, all in both languages.")
    return 1 if found else 0


def main() -> int:
    """Run one verb; returns the exit code."""
    verbs = {"extract": _extract, "compile": _compile, "check": _check}
    parser = argparse.ArgumentParser(description="The Chinese words of the product.", allow_abbrev=False)
    parser.add_argument("verb", choices=verbs)
    return verbs[parser.parse_args().verb](ROOT)


if __name__ == "__main__":
    sys.exit(main())
