"""Liang and Su on their phones, before a clock that the tests set."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from toward.people import accounts, doors, mine, pairing
from toward.people.opened import come_back, sign_device_in
from toward.people.reads import KIT, SETTINGS, Preferences
from toward.people.tests.conftest import CHEAP, meet
from toward.store.models import Instance, new_id

EVENING = datetime(2027, 1, 15, 20, 0, tzinfo=UTC)


class Clock:
    """The second it is, as tests set it."""

    def __init__(self):
        self.at = EVENING

    def __call__(self):
        return self.at.timestamp()

    def on(self, **more):
        self.at += timedelta(**more)


class Form(HTMLParser):
    """What a form would send: hidden fields, ticked boxes, chosen answers."""

    def __init__(self, page, kind):
        super().__init__()
        self.fields, self.boxes, self.inside = {}, {}, False
        self.kind = kind
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("data-intent") == self.kind
        if not self.inside or tag != "input" or "name" not in said:
            return
        if said.get("type") in ("checkbox", "radio"):
            self.boxes.setdefault(said["name"], []).append(said["value"])
            if "checked" not in said:
                return
        self.fields[said["name"]] = said.get("value", "")


class Phone:
    """A device on which somebody is signed in."""

    def __init__(self, who, clock, language="en"):
        self.clock, self.secret = clock, sign_device_in(who, int(clock()))
        self.client = Client(headers={"accept-language": language})
        self.client.cookies["door"] = self.secret.reveal().hex()

    @property
    def who(self):
        return come_back(doors.house().instance, self.secret, int(self.clock()))

    def sign_in_again(self):
        """A device that is not used for long is asked for the password again; this one has just given it."""
        self.secret = sign_device_in(self.who, int(self.clock()))
        self.client.cookies["door"] = self.secret.reveal().hex()

    def page(self, path="/today/"):
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def do(self, kind, wish=None, **fields):
        fields = {name.replace("__", "."): value for name, value in fields.items()}
        return self.client.post(f"/do/{kind}/", {"wish": wish or new_id().hex, "next": "/today/", **fields})

    def keep(self, name, slot="evening", **more):
        """A ritual, as far as one person can make it; its id."""
        wish = new_id().hex
        assert self.do("rituals.design", wish, name=name, slot=slot, **more).status_code == 302
        return wish[:16]

    def agree(self, ritual):
        """Say yes to a wish that stands on the page."""
        page = self.page("/rituals/")
        found = re.search(rf'name="ritual" value="{ritual}".*?name="form" value="(\w+)"', page, re.S)
        assert self.do("rituals.yes", ritual=ritual, form=found[1]).status_code == 302

    def tell(self, *happened, path="/today/", **more):
        """Open the page of an evening, tick what happened, and press the button."""
        page = self.page(path)
        form = Form(page, "today.evening")
        for name in happened:
            assert f"did.{name}" in form.boxes, (name, form.boxes)
            form.fields[f"did.{name}"] = "1"
        return self.client.post("/do/today.evening/", {**form.fields, **more})


@pytest.fixture
def clock(settings):
    settings.PASSWORD_COST = CHEAP
    settings.CLOCK = Clock()
    return settings.CLOCK


def moved_in(name, clock, zone="UTC"):
    """Somebody with an account, a zone and a kit that is settled."""
    who, now = accounts.sign_up(doors.house(), name, f"a long password of {name}"), int(clock())
    mine.keep(who, SETTINGS, Preferences(zone=zone).body(), now, zone)
    mine.keep(who, KIT, {"card": "declined"}, now, zone)
    return who


@pytest.fixture
def alone(db, clock):
    Instance.objects.create(pk=1, release="0.2.0")
    return Phone(moved_in("Liang", clock), clock)


@pytest.fixture
def two(db, clock):
    Instance.objects.create(pk=1, release="0.2.0")
    liang, su = moved_in("Liang", clock), moved_in("Su", clock)
    meet(liang, su, int(clock()))
    liang = pairing.again(liang)
    assert pairing.complete(liang) is not None
    return Phone(pairing.again(liang), clock), Phone(pairing.again(su), clock)
