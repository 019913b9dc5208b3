"""The demonstration as it is started: two seats, a clock, a real report, and nothing left of it afterwards."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import date, timedelta
from http.cookiejar import CookieJar

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from toward.insight.language import language
from toward.web.demo.couple import LIANG, SEATS, SU
from toward.web.demo.tests.visiting import PATIENCE, Visitor, begin, demonstration, free_port

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with demonstration(tmp_path_factory.mktemp("shared")) as (_, one):
        yield one


@pytest.fixture
def visitor(port):
    return Visitor(port)


@pytest.mark.parametrize("seat", ["Liang", "Su"])
def test_either_seat_is_taken_without_typing_and_the_two_share_a_space(visitor, seat):
    page = visitor.post("/demo/seat/", seat=seat)
    assert (visitor.status, visitor.at) == (200, "/today/")
    assert f"In {seat}’s seat" in page
    assert "How secure do I feel with us today?" in page
    assert 'href="/part/"' in page
    assert "You share a space." in visitor.get("/pair/")
    assert 'value="Asia/Shanghai"' in visitor.get("/settings/")


def test_one_browser_changes_over_and_comes_back_to_the_same_page(visitor):
    visitor.post("/demo/seat/", seat="Liang")
    page = visitor.post("/demo/seat/", seat="Su", next="/left-hands/")
    assert visitor.at == "/left-hands/"
    assert "In Su’s seat" in page
    assert "Over to Liang’s seat" in page


def test_a_seat_speaks_the_language_of_who_sits_there(port):
    one = Visitor(port, language="zh-CN")
    page = one.post("/demo/seat/", seat="Liang")
    assert 'lang="zh-Hans"' in page
    assert re.search(r'value="zh-hans"[^>]*(checked|selected)', one.get("/settings/"))


def test_there_is_no_third_seat(visitor):
    page = visitor.post("/demo/seat/", seat="Nobody")
    assert visitor.status == 422
    assert "This seat no longer opens" in page


def test_days_and_weeks_go_by(visitor):
    before = date.fromisoformat(visitor.day())
    visitor.post("/demo/day/", day=str(before + DAY))
    assert visitor.day() == str(before + DAY)
    visitor.post("/demo/day/", day=str(before + 8 * DAY))
    assert visitor.day() == str(before + 8 * DAY)


@pytest.mark.parametrize("days", [-270, -1, 0, 8, 4000])
def test_the_clock_goes_neither_back_nor_far(visitor, days):
    before = visitor.day()
    visitor.post("/demo/day/", day=str(date.fromisoformat(before) + days * DAY))
    assert visitor.status == 200
    assert visitor.day() == before


@pytest.mark.parametrize("said", ["", "tomorrow", "2026-02-31", "9999-99-99"])
def test_what_is_no_day_changes_nothing(visitor, said):
    before = visitor.day()
    visitor.post("/demo/day/", day=said)
    assert (visitor.status, visitor.day()) == (200, before)


def test_a_form_that_is_sent_twice_moves_the_clock_once(visitor):
    next_day = str(date.fromisoformat(visitor.day()) + DAY)
    for _ in range(2):
        visitor.post("/demo/day/", day=next_day)
    assert visitor.day() == next_day


def test_who_sits_stays_seated_for_longer_than_a_visit_lasts(visitor):
    visitor.post("/demo/seat/", seat="Su")
    for _ in range(6):
        visitor.post("/demo/day/", day=str(date.fromisoformat(visitor.day()) + 7 * DAY), next="/home/")
    page = visitor.get("/home/")
    assert visitor.at == "/home/"
    assert "In Su’s seat" in page
    assert "Lock now" in page


def test_two_taps_on_the_clock_leave_nobody_standing(visitor):
    """The browser sends the second before it has the answer to the first, and never sees that."""
    visitor.post("/demo/seat/", seat="Su")
    before = list(visitor.jar)
    day = str(date.fromisoformat(visitor.day()) + 7 * DAY)
    visitor.post("/demo/day/", day=day)
    visitor.jar.clear()
    for cookie in before:
        visitor.jar.set_cookie(cookie)
    visitor.post("/demo/day/", day=day)
    assert visitor.day() == day
    assert "In Su’s seat" in visitor.get("/home/")


def test_the_pages_of_the_product_live_by_the_made_up_clock(visitor):
    visitor.post("/demo/day/", day=str(date.fromisoformat(visitor.day()) + 7 * DAY))
    visitor.post("/enter/", handle=SU.name, password=SU.password)  # which the list of what left one's hands notes
    page = visitor.get("/left-hands/")
    today = language("en").day(date.fromisoformat(visitor.day()))
    assert today in page.partition("<main")[2]
    assert visitor.day() < str(date.today() - 60 * DAY)


@pytest.mark.parametrize(("language", "words"), [("en", "Our good-nights thinned out"), ("zh-CN", "我们的“晚安”")])
def test_the_look_back_finds_the_fading_in_their_chat(port, language, words):
    page = Visitor(port, language=language).get("/demo/look-back/")
    assert words in page
    assert "<tw-report>" in page
    assert "demo-bar" in page


def test_the_chat_goes_on_with_the_clock(visitor):
    def messages():
        found = re.search(r"([\d,]+) messages", visitor.get("/demo/look-back/"))
        return int(found[1].replace(",", ""))

    before = messages()
    visitor.post("/demo/day/", day=str(date.fromisoformat(visitor.day()) + 7 * DAY))
    assert before < messages() < before + 100


@pytest.mark.parametrize(
    "path", ["/", "/demo/outside/", "/privacy/", "/look-back/", "/safety/", "/enter/", "/nowhere/"]
)
def test_every_page_says_that_it_is_a_demonstration(visitor, path):
    page = visitor.get(path)
    assert visitor.status == (404 if path == "/nowhere/" else 200)
    assert page.count("This is a demonstration.") == 1
    assert len(re.findall(r'href="/static/demo/demo\.[0-9a-f]+\.css"', page.partition("</head>")[0])) == 1


@pytest.mark.parametrize("path", ["/safety/", "/safety/1/"])
def test_pages_that_promise_no_cookie_set_none_here_either(visitor, path):
    bar = visitor.get(path).partition('<aside class="demo-bar"')[2].partition("</aside>")[0]
    assert "Choose a seat" in bar
    assert "<form" not in bar
    assert list(visitor.jar) == []
    assert "<form" in visitor.get("/privacy/").partition('<aside class="demo-bar"')[2].partition("</aside>")[0]
    assert len(list(visitor.jar)) == 1


def test_where_leave_leads_nothing_of_it_shows(visitor):
    assert "demo" not in visitor.get("/kitchen/").lower()


@pytest.mark.parametrize("path", ["/demo/day/", "/demo/seat/"])
def test_a_forged_form_is_refused(visitor, path):
    before = visitor.day()
    wanted = {"seat": "Su", "day": str(date.fromisoformat(before) + DAY)}
    visitor.post(path, csrfmiddlewaretoken="x" * 64, **wanted)
    assert visitor.status == 403
    assert visitor.day() == before
    assert "In Su’s seat" not in visitor.get("/")


def test_the_passwords_on_the_first_page_open_the_rooms(visitor):
    page = visitor.get("/")
    for seat in SEATS:
        assert seat.password in page
        visitor.post("/enter/", handle=seat.name, password=seat.password)
        assert (visitor.status, visitor.at) == (200, "/home/")
        visitor.post("/leave-device/")
        assert visitor.at == "/"


def test_cookies_of_another_toward_on_this_computer_are_neither_read_nor_set(visitor, port):
    visitor.post("/demo/seat/", seat="Su")
    names = {cookie.name for cookie in visitor.jar}
    assert names >= {f"demo-{port}-form", f"demo-{port}-door"}
    assert [name for name in names if not name.startswith(f"demo-{port}-")] == []
    door = next(cookie.value for cookie in visitor.jar if cookie.name.endswith("door"))
    stranger = Visitor(port)
    stranger.get("/home/", Cookie=f"door={door}")
    assert stranger.at.startswith("/enter/")
    stranger.get("/home/", Cookie=f"demo-{port}-door={door}")
    assert stranger.at == "/home/"


def test_a_seat_whose_password_was_changed_says_so(tmp_path):
    with demonstration(tmp_path, empty=True) as (_, port):
        one = Visitor(port)
        one.post("/demo/seat/", seat="Liang")
        one.post("/password/", old=LIANG.password, password="quiet water at noon")
        assert one.at.startswith("/settings/")
        page = one.post("/demo/seat/", seat="Liang")
        assert one.status == 422
        assert "Begin the demonstration anew" in page
        one.post("/demo/seat/", seat="Su")
        assert one.status == 200


def test_two_at_once_in_one_browser_do_not_mix(tmp_path):
    jar = CookieJar()
    with demonstration(tmp_path, empty=True) as (_, first), demonstration(tmp_path, empty=True) as (_, second):
        one, other = Visitor(first, jar), Visitor(second, jar)
        began = other.day()
        one.post("/demo/seat/", seat="Liang")
        other.post("/demo/seat/", seat="Su")
        one.post("/demo/day/", day=str(date.fromisoformat(began) + DAY))
        assert "In Liang’s seat" in one.get("/home/")
        assert "In Su’s seat" in other.get("/home/")
        assert (one.day(), other.day()) == (str(date.fromisoformat(began) + DAY), began)
        assert len(list(tmp_path.glob("toward-demo-*"))) == 2


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_however_it_is_asked_to_end(tmp_path, how):
    with demonstration(tmp_path, empty=True) as (process, port):
        Visitor(port).post("/demo/seat/", seat="Su")
        (folder,) = tmp_path.glob("toward-demo-*")
        assert (folder / "toward.sqlite3").is_file()
        assert folder.stat().st_mode & 0o077 == 0
        process.send_signal(how)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert f"http://localhost:{port}" in out
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_when_somebody_is_impatient(tmp_path):
    with demonstration(tmp_path, empty=True) as (process, _):
        until = time.monotonic() + PATIENCE
        while process.poll() is None:
            assert time.monotonic() < until
            process.send_signal(signal.SIGINT)
            time.sleep(0.02)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_when_it_is_ended_while_it_starts(tmp_path, how):
    process = begin(tmp_path, free_port(), empty=True)
    until = time.monotonic() + PATIENCE
    while not list(tmp_path.glob("toward-demo-*/made-up")):
        assert time.monotonic() < until
        time.sleep(0.002)
    process.send_signal(how)
    process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, 130)
    assert list(tmp_path.iterdir()) == []


def contents(folder):
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_what_a_person_keeps_is_never_touched_whatever_the_surroundings_say(tmp_path):
    home, place = tmp_path / "home", tmp_path / "place"
    real = home / ".local" / "share" / "toward"
    for folder in (real, home / ".config" / "toward", place):
        folder.mkdir(parents=True)
    with sqlite3.connect(real / "toward.sqlite3") as database:
        database.execute("CREATE TABLE ours (words)")
    (home / ".config" / "toward" / "pepper").write_bytes(b"p" * 32)
    before = contents(home)
    said = {"HOME": home, "TOWARD_DATA": real, "TOWARD_CONFIG": home / ".config" / "toward",
            "TOWARD_DATABASE": "postgresql://nobody@127.0.0.1:9/ours", "DJANGO_SETTINGS_MODULE": "toward.web.settings"}  # fmt: skip
    with demonstration(place, empty=True, **{name: str(value) for name, value in said.items()}) as (process, port):
        Visitor(port).post("/demo/seat/", seat="Liang")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    assert len(before) == 2
    assert contents(home) == before
    assert {path.name for path in home.rglob("*")} == {
        ".local",
        "share",
        ".config",
        "toward",
        "toward.sqlite3",
        "pepper",
    }
    assert list(place.iterdir()) == []


def test_a_taken_port_is_a_sentence_and_leaves_nothing(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = begin(tmp_path, taken.getsockname()[1], empty=True)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "is taken by another program" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("marked", [("data",), ("config",), ()])
def test_its_settings_refuse_a_folder_that_it_did_not_make(tmp_path, marked):
    for name in ("data", "config"):
        (tmp_path / name).mkdir()
    for name in marked:
        (tmp_path / name / "made-up").touch()
    said = {"TOWARD_DATA": str(tmp_path / "data"), "TOWARD_CONFIG": str(tmp_path / "config")}
    done = _settings(said)
    assert done.returncode == 1
    assert "lives in a folder of its own" in done.stderr
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["made-up"] * len(marked)


def test_its_settings_refuse_a_database_that_somebody_named(tmp_path):
    (tmp_path / "made-up").touch()
    said = {"TOWARD_DATA": str(tmp_path), "TOWARD_CONFIG": str(tmp_path)}
    assert _settings({**said, "TOWARD_DATABASE": "postgresql://nobody@127.0.0.1:9/ours"}).returncode == 1
    assert _settings(said).returncode == 0


def _settings(said):
    command = [sys.executable, "-c", "import toward.web.demo.settings"]
    return subprocess.run(command, env={"PATH": "", **said}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", ["/demo/seat/", "/demo/day/", "/demo/look-back/", "/demo/outside/"])
def test_a_real_toward_has_no_such_address(path):
    with pytest.raises(Resolver404):
        resolve(path)
    assert resolve(path, "toward.web.demo.urls").url_name.startswith("demo_")


def test_a_real_toward_has_no_bar_no_other_cookies_and_the_real_time(settings):
    page = Client().get("/")
    assert "demo" not in page.text
    assert not [name for name in page.cookies if name.startswith("demo")]
    assert settings.CLOCK is time.time
    assert not [each for each in settings.MIDDLEWARE if "demo" in each]
