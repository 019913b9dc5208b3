"""Every page is the same with its caches and without: chapters and checkpoints only spare work."""

from __future__ import annotations

import random
import re

import pytest
from django.test import Client

from toward.people import accounts, archive, doors, mine, pairing, upkeep
from toward.people.opened import sign_device_in
from toward.people.reads import SETTINGS
from toward.people.tests.conftest import CHEAP, NOW, meet
from toward.people.tests.test_accounts import write
from toward.store import chapters
from toward.store.models import Cache

PAGES = ("/home/", "/settings/", "/left-hands/", "/kit/", "/pair/", "/archive/", "/devices/", "/export/")
CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value|data-token)="[^"]*"')


@pytest.fixture
def installation(house, settings):
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, lambda: NOW
    settings.PEPPER = house.pepper.reveal()
    return house


def lived(house, chance):
    """A couple that wrote, removed, turned keys and parted, in an order that chance gives; one of them, and what is left."""
    liang, su = (accounts.sign_up(house, name, f"a long password of {name}") for name in ("Liang", "Su"))
    meet(liang, su)
    pairing.complete(pairing.again(liang))
    liang, su = pairing.again(liang), pairing.again(su)
    space = liang.space("couple")
    deeds = [lambda: [write(each, "couple", f"note {chance.random()}") for each in (liang, su)]] * 12
    deeds += [
        lambda: mine.keep(liang, SETTINGS, {"zone": "Asia/Shanghai", "language": "en"}, NOW + chance.randrange(99))
    ] * 5
    deeds += [lambda: mine.note(liang, "device", NOW + chance.randrange(9_999))] * 20
    deeds += [lambda: upkeep.tend(liang, NOW)] * 3
    chance.shuffle(deeds)
    for deed in deeds:
        deed()
    pairing.leave(liang.account)
    mine_of_liang = [kept.id for kept in archive.read(liang.ring, space) if kept.entry.by == liang.account]
    archive.remove(liang, space, set(chance.sample(mine_of_liang, 3)))
    return pairing.again(liang), space


def browser_of(who):
    browser = Client(headers={"accept-language": "en"})
    browser.cookies["door"] = sign_device_in(who, NOW, label=b"").reveal().hex()
    return browser


def looks(browser, space):
    """What every page shows, byte by byte."""
    pages = {}
    for page in (*PAGES, f"/archive/{space}/"):
        answer = browser.get(page)
        assert answer.status_code == 200, page
        pages[page] = CHANGING.sub(b"", answer.content)
    return pages


@pytest.mark.parametrize("seed", range(8))
def test_every_page_is_equal_with_and_without_caches(installation, monkeypatch, seed):
    monkeypatch.setattr(chapters, "RUN", 8)
    monkeypatch.setattr("toward.store.checkpoints.MOST", 4)
    who, space = lived(installation, random.Random(seed))
    browser = browser_of(who)
    looks(browser, space)  # a first visit leaves caches
    kinds = set(Cache.objects.values_list("name", flat=True))
    assert {chapters.CHAPTER, "people-own.1"} <= kinds
    with_caches = looks(browser, space)
    monkeypatch.setattr(doors, "tend", lambda *_: None)
    Cache.objects.all().delete()
    monkeypatch.setattr("toward.store.checkpoints.MOST", 10**9)
    without = looks(browser, space)
    assert not Cache.objects.exists()
    assert {page for page in with_caches if with_caches[page] != without[page]} == set()
    assert len(with_caches) == len(PAGES) + 1


def test_a_page_would_show_a_cache_that_lies(installation, monkeypatch):
    monkeypatch.setattr("toward.store.checkpoints.MOST", 1)
    who, space = lived(installation, random.Random(1))
    mine_of = who.space("mine")
    browser = browser_of(who)
    true = looks(browser, space)
    row = Cache.objects.get(space_id=mine_of, name="people-own.1")
    lie = chapters.opened(who.ring, row).replace(b"Asia/Shanghai", b"Europe/Berlin")
    assert lie != chapters.opened(who.ring, row)
    Cache.objects.filter(id=row.id).delete()
    chapters.write(who.ring, mine_of, row.name, (row.first, row.last), lie)
    assert looks(browser, space)["/settings/"] != true["/settings/"]
