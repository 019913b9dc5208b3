"""Takes the pictures of README and docs from the running app: a made-up couple's chat, both languages, both lights.

`python tools/pictures.py [OUT]` needs Chromium. Every page in both languages, lights and sizes goes to OUT, to be looked at;
the few that the documents show go to docs/pictures. Nothing in them is real.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent.parent
SHOWN = HERE / "docs" / "pictures"
KEPT = ("look-back.png", "look-back-en-dusk-1280.png", "look-back-zh-paper-1280.png")
SCREENS = {"360": {"width": 360, "height": 740}, "1280": {"width": 1280, "height": 800}}
LIGHTS = {"paper": "light", "dusk": "dark"}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
WEEKS = 64
START = datetime(2025, 3, 3)

# hour, minute, what is said, and how likely on a day of week w of 64
Habit = tuple[int, int, tuple[str, ...], tuple[float, float, int, int]]
HABITS: dict[str, tuple[Habit, ...]] = {
    "en": (
        (7, 20, ("good morning you", "morning! coffee is on", "good morning"), (0.75, 0.75, 0, 1)),
        (12, 30, ("love you", "i love you, eat something"), (0.5, 0.45, 0, 1)),
        (18, 10, ("on my way", "home in ten, on my way"), (0.55, 0.15, 34, 6)),
        (20, 15, ("thank you for cooking", "thanks for picking them up"), (0.15, 0.6, 22, 10)),
        (23, 5, ("good night, sleep well", "good night, moon", "night night, sleep tight"), (0.88, 0.2, 30, 14)),
        (21, 40, ("heron report, one, grey", "heron report, none today"), (0.4, 0.4, 0, 1)),
    ),
    "zh": (
        (7, 20, ("早安", "早呀，咖啡好了", "早上好"), (0.75, 0.75, 0, 1)),
        (12, 30, ("爱你", "爱你，记得吃饭"), (0.5, 0.45, 0, 1)),
        (18, 10, ("在路上了", "出发了，马上到家"), (0.55, 0.15, 34, 6)),
        (20, 15, ("谢谢你做饭", "谢谢你去接他们"), (0.15, 0.6, 22, 10)),
        (23, 5, ("晚安，好梦", "晚安", "晚安啦，早点睡"), (0.88, 0.2, 30, 14)),
        (21, 40, ("苍鹭播报：一只，灰的", "苍鹭播报：今天没有"), (0.4, 0.4, 0, 1)),
    ),
}
WHO = {
    "en": ("the dentist", "your sister", "the plumber", "Anna", "the school", "the neighbour"),
    "zh": ("牙医", "你姐", "物业", "小安", "学校", "邻居"),
}
WHAT = {
    "en": ("called", "is late", "asked about Friday", "moved it", "wants the keys", "has a parcel"),
    "zh": ("打电话了", "要晚点", "问周五的事", "改时间了", "要钥匙", "有个包裹"),
}
THEN = {
    "en": ("again", "this week", "after all", "before noon", "and it rains", "at last"),
    "zh": ("又", "这周", "总算", "中午前", "外面下雨", "刚刚"),
}
NAMES = {"en": ("Su", "Liang"), "zh": ("苏", "亮")}


def chat(language: str, seed: int = 7) -> str:
    """A made-up WhatsApp export of 64 weeks."""
    chance = random.Random(seed)
    lines: list[tuple[datetime, str]] = []
    for day in range(7 * WEEKS):
        if chance.random() < 0.07:
            continue  # a day without a word
        talk = [(hour, 15, (_talk(chance, language),), (0.9, 0.9, 0, 1)) for hour in (10, 13, 16)]
        for hour, minute, said, course in (*HABITS[language], *talk):
            if chance.random() < _likely(day / 7, *course):
                when = START + timedelta(days=day, hours=hour, minutes=minute + chance.randrange(-15, 15))
                lines.append((when, f"{chance.choice(NAMES[language])}: {chance.choice(said)}"))
    return "".join(f"{when:%d/%m/%Y, %H:%M} - {said}\n" for when, said in sorted(lines))


def _talk(chance: random.Random, language: str) -> str:
    parts = [chance.choice(each[language]) for each in (WHO, WHAT, THEN)]
    return " ".join(parts) if language == "en" else f"{parts[2]}，{parts[0]}{parts[1]}"


def _likely(week: float, before: float, after: float, begins: int, takes: int) -> float:
    return before + (after - before) * min(1.0, max(0.0, (week - begins) / takes))


@contextmanager
def served(home: str) -> Iterator[str]:
    """The app at an address of its own."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    surroundings = {**os.environ, "TOWARD_DATA": home, "TOWARD_CONFIG": home}
    command = [sys.executable, "-m", "toward", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not answer.")


def take(browser: Browser, address: str, out: Path, language: str, light: str, screen: str) -> None:
    """Pictures of the first page, the way in, the question and the report."""
    context = browser.new_context(
        viewport=SCREENS[screen], locale=LOCALES[language], color_scheme=LIGHTS[light], timezone_id="Europe/Berlin", device_scale_factor=1.5
    )  # fmt: skip
    page, name = context.new_page(), f"{language}-{light}-{screen}"
    page.goto(f"{address}/")
    _shoot(page, out / f"first-{name}.png")
    page.goto(f"{address}/look-back/")
    _shoot(page, out / f"way-in-{name}.png")
    page.set_input_files(
        "input[type=file]", files=[{"name": "chat.txt", "mimeType": "text/plain", "buffer": chat(language).encode()}]
    )
    page.locator("fieldset.ask").wait_for()
    _shoot(page, out / f"question-{name}.png")
    page.get_by_label(NAMES[language][0], exact=True).check()
    page.locator("button[type=submit].btn--lamp").click()
    page.locator("tw-report").wait_for()
    _shoot(page, out / f"look-back-{name}.png")
    page.screenshot(path=out / f"report-{name}.png", full_page=True)
    page.locator("tw-report section").nth(2).evaluate("one => one.scrollIntoView()")
    _shoot(page, out / f"chart-{name}.png")
    context.close()


def _shoot(page: Page, path: Path) -> None:
    page.screenshot(path=path)


def compose(browser: Browser, out: Path, names: tuple[str, ...]) -> None:
    """Several phones side by side, for the top of the README."""
    page = browser.new_page(viewport={"width": 1160, "height": 800}, device_scale_factor=1.5)
    images = "".join(f'<img src="file://{out / name}" width="360">' for name in names)
    html = out / "composed.html"
    html.write_text(
        "<style>body{margin:0;padding:30px;display:flex;gap:30px;background:#e9e4da;justify-content:center}"
        f"img{{border-radius:22px;border:1px solid #b9b1a2}}</style>{images}",
        encoding="utf-8",
    )
    page.goto(f"file://{html}")
    page.screenshot(path=out / "look-back.png")
    html.unlink()


def main(argv: list[str]) -> int:
    """Take every picture; returns the exit code."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        print("Pictures need Chromium.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as home, served(home) as address, sync_playwright() as playwright:
        out = Path(argv[0] if argv else home).resolve()
        out.mkdir(parents=True, exist_ok=True)
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        for language in LOCALES:
            for light in LIGHTS:
                for screen in SCREENS:
                    take(browser, address, out, language, light, screen)
        compose(browser, out, ("first-en-paper-360.png", "chart-en-paper-360.png", "look-back-zh-dusk-360.png"))
        browser.close()
        SHOWN.mkdir(exist_ok=True)
        for name in KEPT:
            shutil.copy(out / name, SHOWN)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
