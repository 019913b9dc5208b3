"""What a browser fetches to show a page: the page, and all that its links, styles and scripts lead to."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

_FETCHED_RELS = {"stylesheet", "icon", "manifest", "preload", "modulepreload", "apple-touch-icon", "mask-icon"}
_CSS = re.compile(r"@import\s+(?:url\()?[\"']?([^\"')]+)|url\(\s*[\"']?([^\"')]+)")
_JS = re.compile(r"(?:\bfrom|\bimport)\s*\(?\s*[\"']([^\"']+)[\"']|new URL\(\s*[\"']([^\"']+)[\"']\s*,\s*import\.meta")
_JSON = re.compile(r"\"src\"\s*:\s*\"([^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Got:
    """One answer.

    Args:
        path: what was asked for.
        status: HTTP status.
        head: bytes of status line and headers.
        body: the body as it went over the wire.
        type: media type.
        packed: whether it was gzipped.
    """

    path: str
    status: int
    head: int
    body: bytes
    type: str
    packed: bool

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return self.head + len(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return (gzip.decompress(self.body) if self.packed else self.body).decode("utf-8", "replace")


def get(host: str, port: int, path: str) -> Got:
    """Ask once, on a new connection, as a browser with an empty cache does."""
    connection = HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
        answer = connection.getresponse()
        body = answer.read()
        lines = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        head = len(f"HTTP/1.1 {answer.status} {answer.reason}\r\n\r\n") + lines
        packed = answer.getheader("Content-Encoding") == "gzip"
        return Got(path, answer.status, head, body, answer.getheader("Content-Type", "").partition(";")[0], packed)
    finally:
        connection.close()


def page(host: str, port: int, path: str = "/") -> tuple[Got, ...]:
    """The page and everything that it needs, each once."""
    waiting, got = [path], dict[str, Got]()
    while waiting:
        one = waiting.pop(0)
        if one not in got:
            got[one] = get(host, port, one)
            waiting += needs(one, got[one].type, got[one].text)
    return tuple(got.values())


def needs(path: str, media_type: str, text: str) -> list[str]:
    """Addresses on the same server that a text makes a browser fetch.

    >>> needs("/static/a/b.css", "text/css", "@import 'c.css'; i{background:url(../d.svg)} u{background:url(data:,)}")
    ['/static/a/c.css', '/static/d.svg']
    """
    if media_type == "text/html":
        found = _of_page(text)
    else:
        kinds = {"text/css": _CSS, "text/javascript": _JS, "application/javascript": _JS}
        pattern = _JSON if media_type.endswith("json") else kinds.get(media_type)
        found = [next(filter(None, match.groups())) for match in pattern.finditer(text)] if pattern else []
    there = [urlsplit(urljoin(f"http://here{path}", one.strip())) for one in found]
    return [one.path for one in there if one.netloc == "here" and one.path]


def _of_page(text: str) -> list[str]:
    reader = _Page()
    reader.feed(text)
    return reader.found


class _Page(HTMLParser):
    """Collects what a page links to and shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element's address."""
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and _FETCHED_RELS & set(given.get("rel", "").split()):
            self.found.append(given.get("href", ""))
        elif tag in ("script", "img", "iframe", "source", "embed") and given.get("src"):
            self.found.append(given["src"])
        elif tag in ("use", "image") and not given.get("href", "#").startswith("#"):
            self.found.append(given["href"])
