"""Every text field there is, read from the templates themselves: a new one that no canary goes through is noticed."""

from __future__ import annotations

import re
from pathlib import Path

from toward.store.tests.rooms import FIELDS
from toward.web.tests.canary.browser import TEXT
from toward.web.tests.canary.pages import NAMES

PACKAGE = Path(__file__).resolve().parents[3]
CONTROL = re.compile(r"<(input|textarea)\b([^>]*?)/?>", re.S)
CALL = re.compile(r"\bfields\.(\w+)\((.*?)\) *\}\}", re.S)
PART = re.compile(r'\{% (?:import|from|include) "([^"]+)"')
MACROS = "people/_fields.html"
# What the macros of that file draw: the name is fixed, or an argument (its place, its name, what it is without).
DRAWN = {"handle": "handle", "card": "card", "password": "password", "line": None}
SILENT = {"wrong", "about", "said"}  # these draw no control
NEVER_SENT = {("safety/leaving.html", "way-out")}  # it has no name: a script keeps it in the browser, no form sends it


def text_fields() -> set[tuple[str, str]]:
    """Template and name of every text field or file of the product, and of the rooms for tests.

    Raises:
        AssertionError: there is a macro or a field without a name that this file does not know.
    """
    found = {(name, field) for name in NAMES for field in FIELDS}
    every = templates()
    for name, text in every.items():
        found |= {(name, field) for field in _own(name, text)} if not _is_part(name) else set()
        found |= {(name, field) for part in PART.findall(text) if part != MACROS for field in _own(part, every[part])}
        found |= {(name, _drawn(macro, given)) for macro, given in CALL.findall(text) if macro not in SILENT}
    return found


def _is_part(name: str) -> bool:
    """Whether a template is a part of others; its fields are those of each page that imports it."""
    return name.rpartition("/")[2].startswith("_")


def templates() -> dict[str, str]:
    """Every template of the product by its name."""
    folders = [path for path in PACKAGE.glob("**/templates") if path.is_dir() and "tests" not in path.parts]
    files = {path.relative_to(folder).as_posix(): path for folder in folders for path in folder.rglob("*.html")}
    assert set(re.findall(r"macro (\w+)\(", files[MACROS].read_text(encoding="utf-8"))) == DRAWN.keys() | SILENT
    return {name: path.read_text(encoding="utf-8") for name, path in files.items()}


def _own(template: str, text: str) -> set[str]:
    """The names of the controls that stand in a template itself."""
    names = set()
    for tag, said in CONTROL.findall(text):
        kind = "textarea" if tag == "textarea" else _attribute(said, "type") or "text"
        if kind in (*TEXT, "file") and (template, _attribute(said, "id")) not in NEVER_SENT:
            name = _attribute(said, "name")
            assert re.fullmatch(r"[\w-]+", name), f"{template} has a text field whose name cannot be told: {said}"
            names.add(name)
    return names


def _attribute(said: str, name: str) -> str:
    found = re.search(rf'(?:^|\s){name}="([^"]*)"', said)
    return found[1] if found else ""


def _drawn(macro: str, given: str) -> str:
    named = re.search(r'\bname="([\w-]+)"', given)
    placed = re.match(r'\s*form\s*,\s*"([\w-]+)"', given)
    name = named or placed if macro in ("line", "password") else None
    found = name[1] if name else DRAWN[macro]
    assert found, f"a field of fields.{macro}({given}) has no name that can be told"
    return found
