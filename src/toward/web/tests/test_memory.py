"""When nobody is served, nothing in the server's memory opens anything: no key, no password, no cookie.

The real server; its memory is read as a core dump would hold it. Where the same scan must find something, it does.
"""

from __future__ import annotations

import base64
import http.cookiejar
import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from toward.vault import kit
from toward.web.asgi import TIDY
from toward.web.tests.memory_image import found, spellings
from toward.web.tests.test_serve import served

WORDS = "lotus pond at dusk 81"
KEYS = {"user", "identity", "kek", "mine", "journal"}
VISIT = KEYS - {"kek"} | {"cookie"}  # a password is worked out at sign-in alone
PERSON = {"password", "cookie", "card", "recovery"}

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="memory is read through /proc, and overwritten by glibc: needs Linux"
)

WORKED_OUT = """
import json, sys, django
django.setup()
from toward.people import accounts, doors
from toward.people.models import Account
from toward.store.models import Space
from toward.vault.keys import root
from toward.vault.secret import SecretBytes
words, card = sys.argv[1], SecretBytes(bytes.fromhex(sys.argv[2]))
house, one = doors.house(), Account.objects.get()
who = accounts.sign_in(house, one.handle, words, card)
made = root(words, bytes(one.salt), pepper=house.pepper, card=card, cost=house.cost)
keys = {Space.objects.get(id=space).room: key for (space, _), key in who.ring.keys.items()}
keys |= {"user": who.holder.user_key, "identity": who.holder.identity.private, "kek": made.kek}
print(json.dumps({name: key.reveal().hex() for name, key in keys.items()}))
"""


class Person:
    """A browser without a screen."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.jar = http.cookiejar.CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, path):
        with self.opener.open(self.base + path) as answer:
            return answer.read().decode()

    def post(self, path, page, **form):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        sent = urlencode({"csrfmiddlewaretoken": token, **form}).encode()
        with self.opener.open(Request(self.base + path, sent, {"Origin": self.base})) as answer:
            return answer.read().decode()

    @property
    def cookie(self):
        return next(each.value for each in self.jar if each.name == "door")


def begin(process, port):
    """Sign up, keep a kit, lock and unlock, look around; the person, and every secret of theirs."""
    one = Person(port)
    line = next(line for line in process.stdout if "/begin/" in line)
    code = parse_qs(urlsplit(line.split()[-1]).query)["code"][0]
    one.post("/begin/you/", one.get(f"/begin/you/?code={code}"), code=code, handle="liang", password=WORDS)
    sheet = one.post("/kit/", one.get("/kit/"))
    card, recovery = (re.search(rf'name="{name}" value="([0-9A-Z-]+)"', sheet)[1] for name in ("card", "recovery"))
    one.post("/kit/keep/", sheet, card=card, recovery=recovery, group=recovery[-4:], password=WORDS)
    one.post("/lock/", one.get("/home/"))
    one.post("/unlock/", one.get("/unlock/"), password=WORDS)
    for page in ("/home/", "/devices/", "/settings/", "/left-hands/"):
        one.get(page)
    return one, card, recovery


def secrets_of(home, one, card, recovery):
    """Every key, worked out in another process from what only the person knows and holds."""
    drawn = kit.read(card, "card").reveal()
    around = {**os.environ, "TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home)}
    around["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    asked = [sys.executable, "-c", WORKED_OUT, WORDS, drawn.hex()]
    done = subprocess.run(asked, env=around, capture_output=True, text=True, check=True)
    keys = {name: bytes.fromhex(key) for name, key in json.loads(done.stdout).items()}
    more = {"password": WORDS.encode(), "cookie": bytes.fromhex(one.cookie), "card": drawn}
    return keys | more | {"recovery": kit.read(recovery, "recovery").reveal()}


def idle():
    """Nobody comes for a while."""
    time.sleep(2 * TIDY + 1)


def while_served(one, process, secrets):
    """What lies in memory while pages are asked for, in up to twenty looks."""
    over, most = threading.Event(), {}

    def come_and_go():
        while not over.is_set():
            one.get("/devices/")

    guest = threading.Thread(target=come_and_go)
    guest.start()
    try:
        for _ in range(20):
            most = {name: max(count, most.get(name, 0)) for name, count in found(process.pid, secrets).items()}
            if all(most.get(name) for name in secrets):
                break
    finally:
        over.set()
        guest.join()
    return most


def test_memory_opens_while_somebody_is_served_and_nothing_when_nobody_is(tmp_path):
    with served(tmp_path) as (process, port):
        one, card, recovery = begin(process, port)
        secrets = secrets_of(tmp_path, one, card, recovery)
        assert set(secrets) == KEYS | PERSON
        during = while_served(one, process, {name: secrets[name] for name in VISIT})
        idle()
        before = found(process.pid, secrets)
        one.post("/leave-device/", one.get("/home/"))
        idle()
        after = found(process.pid, secrets)
    assert {name for name in VISIT if during[name]} == VISIT
    assert before["bytes"] > 50 << 20
    assert {name: before[name] for name in secrets} == dict.fromkeys(secrets, 0)
    assert {name: after[name] for name in secrets} == dict.fromkeys(secrets, 0)
    print(f"{len(secrets)} secrets in {sum(len(spellings(each)) for each in secrets.values())} spellings, "
          f"{after['bytes'] >> 20} MiB")  # fmt: skip


def test_the_same_scan_finds_what_lies_in_idle_memory_where_nothing_is_overwritten(tmp_path):
    with served(tmp_path, PYTHONMALLOC="pymalloc") as (process, port):
        one, card, recovery = begin(process, port)
        secrets = secrets_of(tmp_path, one, card, recovery)
        left = found(process.pid, secrets)
    assert sum(left[name] for name in secrets) > 0


@pytest.mark.parametrize("secret", [bytes(range(32)), b"sixteen letters."])
def test_every_spelling_is_found_wherever_it_stands(secret):
    assert len(spellings(secret)) >= 6
    for before in range(6):
        whole = bytes(before) + secret + b"after"
        assert any(each in base64.b64encode(whole) for each in spellings(secret))
        assert any(each in base64.urlsafe_b64encode(whole) for each in spellings(secret))
