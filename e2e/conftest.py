"""A real browser before the real server, as a person on a phone or at a desk meets it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
REFUSED = "status of 4"  # how the browser's own log begins to say that a form was refused
PATIENCE = 60  # seconds until the server must have answered


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app runs, in a process and a home of its own."""
    with served(tmp_path_factory.mktemp("home")) as (one, _):
        yield one


@pytest.fixture
def way_in(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server in which nobody has an account yet, and the way in that it prints."""
    with served(tmp_path) as (one, process):
        assert process.stdout is not None
        yield one, next(found.group() for line in process.stdout if (found := re.search(r"/begin/\?code=[\w-]+", line)))


@pytest.fixture
def another(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A second server as `way_in`, for what moves from one to the other."""
    with served(tmp_path_factory.mktemp("another")) as (one, process):
        assert process.stdout is not None
        yield one, next(found.group() for line in process.stdout if (found := re.search(r"/begin/\?code=[\w-]+", line)))


@contextmanager
def served(home: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The app in a process of its own: its address, and the process."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    surroundings = {**os.environ, "TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home)}
    command = [sys.executable, "-m", "toward", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the machine has it; where there is none, every test here is skipped and counted."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install chromium to test pages in a browser")
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield one
        one.close()


@pytest.fixture
def browser_in(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Starts one more Chromium by a command that runs it somewhere else, such as in a network of its own."""
    found = next(path for name in BROWSERS if (path := shutil.which(name)))
    made: list[Browser] = []

    def one(command: str, *more: str) -> Browser:
        around = tmp_path / f"chromium-{len(made)}"
        around.write_text(f'#!/bin/sh\nexec {command} "{found}" "$@"\n')
        around.chmod(0o755)
        made.append(browser.browser_type.launch(executable_path=around, args=[*QUIET, *more]))
        return made[-1]

    yield one
    for each in made:
        each.close()


@pytest.fixture
def reader_in() -> type[Reader]:
    """Makes readers in any browser; whoever asks looks at what they noted."""
    return Reader


class Reader:
    """One person's browser: their language, light and screen, and everything that was asked from elsewhere."""

    def __init__(
        self, browser: Browser, address: str, language: str = "en", dusk: bool = False, desk: bool = False
    ) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(
            viewport=DESK if desk else PHONE,
            locale="zh-CN" if language == "zh" else "en-GB",
            color_scheme="dark" if dusk else "light",
            timezone_id="Europe/Berlin",
        )
        self.page: Page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(url)

    def open(self, path: str) -> Page:
        """Go to a page of the app."""
        self.page.goto(self.address + path)
        return self.page

    def choose(self, *files: Path) -> None:
        """Choose files as a person does."""
        self.page.set_input_files("input[type=file]", list(files))

    def violations(self) -> list[str]:
        """What axe finds, every rule of WCAG 2.2 A and AA and good practice."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than the screen."""
        wide, seen = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        return bool(wide > seen)


@contextmanager
def devices(browser: Browser, refused: str = "never") -> Iterator[type[Reader]]:
    """Makes devices; none asks anything elsewhere, or complains of more than answers that say `refused`."""
    made: list[Reader] = []

    def one(address: str, **wishes: object) -> Reader:
        made.append(Reader(browser, address, **wishes))  # type: ignore[arg-type]
        return made[-1]

    yield one  # type: ignore[misc]
    for each in made:
        each.context.close()
        assert each.elsewhere == []
        assert [said for said in each.complaints if refused not in said] == []


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[type[Reader]]:
    """Makes readers of the shared server; the browser complains of nothing."""
    with devices(browser) as made:
        yield partial(made, address)  # type: ignore[misc]


@pytest.fixture
def phone(browser: Browser) -> Iterator[type[Reader]]:
    """Makes devices at any address; refused forms are no complaint."""
    with devices(browser, REFUSED) as made:
        yield made


@pytest.fixture
def person(browser: Browser, way_in: tuple[str, str]) -> Iterator[type[Reader]]:
    """Makes devices of one person, at a server of their own."""
    with devices(browser, REFUSED) as made:
        yield partial(made, way_in[0])  # type: ignore[misc]
