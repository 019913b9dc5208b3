"""The documentation as a site: it takes its figures from where they were measured, and asks nothing of any other host."""

import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
spec = importlib.util.spec_from_file_location("hooks", ROOT / "tools" / "docs" / "hooks.py")
hooks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(hooks)


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


def test_the_built_site_asks_nothing_of_any_other_host_and_runs_no_script(tmp_path):
    if importlib.util.find_spec("mkdocs") is None:
        pytest.skip("NOT CHECKED: mkdocs is not installed (make install)")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages, asked = sorted(tmp_path.rglob("*.html")), []
    for page in pages:
        one = Requests()
        one.feed(page.read_text(encoding="utf-8"))
        assert one.scripts == 0, page.name
        asked += one.asked
    assert len(pages) > 20
    assert len(asked) > len(pages)
    assert [address for address in asked if re.match(r"[a-z]+:|//", address)] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.css"))
    assert not re.search(r"@import|url\(", styles)
