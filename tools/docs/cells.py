"""Runs the cells of a notebook from first to last in a fresh Python, and tells what they showed.

`python tools/docs/cells.py NOTEBOOK` prints for each code cell its outputs, in the form in which a notebook keeps them,
as JSON. A cell that raises ends it with a sentence and exit code 1. Cells are plain Python: no magics, nothing to install.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

PATIENCE = 120  # seconds for one notebook
SHOWN_AS = {"_repr_html_": "text/html", "_repr_svg_": "image/svg+xml"}

Output = dict[str, Any]


class CellRaised(Exception):
    """A notebook did not run to its end; the message says which cell, and why."""


def shown(notebook: Path) -> list[list[Output]]:
    """The outputs of each code cell, run in a process of its own beside the notebook.

    Raises:
        CellRaised: a cell raised, or the notebook took longer than two minutes.
    """
    command = [sys.executable, "-B", __file__, str(notebook)]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise CellRaised(f"{notebook.name} took longer than {PATIENCE} seconds.") from None
    if done.returncode:
        raise CellRaised(done.stderr.strip())
    return list(json.loads(done.stdout))


def code(notebook: Path) -> list[str]:
    """The source of each code cell, whether it is kept as one text or as lines."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(notebook: Path) -> list[list[Output]]:
    """Run every code cell here and now, one after the other in the same names.

    Raises:
        CellRaised: a cell raised.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    out = []
    for number, source in enumerate(code(notebook), 1):
        where = f"{notebook.name}, code cell {number}"
        try:
            out.append(_outputs(source, names, where))
        except (Exception, SystemExit) as problem:
            raise CellRaised(_sentence(problem, source, where)) from problem
    return out


def _outputs(source: str, names: dict[str, Any], where: str) -> list[Output]:
    """What a cell printed, then the value of its last expression."""
    tree = ast.parse(source, where)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value = None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, where, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), where, "eval"), names)
    said = [{"output_type": "stream", "name": "stdout", "text": printed.getvalue()}] if printed.getvalue() else []
    return said if value is None else [*said, {"output_type": "execute_result", "data": _data(value)}]


def _data(value: object) -> dict[str, str]:
    """A value in the richest form that it has for a page, else as Python writes it."""
    forms = {kind: getattr(value, name)() for name, kind in SHOWN_AS.items() if hasattr(value, name)}
    return forms or {"text/plain": repr(value)}


def _sentence(problem: BaseException, source: str, where: str) -> str:
    """Which cell raised what, on which of its lines."""
    lines = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == where]
    if isinstance(problem, SyntaxError) and problem.lineno:
        lines.append(problem.lineno)
    at = f", line {lines[-1]} (“{source.splitlines()[lines[-1] - 1].strip()}”)" if lines and lines[-1] else ""
    return f"{where}{at}, raised {type(problem).__name__}: {problem}"


def main(argv: list[str]) -> int:
    """Run one notebook in its own folder; returns the exit code."""
    notebook = Path(argv[0]).resolve()
    os.chdir(notebook.parent)
    sys.path[0] = str(notebook.parent)  # a notebook imports what lies beside it, as it does in Jupyter
    try:
        outputs = run(notebook)
    except CellRaised as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(outputs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
