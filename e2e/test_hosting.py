"""Two phones in a network of their own reach the server by its name over https, and over nothing else.

The server (and Debian's Caddy, where it stands before it) lives in one network namespace, the browser in another; a pair of
virtual cables is all that joins them. The browser trusts the one certificate that was made for the test.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from e2e.steps import answered, press
from toward.notify.tests.conftest import Browser, Receiver, claims, receiving
from toward.web.hosting.tests.papers import fingerprint, written

NAME, STRANGE, SERVER, PHONES = "toward.test", "heron.test", "10.77.31.1", "10.77.31.2"
WORDS, PLAIN, SECURE = "lotus pond at dusk", 8000, 443
PATIENCE = 60  # seconds
_numbers = itertools.count()
LISTEN = """(path) => {
  window.news = [];
  const stream = new EventSource(path);
  stream.addEventListener("changed", () => window.news.push(performance.now()));
}"""
HEARD = """async (wanted) => {
  for (let left = 400; left && window.news.length < wanted; left -= 1) await new Promise((go) => setTimeout(go, 25));
  return window.news.length;
}"""
WORKER = """async () => {
  const here = await navigator.serviceWorker.ready;
  return [here.scope, here.active.scriptURL];
}"""
CALLED = """(given) => {
  PushManager.prototype.subscribe = async (wanted) => {
    const key = btoa(String.fromCharCode(...wanted.applicationServerKey)).replaceAll("+", "-").replaceAll("/", "_");
    sessionStorage.setItem("called", JSON.stringify([wanted.userVisibleOnly, key.replaceAll("=", "")]));
    return { toJSON: () => given };
  };
}"""
READ = """async (link) => {
  const answer = await fetch(link, { credentials: "omit" });
  return [answer.status, answer.headers.get("content-type"), await answer.text()];
}"""
MANIFEST = """async () => {
  const link = document.querySelector("link[rel=manifest]").href;
  return [link, await (await fetch(link, { credentials: "include" })).json()];
}"""


@dataclass(frozen=True)
class House:
    """A server that phones can reach: where, the way in, what makes a phone, and what `toward host --check` says there."""

    address: str
    way_in: str
    receiver: Receiver
    phone: Callable[[], Any]
    checked: Callable[[], subprocess.CompletedProcess[str]]


def run(*command: str, **more: object) -> None:
    subprocess.run(command, check=True, capture_output=True, **more)


@contextmanager
def two_networks() -> Iterator[tuple[str, str]]:
    """One namespace for the server, one for the phones, and a cable between them."""
    mark = f"{os.getpid()}-{next(_numbers)}"
    ours, theirs = f"toward-s{mark}", f"toward-p{mark}"
    try:
        for name in (ours, theirs):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", ours, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", theirs)
        for name, address in ((ours, SERVER), (theirs, PHONES)):
            run(
                "ip", "-n", name, "link", "set", "cable", "addrgenmode", "none"
            )  # an address that comes late disturbs browsers
            run("ip", "-n", name, "address", "add", f"{address}/30", "dev", "cable")
            run("ip", "-n", name, "link", "set", "cable", "up")
        yield ours, theirs
    finally:
        for name in (ours, theirs):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@contextmanager
def process(network: str, *command: str, **surroundings: str) -> Iterator[subprocess.Popen[str]]:
    """A process in one of the networks; ended whatever happens."""
    one = subprocess.Popen(
        ["ip", "netns", "exec", network, *command], env={**os.environ, **surroundings},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield one
    finally:
        one.send_signal(signal.SIGTERM)
        one.wait(timeout=PATIENCE)
        one.stdout.close()


def listening(network: str) -> socket.socket:
    """A line that listens inside one of the networks, laid by a thread that goes there alone."""

    def lay() -> socket.socket:
        with Path(f"/run/netns/{network}").open() as where:
            assert ctypes.CDLL(None).setns(where.fileno(), 0) == 0
        return socket.create_server(("127.0.0.1", 0))

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lay).result()


@contextmanager
def toward(network: str, home: Path, *options: str, **more: str) -> Iterator[str]:
    """Toward in a network; the way in that it prints."""
    command = (sys.executable, "-m", "toward", "serve", "--listen", "0.0.0.0", *options)
    own = {"TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home), "TOWARD_HOSTS": NAME, "PYTHONUNBUFFERED": "1"}
    own["TOWARD_PUSH_TEST"] = "1"  # a push service without a certificate, on the server's own computer
    with process(network, *command, **own, **more) as one:
        yield next(found[0] for line in one.stdout if (found := re.search(r"https://\S+/begin/\?code=[\w-]+", line)))


@contextmanager
def caddy(network: str, home: Path, certificate: tuple[Path, Path], other: tuple[Path, Path]) -> Iterator[None]:
    """Caddy before it, with nothing of our own in its file but what `toward host` writes; and a stranger beside it."""
    text = (
        "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
        f"{NAME} {{\n\ttls {certificate[0]} {certificate[1]}\n"
        f"\treverse_proxy 127.0.0.1:{PLAIN} {{\n\t\tflush_interval -1\n\t}}\n}}\n"
        f"{STRANGE} {{\n\ttls {other[0]} {other[1]}\n\trespond strange\n}}\n"
    )
    (home / "Caddyfile").write_text(text)
    command = ("caddy", "run", "--config", str(home / "Caddyfile"), "--adapter", "caddyfile")
    with process(network, *command, XDG_DATA_HOME=str(home), XDG_CONFIG_HOME=str(home), HOME=str(home)) as one:
        _wait_until_it_listens(one.pid)
        yield


def _wait_until_it_listens(pid: int) -> None:
    until = time.monotonic() + PATIENCE
    while not re.search(
        rf":{SECURE:04X} \S+ 0A", "".join(Path(f"/proc/{pid}/net/{kind}").read_text() for kind in ("tcp", "tcp6"))
    ):
        assert time.monotonic() < until, "Caddy did not listen"
        time.sleep(0.05)


def checked(network: str, home: Path, certificate: Path, path: str) -> subprocess.CompletedProcess[str]:
    """The check from the phones' network, on a computer that knows the name and trusts the certificate."""
    (home / "hosts").write_text(f"{SERVER} {NAME}\n")
    look = (
        f'mount --bind "{home}/hosts" /etc/hosts && exec "{sys.executable}" -m toward host --check https://{NAME}{path}'
    )
    command = ["ip", "netns", "exec", network, "sh", "-c", look]  # which has its own mounts, gone with it
    return subprocess.run(
        command, env={**os.environ, "SSL_CERT_FILE": str(certificate)}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def networks(browser):
    """Both networks; where they cannot be had, the test is skipped and counted."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("networks of one's own take root and iproute2")
    with ExitStack() as stack:
        try:
            both = stack.enter_context(two_networks())
            run("ip", "netns", "exec", both[0], "true")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"this machine gives no networks of one's own: {error.stderr.decode().strip()}")
        yield both


@pytest.fixture
def hosted(networks, browser_in, reader_in, tmp_path):
    """Makes the house, behind Caddy or with a certificate of its own, at the root of its name or under a path."""
    with ExitStack() as stack:

        def house(*, behind: bool, path: str = "") -> House:
            ours, theirs = networks
            pair, other = written(tmp_path, NAME), written(tmp_path, STRANGE, stem="strange")
            if behind and shutil.which("caddy") is None:
                pytest.skip("no Caddy on this machine: install caddy to have it stand before the server")
            if behind:
                stack.enter_context(caddy(ours, tmp_path, pair, other))
                way_in = stack.enter_context(toward(ours, tmp_path, TOWARD_TRUSTED_PROXY="1", TOWARD_PATH=path))
            else:
                tls = ("--tls-cert", str(pair[0]), "--tls-key", str(pair[1]), "--port", str(SECURE))
                way_in = stack.enter_context(toward(ours, tmp_path, *tls, TOWARD_PATH=path))
            trust = f"--ignore-certificate-errors-spki-list={fingerprint(pair[0])}"
            names = f"--host-resolver-rules=MAP {NAME} {SERVER}, MAP {STRANGE} {SERVER}"
            inside = browser_in(f"ip netns exec {theirs}", trust, names)
            assert way_in.startswith(f"https://{NAME}{path}/begin/")
            within = way_in.removeprefix(f"https://{NAME}")
            return House(
                f"https://{NAME}",
                within,
                stack.enter_context(receiving(listening(ours))),
                lambda: reader_in(inside, f"https://{NAME}"),
                lambda: checked(theirs, tmp_path, pair[0], path),
            )

        yield house


def authenticator(one) -> None:
    """The phone's own, which answers with a key."""
    here = one.context.new_cdp_session(one.page)
    here.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasPrf": True,
    }
    whose = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    here.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **whose}})


def begin(one, code: str, handle: str) -> None:
    """An account."""
    page = one.open(code.replace("/begin/", "/begin/you/"))
    page.fill("#handle", handle)
    page.fill("#password", WORDS)
    press(page)
    page.wait_for_url("**/begin/done/")


def come_together(liang, su, way_in: str, path: str) -> None:
    """From nobody to two with a common room; Su hears of it on a stream that stands open."""
    begin(liang, way_in, "liang")
    page = liang.open(f"{path}/pair/")
    answered(page.locator(f"main form[action='{path}/pair/invite/'] button"))
    link = page.locator(".link a").get_attribute("href")
    assert link.startswith(f"{liang.address}{path}/join/")
    theirs = su.open(link.removeprefix(liang.address))
    begin(su, theirs.locator("a.btn--lamp").get_attribute("href"), "su")
    beside = su.context.new_page()
    beside.goto(f"{su.address}{path}/privacy/")
    beside.evaluate(LISTEN, f"{path}/events/")
    assert beside.evaluate(HEARD, 1) == 1  # how it stands, at once
    su.open(f"{path}/pair/")
    liang.open(f"{path}/pair/")
    words = [each.strip() for each in page.locator(".six li").all_inner_texts()]
    assert len(words) == 6
    assert words == [each.strip() for each in theirs.locator(".six li").all_inner_texts()]
    before = beside.evaluate("window.news.length")
    for one in (liang, su):
        with one.page.expect_navigation():
            one.page.locator("button[value='same']").click()
        one.open(f"{path}/privacy/")  # who waits would look again by themselves, some seconds later
    for one in (liang, su):
        one.open(f"{path}/pair/")
        expect(one.page.locator(f"main a[href='{path}/part/']")).to_be_visible()
    assert beside.evaluate(HEARD, before + 1) > before
    beside.close()


def is_installable(one, path: str) -> None:
    """The worker stands, for this path alone; the manifest begins and ends in it."""
    one.open(f"{path}/home/")
    assert one.page.evaluate(WORKER) == [f"{one.address}{path}/", f"{one.address}{path}/sw.js"]
    link, manifest = one.page.evaluate(MANIFEST)
    assert link == f"{one.address}{path}/manifest.webmanifest"
    assert (manifest["scope"], manifest["start_url"], manifest["display"]) == (
        f"{path}/",
        f"{path}/today/",
        "standalone",
    )
    assert manifest["icons"]
    assert all(icon["src"].startswith(f"{path}/static/") for icon in manifest["icons"])
    problems = one.context.new_cdp_session(one.page).send("Page.getAppManifest")
    assert problems["errors"] == []


def comes_in_by_passkey(one, path: str) -> None:
    """A passkey is made for this name, and opens it again."""
    authenticator(one)
    one.open(f"{path}/passkeys/").locator("tw-passkey button").click()
    one.page.wait_for_url("**/passkeys/?kept=opens")
    one.open(f"{path}/home/").locator(f"form[action='{path}/leave-device/'] button").click()
    one.page.wait_for_url(f"{one.address}{path}/")
    one.open(f"{path}/enter/?next={path}/passkeys/").locator("tw-passkey button").click()
    one.page.wait_for_url("**/passkeys/")
    expect(one.page.locator(".passkeys li")).to_have_count(1)


def is_woken(one, path: str, receiver: Receiver) -> None:
    """The browser is asked for an address of its own; what the server sends there, only it can read, and it has no words."""
    browser = Browser()
    given = browser.address(receiver.url())
    one.context.grant_permissions(["notifications"], origin=one.address)
    page = one.open(f"{path}/reach/")
    page.evaluate(CALLED, {"endpoint": given.pop("endpoint"), "keys": given})
    page.locator("tw-push button").click()
    page.wait_for_url(f"**{path}/reach/?kept=added")
    answered(page.locator(f"form[action^='{path}/reach/test/'] button"))
    expect(page.locator(".tested dd")).to_contain_text("Sent.")
    assert [browser.read(asked.body) for asked in receiver.asked] == [bytes(128)]
    key, said = claims(receiver.asked[0].headers["authorization"])
    assert page.evaluate("JSON.parse(sessionStorage.called)") == [True, key]
    assert said["aud"] == receiver.url("")


def has_a_calendar(one, path: str) -> None:
    """A link that whoever has it can read, without a cookie, until another one ends it."""
    page = one.open(f"{path}/reach/")
    links = []
    for _ in range(2):
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        answered(page.locator(f"form[action='{path}/reach/calendar/'] button").first)
        links.append(page.locator(".secret-link").inner_text().strip())
    old, new = (page.evaluate(READ, link) for link in links)
    assert all(link.startswith(f"{one.address}{path}/feed/") for link in links)
    assert (old[0], new[0]) == (404, 200)
    assert new[1].startswith("text/calendar")
    assert "BEGIN:VCALENDAR" in new[2]
    one.complaints.clear()  # the browser notes the 404 that was asked for


@pytest.mark.parametrize(("behind", "path"), [(True, ""), (False, ""), (True, "/toward")])
def test_two_phones_sign_up_pair_install_and_reach_each_other(hosted, behind, path):
    house = hosted(behind=behind, path=path)
    liang, su = house.phone(), house.phone()
    come_together(liang, su, house.way_in, path)
    is_installable(su, path)
    is_woken(su, path, house.receiver)
    has_a_calendar(su, path)
    comes_in_by_passkey(liang, path)
    looked = house.checked()
    assert (looked.returncode, looked.stderr) == (0, ""), looked.stdout
    assert "its cookies go over nothing else" in looked.stdout
    cookies = liang.context.cookies()
    assert {"__Host-door", "form"} <= {each["name"] for each in cookies}
    assert all(each["secure"] for each in cookies)
    for one in (liang, su):
        one.context.close()
        assert (one.elsewhere, one.complaints) == ([], [])


def test_over_plain_http_and_under_a_strange_certificate_a_phone_gets_nothing(hosted):
    house = hosted(behind=True)
    one = house.phone()
    for where in (f"http://{SERVER}:{PLAIN}", f"http://{NAME}:{PLAIN}"):
        for path in ("/", "/enter/", house.way_in):
            answer = one.page.goto(where + path)
            assert answer.status == 403
            expect(one.page.locator("h1").first).to_have_text("This address is not encrypted.")
            expect(one.page.locator("h1").last).to_have_text("这个地址没有加密。")
            assert one.page.locator("form, input, script, link, a").count() == 0
    assert one.context.cookies() == []
    assert one.violations() == []
    one.page.set_viewport_size({"width": 320, "height": 640})
    assert not one.scrolls_sideways()
    if folder := os.environ.get("TOWARD_PICTURES"):
        one.page.screenshot(path=f"{folder}/plain.png", full_page=True)
    one.open("/enter/")
    expect(one.page.locator("#handle")).to_be_visible()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        one.page.goto(f"https://{STRANGE}/")
    one.context.close()
