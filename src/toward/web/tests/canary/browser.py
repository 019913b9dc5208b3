"""A browser without scripts: cookies, forms and their tokens, and a memory of everything that was ever sent to it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from toward.web.tests.canary.cage import Cage
from toward.web.tests.canary.loud import STAMP

TEXT = ("text", "password", "search", "email", "url", "tel", "number", "textarea")
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MOST_HOPS, PATIENCE = 6, 120
BOUNDARY = "a-line-between-parts"


@dataclass
class Form:
    """One form of a page: where it leads, and its fields with what stands in them, `None` where a person types."""

    action: str
    method: str = "get"
    kind: str = "application/x-www-form-urlencoded"
    fields: dict[str, str | None] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether somebody types or chooses a file."""
        return bool(self.files) or None in self.fields.values()


@dataclass
class Page:
    """An answer as it arrived."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    forms: list[Form] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The page as a person's browser reads it."""
        return self.body.decode(errors="replace")

    @property
    def template(self) -> str:
        """What it was drawn from."""
        return self.headers.get(STAMP, "")

    def form(self, action: str) -> Form:
        """The form that leads to an address."""
        return next(form for form in self.forms if form.action.startswith(action))


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            kind = said.get("enctype", "application/x-www-form-urlencoded")
            self._form = Form(said.get("action", ""), said.get("method", "get").lower(), kind)
            self.forms.append(self._form)
        elif self._form is not None and tag in ("input", "textarea", "select"):
            self._field(tag, said)
        elif self._form is not None and tag == "option" and self._select:
            chosen = "selected" in said or not self._form.fields[self._select]
            self._form.fields[self._select] = said.get("value", "") if chosen else self._form.fields[self._select]

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""

    def _field(self, tag, said):
        name, kind = said.get("name", ""), "textarea" if tag == "textarea" else said.get("type", "text")
        if not name:
            return
        if kind == "file":
            self._form.files.append(name)
        elif tag == "select":
            self._select, self._form.fields[name] = name, ""
        elif kind == "radio":
            if "checked" in said or name not in self._form.fields:
                self._form.fields[name] = said.get("value", "")
        elif kind != "checkbox":
            self._form.fields[name] = None if kind in TEXT else said.get("value", "")


class Browser:
    """One person's device.

    Args:
        address: of the server.
        person: who sits before it.
        cage: where canaries come from.
        typed: where it notes into which field of which template one was typed.
    """

    def __init__(self, address: str, person: str, cage: Cage, typed: set[tuple[str, str]]) -> None:
        self.host, self.person, self.cage, self.typed = urlsplit(address).netloc, person, cage, typed
        self.port = urlsplit(address).port or 80
        self.agent = AGENT
        self.handle, self.lines = "", dict[str, str]()  # what this person knows by heart, and keeps on paper
        self.cookies: dict[str, str] = {}
        self.received: list[tuple[str, bytes]] = []

    def get(self, path: str, **headers: str) -> Page:
        """A page, wherever it leads."""
        return self.ask("GET", path, b"", headers)

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        """Ask, and follow where the answer leads; everything that arrives is remembered."""
        page = self._once(method, path, body, headers)
        for _ in range(MOST_HOPS):
            if page.status not in (301, 302, 303):
                return page
            page = self._once("GET", urljoin(page.path, page.headers["Location"]), b"", {})
        raise AssertionError(f"{path} leads nowhere")

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": self.host, "User-Agent": self.agent, "Cookie": jar, "Accept-Language": "en", **headers}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body or None, {name: value.encode() for name, value in sent.items()})
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        self._remember(path, answer, content)
        page = Page(path, answer.status, answer.headers, content)
        if "text/html" in answer.headers.get("Content-Type", ""):
            page.forms = _forms(page)
        return page

    def _remember(self, path: str, answer: http.client.HTTPResponse, content: bytes) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if name == "door" and len(value) == 64:
                self.cage.adopt(bytes.fromhex(value), "the cookie of a session", self.person)
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
        self.received.append((f"sent to {self.person}: {path.partition('?')[0]}", head + b"\n\n" + content))

    def send(self, page: Page, action: str, *, readers: tuple[str, ...] = (), files: Mapping[str, tuple[str, bytes]] | None = None,
             **given: str) -> Page:  # fmt: skip
        """Send a form: what is given, a canary into every other text field, what stood there into the rest."""
        form = page.form(action)
        who = (self.person, *readers)
        sent = {name: given.get(name, value) for name, value in {**form.fields, **given}.items()}
        for name, value in sent.items():
            if value is None:
                sent[name] = self.cage.new(f"{page.template}: {name}", *who, clear=name in CLEAR)
        chosen = {name: (files or {}).get(name) or self._chat(f"{page.template}: {name}") for name in form.files}
        self._note(page.template, form, sent, chosen)
        address = urljoin(page.path, form.action)
        if form.method == "get":
            return self.get(f"{address}?{urlencode(sent)}")
        kind, body = (
            _multipart(sent, chosen) if form.kind.startswith("multipart") else (form.kind, urlencode(sent).encode())
        )
        return self.ask("POST", address, body, {"Content-Type": kind})

    def _note(self, template: str, form: Form, sent: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> None:
        texts = {name for name, value in form.fields.items() if value is None and sent[name] in self.cage.canaries}
        self.typed |= {(template, name) for name in (*texts, *files)}

    def _chat(self, field: str) -> tuple[str, bytes]:
        """A chat in which every word is a canary, under a name that is one."""
        name, text = self.cage.new(f"{field} (its name)", self.person), self.cage.new(field, self.person)
        lines = (
            f"[0{1 + day}.01.24, 22:0{day}:00] {who}: {text} good night\n" for day in range(9) for who in ("A", "B")
        )
        return f"{name}.txt", "".join(lines).encode()


CLEAR = {"handle": ("Account", "handle")}  # the name to sign in with: the server has to find whose keys to open


def _forms(page: Page) -> list[Form]:
    reader = Forms()
    reader.feed(page.text)
    for form in reader.forms:
        form.action = form.action or urlsplit(page.path).path
    return reader.forms


def _multipart(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> tuple[str, bytes]:
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()
    ]
    parts += [b"".join(_file(name, *file)) for name, file in files.items()]
    body = b"".join(f"--{BOUNDARY}\r\n".encode() + part for part in parts) + f"--{BOUNDARY}--\r\n".encode()
    return f"multipart/form-data; boundary={BOUNDARY}", body


def _file(name: str, called: str, content: bytes) -> Iterator[bytes]:
    yield f'Content-Disposition: form-data; name="{name}"; filename="{called}"\r\n'.encode()
    yield b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
