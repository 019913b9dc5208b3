"""Draws the icons that phones want as pictures of points from our drawings; needed only when a drawing is another one.

`python tools/icons.py` needs Chromium and writes into src/toward/web/static/web/icons.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DRAWINGS = Path(__file__).resolve().parent.parent / "src" / "toward" / "web" / "static" / "web"
ICONS = DRAWINGS / "icons"
# Drawing, picture, size. What is maskable or for an apple fills the whole square; the phone cuts the corners.
WANTED = (
    ("icon", "icon", 192), ("icon", "icon", 512), ("maskable", "icon-maskable", 512), ("maskable", "icon-apple", 180),
    ("note", "note", 192), ("note", "note", 512), ("note-maskable", "note-maskable", 512), ("note-maskable", "note-apple", 180),
)  # fmt: skip


def draw(page: Page, drawing: str, size: int, to: Path) -> None:
    """One drawing as a picture of `size` × `size` points; what it leaves empty stays empty."""
    page.set_viewport_size({"width": size, "height": size})
    svg = (DRAWINGS / f"{drawing}.svg").read_text(encoding="utf-8")
    page.set_content(f"<style>*{{margin:0;display:block}}svg{{width:{size}px;height:{size}px}}</style>{svg}")
    page.screenshot(path=str(to), omit_background=True)


def main() -> None:
    """Draw them all."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    ICONS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for drawing, name, size in WANTED:
            draw(page, drawing, size, ICONS / f"{name}-{size}.png")
            print(f"{name}-{size}.png: {(ICONS / f'{name}-{size}.png').stat().st_size} bytes")
        browser.close()


if __name__ == "__main__":
    main()
