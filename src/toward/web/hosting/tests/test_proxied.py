"""Real requests with and without a proxy that is believed, at the real server."""

from __future__ import annotations

import pytest

from toward.web.hosting import plain
from toward.web.hosting.tests.running import Visitor, running

NAME, PHONE = "toward.test", "203.0.113.9"
SAID = {"X-Forwarded-Proto": "https", "X-Forwarded-For": PHONE, "X-Forwarded-Host": NAME}


@pytest.fixture(scope="module")
def believing(tmp_path_factory):
    with running(tmp_path_factory.mktemp("home"), TOWARD_HOSTS=NAME, TOWARD_TRUSTED_PROXY="1") as (told, port):
        assert told[0].startswith(f"Toward is here: https://{NAME} ")
        yield port


@pytest.fixture(scope="module")
def doubting(tmp_path_factory):
    with running(tmp_path_factory.mktemp("home"), TOWARD_HOSTS=NAME) as (told, port):
        assert any("Name the proxy in TOWARD_TRUSTED_PROXY" in each for each in told)
        yield port


def test_behind_a_proxy_that_is_believed_it_is_https(believing):
    page = Visitor(believing, NAME, more=SAID).ask("/enter/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"]
    assert all("; Secure" in each for each in page.headers.get_all("Set-Cookie"))


def test_a_form_sent_through_it_is_taken_for_our_own(believing):
    one = Visitor(believing, NAME, more={**SAID, "X-Forwarded-Host": f"{NAME}:{believing}"})
    assert one.send("/language/", {"language": "zh-hans", "next": "/privacy/"}, at="/privacy/").status == 302
    assert 'lang="zh-Hans"' in one.ask("/privacy/").body


def test_a_form_from_elsewhere_is_not(believing):
    one = Visitor(believing, NAME, more={**SAID, "Origin": "https://heron.test"})
    one.ask("/privacy/")
    assert one.ask("/language/", {"language": "zh-hans"}).status == 403


@pytest.mark.parametrize("said", [SAID, {"X-Forwarded-Proto": "https"}, {"Forwarded": "proto=https"}, {}])
def test_a_proxy_that_nobody_has_named_gets_the_one_page(doubting, said):
    page = Visitor(doubting, NAME, more=said).ask("/enter/")
    assert (page.status, page.body.encode()) == (plain.STATUS, plain.PAGE)
    assert page.headers.get_all("Set-Cookie") is None


@pytest.mark.parametrize("said", [SAID, {"X-Forwarded-Proto": "https"}])
def test_on_this_computer_itself_what_nobody_has_named_changes_nothing(doubting, said):
    page = Visitor(doubting, "localhost", more=said).ask("/enter/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] is None
    assert not any("Secure" in each for each in page.headers.get_all("Set-Cookie"))


def test_tries_are_counted_by_whoever_makes_them_not_by_the_proxy(believing):
    """The eleventh wrong try from one phone waits; the first from another one is only wrong."""
    path, wrong = "/enter/", {"handle": "nobody", "password": "not this one"}
    through = {**SAID, "X-Forwarded-Host": f"{NAME}:{believing}"}
    one = Visitor(believing, NAME, more=through)
    statuses = [one.send(path, wrong).status for _ in range(11)]
    other = Visitor(believing, NAME, more={**through, "X-Forwarded-For": "203.0.113.77"})
    assert statuses == [422] * 10 + [429]
    assert other.send(path, wrong).status == 422
