"""Holds the house to its rules that no other tool knows: sizes, names of rooms, where models live, what locks may name.

`python tools/house.py [ROOT]` prints each breach as a sentence and exits 1 if there is one.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

MOST_LINES = 500
MOST_OF_NEARLY_ALL = 20  # lines of a function, ninety in a hundred
LONGEST_FUNCTION = 60
NO_ROOMS = {"utils", "util", "common", "helpers", "core", "misc"}
MODELS_LIVE_IN = ("store", "people", "notify")
LATE = {"cli.py", "command.py", "serve.py"}  # may import inside functions, so that `toward --help` answers at once
SOURCES = (".py", ".js", ".css", ".html")
ADDRESS = re.compile(r"https?://|index-url|find-links")


def breaches(root: Path) -> Iterator[str]:
    """Every breach of the house rules under a checkout's root."""
    for path in sorted((root / "src").rglob("*")):
        if path.suffix in SOURCES and path.is_file():
            yield from _file(path, path.relative_to(root).as_posix())
    yield from _functions(root)
    for lock in sorted((root / "requirements").glob("*.txt")):
        if ADDRESS.search(lock.read_text(encoding="utf-8")):
            yield f"requirements/{lock.name} names an address; lock without hosts (make lock)."
    yield from _tracked(root)


def _file(path: Path, name: str) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MOST_LINES:
        yield f"{name} has {lines} lines; {MOST_LINES} are the most."
    for room in {*path.parts[-4:-1], path.stem} & NO_ROOMS:
        yield f"{name} lies in a room called {room}; call it what it is."
    if path.suffix == ".py" and "tests" not in path.parts:
        yield from _imports(ast.parse(text), name)


def _imports(tree: ast.Module, name: str) -> Iterator[str]:
    """Models outside their rooms, and imports hidden inside functions."""
    concept = name.split("/")[2]
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and concept not in MODELS_LIVE_IN and _is_model(node):
            yield f"{name} has a Django model; models live in {', '.join(MODELS_LIVE_IN)}."
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and Path(name).name not in LATE:
            yield from (f"{name}: {node.name} hides an import." for each in node.body if _is_own_import(each))


def _is_model(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) in ("models.Model", "Model") for base in node.bases)


def _is_own_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("toward.")


def _functions(root: Path) -> Iterator[str]:
    sizes = dict(_sizes(root))
    if len(sizes) < 2:
        return
    nearly_all = quantiles(sizes.values(), n=10)[-1]
    if nearly_all > MOST_OF_NEARLY_ALL:
        yield f"Nine in ten functions should have at most {MOST_OF_NEARLY_ALL} lines; here it is {nearly_all:.0f}."
    for name, lines in sizes.items():
        if lines > LONGEST_FUNCTION:
            yield f"{name} has {lines} lines; {LONGEST_FUNCTION} are the most."


def _sizes(root: Path) -> Iterator[tuple[str, int]]:
    """Lines of every function without its docstring."""
    for path in sorted((root / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "tests" not in path.parts:
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                name = f"{path.relative_to(root).as_posix()}: {node.name} (line {node.lineno})"
                yield name, (body[-1].end_lineno or 0) - body[0].lineno + 1


def _tracked(root: Path) -> Iterator[str]:
    """Lock files that write hosts must not be tracked."""
    command = ["git", "-C", str(root), "ls-files", "uv.lock", "pylock.toml", "package-lock.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    yield from (f"{name} is tracked, and names hosts." for name in done.stdout.split())


def main(argv: list[str]) -> int:
    """Print the breaches; returns the exit code."""
    found = list(breaches(Path(argv[0]) if argv else Path(__file__).resolve().parent.parent))
    print("\n".join(found) if found else "The house stands.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
