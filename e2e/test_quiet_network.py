"""Without a way to anybody, the server connects to nobody: recorded inside its own process, on a whole way through the pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.steps import answered, press
from toward.notify.tests.conftest import receiver  # noqa: F401

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "use" / "example.txt"
PAGES = (
    "/home/",
    "/settings/",
    "/reach/",
    "/kit/",
    "/pair/",
    "/devices/",
    "/left-hands/",
    "/privacy/",
    "/evidence/",
    "/safety/",
    "/",
)
RECORDER = """
import json, os, sys

def _hear(event, said):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"):
        place = said[0] if event.startswith("socket.get") else said[1]
        with open(os.environ["RECORDED"], "a") as file:
            file.write(json.dumps([event, str(place)]) + "\\n")

if os.environ.get("RECORDED"):
    sys.addaudithook(_hear)
    _hear("socket.connect", (None, "recording"))
"""


@pytest.fixture(autouse=True)
def record(tmp_path_factory, monkeypatch):
    """Every process that the server is, or starts, writes down whom it connects to or asks the name of."""
    folder = tmp_path_factory.mktemp("recorder")
    (folder / "sitecustomize.py").write_text(RECORDER)
    for name, value in (("PYTHONPATH", folder), ("RECORDED", folder / "record"), ("TOWARD_PUSH_TEST", "1")):
        monkeypatch.setenv(name, str(value))
    return folder / "record"


def connections(record):
    """Who was asked for, without marks of a beginning."""
    heard = [json.loads(line) for line in record.read_text().splitlines()]
    assert ["socket.connect", "recording"] in heard
    return [one for one in heard if one[1] != "recording"]


def test_nobody_is_connected_to_until_somebody_has_a_way(person, way_in, record, receiver):  # noqa: F811
    one = person()
    page = one.open(way_in[1].replace("/begin/", "/begin/you/"))
    page.fill("#handle", "Liang")
    page.fill("#password", "lotus pond at dusk")
    press(page)
    page.wait_for_url("**/begin/done/")
    for path in PAGES:
        one.open(path)
    one.open("/look-back/")
    one.choose(EXAMPLE)
    expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
    page.locator("fieldset.ask input").first.check()
    page.locator("button[type=submit].btn--lamp").click()
    expect(page.locator("tw-report")).to_be_visible(timeout=60_000)
    assert connections(record) == []

    one.open("/reach/")
    page.locator("summary").first.click()
    page.fill("#url", receiver.url("/topic"))
    answered(page.get_by_role("button", name="Add the topic"))
    answered(page.get_by_role("button", name="Test all of them now"))
    page.locator(".tested dd").wait_for()
    assert len(receiver.asked) == 1
    heard = dict(connections(record))
    assert heard["socket.connect"] == f"('127.0.0.1', {receiver.port})"  # so the recorder does see what there is
