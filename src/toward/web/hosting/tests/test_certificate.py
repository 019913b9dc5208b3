"""https with a certificate of one's own: what is served, what stops the start, and what a renewal changes."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest

from toward.web.hosting.certificate import covers, leaf, warnings
from toward.web.hosting.tests.papers import written
from toward.web.hosting.tests.running import Visitor, refused, running

NAME = "toward.test"


def tls(pair):
    return "--tls-cert", str(pair[0]), "--tls-key", str(pair[1])


def said(pair, *names):
    return list(warnings(leaf(pair[0]), names, datetime.now(UTC)))


def test_over_https_one_signs_up_and_every_cookie_is_for_https_alone(tmp_path):
    pair = written(tmp_path, NAME)
    with running(tmp_path, *tls(pair), TOWARD_HOSTS=NAME) as (told, port):
        assert told[0].startswith(f"Toward is here: https://{NAME}:{port} ")
        code = told[-1].partition(f"https://{NAME}:{port}")[2]
        liang = Visitor(port, NAME, pair[0])
        page = liang.ask(code)
        assert page.status == 200
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        me = {"code": code.partition("=")[2], "handle": "Liang", "password": "lotus pond at dusk"}
        answer = liang.send("/begin/you/", me, at=code.replace("/begin/", "/begin/you/"))
        assert answer.status == 302
        cookies = answer.headers.get_all("Set-Cookie")
        assert any(each.startswith("__Host-door=") for each in cookies)
        assert all("; Secure" in each for each in cookies)
        assert liang.ask("/home/").status == 200
        assert liang.ask("/", {}).status == 403  # without the form's token nothing is done
        assert Visitor(port, NAME, pair[0]).ask("/home/").status == 302  # somebody else


def test_a_renewed_certificate_is_taken_up_without_a_restart_and_a_broken_one_is_not(tmp_path):
    old, new = written(tmp_path, NAME), tmp_path / "new"
    new.mkdir()
    before = (tmp_path / "before.crt", tmp_path / "before.key")
    for kept, one in zip(before, old, strict=True):
        kept.write_bytes(one.read_bytes())
    fresh = written(new, NAME)
    with running(tmp_path, *tls(old), TOWARD_HOSTS=NAME) as (_, port):
        first, second = Visitor(port, NAME, before[0]), Visitor(port, NAME, fresh[0])
        assert first.ask("/health").body == "ok"
        old[0].write_bytes(fresh[0].read_bytes())  # the key has not come yet: the two do not fit
        assert first.ask("/health").body == "ok"
        old[1].write_bytes(fresh[1].read_bytes())
        assert second.ask("/health").body == "ok"
        with pytest.raises(ssl.SSLCertVerificationError):
            first.ask("/health")
        old[0].unlink()
        assert second.ask("/health").body == "ok"


def test_what_is_no_certificate_a_strange_key_and_a_missing_file_stop_the_start_with_a_sentence(tmp_path):
    pair, other = written(tmp_path, NAME), written(tmp_path, NAME, stem="other")
    words = tmp_path / "words"
    words.write_text("Dear diary")
    assert "does not belong to the certificate" in refused(tmp_path, *tls((pair[0], other[1])))
    assert "holds no certificate" in refused(tmp_path, *tls((words, pair[1])))
    assert "holds no private key" in refused(tmp_path, *tls((pair[0], words)))
    assert "cannot be read" in refused(tmp_path, *tls((pair[0], tmp_path / "nowhere")))
    assert "go together" in refused(tmp_path, "--tls-cert", str(pair[0]))
    locked = tmp_path / "locked"
    locked.write_bytes(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
    assert "ask no password" in refused(tmp_path, *tls((pair[0], locked)))


@pytest.mark.parametrize(
    ("options", "more", "sentence"),
    [
        (("--listen", "everywhere"), {}, "is not a numeric address"),
        (("--listen", "192.0.2.1"), {}, "is not an address of this computer"),
        ((), {"TOWARD_HOSTS": "https://toward.test"}, "TOWARD_HOSTS"),
        ((), {"TOWARD_TRUSTED_PROXY": "caddy"}, "TOWARD_TRUSTED_PROXY"),
        ((), {"TOWARD_PATH": "toward"}, "TOWARD_PATH"),
    ],
)
def test_a_wish_that_makes_no_sense_stops_the_start_with_a_sentence(tmp_path, options, more, sentence):
    assert sentence in refused(tmp_path, *options, **more)


def test_time_that_a_browser_will_complain_of_is_said_and_does_not_stop_it(tmp_path):
    pair = written(tmp_path, NAME, begins=-9, ends=-1)
    with running(tmp_path, *tls(pair), TOWARD_HOSTS=NAME) as (told, _):
        assert any("ran out on" in each for each in told)


@pytest.mark.parametrize(
    ("begins", "ends", "sentence"),
    [(-90, -1, "ran out on"), (1, 90, "Is this computer's clock right?"), (-80, 5, "in 4 days"), (-1, 60, "")],
)
def test_a_certificate_s_time_is_a_sentence(tmp_path, begins, ends, sentence):
    told = said(written(tmp_path, NAME, begins=begins, ends=ends), NAME)
    assert len(told) == (1 if sentence else 0)
    assert all(sentence in each for each in told)


def test_a_certificate_of_another_name_is_said_and_a_star_stands_for_one_part(tmp_path):
    one = written(tmp_path, "*.home.test", "localhost", "192.0.2.7")
    assert said(one, "a.home.test", "localhost", "127.0.0.1") == []
    assert "is not for toward.test but for *.home.test" in said(one, NAME)[0]
    found = leaf(one[0])
    assert [covers(found, name) for name in ("home.test", "a.b.home.test", "192.0.2.7")] == [False, False, True]


def test_the_days_left_are_counted_from_now(tmp_path):
    one = leaf(written(tmp_path, NAME, ends=60)[0])
    assert list(warnings(one, [NAME], datetime.now(UTC) + timedelta(days=30))) == []
    assert len(list(warnings(one, [NAME], datetime.now(UTC) + timedelta(days=50)))) == 1
