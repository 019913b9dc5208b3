"""`toward host --check`: real servers with one thing wrong each, and the sentence that says what to do."""

from __future__ import annotations

import http.server
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from toward.web.hosting import checking
from toward.web.hosting.checking import findings
from toward.web.hosting.tests.papers import written
from toward.web.hosting.tests.running import free_port, running


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """A certificate for localhost that this process trusts, and no other."""
    made = written(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nowhere"))
    return made


def looked(url):
    """What is said, and what is not well with what to do."""
    found = list(findings(url))
    return [each.said for each in found], [(each.said, each.then) for each in found if not each.well]


@contextmanager
def answering(pair, answer):
    """An https server that answers as somebody's misled proxy would: (path) -> status, headers, body, seconds until it comes."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body, late = answer(self.path)
            time.sleep(late)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


HEALTHY = (200, [], b"ok", 0)
SECURE = (200, [("Set-Cookie", "form=1; Secure"), ("Strict-Transport-Security", "max-age=1")], b"", 0)


def misled(**pages):
    """A healthy answer for each page, but for the ones that are named."""
    usual = {"health": HEALTHY, "enter": SECURE, "events": (401, [], b"", 0)} | pages
    return lambda path: usual[path.strip("/").rpartition("/")[2]]


def test_a_server_that_is_well_hosted_has_nothing_to_do(tmp_path, pair):
    with running(tmp_path, "--tls-cert", str(pair[0]), "--tls-key", str(pair[1])) as (_, port):
        said, wrong = looked(f"https://localhost:{port}")
    assert wrong == []
    assert len(said) >= 6
    assert "trusted for 59 more days" in said[0]
    assert "Toward knows that it is reached over https; its cookies go over nothing else." in said


def test_the_command_ends_with_what_it_found(tmp_path, pair):
    command = [sys.executable, "-m", "toward", "host", "--check"]
    with running(tmp_path, "--tls-cert", str(pair[0]), "--tls-key", str(pair[1])) as (_, port):
        well = subprocess.run([*command, f"https://localhost:{port}"], capture_output=True, text=True, check=False)
    assert (well.returncode, well.stderr) == (0, "")
    assert well.stdout.startswith("ok ")
    gone = subprocess.run([*command, f"https://localhost:{port}"], capture_output=True, text=True, check=False)
    assert gone.returncode == 1
    assert "Nobody answers" in gone.stdout


def test_under_a_path_it_looks_there(tmp_path, pair):
    tls = ("--tls-cert", str(pair[0]), "--tls-key", str(pair[1]))
    with running(tmp_path, *tls, TOWARD_PATH="/toward") as (_, port):
        assert looked(f"https://localhost:{port}/toward/")[1] == []


@pytest.mark.parametrize(
    ("names", "when", "sentence"),
    [
        (("localhost",), {"begins": -9, "ends": -1}, "it has run out"),
        (("localhost",), {"begins": 1, "ends": 9}, "it is not valid yet"),
        (("heron.test",), {}, "it is for another name"),
    ],
)
def test_a_certificate_that_a_phone_would_refuse_is_refused_for_its_reason(
    tmp_path, monkeypatch, names, when, sentence
):
    made = written(tmp_path, *names, **when)
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    with answering(made, misled()) as url:
        said, wrong = looked(url)
    assert said == [wrong[0][0]]
    assert sentence in said[0]


def test_nobody_is_asked_to_trust_a_root_of_the_host_s(tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(written(tmp_path, "localhost", stem="other")[0]))
    with answering(written(tmp_path, "localhost"), misled()) as url:
        ((said, then),) = looked(url)[1]
    assert "not trusted" in said
    assert "public issuer" in then


def test_a_certificate_that_ends_soon_is_said(tmp_path, monkeypatch):
    made = written(tmp_path, "localhost", ends=6)
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    with answering(made, misled()) as url:
        ((said, then),) = looked(url)[1]
    assert "5 more days" in said
    assert "renewing" in then


@pytest.mark.parametrize(
    ("pages", "sentence", "deed"),
    [
        ({"health": (502, [], b"", 0)}, "Toward behind it does not", "systemctl status toward"),
        ({"health": (200, [], b"a shop", 0)}, "Something else answers", "TOWARD_PATH"),
        ({"enter": (400, [], b"", 0)}, "does not know this name", "TOWARD_HOSTS"),
        ({"enter": (403, [], checking.plain.PAGE, 0)}, "plain http", "TOWARD_TRUSTED_PROXY"),
        ({"enter": (200, [("Set-Cookie", "form=1")], b"", 0)}, "plain http on its own computer", "X-Forwarded-Proto"),
        ({"enter": (200, [], b"", 0)}, "no cookie", "Set-Cookie"),
        ({"enter": (404, [], b"", 0)}, "answers 404", "TOWARD_PATH"),
        (
            {"events": (200, [("Content-Type", "text/event-stream")], b"retry", 0.4)},
            "holds answers back",
            "flush_interval",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_and_says_what_to_do(pair, monkeypatch, pages, sentence, deed):
    monkeypatch.setattr(checking, "FIRST_BYTE", 0.2)
    with answering(pair, misled(**pages)) as url:
        ((said, then),) = looked(url)[1]
    assert sentence in said
    assert deed in then


def test_a_proxy_that_never_lets_a_stream_through_is_found(pair, monkeypatch):
    monkeypatch.setattr(checking, "PATIENCE", 0.3)
    with answering(pair, misled(events=(200, [], b"", 1))) as url:
        assert "holds answers back" in looked(url)[1][0][0]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://toward.test/", "no https address"),
        ("https:///enter", "no https address"),
        ("https://nobody-has-this-name.invalid/", "Nobody knows the name"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence(url, sentence):
    said, wrong = looked(url)
    assert (len(said), len(wrong)) == (1, 1)
    assert sentence in said[0]


def test_plain_http_where_https_should_be_is_told_apart_from_nobody(tmp_path):
    assert "Nobody answers" in looked(f"https://localhost:{free_port()}")[0][0]
    with running(tmp_path) as (_, port):
        assert "does not speak https" in looked(f"https://localhost:{port}")[0][0]
