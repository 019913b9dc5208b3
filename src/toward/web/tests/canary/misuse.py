"""What nobody should send: canaries in addresses, headers, cookies, names of files and fields, and in broken bodies."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from toward.web.tests.canary.browser import AGENT, BOUNDARY, PATIENCE, Browser

FORM, JSON, PARTS = "application/x-www-form-urlencoded", "application/json", f"multipart/form-data; boundary={BOUNDARY}"
LARGE = 3 << 20  # bytes: more than Django keeps of an upload in memory by itself
QUERIES = ("/enter/?next=/{}&handle={}&card={}", "/home/?kept={}", "/settings/?kept={}", "/pair/?turn={}", "/recover/?recovery={}",
           "/begin/you/?code={}", "/safety/numbers/?country={}", "/?{}={}")  # fmt: skip
PATHS = ("/{}/", "/join/{}/", "/archive/{}/", "/safety/{}/", "/static/{}.css", "/test/mine/{}")
HEADERS = (
    "Origin",
    "Referer",
    "Accept-Language",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "If-None-Match",
    "Range",
    "Authorization",
)
COOKIES = ("door", "device", "form", "language", "theme", "name", "csrftoken", "sessionid")
CHOICES = {
    "/language/": "language",
    "/theme/": "theme",
    "/name/": "name",
    "/devices/end/": "device",
    "/pair/words/": "public",
}

LOOKED_UP = {"device": "an id of a page, no words: the log of statements at DEBUG shows what was asked of the database"}


def everything(stranger: Browser, fresh: Browser, one: Browser) -> list[int]:
    """Send all of it; the status of each answer.

    Args:
        stranger: has no account.
        fresh: a device on which nobody has signed in; its cookies are nonsense afterwards.
        one: signed in, with everything open.
    """
    return [*_addresses(stranger), *_addresses(one), *_headers(one), *_cookies(fresh), *_bodies(one), *_lines(stranger)]


def _new(one: Browser, what: str) -> str:
    return one.cage.new(f"nowhere: {what}", one.person)


def _addresses(one: Browser) -> Iterator[int]:
    for address in (*QUERIES, *PATHS):
        words = [quote(_new(one, f"the address {address}")) for _ in range(address.count("{}"))]
        yield one.get(address.format(*words)).status
    yield one.get(f"/join/%FF%FE{quote(_new(one, 'an address that is no text'))}/").status


def _headers(one: Browser) -> Iterator[int]:
    yield one.get("/home/", **{"User-Agent": f"{_new(one, 'User-Agent')} {AGENT}"}).status
    yield one.get("/home/", Host=_new(one, "Host")).status
    for name in HEADERS:
        body = urlencode({"zone": _new(one, f"a form with {name}")}).encode()
        sent = {"Content-Type": FORM, name: f"http://{_new(one, name)}/"}
        yield one.ask("POST", "/settings/", body, sent).status
    yield one.ask("POST", "/settings/", b"zone=x", {"Content-Type": f"text/{_new(one, 'Content-Type')}"}).status


def _cookies(one: Browser) -> Iterator[int]:
    for name in COOKIES:
        one.cookies[name] = f"{quote(_new(one, f'the cookie {name}'))}.{_new(one, f'the cookie {name}').encode().hex()}"
    for path in ("/home/", "/enter/", "/"):
        yield one.get(path).status
    body = urlencode({"handle": "x", "password": _new(one, "a form with such cookies")}).encode()
    yield one.ask("POST", "/enter/", body, {"Content-Type": FORM}).status


def _bodies(one: Browser) -> Iterator[int]:
    token = one.get("/settings/").form("/settings/").fields["csrfmiddlewaretoken"] or ""
    for path, name in CHOICES.items():
        word = one.cage.new(f"nowhere: {path} {name}", one.person, clear=name in LOOKED_UP)
        fields = {"csrfmiddlewaretoken": token, name: word, "next": _new(one, f"{path} next"), "answer": "same"}
        yield one.ask("POST", path, urlencode(fields).encode(), {"Content-Type": FORM}).status
    forged = urlencode({"csrfmiddlewaretoken": _new(one, "a token"), "zone": _new(one, "a forged form")}).encode()
    yield one.ask("POST", "/settings/", forged, {"Content-Type": FORM}).status
    yield one.ask("POST", "/settings/", b'{"zone": "%s"' % _new(one, "JSON").encode(), {"Content-Type": JSON}).status
    yield one.ask("PUT", "/settings/", _new(one, "PUT").encode(), {"Content-Type": FORM}).status
    many = urlencode([("csrfmiddlewaretoken", token), *((_new(one, "names of fields"), str(i)) for i in range(5)),
                      *((f"f{i}", "") for i in range(1100))]).encode()  # fmt: skip
    yield one.ask("POST", "/settings/", many, {"Content-Type": FORM}).status
    large = urlencode(
        {"csrfmiddlewaretoken": token, "zone": _new(one, "a form that is too large") + "x" * LARGE}
    ).encode()
    yield one.ask("POST", "/settings/", large, {"Content-Type": FORM}).status
    for path in ("/import/", "/look-back/", "/settings/"):
        yield one.ask("POST", path, _parts(one, token, path), {"Content-Type": PARTS}).status
        yield one.ask("POST", path, _parts(one, token, path)[:-30], {"Content-Type": PARTS}).status


def _parts(one: Browser, token: str, path: str) -> bytes:
    """A chat in the clear, too large for memory, sent where a sealed export or nothing at all belongs."""
    name, called, text = (
        _new(one, f"{path} {what}") for what in ("a field's name", "../a file's name", "a large file in the clear")
    )
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
    for field in (name, "file", "files"):
        head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="../{called}.txt"\r\n\r\n{text}\r\n'
    return (
        head.encode() + f"{text}\n".encode() * (LARGE // (len(text.encode()) + 1)) + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def _lines(one: Browser) -> Iterator[int]:
    """Requests that are none, and one that ends in the middle."""
    for broken in ("{} / HTTP/1.1\r\n\r\n", "GET /{}\r\n\r\n", "GET / HTTP/1.1\r\n{}\r\n\r\n", "GET / HTTP/1.1\r\nHost: {}\x00\r\n\r\n",
                   "POST /enter/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\nhandle={}&password="):  # fmt: skip
        yield _raw(one, broken.format(_new(one, "a broken request")).encode())


def _raw(one: Browser, sent: bytes) -> int:
    """The status of an answer to bytes, 0 if there is none."""
    with socket.create_connection(("127.0.0.1", one.port), timeout=PATIENCE) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(1 << 16)
    one.received.append((f"sent to {one.person}: an answer to a broken request", answer))
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/") else 0
