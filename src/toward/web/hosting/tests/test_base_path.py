"""Everything under a path of its own: no link, form, picture, script, cookie or redirect leads out of it."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from toward.web.hosting.tests.running import Visitor, running

BASE = "/toward"
INSIDE = re.compile(r"""\s[\w-]+=["'](/[^"']*)["']""")  # every attribute that holds a path, data-* included
LINK = re.compile(r"""<a\s[^>]*href=["'](/[^"'#]*)""")
ENDS = ("/kitchen/", "/erase-me/")  # left for last: nothing of ours, and nothing left
WORDS = {"handle": "Liang", "password": "lotus pond at dusk"}


@pytest.fixture(scope="module")
def liang(tmp_path_factory):
    """Somebody who has an account there, and the redirects on the way to it."""
    with running(tmp_path_factory.mktemp("home"), TOWARD_PATH=BASE) as (told, port):
        assert told[0].startswith(f"Toward is here: http://localhost:{port}{BASE} ")
        code = told[-1].partition(f"localhost:{port}")[2]
        assert code.startswith(f"{BASE}/begin/?code=")
        one = Visitor(port)
        at = code.replace("/begin/", "/begin/you/")
        answer = one.send(f"{BASE}/begin/you/", {**WORDS, "code": code.partition("=")[2]}, at=at)
        assert (answer.status, answer.headers["Location"]) == (302, f"{BASE}/begin/done/")
        yield one


def walked(one, start, most):
    """Every page that links lead to, with its text; redirects are followed as a browser would."""
    pages, waiting = {}, [start]
    while waiting and len(pages) < most:
        path = waiting.pop(0)
        if path in pages or any(path.endswith(end) for end in ENDS):
            continue
        answer = one.ask(path)
        pages[path] = answer
        if answer.status in (301, 302, 307, 308):
            waiting.append(answer.headers["Location"])
        waiting += [unescape(found) for found in LINK.findall(answer.body)]
    return pages


def test_no_page_leads_out_of_its_path(liang):
    pages = walked(liang, f"{BASE}/home/", 60) | walked(Visitor(liang.port), f"{BASE}/", 40)
    shown = [path for path, answer in pages.items() if answer.status == 200 and "<html" in answer.body]
    assert len(shown) >= 20, sorted(pages)
    found = {path: INSIDE.findall(pages[path].body) for path in shown}
    assert min(len(each) for each in found.values()) >= 5
    out = [(path, each) for path, all_ in found.items() for each in all_ if not each.startswith(f"{BASE}/")]
    assert out == []
    led = [answer.headers["Location"] for answer in pages.values() if answer.headers["Location"]]
    assert all(each.startswith(f"{BASE}/") for each in led)
    assert not [path for path, answer in pages.items() if answer.status >= 400]


def test_every_style_script_and_picture_is_there_and_so_is_what_they_fetch(liang):
    pages = walked(liang, f"{BASE}/home/", 25)
    files = {each for answer in pages.values() for each in INSIDE.findall(answer.body) if "/static/" in each}
    assert len(files) >= 8
    answers = {each: liang.ask(each) for each in files}
    assert {answer.status for answer in answers.values()} == {200}
    scripts = [path for path in answers if path.endswith(".js")]
    assert scripts
    for path in scripts:
        for other in re.findall(r'from "([^"]+)"', answers[path].body):
            assert other.startswith("./")
            assert liang.ask(f"{path.rpartition('/')[0]}/{other[2:]}").status == 200
        assert not re.search(r"""["'`]/[a-z]""", answers[path].body), path  # a path written down would miss the base


@pytest.mark.parametrize(
    ("path", "form", "to"),
    [
        ("/language/", {"language": "en", "next": f"{BASE}/privacy/"}, "/privacy/"),
        ("/theme/", {"theme": "dusk"}, "/"),
        ("/theme/", {"theme": "", "next": "/elsewhere/"}, "/"),
        ("/theme/", {"theme": "", "next": "//heron.example/"}, "/"),
        ("/name/", {"name": "", "next": f"{BASE}/evidence/"}, "/evidence/"),
        ("/pair/invite/", {}, "/pair/"),
        ("/lock/", {}, "/home/"),
    ],
)
def test_what_is_sent_leads_back_into_it(liang, path, form, to):
    answer = liang.send(f"{BASE}{path}", form, at=f"{BASE}/settings/")
    assert (answer.status, urlsplit(answer.headers["Location"]).path) == (302, f"{BASE}{to}"), path


def test_whoever_is_asked_to_come_in_comes_back_to_where_they_were_headed(liang):
    stranger = Visitor(liang.port)
    asked = stranger.ask(f"{BASE}/devices/")
    assert asked.headers["Location"] == f"{BASE}/enter/?next={BASE}/devices/"
    come = stranger.send(f"{BASE}/enter/", {**WORDS, "next": f"{BASE}/devices/"})
    assert (come.status, come.headers["Location"]) == (302, f"{BASE}/devices/")
    away = Visitor(liang.port).send(f"{BASE}/enter/", {**WORDS, "next": "/elsewhere/"})
    assert (away.status, away.headers["Location"]) == (302, f"{BASE}/home/")


def test_an_invitation_and_the_kit_name_the_whole_address(liang):
    page = liang.send(f"{BASE}/unlock/", {"password": WORDS["password"]})
    assert page.status == 302
    liang.send(f"{BASE}/pair/invite/", {}, at=f"{BASE}/pair/")
    assert f"http://localhost:{liang.port}{BASE}/join/" in liang.ask(f"{BASE}/pair/").body
    assert f"http://localhost:{liang.port}{BASE}<" in liang.send(f"{BASE}/kit/", {}).body


def test_a_proxy_that_cuts_the_path_off_gets_the_same(liang):
    cut, whole = (Visitor(liang.port).ask(path).body for path in ("/privacy/", f"{BASE}/privacy/"))
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", cut) == token.sub("", whole)
    assert liang.ask(BASE).headers["Location"] == f"{BASE}/"
    assert (liang.ask("/health").body, liang.ask(f"{BASE}/health").body) == ("ok", "ok")
