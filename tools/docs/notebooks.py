"""What mkdocs does for notebooks: each is run, and becomes a page with what its cells showed. A cell that raises ends the build."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import cells
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

UNDER = "What it notices"  # the heading of the menu
FOLDER = "notebooks"
UNSEEN = "remove-cell"  # Jupyter's own word for a cell that runs and is not shown
LINK = re.compile(r"\]\(([\w./-]+)\.ipynb\)")

Cell = dict[str, Any]


def on_config(config: Any) -> Any:
    """Put every notebook into the menu."""
    (group,) = [each[UNDER] for each in config.nav if isinstance(each, dict) and UNDER in each]
    group += [{_title(path): _address(path)} for path in _notebooks(config)]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Run every notebook, and let what comes out be a page.

    Raises:
        PluginError: a cell raised; the build ends with a sentence that names it.
    """
    for path in _notebooks(config):
        try:
            text = as_page(_cells(path), cells.shown(path))
        except cells.CellRaised as problem:
            raise PluginError(str(problem)) from problem
        files.append(File.generated(config, _address(path), content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let a link to a notebook, which is a file for whoever reads the sources, lead to its page; its own page offers the file."""
    return markdown if page.file.src_uri.startswith(FOLDER) else LINK.sub(r"](\1.md)", markdown)


def as_page(notebook: list[Cell], shown: list[list[cells.Output]]) -> str:
    """A notebook as Markdown: words, what each cell showed, and below it the code, folded."""
    outputs = iter(shown)
    parts = []
    for cell in notebook:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        elif cell["cell_type"] == "code":
            parts += _of_code(source, next(outputs), cell["metadata"].get("tags", ()))
    return "\n\n".join(parts) + "\n"


def _of_code(source: str, outputs: list[cells.Output], tags: list[str]) -> Iterator[str]:
    if UNSEEN in tags:
        return
    yield from map(_output, outputs)
    title, code = _titled(re.sub(r"\n{3,}", "\n\n", source))  # two blank lines are much on a page
    yield (
        f'<details class="code"><summary>{escape(title)}</summary>'
        f'<pre tabindex="0"><code>{escape(code, quote=False)}</code></pre></details>'
    )


def _titled(source: str) -> tuple[str, str]:
    """What a cell does, which its first comment says, and the rest of it."""
    first, _, rest = source.partition("\n")
    return (f"Code: {first.removeprefix('# ')}", rest) if first.startswith("# ") else ("Code", source)


def _output(output: cells.Output) -> str:
    if output["output_type"] == "stream":
        return f'<pre class="said">{escape(output["text"].strip(), quote=False)}</pre>'
    data = output["data"]
    drawn = data.get("text/html") or data.get("image/svg+xml")
    return f'<div class="shown">{drawn}</div>' if drawn else f"<pre>{escape(data['text/plain'], quote=False)}</pre>"


def _notebooks(config: Any) -> list[Path]:
    return sorted((Path(config.docs_dir) / FOLDER).glob("*.ipynb"))


def _address(path: Path) -> str:
    return f"{FOLDER}/{path.stem}.md"


def _cells(path: Path) -> list[Cell]:
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def _title(path: Path) -> str:
    return "".join(_cells(path)[0]["source"]).partition("\n")[0].removeprefix("# ")
