"""Names, proxies and paths: what is believed of them, and what is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from ipaddress import ip_network
from itertools import product

import pytest
from django.core.exceptions import ImproperlyConfigured

from toward.web.hosting import plain
from toward.web.hosting.door import Door
from toward.web.hosting.forwarded import Asked, really
from toward.web.hosting.reach import Reach, chosen

PHONE, PROXY, HERE = "203.0.113.9", "10.0.0.7", "127.0.0.1"
NAME = "toward.example"
REACH = Reach((NAME,), (ip_network("10.0.0.0/24"), ip_network("127.0.0.0/8")))
NOBODY = Reach((NAME,))
DIRECT = Asked("http", HERE, "localhost:8000")


def headers(**said):
    """Headers by their short names; a list is several headers."""
    names = {"proto": b"x-forwarded-proto", "host": b"X-Forwarded-Host", "to": b"x-forwarded-for"}
    return [
        (names[key], each.encode())
        for key, values in said.items()
        for each in (values if isinstance(values, list) else [values])
    ]


def answered(reach, *, peer=HERE, host="localhost:8000", path="/enter/", scheme="http", method="GET", said=()):
    """What the door lets through and what comes back: (scope behind it or None, status, headers, body)."""
    behind, sent = [], []

    async def app(scope, receive, send):
        behind.append(scope)
        cookies = [(b"Set-Cookie", b"form=1; Path=/"), (b"set-cookie", b"__Host-door=2; Secure; Path=/")]
        await send({"type": "http.response.start", "status": 200, "headers": cookies})
        await send({"type": "http.response.body", "body": b"inside"})

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "scheme": scheme, "method": method, "client": (peer, 4242), "path": path, "root_path": "",
        "headers": [(b"host", host.encode()), *said],
    }  # fmt: skip
    asyncio.run(Door(app, reach)(scope, None, send))
    return behind[0] if behind else None, sent[0]["status"], sent[0]["headers"], sent[1]["body"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"TOWARD_HOSTS": "https://toward.example"}, "TOWARD_HOSTS"),
        ({"TOWARD_HOSTS": "toward.example:443"}, "TOWARD_HOSTS"),
        ({"TOWARD_HOSTS": "*"}, "TOWARD_HOSTS"),
        ({"TOWARD_TRUSTED_PROXY": "caddy"}, "TOWARD_TRUSTED_PROXY"),
        ({"TOWARD_TRUSTED_PROXY": "10.0.0.7/24"}, "TOWARD_TRUSTED_PROXY"),
        ({"TOWARD_PATH": "toward"}, "TOWARD_PATH"),
        ({"TOWARD_PATH": "//evil.example"}, "TOWARD_PATH"),
        ({"TOWARD_PATH": "/to ward"}, "TOWARD_PATH"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(said, wrong):
    with pytest.raises(ImproperlyConfigured, match=wrong):
        chosen(said)


def test_nothing_said_means_this_computer_alone():
    assert chosen({}) == Reach() == chosen({"TOWARD_HOSTS": " , ", "TOWARD_TRUSTED_PROXY": "0", "TOWARD_PATH": "/"})


def test_a_list_may_have_spaces_capitals_and_networks():
    said = {"TOWARD_HOSTS": "Toward.Example, home.tail1.ts.net", "TOWARD_TRUSTED_PROXY": "10.0.0.0/24, ::1"}
    assert chosen(said) == Reach((NAME, "home.tail1.ts.net"), (ip_network("10.0.0.0/24"), ip_network("::1/128")))


@pytest.mark.parametrize("peer", [HERE, PROXY, "::ffff:10.0.0.7"])
def test_a_proxy_that_was_named_is_believed(peer):
    found = really(Asked("http", peer, "127.0.0.1"), headers(proto="https", host=NAME, to=PHONE), REACH)
    assert found == Asked("https", PHONE, NAME)


GOOD = {"proto": "https", "host": NAME, "to": PHONE}


@pytest.mark.parametrize(("peer", "reach"), [(PHONE, REACH), ("10.0.1.7", REACH), (HERE, NOBODY), ("", REACH)])
@pytest.mark.parametrize("given", [each for n in (1, 2, 3) for each in product(GOOD, repeat=n) if len(set(each)) == n])
def test_a_neighbour_that_was_not_named_is_believed_nothing(peer, reach, given):
    asked = Asked("http", peer, "localhost")
    assert really(asked, headers(**{name: GOOD[name] for name in given}), reach) == asked


@pytest.mark.parametrize(
    "said",
    [
        {"proto": ["https", "http"]},
        {"proto": "https, http"},
        {"proto": "wss"},
        {"proto": ""},
        {"host": "heron.example"},
        {"host": [NAME, "localhost"]},
        {"host": f"{NAME}/elsewhere"},
        {"host": f"{NAME}@heron.example"},
        {"to": "unknown"},
        {"to": f"{PHONE}, me"},
        {"to": "203.0.113.9:4242"},
        {"to": ""},
    ],
)
def test_a_header_that_is_wrong_or_says_two_things_changes_nothing(said):
    for asked in (DIRECT, replace(DIRECT, scheme="https")):
        assert really(asked, headers(**said), REACH) == asked


def test_what_a_caller_writes_before_the_proxy_s_own_word_is_not_believed():
    said = headers(to=[f"198.51.100.1, {PHONE}", PROXY])
    assert really(DIRECT, said, REACH).client == PHONE


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/enter/", "/static/web/base.css", "/begin/?code=x", "/toward/"])
def test_plain_http_from_elsewhere_gets_the_one_page_whatever_it_asks(path, method):
    for reach in (Reach(), REACH, NOBODY, Reach(path="/toward")):
        behind, status, sent, body = answered(reach, peer=PHONE, host="192.168.1.5", path=path, method=method)
        assert (behind, status) == (None, plain.STATUS)
        assert body == (b"" if method == "HEAD" else plain.PAGE)
        assert not any(name.lower() == b"set-cookie" for name, _ in sent)


def test_the_one_page_speaks_both_languages_and_asks_for_nothing():
    text = plain.PAGE.decode()
    assert "toward host" in text
    assert "没有加密" in text
    for never in ("<form", "<script", "<input", "<a ", "src=", "http:", "url("):
        assert never not in text


def test_health_answers_everybody_and_everywhere():
    for path in ("/health", "/toward/health"):
        assert answered(Reach(path="/toward"), peer=PHONE, path=path)[1] == 200
        assert answered(Reach(path="/toward"), peer=PHONE, path=path, method="POST")[1] == plain.STATUS


@pytest.mark.parametrize(
    ("why", "reach", "host", "said"),
    [
        ("the proxy says plain http", REACH, NAME, headers(proto="http", to=PHONE)),
        ("the proxy says nothing of https", REACH, NAME, headers(to=PHONE)),
        ("the proxy was not named", NOBODY, NAME, headers(**GOOD)),
        ("the proxy rewrites the name to our own", REACH, "localhost", headers(proto="http", to=PHONE)),
    ],
)
def test_a_proxy_without_https_or_without_a_name_gets_the_one_page(why, reach, host, said):
    behind, status, _, _ = answered(reach, host=host, said=said)
    assert (behind, status) == (None, plain.STATUS), why


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "heron.example"])
def test_this_very_computer_is_let_in_and_a_strange_name_is_refused_further_in(host):
    assert answered(REACH, host=host)[0] is not None


def test_behind_the_door_nothing_of_a_proxy_is_left():
    said = [
        *headers(**GOOD),
        (b"Forwarded", b"for=1.2.3.4"),
        (b"X-Real-IP", b"1.2.3.4"),
        (b"Tailscale-User-Login", b"su"),
        (b"accept", b"*/*"),
    ]
    behind, *_ = answered(REACH, said=said)
    assert behind["scheme"] == "https"
    assert behind["client"][0] == PHONE
    assert sorted(behind["headers"]) == [(b"accept", b"*/*"), (b"host", NAME.encode())]


def test_over_https_every_cookie_is_for_https_alone():
    _, _, sent, _ = answered(REACH, said=headers(**GOOD))
    cookies = [value for name, value in sent if name.lower() == b"set-cookie"]
    assert cookies == [b"form=1; Path=/; Secure", b"__Host-door=2; Secure; Path=/"]
    assert b"strict-transport-security" in dict(sent)


@pytest.mark.parametrize(
    ("reach", "host"),
    [
        (Reach(("localhost",)), "localhost"),
        (REACH, "localhost"),
        (Reach((NAME,), REACH.proxies, "/toward"), NAME),
        (REACH, "127.0.0.1"),
    ],
)
def test_a_name_that_others_share_is_not_bound_to_https(reach, host):
    _, status, sent, _ = answered(reach, host=host, scheme="https")
    assert status == 200
    assert b"strict-transport-security" not in dict(sent)


def test_over_plain_http_on_this_computer_cookies_stay_as_they_are():
    _, _, sent, _ = answered(REACH)
    assert next(value for _, value in sent) == b"form=1; Path=/"


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/toward/enter/", "/enter/"), ("/enter/", "/enter/"), ("/toward/", "/"), ("/towards/", "/towards/")],
)
def test_a_base_path_is_taken_off_whether_the_proxy_has_done_it_or_not(path, inside):
    behind, *_ = answered(Reach(path="/toward"), path=path)
    assert (behind["path"], behind["root_path"]) == (inside, "")


def test_the_base_path_without_its_slash_leads_in():
    behind, status, sent, _ = answered(Reach(path="/toward"), path="/toward")
    assert (behind, status, dict(sent)[b"location"]) == (None, 308, b"/toward/")
