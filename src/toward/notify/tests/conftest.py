"""The other ends of the ways: a push service with a browser behind it, a mail server, each for real and on this computer."""

from __future__ import annotations

import asyncio
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from toward.notify import channels
from toward.people.tests.conftest import house, liang, stranger, su  # noqa: F401


def unpadded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """What a browser holds of a subscription, and how it reads a message (RFC 8291), written apart from what sends."""

    def __init__(self):
        self.private, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def address(self, endpoint):
        point, secret = (urlsafe_b64encode(each).rstrip(b"=").decode() for each in (self.point, self.secret))
        return {"endpoint": endpoint, "p256dh": point, "auth": secret}

    def read(self, body):
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert (length, len(sealed) <= size) == (65, True)
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        first = self._derived(32, self.secret, b"WebPush: info\0" + self.point + sender, shared)
        key, nonce = (self._derived(n, salt, b"Content-Encoding: " + what + b"\0", first) for n, what in ((16, b"aes128gcm"), (12, b"nonce")))  # fmt: skip
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        end = padded.rindex(b"\x02")  # of the last record; nothing but zeros may follow
        assert plain.endswith(b"\x02")
        return padded[:end]

    def _derived(self, size, salt, info, secret):
        return HKDF(SHA256(), size, salt, info).derive(secret)


def claims(header):
    """What the server says of itself to a push service, once its signature is checked (RFC 8292)."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, body, signature = parts["t"].split(".")
    raw = unpadded(signature)
    assert (scheme, len(raw), json.loads(unpadded(head))["alg"]) == ("vapid", 64, "ES256")
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(parts["k"]))
    halves = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    known.verify(halves, f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    return parts["k"], json.loads(unpadded(body))


@dataclass
class Asked:
    path: str
    headers: dict
    body: bytes


@dataclass
class Receiver:
    """A service at the other end: what it was asked, and what it answers with."""

    port: int = 0
    asked: list = field(default_factory=list)
    status: int = 201
    more: dict = field(default_factory=dict)

    def url(self, path="/push/one"):
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def receiving(line):
    """Serve on a line that listens, for as long as it lasts."""
    one = Receiver(line.getsockname()[1])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            one.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(one.status)
            for name, value in one.more.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(line.getsockname(), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = line
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver():
    with receiving(create_server(("127.0.0.1", 0))) as one:
        yield one


@dataclass
class Postbox:
    """A mail server that takes everything, or turns a recipient away."""

    port: int = 0
    mails: list = field(default_factory=list)
    refuse: bytes = b""

    async def serve(self, reader, writer):
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
            if word == b"RCPT" and self.refuse:
                writer.write(self.refuse)
            else:
                writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                break
        writer.close()


@pytest.fixture
def postbox():
    one, loop = Postbox(), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(one.serve, "127.0.0.1", 0))
    one.port = server.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever)
    thread.start()
    yield one

    async def end():
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run_coroutine_threadsafe(end(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


@pytest.fixture
def open_net(settings):
    """The network as tests need it: http, and this computer."""
    settings.REACH_ANYWHERE = True
    return settings


@pytest.fixture
def leaves(settings, tmp_path, postbox):
    """Mail leaves by the postbox."""
    settings.MAIL_FILE = tmp_path / "mail.yaml"
    settings.MAIL_FILE.write_text(f"host: 127.0.0.1\nport: {postbox.port}\nfrom: host@example.org\nsafety: none\n")
    return postbox


@pytest.fixture
def rings(house, liang, receiver, open_net):  # noqa: F811
    """Liang's browser, added."""
    browser = Browser()
    assert channels.add(house, liang, "push", browser.address(receiver.url()), "phone")
    return browser
