"""What mkdocs does for our pages beyond Markdown: the app's colours, every measured page in the menu, tables taken from them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ROOT / "docs" / "measured"
TOKENS = ROOT / "src" / "toward" / "web" / "static" / "web"
BORROWED = ("tokens.css", "charts.css", "icon.svg")
MARK = re.compile(r'<!-- measured: ([\w.-]+) "([^"]+)" -->')


def on_config(config: Any) -> Any:
    """Put every measured page into the menu, under its own heading."""
    pages = [{_title(path): f"measured/{path.name}"} for path in sorted(MEASURED.glob("*.md"))]
    config.nav.insert(-2, {"Measured": pages})
    return config


def on_files(files: Any, config: Any) -> Any:
    """Borrow colours, sizes and the mark from the app, so that they are written once."""
    from mkdocs.structure.files import File  # noqa: PLC0415 (the tests need the rest without mkdocs)

    for name in BORROWED:
        files.append(File.generated(config, name, abs_src_path=str(TOKENS / name)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in the tables that a page takes from a measured one."""
    return MARK.sub(lambda found: table(MEASURED / found[1], found[2]), markdown)


def table(page: Path, heading: str) -> str:
    """The first table under a heading of a measured page.

    Raises:
        LookupError: there is no such heading, or no table under it.
    """
    _, _, below = page.read_text(encoding="utf-8").partition(f"## {heading}\n")
    rows = re.search(r"(?m)(^\|.*\n?)+", below.partition("\n## ")[0])
    if rows is None:
        raise LookupError(f"{page.name} has no table under “{heading}”")
    return rows[0]


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
