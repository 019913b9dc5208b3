"""What is read from a request for a stream, and that its cookie stays nowhere."""

from __future__ import annotations

import pytest

from toward.vault.secret import SecretBytes
from toward.vault.sessions import known_by
from toward.web.events.asked import digest, from_elsewhere, seen, set_cookies_apart

SECRET = bytes(range(32))
DIGEST = known_by(SecretBytes(SECRET)).hex()


def asked(*headers, path="/events/", scheme="http", query=b""):
    named = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "path": path, "scheme": scheme, "headers": named, "query_string": query, "method": "GET"}


@pytest.mark.parametrize(
    ("scheme", "cookie", "found"),
    [
        ("http", f"door={SECRET.hex()}", DIGEST),
        ("http", f"theme=dusk; door={SECRET.hex()}; seen=1", DIGEST),
        ("https", f"__Host-door={SECRET.hex()}", DIGEST),
        ("https", f"door={SECRET.hex()}", None),
        ("http", f"__Host-door={SECRET.hex()}", None),
        ("http", "door=lotus", None),
        ("http", "door=", None),
        ("http", f"door={SECRET.hex()}00", None),
        ("http", "", None),
        ("http", "\xff\xfe;;==", None),
    ],
)
def test_only_the_whole_secret_under_its_name_has_a_digest(scheme, cookie, found):
    assert digest(asked(("cookie", cookie), scheme=scheme)) == found


def test_cookies_in_several_headers_are_one():
    assert digest(asked(("cookie", "theme=dusk"), ("cookie", f"door={SECRET.hex()}"))) == DIGEST


def test_the_cookie_is_taken_out_of_the_servers_own_list_and_used_up():
    scope = asked(("host", "localhost"), ("cookie", f"door={SECRET.hex()}"))
    headers = scope["headers"]
    set_cookies_apart(scope)
    inside = {**scope, "headers": list(headers)}  # as the door hands it on
    assert digest(inside) == DIGEST
    assert headers == [(b"host", b"localhost")]
    assert SECRET.hex() not in repr((scope, inside))
    assert digest(inside) is None


def test_other_requests_keep_their_cookies():
    for scope in (asked(("cookie", "door=1"), path="/home/"), {"type": "lifespan"}):
        before = repr(scope)
        set_cookies_apart(scope)
        assert repr(scope) == before


def test_the_last_event_goes_before_what_the_page_was_made_from():
    assert seen(asked(query=b"since=page")) == "page"
    assert seen(asked(("last-event-id", "event"), query=b"since=page")) == "event"
    assert seen(asked()) == seen(asked(query=b"\xff=%")) == ""


@pytest.mark.parametrize(
    ("host", "site", "elsewhere"),
    [
        ("localhost:8000", "same-origin", False),
        ("127.0.0.1", "", False),
        ("localhost", "none", False),
        ("localhost", "same-site", True),
        ("localhost", "cross-site", True),
        ("heron.example", "same-origin", True),
        ("", "same-origin", True),
    ],
)
def test_only_our_own_pages_under_our_own_name_may_ask(host, site, elsewhere):
    headers = [("host", host)] + ([("sec-fetch-site", site)] if site else [])
    assert from_elsewhere(asked(*headers)) == elsewhere
