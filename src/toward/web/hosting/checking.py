"""Looks at an address as a phone would, from outside the process, and says in sentences what stands in the way.

It trusts what this computer trusts, asks nothing but the address it was given, and needs no account.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from urllib.parse import SplitResult, urlsplit

from toward.web.hosting import plain
from toward.web.hosting.certificate import SOON

PATIENCE = 10.0  # seconds
FIRST_BYTE = 2.0  # seconds in which an unbuffered stream begins
_REFUSED = {
    9: ("it is not valid yet", "Set the clock of this computer and of the server by the network."),
    10: ("it has run out", "Renew it: with Caddy by `systemctl start toward-certificate`, else where it came from."),
    18: (
        "it vouches for itself",
        "Take one from a public issuer; a phone should never be asked to trust a root of yours.",
    ),
    19: ("its root is not one that this computer trusts", "Take one from a public issuer."),
    20: ("those between it and its root are missing", "Serve the full chain (fullchain.pem), not the leaf alone."),
    21: ("those between it and its root are missing", "Serve the full chain (fullchain.pem), not the leaf alone."),
    62: ("it is for another name", "Get one for this very name, or use the name it is for."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        said: how it is, in one sentence.
        then: what to do; "" where all is well.
    """

    said: str
    then: str = ""

    @property
    def well(self) -> bool:
        """Whether there is nothing to do."""
        return not self.then


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    first_byte: float

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


def findings(url: str) -> Iterator[Finding]:
    """Everything about an address, in the order in which one would mend it; it ends where nothing further can be seen."""
    where = urlsplit(url if "://" in url else f"https://{url}")
    if where.scheme != "https" or not where.hostname:
        yield Finding(f"{url} is no https address.", "Give the address as the phones will: https://…")
        return
    try:
        yield _certificate(where)
        health = _get(where, "/health")
    except (OSError, http.client.HTTPException) as problem:
        yield _unreached(where, problem)
        return
    yield _health(health)
    yield from _entrance(_get(where, "/enter/"))
    yield _plain_http(where)
    yield _stream(where)
    yield Finding("Websockets are not needed.")


def _certificate(where: SplitResult) -> Finding:
    """That it is trusted, and for how long.

    Raises:
        OSError: nobody answers, or the certificate is not trusted.
    """
    line = socket.create_connection((where.hostname or "", where.port or 443), PATIENCE)
    with line, ssl.create_default_context().wrap_socket(line, server_hostname=where.hostname) as secured:
        ends = ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"]))
    left = int((ends - datetime.now(UTC).timestamp()) // 86_400)
    said = f"https answers, and its certificate is trusted for {left} more days."
    return Finding(said, "Is anything renewing it? Look at its timer." if left < SOON else "")


def _unreached(where: SplitResult, problem: Exception) -> Finding:
    if isinstance(problem, ssl.SSLCertVerificationError):
        why, then = _REFUSED.get(problem.verify_code, (problem.verify_message, "Take one from a public issuer."))
        return Finding(f"The certificate of {where.hostname} is not trusted: {why}.", then)
    if isinstance(problem, socket.gaierror):
        return Finding(
            f"Nobody knows the name {where.hostname}.", "Is it spelled right, and does its provider have an address?"
        )
    if isinstance(problem, ssl.SSLError) and "ALERT" in (problem.reason or ""):
        return Finding(
            f"The proxy has no certificate for {where.hostname}.", "Is the name spelled as the proxy knows it?"
        )
    if isinstance(problem, ssl.SSLError):
        return Finding(
            f"{where.netloc} does not speak https.", "Is this the port of the proxy, and not of Toward itself?"
        )
    if isinstance(problem, TimeoutError):
        return Finding(f"{where.netloc} does not answer.", "Does a firewall or the router stand in the way?")
    return Finding(f"Nobody answers at {where.netloc}.", "Does the proxy run, and on this port?")


def _health(answer: _Answer) -> Finding:
    if (answer.status, answer.body) == (200, b"ok"):
        return Finding("Toward answers behind it.")
    if answer.status in (502, 503, 504):
        return Finding("The proxy answers, and Toward behind it does not.", "Does it run? systemctl status toward")
    return Finding(
        f"Something else answers there ({answer.status}).",
        "Does the proxy lead to Toward's port, and is TOWARD_PATH the same?",
    )


def _entrance(answer: _Answer) -> Iterator[Finding]:
    """Whether Toward knows that it is reached over https: by what its first form sets and by which page it shows."""
    if answer.status == plain.STATUS and answer.body == plain.PAGE:
        yield Finding(
            "Toward was told that this is plain http.",
            "Name the proxy in TOWARD_TRUSTED_PROXY (1 for this computer), and let it send X-Forwarded-Proto.",
        )
    elif answer.status == 400:
        yield Finding(
            "Toward does not know this name.",
            "Name it in TOWARD_HOSTS; a proxy has to hand Host or X-Forwarded-Host on.",
        )
    elif answer.status != 200:
        yield Finding(
            f"The page where one comes in answers {answer.status}.", "Does TOWARD_PATH say the same as the proxy?"
        )
    else:
        yield _cookies(answer)
        if answer.header("strict-transport-security"):
            yield Finding("Browsers will keep to https for this name.")


def _cookies(answer: _Answer) -> Finding:
    cookies: SimpleCookie = SimpleCookie()
    for name, value in answer.headers:
        if name.lower() == "set-cookie":
            cookies.load(value)
    if not cookies:
        return Finding("The page where one comes in sets no cookie.", "Does something on the way take Set-Cookie out?")
    if all(each["secure"] for each in cookies.values()):
        return Finding("Toward knows that it is reached over https; its cookies go over nothing else.")
    return Finding(
        "Toward takes this for plain http on its own computer.",
        "The proxy has to hand the name on (Host or X-Forwarded-Host) and to send X-Forwarded-Proto; see docs/host.md.",
    )


def _plain_http(where: SplitResult) -> Finding:
    """What the same name answers over plain http, on its usual port."""
    try:
        answer = _get(SplitResult("http", where.hostname or "", where.path, "", ""), "/enter/")
    except (OSError, http.client.HTTPException):
        return Finding("Over plain http nobody answers.")
    if 300 <= answer.status < 400 and answer.header("location").startswith("https://"):
        return Finding("Plain http leads to https.")
    if answer.status >= 400:
        return Finding("Over plain http there is nothing to come in by.")
    return Finding("Over plain http something answers.", "Let the proxy redirect plain http to https.")


def _stream(where: SplitResult) -> Finding:
    try:
        answer = _get(where, "/events/", only_first=True)
    except TimeoutError:
        return _held_back()
    except (OSError, http.client.HTTPException):
        return Finding("The line for live events broke off.", "Does the proxy close answers that take long?")
    if answer.first_byte > FIRST_BYTE:
        return _held_back()
    if "event-stream" in answer.header("content-type"):
        return Finding("Live events come through at once.")
    return Finding("What Toward answers comes through at once; live events open only for who is signed in.")


def _held_back() -> Finding:
    return Finding(
        "The proxy holds answers back, so live events come late.",
        "Switch its buffering off: flush_interval -1 in Caddy, proxy_buffering off in nginx.",
    )


def _get(where: SplitResult, path: str, *, only_first: bool = False) -> _Answer:
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    line = kind(where.hostname or "", where.port, timeout=PATIENCE)
    begun = time.monotonic()
    try:
        line.request("GET", where.path.rstrip("/") + path, headers={"Accept": "text/html, text/event-stream"})
        answer = line.getresponse()
        body = answer.read(1) if only_first else answer.read(1 << 20)
        return _Answer(answer.status, answer.getheaders(), body, time.monotonic() - begun)
    finally:
        line.close()
