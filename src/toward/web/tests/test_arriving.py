"""Somebody sends slowly, breaks off, or sends much: a page for everybody else is made meanwhile, and nothing half is taken."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack
from urllib.request import urlopen

import pytest

from toward.web import arriving
from toward.web.arriving import LARGE, SMALL, Arriving
from toward.web.asgi import THREADS
from toward.web.headers import HEADERS
from toward.web.tests.test_serve import served

SLOW = b"POST /enter/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na"


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(arriving, "PATIENCE", 0.05)
    monkeypatch.setattr(arriving, "FIRST", 0.1)


def piece(body, *, more):
    return {"type": "http.request", "body": body, "more_body": more}


def sending(*pieces):
    """Hand these over, then nothing more, for ever."""
    left = list(pieces)

    async def receive():
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return receive


class Seen:
    """An app that reads all there is; what it read, or what it met, and what went out."""

    def __init__(self):
        self.bodies, self.met, self.out, self.headers = [], [], [], {}

    async def __call__(self, scope, receive, send):
        whole, more = b"", True
        try:
            while more:
                message = await receive()
                whole, more = whole + message["body"], message["more_body"]
        except OSError as problem:
            self.met.append(problem)
        else:
            self.bodies.append(whole)

    async def send(self, message):
        self.headers |= dict(message.get("headers", ()))
        self.out.append(message.get("status", message.get("body")))


def asked(*pieces):
    one = Seen()
    asyncio.run(Arriving(one)({}, sending(*pieces), one.send))
    return one


def test_what_comes_in_pieces_is_handed_on_whole():
    large = [piece(bytes([n]) * SMALL, more=n < 4) for n in range(5)]
    for pieces in ([piece(b"", more=False)], [piece(b"a", more=True), piece(b"b", more=False)], large):
        one = asked(*pieces)
        assert one.bodies == [b"".join(each["body"] for each in pieces)]
        assert one.out == []


@pytest.mark.parametrize("pieces", [(), (piece(b"a", more=True),)])
def test_a_small_body_that_does_not_come_is_not_waited_for(pieces):
    one = asked(*pieces)
    assert (one.bodies, one.met, one.out) == ([], [], [408, arriving.LATE])
    assert one.headers[b"cache-control"] == b"no-store"
    assert all(one.headers[name.lower().encode()] == value.encode() for name, value in HEADERS.items())


def test_who_goes_before_all_is_there_is_not_answered():
    one = asked(piece(b"a", more=True), {"type": "http.disconnect"})
    assert (one.bodies, one.met, one.out) == ([], [], [])


@pytest.mark.parametrize("rest", [(), ({"type": "http.disconnect"},)])
def test_a_large_body_that_breaks_off_is_never_taken_for_a_whole_one(rest):
    one = asked(piece(bytes(SMALL), more=True), piece(b"a", more=True), *rest)
    assert one.bodies == []
    assert [type(problem) for problem in one.met] == [ConnectionAbortedError]


def test_a_large_body_that_creeps_is_given_up(monkeypatch):
    async def creeping():
        left = [piece(bytes(SMALL), more=True)]

        async def receive():
            if left:
                return left.pop()
            await asyncio.sleep(0.01)
            return piece(b"a", more=True)

        one = Seen()
        async with asyncio.timeout(20):
            await Arriving(one)({}, receive, one.send)
        return one

    monkeypatch.setattr(arriving, "SLOWEST", 10 * SMALL)
    assert [type(problem) for problem in asyncio.run(creeping()).met] == [ConnectionAbortedError]


def test_large_bodies_beyond_the_few_are_asked_to_come_again_and_small_ones_are_not():
    async def crowd():
        held, seen = asyncio.Event(), Seen()

        async def app(scope, receive, send):
            await held.wait() if (await receive())["more_body"] else seen.bodies.append(b"small")

        one = Arriving(app)
        large = [
            asyncio.create_task(one({}, sending(piece(bytes(SMALL), more=True)), seen.send)) for _ in range(LARGE + 1)
        ]
        await asyncio.sleep(0.2)
        await one({}, sending(piece(b"", more=False)), seen.send)
        held.set()
        await asyncio.gather(*large)
        return seen

    seen = asyncio.run(crowd())
    assert (seen.bodies, seen.out) == ([b"small"], [503, arriving.FULL])


def test_more_slow_people_than_threads_keep_nobody_from_a_page(tmp_path):
    with served(tmp_path) as (_, port), ExitStack() as stack:
        for _ in range(THREADS + 4):
            stack.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(SLOW)
        with urlopen(f"http://127.0.0.1:{port}/privacy/", timeout=10) as answer:
            assert answer.status == 200
