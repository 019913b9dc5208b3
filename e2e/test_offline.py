"""A phone without a network, in a real browser: what it shows, what waits on it sealed, and that it arrives exactly once."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from e2e.steps import press

LEFT = "canary-7f3a-lotus"  # words that nobody has ever written
PASSWORD = "seven small stones at dusk"
SURROUNDINGS = {"DJANGO_SETTINGS_MODULE": "toward.web.tests.waiting.settings"}
PATIENCE = 60
DRAWER = """async () => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  if (!names.includes("toward-later")) return { names, keys: [], waiting: [] };
  const open = indexedDB.open("toward-later");
  await new Promise((done) => { open.onsuccess = done; });
  const ask = (store, what) => new Promise((done) => {
    const one = open.result.transaction(store).objectStore(store)[what]();
    one.onsuccess = () => done(one.result);
  });
  const keys = await ask("keys", "getAll");
  const waiting = await ask("waiting", "getAll");
  open.result.close();
  const hidden = await Promise.all(keys.map(({ key }) => crypto.subtle.exportKey("raw", key).then(() => false, () => true)));
  return { names, keys: hidden, waiting: waiting.map((one) => [...new Uint8Array(one.sealed)]) };
}"""


CONTROLLED = "control-5b1c-pebble"
CONTROL = """async (words) => {
  const open = indexedDB.open("control");
  open.onupgradeneeded = () => open.result.createObjectStore("words");
  await new Promise((done) => { open.onsuccess = done; });
  const deed = open.result.transaction("words", "readwrite");
  deed.objectStore("words").put(words, "one");
  await new Promise((done) => { deed.oncomplete = done; });
  open.result.close();
}"""


class House:
    """A server that can be stopped, and started again at the same address over the same home."""

    def __init__(self, home, path=""):
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.home, self.path, self.address = home, path, f"http://localhost:{self.port}{path}"
        self.process = None
        self.out = home / "server.out"

    def start(self, **more):
        surroundings = {
            **os.environ,
            **SURROUNDINGS,
            **more,
            "TOWARD_PATH": self.path,
            "TOWARD_DATA": str(self.home),
            "TOWARD_CONFIG": str(self.home),
        }
        command = [sys.executable, "-m", "toward", "serve", "--port", str(self.port)]
        with self.out.open("ab") as out:
            self.process = subprocess.Popen(command, env=surroundings, stdout=out, stderr=out)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.path}/health", timeout=5).close()
            except OSError:
                assert self.process.poll() is None, self.out.read_text()
                assert time.monotonic() < until, "the server did not answer"
                time.sleep(0.05)
            else:
                return

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def way_in(self):
        return re.search(r"/begin/\?code=[\w-]+", self.out.read_text())[0]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    one = House(tmp_path_factory.mktemp("house"))
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def door(browser, house):
    """Somebody's session on a device, as its cookies; every test takes a device of its own with it."""
    with browser.new_context(locale="en-GB") as context:
        sign_up(context, house)
        return context.cookies()


@pytest.fixture
def device(browser, house, door):
    """Makes devices on which that person is signed in."""
    made = []

    def one(language="en", dusk=False, workers="allow"):
        light = "dark" if dusk else "light"
        size = {"width": 360, "height": 740}
        context = browser.new_context(
            locale="en-GB", color_scheme=light, viewport=size, timezone_id="Asia/Shanghai", service_workers=workers
        )
        context.add_cookies([each for each in door if each["name"] != "language"])
        code = "zh-hans" if language == "zh" else "en"
        context.add_cookies([{"name": "language", "value": code, "url": house.address}])
        made.append(context)
        return context

    yield one
    for context in made:
        context.close()


EMPTIED = """() => new Promise((done) => {
  const request = indexedDB.open("toward-later", 1);
  request.onsuccess = () => {
    const deed = request.result.transaction("waiting", "readwrite");
    deed.objectStore("waiting").clear();
    deed.oncomplete = () => { request.result.close(); done(); };
  };
})"""


OFF = """async () => {
  for (let left = 400; left; left -= 1) {
    try { await fetch("/health", { cache: "no-store" }); } catch { return true; }
    await new Promise((done) => setTimeout(done, 25));
  }
  return false;
}"""


def cut_off(context):
    """Take the network away, and wait until every page has noticed: the browser's own processes hear of it one by one."""
    context.set_offline(True)
    assert all(page.evaluate(OFF) for page in context.pages)


def sign_up(context, house):
    page = context.new_page()
    page.goto(house.address + house.way_in.replace("/begin/", "/begin/you/"))
    page.fill("#handle", "Liang")
    page.fill("#password", PASSWORD)
    press(page)
    page.wait_for_url("**/begin/done/")


def opened(context, house, path="/test/later/"):
    page = context.new_page()
    page.goto(house.address + path)
    return page


def with_worker(page):
    """Wait until the worker stands between this page and the network, and has kept the pages in this face.

    A page that was asked for while the worker was taking over stays outside it until it is opened again.
    """
    if page.evaluate("navigator.serviceWorker.ready.then(() => !navigator.serviceWorker.controller)"):
        page.reload()
    page.evaluate("""async () => {
      const wanted = document.querySelector("tw-offline").dataset.face;
      for (let n = 0; n < 200; n += 1) {
        const found = await caches.match(document.querySelector("tw-offline").dataset.worker.replace("sw.js", "offline/?face"));
        if (navigator.serviceWorker.controller && (await found?.text()) === wanted) return;
        await new Promise((done) => setTimeout(done, 25));
      }
      throw new Error("no worker");
    }""")


def kept(page):
    """What the stream holds, as a page of the server says."""
    return page.locator(".kept-words li").all_inner_texts()


def write(page, words, taps=1):
    page.fill("#words", words)
    page.locator("tw-later button").click(click_count=taps)


def waits(page):
    try:
        expect(page.locator("tw-waiting .later li")).to_have_count(1)
    except AssertionError as problem:  # what the page shows then, not what it showed before the wait
        problem.add_note(f"{page.url} says: {page.locator('main').inner_text()}")
        raise
    expect(page.locator("tw-later [role=status]")).to_have_text(re.compile("waits on this device now"))


def arrived(page):
    expect(page.locator("tw-waiting [role=status]")).to_have_text("What waited here is delivered now.", timeout=15_000)


def look(page, name):
    """Hold a page to the rules that every page keeps, and keep its picture where somebody asks for it."""
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]] == [], name
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen, name
    page.set_viewport_size(size)
    if folder := os.environ.get("TOWARD_PICTURES"):
        page.screenshot(path=f"{folder}/offline-{name}.png", full_page=True)


@pytest.mark.parametrize(("language", "dusk"), [("en", False), ("zh", True)])
def test_without_a_network_a_page_says_so_and_what_is_for_everybody_can_be_read(device, house, language, dusk):
    context = device(language, dusk)
    page = opened(context, house, "/home/")
    with_worker(page)
    cut_off(context)
    page.goto(house.address + "/home/")
    heading = "The server cannot be reached right now." if language == "en" else "现在连不上服务器。"
    expect(page.locator("h1")).to_have_text(heading)
    assert page.url == house.address + "/home/"
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--paper')").strip() == (
        "#1d222d" if dusk else "#f7f3ea"
    )
    assert page.locator("form, tw-waiting, tw-offline").count() == 0
    look(page, f"{language}-{'dusk' if dusk else 'paper'}")
    page.locator("main a[href='/evidence/']").click()
    expect(page.locator(".claims").first).to_be_visible()
    assert page.locator("form, .foot-choices").count() == 0
    page.goto(house.address + "/home/")
    context.set_offline(False)
    page.locator("main a.btn--lamp").click()
    expect(page.locator("form[action='/leave-device/']")).to_be_visible()


def test_pages_of_somebody_and_pages_that_leave_nothing_behind_are_kept_nowhere(device, house):
    context = device()
    page = opened(context, house, "/home/")
    with_worker(page)
    for path in ("/home/", "/settings/", "/safety/", "/safety/1/", "/kitchen/", "/look-back/"):
        page.goto(house.address + path)
    page.goto(house.address + "/home/")
    kept_paths = page.evaluate("""async () => {
      const paths = [];
      for (const name of await caches.keys()) {
        for (const one of await (await caches.open(name)).keys()) paths.push(new URL(one.url).pathname);
      }
      return paths;
    }""")
    assert len(kept_paths) > 15
    pages = {path for path in kept_paths if not path.startswith("/static/")}
    assert pages == {"/offline/", "/privacy/", "/evidence/"}
    assert not [path for path in kept_paths if "kitchen" in path]
    cut_off(context)
    for path in ("/safety/", "/kitchen/"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(house.address + path)


def test_a_device_that_was_never_signed_in_gets_no_worker(browser, house):
    with browser.new_context() as context:
        page = context.new_page()
        for path in ("/", "/evidence/", "/safety/", "/kitchen/"):
            page.goto(house.address + path)
            assert page.locator("html").count() == 1
            assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_words_wait_sealed_through_a_closed_page_and_a_stopped_server_and_arrive_once(device, house):
    context = device()
    page = opened(context, house)
    with_worker(page)
    cut_off(context)
    write(page, LEFT)
    waits(page)
    assert page.locator("#words").input_value() == ""
    page.locator("tw-waiting summary").click()
    expect(page.locator("[data-words]")).to_have_text(LEFT)
    look(page, "waiting")
    drawer = page.evaluate(DRAWER)
    assert (drawer["keys"], len(drawer["waiting"])) == ([True], 1)  # the key gives itself to no script
    assert len(drawer["waiting"][0]) % 512 == 16
    assert LEFT.encode() not in bytes(drawer["waiting"][0])
    page.close()
    house.stop()
    context.set_offline(False)
    page = context.new_page()
    page.goto(house.address + "/test/later/")
    expect(page.locator("h1")).to_have_text("The server cannot be reached right now.")
    house.start()
    page = opened(context, house)
    arrived(page)
    for _ in range(2):
        page.reload()
        assert kept(page).count(LEFT) == 1
    assert page.evaluate(DRAWER)["waiting"] == []


def test_double_taps_and_two_tabs_deliver_once_and_in_order(device, house):
    context = device()
    one, other = opened(context, house), opened(context, house)
    for tab in (one, other):  # else the worker may come between page and network just as the network goes
        with_worker(tab)
    cut_off(context)
    write(one, "first of two", taps=2)
    waits(one)
    write(other, "second of two", taps=2)
    expect(other.locator("tw-waiting .later li")).to_have_count(2)
    context.set_offline(False)
    for tab in (one, other):
        tab.evaluate("window.dispatchEvent(new Event('online'))")
    for tab in (one, other):
        expect(tab.locator("tw-waiting .later li")).to_have_count(0)
    one.reload()
    words = kept(one)
    assert words.index("first of two") < words.index("second of two")
    write(one, "with a network", taps=2)
    expect(one.locator(".kept-words li").last).to_have_text("with a network")
    one.reload()
    assert [kept(one).count(words) for words in ("first of two", "second of two", "with a network")] == [1, 1, 1]


def test_what_was_refused_comes_back_with_its_words_and_a_sentence(device, house):
    context = device()
    page = opened(context, house)
    write(page, "a stone")
    expect(page.locator("tw-later [role=status]")).to_have_text(
        "This could not be kept as it is. The words are still here."
    )
    assert page.locator("#words").input_value() == "a stone"
    cut_off(context)
    write(page, "another stone")
    waits(page)
    page.close()
    context.set_offline(False)
    page = opened(context, house)
    expect(page.locator("tw-waiting [data-said]")).to_have_text(
        "This could not be kept as it is. The words are still here."
    )
    page.reload()
    expect(page.locator("#words")).to_have_value("another stone")
    look(page, "refused")
    write(page, "another leaf")
    expect(page.locator(".kept-words li").last).to_have_text("another leaf")
    expect(page.locator("tw-waiting")).to_be_hidden()
    assert not [words for words in kept(page) if "stone" in words]


def test_a_kind_that_this_server_does_not_know_stays_on_the_device_until_it_is_removed(device, house):
    page = opened(device(), house, "/test/later/?kind=tomorrow")
    write(page, "for a newer Toward")
    expect(page.locator("tw-waiting [data-said]")).to_have_text(re.compile("does not know this kind"))
    page.reload()
    expect(page.locator("tw-waiting .later li")).to_have_count(1)
    page.locator("[data-remove]").click()
    expect(page.locator("tw-waiting")).to_be_hidden()


def test_signing_out_wipes_drawer_pages_and_worker_and_coming_in_brings_the_worker_back(browser, house, device):
    context = device()
    page = opened(context, house, "/enter/")
    context.clear_cookies(name="door")  # a session of its own, since it will be ended
    page.goto(house.address + "/enter/")
    page.fill("#handle", "Liang")
    page.fill("#password", PASSWORD)
    press(page)
    page.wait_for_url("**/home/")
    page.goto(house.address + "/test/later/")
    with_worker(page)
    cut_off(context)
    write(page, LEFT)
    waits(page)
    context.set_offline(False)
    page.route("**/intents/", lambda route: route.abort())
    page.goto(house.address + "/home/")
    page.locator("form[action='/leave-device/'] button").click()
    page.wait_for_url(house.address + "/")
    left = "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()]).then((all) => all.map((one) => one.length))"
    assert page.evaluate(left) == [0, 0, 0]
    page.goto(house.address + "/enter/")
    page.fill("#handle", "Liang")
    page.fill("#password", PASSWORD)
    press(page)
    page.wait_for_url("**/home/")
    with_worker(page)
    assert page.evaluate(DRAWER)["waiting"] == []


def test_what_another_account_left_on_the_device_is_thrown_away(device, house):
    context = device(workers="block")  # a page that comes through the worker cannot be given to somebody else here
    page = opened(context, house)
    cut_off(context)
    write(page, "of somebody else")
    waits(page)
    page.route("**/intents/", lambda route: route.abort())
    context.set_offline(False)
    page.route("**/test/later/", _as_somebody_else)
    page.reload()
    expect(page.locator("tw-waiting")).to_be_hidden()
    drawer = page.evaluate(DRAWER)
    assert (drawer["keys"], drawer["waiting"]) == ([True], [])
    page.unroute_all()
    page.reload()
    assert "of somebody else" not in kept(page)


def test_an_old_page_of_somebody_who_has_left_empties_nothing_keeps_nothing_and_goes(device, house):
    context = device(workers="block")  # a page that comes through the worker cannot be given to somebody else here
    old, mine = opened(context, house), context.new_page()
    expect(old.locator("tw-later")).to_be_visible()
    mine.route("**/test/later/", _as_somebody_else)
    mine.goto(f"{house.address}/test/later/")
    cut_off(context)
    write(mine, "of who is here now")
    waits(mine)
    old.fill("#words", "of who has left")
    old.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    old.evaluate("window.dispatchEvent(new Event('online'))")
    old.locator("tw-later button").click()
    expect(old.locator("tw-later [role=status]")).to_have_text(re.compile("^Not kept: somebody else came in"))
    assert old.input_value("#words") == "of who has left"
    assert len(mine.evaluate(DRAWER)["waiting"]) == 1
    old.fill("#words", "")
    context.set_offline(False)
    with old.expect_navigation():
        old.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_goes_from_the_drawer_undelivered_is_never_called_delivered(device, house):
    page = opened(device(), house)
    page.route("**/intents/", lambda route: (page.evaluate(EMPTIED), route.abort()))
    write(page, "of a drawer that was emptied")
    expect(page.locator("tw-later [role=status]")).to_have_text(re.compile("^Not kept"))
    assert page.input_value("#words") == "of a drawer that was emptied"


def _as_somebody_else(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'data-whose="\w+"', f'data-whose="{"0" * 32}"', answer.text()))


def test_a_newer_worker_takes_over_and_no_page_is_loaded_by_itself(device, house):
    context = device()
    page = opened(context, house)
    with_worker(page)
    old = page.evaluate("caches.keys()")
    house.stop()
    house.start(TEST_RELEASE="9.9.9")
    page.evaluate("window.loads = 1")
    page.evaluate("navigator.serviceWorker.getRegistration().then((here) => here.update())")
    page.evaluate(
        """async (old) => {
      for (let n = 0; n < 200; n += 1) {
        const names = await caches.keys();
        if (names.length === 2 && names.every((name) => !old.includes(name))) return;
        await new Promise((done) => setTimeout(done, 25));
      }
      throw new Error("the newer one did not take over: " + await caches.keys());
    }""",
        old,
    )
    assert page.evaluate("window.loads") == 1


def test_what_lies_on_the_disk_of_the_device_is_sealed(house, door, browser, tmp_path):
    found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    start = browser.browser_type.launch_persistent_context
    context = start(str(tmp_path / "profile"), executable_path=found, args=["--no-sandbox"], locale="en-GB")
    context.add_cookies(door)
    page = opened(context, house)
    with_worker(page)
    page.evaluate(CONTROL, CONTROLLED)
    cut_off(context)
    write(page, LEFT)
    waits(page)
    context.close()
    content = {file: file.read_bytes() for file in (tmp_path / "profile").rglob("*") if file.is_file()}

    def found_in(words):
        spelled = [words.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
        return [file.name for file, held in content.items() if any(one in held for one in spelled)]

    assert found_in("toward-later")
    assert found_in(CONTROLLED)  # what is put into such a drawer in the clear, is found
    assert found_in(LEFT) == []


@pytest.mark.parametrize(("language", "dusk"), [("en", False), ("zh", True)])
def test_inside_another_app_a_quiet_line_says_how_to_get_out(browser, house, language, dusk):
    agent = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50"
    wishes = {"locale": "zh-CN" if language == "zh" else "en-GB", "color_scheme": "dark" if dusk else "light"}
    with browser.new_context(user_agent=agent, viewport={"width": 360, "height": 740}, **wishes) as context:
        page = opened(context, house, "/")
        expect(page.locator(".banner")).to_contain_text("WeChat" if language == "en" else "微信")
        look(page, f"inside-{language}-{'dusk' if dusk else 'paper'}")


def test_below_another_path_worker_pages_and_queue_stay_below_it(browser, tmp_path):
    one = House(tmp_path, "/ours")
    one.start()
    with browser.new_context(locale="en-GB") as context:
        sign_up(context, one)
        page = opened(context, one)
        with_worker(page)
        scope = page.evaluate("navigator.serviceWorker.getRegistration().then((here) => here.scope)")
        assert scope == one.address + "/"
        cut_off(context)
        write(page, LEFT)
        waits(page)
        page.goto(one.address + "/home/")
        expect(page.locator("h1")).to_have_text("The server cannot be reached right now.")
        context.set_offline(False)
        page = opened(context, one)
        arrived(page)
        page.reload()
        assert kept(page) == [LEFT]
    one.stop()


def test_every_file_that_the_worker_wants_is_there(house):
    shell = json.loads(re.search(r"const SHELL = (\{.*\});", _text(f"{house.address}/sw.js"))[1])
    wanted = [*shell["files"], *shell["pages"], shell["offline"], *shell["scripts"]]
    assert len(wanted) > 15
    for path in wanted:
        assert _text(house.address + path)


def _text(url):
    with urllib.request.urlopen(url.replace("localhost", "127.0.0.1"), timeout=5) as answer:
        assert answer.status == 200
        return answer.read().decode()
