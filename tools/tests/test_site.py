"""The documentation as a site: its figures come from where they were measured, its notebook is run, no other host is asked."""

import importlib.util
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hooks, cells = (loaded(ROOT / "tools" / "docs" / name) for name in ("hooks.py", "cells.py"))
drawing = loaded(DOCS / "notebooks" / "drawing.py")
NOTEBOOK = DOCS / "notebooks" / "a-ritual-fades.ipynb"


def test_a_table_is_taken_from_the_measured_page_and_a_missing_one_is_noticed():
    pages = [page for page in DOCS.rglob("*.md") if hooks.MARK.search(page.read_text(encoding="utf-8"))]
    assert pages
    for page in pages:
        filled = hooks.on_page_markdown(page.read_text(encoding="utf-8"))
        assert "<!-- measured" not in filled
    with pytest.raises(LookupError):
        hooks.table(hooks.MEASURED / "look-back-alarms.md", "What nobody measured")


ASKED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "object": "data",
}


class Requests(HTMLParser):
    """Addresses that a browser asks for by itself when it opens a page."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in ASKED:
            self.asked.append(dict(attrs).get(ASKED[tag]) or "")


def build(*options):
    if importlib.util.find_spec("mkdocs") is None:
        pytest.skip("NOT CHECKED: mkdocs is not installed (make install)")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", *map(str, options)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = build("--site-dir", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_built_site_asks_nothing_of_any_other_host_and_runs_no_script(site):
    pages, asked = sorted(site.rglob("*.html")), []
    for page in pages:
        one = Requests()
        one.feed(page.read_text(encoding="utf-8"))
        assert one.scripts == 0, page.name
        asked += one.asked
    assert len(pages) > 20
    assert len(asked) > len(pages)
    assert [address for address in asked if re.match(r"[a-z]+:|//", address)] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert not re.search(r"@import|url\(", styles)


def test_the_notebook_is_a_page_with_what_its_cells_showed(site):
    page = (site / "notebooks" / "a-ritual-fades.html").read_text(encoding="utf-8")
    sources = cells.code(NOTEBOOK)
    assert page.count('<details class="code">') == len(sources) - 1  # one is for Jupyter only
    assert "<style>" not in page
    for said in ("It began between ", "truly begins 6 May", "a line on Us: ", "a notice that asks: ", "2,000 couples"):
        assert said in page
    ids, named = re.findall(r' id="([^"]+)"', page), re.findall(r'aria-labelledby="([^"]+)"', page)
    assert len(named) == 6  # pictures
    assert len(ids) == len(set(ids))
    assert {name for each in named for name in each.split()} <= set(ids)
    assert 200 < page.count('class="d-done"') < 700
    assert {path.name for path in (site / "notebooks").iterdir()} == {page.name for page in HAND_OUT}


def test_every_mark_of_the_notebook_has_its_style(site):
    page = (site / "notebooks" / "a-ritual-fades.html").read_text(encoding="utf-8")
    assert 'href="../charts.css"' in page
    assert 'href="../charts.css"' not in (site / "host.html").read_text(encoding="utf-8")
    styles = (site / "charts.css").read_text(encoding="utf-8") + (site / "site.css").read_text(encoding="utf-8")
    used = {name for names in re.findall(r'class="([^"]+)"', page) for name in names.split()}
    drawn = {name for name in used if re.match(r"[cdk]-", name)} - {"c-label"}  # a label is styled as text
    assert len(drawn) > 8
    assert [name for name in sorted(drawn) if f".{name}" not in styles] == []


def test_a_link_to_a_notebook_leads_to_its_page(site):
    page = (site / "decisions" / "0016-a-notebook-runs-with-the-docs.html").read_text(encoding="utf-8")
    assert 'href="../notebooks/a-ritual-fades.html"' in page.partition("<main")[2]
    assert ".ipynb" not in page


HAND_OUT = (NOTEBOOK, NOTEBOOK.with_suffix(".html"), NOTEBOOK.with_name("drawing.py"))
KEYS = {
    "markdown": {"cell_type", "id", "metadata", "source"},
    "code": {"cell_type", "id", "metadata", "source", "outputs", "execution_count"},
}


def faults(notebook):
    """Where a notebook strays from nbformat 4.5, or keeps what it showed."""
    if set(notebook) != {"cells", "metadata", "nbformat", "nbformat_minor"}:
        yield "keys"
    if (notebook["nbformat"], notebook["nbformat_minor"]) != (4, 5):
        yield "version"
    ids = [cell.get("id", "") for cell in notebook["cells"]]
    if len(ids) != len(set(ids)) or not all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", each) for each in ids):
        yield "ids"
    for cell in notebook["cells"]:
        if set(cell) != KEYS.get(cell["cell_type"]) or not all(isinstance(line, str) for line in cell["source"]):
            yield f"form of {cell.get('id')}"
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"outputs of {cell.get('id')}"


def test_a_notebook_is_kept_in_its_form_and_without_outputs():
    notebooks = sorted(DOCS.rglob("*.ipynb"))
    assert NOTEBOOK in notebooks
    for path in notebooks:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert len(notebook["cells"]) > 10
        assert list(faults(notebook)) == []
        assert path.stat().st_size < 30_000


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"outputs": [{"output_type": "stream"}]}, "outputs of a"),
        ({"execution_count": 1}, "outputs of a"),
        ({"id": "b"}, "ids"),
        ({"id": "a b"}, "ids"),
        ({"attachments": {}}, "form of a"),
    ],
)
def test_a_kept_output_or_a_strange_cell_would_be_noticed(change, fault):
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": [], "outputs": [], "execution_count": None}
    notebook = {"cells": [cell, {**cell, "id": "b"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    assert list(faults(notebook)) == []
    notebook["cells"][0] = {**cell, **change}
    assert list(faults(notebook)) == [fault]


def notebook_of(folder, *sources):
    """A small notebook of code cells under a heading."""
    kept = [{"cell_type": "markdown", "metadata": {}, "source": ["# A notebook"]}]
    kept += [{"cell_type": "code", "metadata": {}, "source": source.splitlines(keepends=True)} for source in sources]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "small.ipynb"
    path.write_text(json.dumps({"cells": kept}), encoding="utf-8")
    return path


def test_cells_share_their_names_and_show_what_they_print_and_their_last_value(tmp_path):
    (tmp_path / "beside.py").write_text("FOUR = 4\n", encoding="utf-8")
    path = notebook_of(tmp_path, "from beside import FOUR\nprint('hello')\nFOUR + 1", "five = FOUR + 1", "five * 2")
    assert cells.shown(path) == [
        [
            {"output_type": "stream", "name": "stdout", "text": "hello\n"},
            {"output_type": "execute_result", "data": {"text/plain": "5"}},
        ],
        [],
        [{"output_type": "execute_result", "data": {"text/plain": "10"}}],
    ]
    assert not (tmp_path / "__pycache__").exists()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\n1 / 0", "small.ipynb, code cell 2, line 2 (“1 / 0”), raised ZeroDivisionError: division by zero"),
        ("assert 1 > 2, 'no'", "small.ipynb, code cell 2, line 1 (“assert 1 > 2, 'no'”), raised AssertionError: no"),
        ("raise SystemExit(0)", "code cell 2, line 1 (“raise SystemExit(0)”), raised SystemExit: 0"),
        ("%matplotlib inline", "code cell 2, line 1 (“%matplotlib inline”), raised SyntaxError"),
    ],
)
def test_a_cell_that_raises_is_named_with_its_line(tmp_path, source, said):
    with pytest.raises(cells.CellRaised) as raised:
        cells.shown(notebook_of(tmp_path, "y = 2", source))
    assert said in str(raised.value)


@pytest.mark.parametrize(("source", "builds"), [("print('fine')", True), ("1 / 0", False)])
def test_a_cell_that_raises_ends_the_build_with_a_sentence(tmp_path, source, builds):
    notebook_of(tmp_path / "docs" / "notebooks", source)
    (tmp_path / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    docs = ROOT / "tools" / "docs"
    told = {
        "site_name": "Small",
        "use_directory_urls": False,
        "theme": {"name": None, "custom_dir": str(docs)},
        "plugins": [],
        "hooks": [str(docs / "notebooks.py")],
        "nav": [{"Home": "index.md"}, {"What it notices": []}],
    }
    (tmp_path / "mkdocs.yml").write_text(json.dumps(told), encoding="utf-8")
    done = build("-f", tmp_path / "mkdocs.yml", "--site-dir", tmp_path / "site")
    sentence = "small.ipynb, code cell 1, line 1 (“1 / 0”), raised ZeroDivisionError: division by zero"
    assert (done.returncode == 0) == builds, done.stderr
    assert (sentence in done.stderr) != builds
    assert (tmp_path / "site" / "notebooks" / "small.html").exists() == builds
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("hits", "runs", "told"), [(0, 100, (0, 4)), (50, 100, (40, 60)), (100, 100, (96, 100))])
def test_a_simulated_share_is_told_as_a_range_of_whole_couples(hits, runs, told):
    assert drawing.of_100(drawing.wilson(hits, runs)) == told


def test_of_a_hundred_couples_a_hundred_are_drawn():
    drawn = drawing.hundred("some", "A sentence.", [("a notice", 7, 11)]).html.partition('<ul class="key"')[0]
    assert [drawn.count(f'class="{css}"') for css in ("d-done", "d-not", "c-onset")] == [7, 93, 4]
    assert "a notice: 7–11 of 100" in drawn


def test_evidence_that_never_reaches_a_height_says_so_and_marks_nothing():
    heights = [(8.0, "a line", 3), (10.0, "a notice", None)]
    drawn = drawing.evidence("some", "A sentence.", [0.0, 2.0, 4.0, 8.5], heights, length=100).html
    assert drawn.count('class="d-done"') == 1
    assert "a line: 9 January" in drawn
    assert "a notice: not reached" in drawn
    assert "truly begins" not in drawn
