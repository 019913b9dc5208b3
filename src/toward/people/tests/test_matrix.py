"""Every address × everybody who might ask × every id × every method: who may not, learns nothing.

A new route without a line in `ROUTES` fails here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from toward.people import accounts, archive, doors, pairing, upkeep
from toward.people.models import Passkey
from toward.people.opened import sign_device_in
from toward.people.tests.conftest import CHEAP, NOW, meet
from toward.people.tests.test_accounts import write
from toward.store import sessions
from toward.store.models import Instance, SessionRow, new_id

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
READ, SEND, BOTH = ("GET", "HEAD"), ("POST",), ("GET", "HEAD", "POST")
ACTORS = ("anonymous", "locked", "A", "B", "former partner", "other couple")


@dataclass(frozen=True)
class Route:
    """What an address asks for: methods, `open`, `signed` or `unlocked`, and whose ids stand in it."""

    methods: tuple[str, ...]
    gate: str = "open"
    ids: str = ""


ROUTES = {
    "first": Route(READ), "privacy": Route(READ), "health": Route(READ), "robots": Route(READ), "kitchen": Route(READ),
    "language": Route(SEND), "theme": Route(SEND), "name": Route(SEND), "evidence": Route(READ), "look_back": Route(BOTH),
    "safety": Route(READ), "safety_numbers": Route(READ), "safety_page": Route(READ, ids="place"),
    "manifest": Route(READ), "worker": Route(READ), "offline": Route(READ), "intents": Route(SEND, "signed"), "do": Route(SEND, "signed", "kind"),
    "reach": Route(BOTH, "signed"), "reach_add": Route(SEND, "signed"), "reach_remove": Route(SEND, "signed"),
    "reach_test": Route(SEND, "signed"), "reach_pace": Route(SEND, "signed"), "reach_calendar": Route(SEND, "signed"), "feed": Route(READ, ids="secret"),
    "signup": Route(READ), "signup_you": Route(BOTH), "signup_done": Route(READ, "signed"),
    "enter": Route(BOTH), "unlock": Route(BOTH, "signed"), "lock": Route(SEND, "signed"), "leave-device": Route(SEND),
    "anew": Route(BOTH, ids="code"), "found": Route(BOTH, "unlocked"),
    "recover": Route(BOTH), "home": Route(READ, "signed"), "kit": Route(BOTH, "unlocked"),
    "kit_keep": Route(BOTH, "unlocked"), "settings": Route(BOTH, "signed"), "password": Route(BOTH, "unlocked"),
    "devices": Route(READ, "signed"), "devices_end": Route(BOTH, "signed", "device"),
    "enter_passkey": Route(SEND), "enter_ask": Route(SEND), "unlock_passkey": Route(SEND, "signed"),
    "unlock_ask": Route(SEND, "signed"), "step": Route(BOTH), "step_ask": Route(SEND),
    "passkeys": Route(READ, "unlocked"), "passkeys_ask": Route(SEND, "unlocked"),
    "passkeys_add": Route(SEND, "unlocked"), "passkeys_remove": Route(SEND, "unlocked", "passkey"),
    "pair": Route(READ, "signed"), "pair_invite": Route(SEND, "signed"), "pair_take_back": Route(SEND, "signed"),
    "pair_words": Route(SEND, "signed"), "join": Route(BOTH, ids="code"), "part": Route(BOTH, "signed"),
    "archives": Route(READ, "signed"), "archive": Route(READ, "signed", "archive"),
    "archive_remove": Route(SEND, "signed", "archive"), "left_hands": Route(READ, "signed"),
    "export": Route(BOTH, "unlocked"), "bring_in": Route(BOTH, "unlocked"), "erase_me": Route(BOTH, "signed"),
    "missing": Route(BOTH, "signed"), "today": Route(READ, "signed"), "rituals": Route(READ, "signed"),
    "ritual_design": Route(BOTH, "signed"), "moments": Route(READ, "signed"), "us": Route(READ, "signed"),
    "phone_down": Route(READ, "signed"), "us_week": Route(READ, "signed"), "today_weeks": Route(READ, "signed"),
}  # fmt: skip


@dataclass
class World:
    """Two couples, a former partner of one of the first, and what each of them holds."""

    browsers: dict[str, str | None]
    archive: UUID
    foreign: UUID
    holders: tuple[str, ...]
    devices: dict[str, str]
    passkeys: dict[str, str]


@pytest.fixture
def world(db, settings):
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, lambda: NOW
    Instance.objects.create(pk=1, release="0.2.0")
    house = doors.house()
    names = ("A", "B", "former partner", "other couple", "their other")
    people = {name: accounts.sign_up(house, name, f"a long password of {name}") for name in names}
    archive_of = [_common(people, *pair) for pair in (("A", "former partner"), ("other couple", "their other"))]
    for pair, words in ((("A", "B"), "kept"), (("other couple", "their other"), "kept too")):
        _common(people, *pair, words=words, part=False)
    secrets = {name: sign_device_in(people[name], NOW).reveal().hex() for name in names}
    locked = sign_device_in(people["A"], NOW)
    sessions.lock(sessions.visit(house.instance, locked, NOW).row)
    rows = {name: SessionRow.objects.filter(account=people[name].account).first().digest for name in names}
    browsers = {"anonymous": None, "locked": locked.reveal().hex()} | secrets
    passkeys = {name: _passkey(people[name].account, name) for name in names}
    return World(browsers, *archive_of, ("locked", "A", "former partner"), rows | {"locked": rows["A"]}, passkeys)


def _passkey(account, name):
    """A passkey that opens, as far as its row says."""
    digest = sha256(name.encode()).hexdigest()
    Passkey.objects.create(digest=digest, account=account, credential=b"c", public=b"p", opens=b"o", label=b"")
    return digest


def _common(people, one, other, *, words="from then", part=True):
    """A common space with a word of each, and whether it has ended."""
    meet(people[one], people[other])
    people[one] = pairing.again(people[one])
    space = pairing.complete(people[one])
    people[one], people[other] = pairing.again(people[one]), pairing.again(people[other])
    for name in (one, other):
        write(people[name], "couple", f"{words}, {name}")
    if part:
        pairing.leave(people[one].account)
    people[one], people[other] = pairing.again(people[one]), pairing.again(people[other])
    return space


def routes(found=None):
    """Every named address of the app."""
    for each in get_resolver().url_patterns if found is None else found:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns)
        elif isinstance(each, URLPattern):
            yield each.name


def addresses(world, name, route, actor):
    """(kind of id, address, form) of a route for somebody."""
    if route.ids == "archive":
        theirs = actor in world.holders
        spaces = {"own" if theirs else "foreign": world.archive, "foreign 2": world.foreign, "missing": new_id()}
        if actor == "other couple":
            spaces = {"own": world.foreign, "foreign": world.archive, "missing": new_id()}
        return [(kind, reverse(name, args=[space]), {}) for kind, space in spaces.items()]
    if route.ids == "device":
        foreign = world.devices["B" if actor in ("A", "locked") else "A"]
        return [("foreign", reverse(name), {"device": foreign, "id": foreign, "digest": foreign}),
                ("missing", reverse(name), {"device": "0" * 64, "id": "0" * 64, "digest": "0" * 64})]  # fmt: skip
    if route.ids == "passkey":
        foreign = world.passkeys["B" if actor in ("A", "locked") else "A"]
        return [("foreign", reverse(name), {"passkey": foreign}), ("missing", reverse(name), {"passkey": "0" * 64})]
    if route.ids == "kind":
        kinds = {"missing": "nothing.known"} | {
            kind: kind for kind in sorted(upkeep.KNOWN) if not kind.startswith("test.")
        }
        return [(kind, reverse(name, args=[deed]), {}) for kind, deed in kinds.items()]
    given = {"code": ["nonsense"], "secret": ["nonsense"], "place": [1]}.get(route.ids, [])
    return [("", reverse(name, args=given), {})]


def ask(world, actor, method, address, form):
    """One cell; whatever it changes is taken back."""
    one = Client(headers={"accept-language": "en"})
    if world.browsers[actor]:
        one.cookies["door"] = world.browsers[actor]
    with transaction.atomic():
        answer = (
            one.generic(method, address, "", "application/x-www-form-urlencoded")
            if method != "POST"
            else one.post(address, form)
        )
        content = b"" if answer.streaming else answer.content
        ended = SessionRow.objects.count()
        transaction.set_rollback(True)
    return answer, content, ended


def expected(route, actor, method, kind):
    """The status, or None where the page itself decides."""
    if method not in route.methods:
        return 405
    if route.gate != "open" and actor == "anonymous":
        return 302
    if route.gate == "unlocked" and actor == "locked":
        return 302
    if (
        (route.ids == "kind" and kind == "missing")
        or route.ids in ("passkey", "secret")
        or (route.ids == "archive" and kind != "own")
    ):
        return 404
    return None


def test_every_route_stands_in_the_matrix():
    there = list(routes())
    assert sorted(there) == sorted(ROUTES)
    assert len(there) >= 52


def looked(world, names):
    """Every cell of these routes: how many, with which statuses, and the pages that are not there."""
    cells, statuses, nothing = 0, Counter(), {}
    rows = SessionRow.objects.count()
    for name, route in ((name, ROUTES[name]) for name in names):
        for actor in ACTORS:
            for kind, address, form in addresses(world, name, route, actor):
                for method in METHODS:
                    answer, content, left = ask(world, actor, method, address, form)
                    wanted, cell = expected(route, actor, method, kind), (name, actor, kind, method)
                    assert wanted in (None, answer.status_code), (cell, answer.status_code)
                    assert answer.status_code < 500, cell
                    assert wanted is not None or answer.status_code != 404, cell
                    if wanted == 302:
                        assert answer["Location"].startswith(("/enter/?next=/", "/unlock/?next=/")), cell
                    if answer.status_code == 404:
                        nothing.setdefault((actor, method), set()).add(content)
                    if route.gate != "open" and answer.status_code == 200:
                        assert answer["Cache-Control"] == "no-store", cell
                    if route.ids == "device":
                        assert left >= rows, cell
                    cells, statuses = cells + 1, statuses + Counter([answer.status_code])
    return cells, statuses, nothing


def test_who_may_not_learns_nothing(world):
    cells, statuses, nothing = looked(world, ROUTES)
    assert len(nothing) == 17  # GET, HEAD and POST for each of the five who are signed in; GET and HEAD for a stranger
    assert all(len(each) == 1 for each in nothing.values())  # foreign and missing: byte by byte the same
    assert len({content for (_, method), (content,) in nothing.items() if method != "HEAD"}) == 1  # for everybody
    print(f"{cells} cells: {dict(sorted(statuses.items()))}")
    assert cells == 4704
    assert (
        statuses[404] == 58
    )  # 3 who share the archive × 2 other ids × 3 methods, B × 3 ids × 3, the other couple × 2 × 3; 4 with passkeys of others × 2; 6 × GET and HEAD of a wrong link; 5 × an unknown deed


def test_a_404_of_a_stranger_is_that_of_any_address(world):
    page = Client().get("/nowhere/").content
    answer, content, _ = ask(world, "B", "GET", reverse("archive", args=[world.archive]), {})
    assert (answer.status_code, content) == (404, page)
    assert not re.search(rb"csrf|/nowhere/", page)


def test_the_matrix_sees_a_page_that_lets_anybody_in(world, monkeypatch):
    monkeypatch.setattr(archive.access, "may_see_archive", lambda who, space: True)
    monkeypatch.setattr(archive, "leaf", lambda who, space, first: archive.Leaf((), None))
    with pytest.raises(AssertionError, match="archive"):
        looked(world, ["archive"])
