"""Where this server sends, and where it does not, whatever address it is given."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from threading import Event, Thread

import pytest

from toward.notify import posting
from toward.notify.posting import Answer, Reach, Refused, checked, is_public, post

OPEN, HOUSE = Reach(), Reach(inside=("ntfy.home.arpa",))
PRIVATE = ("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.9", "0.0.0.0", "224.0.0.1",
           "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
           "::127.0.0.1", "fec0::1", "64:ff9b:1::a00:1", "::ffff:0:7f00:1")  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_public(address):
    assert not is_public(address)


def test_addresses_outside_are():
    assert all(map(is_public, ("1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1")))


@pytest.mark.parametrize("address", [one for one in PRIVATE if one != "ff02::1"])
def test_nothing_is_sent_inside(address):
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Refused):
        post(f"https://{host}/push", b"", {}, OPEN)


@pytest.mark.parametrize(
    "number", ["https://2130706433/", "https://0x7f.1/", "https://localhost/", "https://127.1:8443/x"]
)
def test_other_spellings_of_this_computer_are_refused_too(number):
    with pytest.raises(Refused):
        post(number, b"", {}, OPEN)


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example.org/",
        "ftp://push.example.org/",
        "push.example.org",
        "https:///x",
        "",
        "https://a:b@push.example.org/",
        "https://push.example.org:0/",
        "https://push.example.org:99999/",
        "https://push.example.org/a b",
        "https://[::1/",
        "https://x/\r\nHost: y",
        "ftp://example.org/file",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Refused):
        checked(url, OPEN)


def test_a_name_with_one_address_inside_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("1.1.1.1", "192.168.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Refused):
        post("https://push.example.org/", b"", {}, OPEN)
    with pytest.raises(Refused):
        post("https://push.example.org/", b"", {}, HOUSE)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    """A name that says something else a moment later leads nowhere."""
    said = iter(["1.1.1.1", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(said), 443))])
    gone_to = []

    def connect(address, *_, **__):
        gone_to.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert post("https://push.example.org/", b"", {}, OPEN) == Answer(0)
    assert gone_to == [("1.1.1.1", 443)]


def test_a_redirection_is_not_followed(receiver):
    receiver.status, receiver.more = 307, {"Location": receiver.url("/elsewhere")}
    assert post(receiver.url(), b"x", {}, Reach(anywhere=True)) == Answer(307)
    assert [asked.path for asked in receiver.asked] == ["/push/one"]


def test_a_machine_that_the_host_has_named_may_be_inside(monkeypatch, receiver):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", receiver.port))])
    asked = f"https://ntfy.home.arpa:{receiver.port}/topic"
    assert post(asked, b"", {}, HOUSE) == Answer(0)  # it is reached, and has no certificate
    with pytest.raises(Refused):
        post(asked, b"", {}, OPEN)


@pytest.mark.parametrize("said", [b"nonsense\r\n\r\n", b"", b"HTTP/1.1 999999 x\r\n\r\n"])
def test_an_answer_that_is_none_counts_as_none(said):
    with socket.create_server(("127.0.0.1", 0)) as server:
        from threading import Thread

        def answer():
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(said)

        thread = Thread(target=answer)
        thread.start()
        port = server.getsockname()[1]
        assert post(f"http://127.0.0.1:{port}/", b"", {}, Reach(anywhere=True)) == Answer(0)
        thread.join()


@pytest.mark.parametrize(("scheme", "said"), [("http", b"HT"), ("https", b"\x16\x03\x03\x40\x00\x02\x00")])
def test_who_answers_one_byte_at_a_time_is_not_waited_for(monkeypatch, scheme, said):
    monkeypatch.setattr(posting, "ALTOGETHER", 0.5)
    line, over = socket.create_server(("127.0.0.1", 0)), Event()

    def serve():
        here, _ = line.accept()
        with here, suppress(OSError):  # cut off
            here.sendall(said)
            while not over.wait(0.05):
                here.sendall(b"a")

    thread = Thread(target=serve)
    thread.start()
    began = time.monotonic()
    url = f"{scheme}://127.0.0.1:{line.getsockname()[1]}/"
    assert post(url, b"", {}, Reach(anywhere=True)) == Answer(0)
    took = time.monotonic() - began
    over.set()
    thread.join()
    line.close()
    assert 0.4 < took < posting.PATIENCE
