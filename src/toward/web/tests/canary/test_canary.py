"""Canaries through every text field: none is found in anything that a house leaves behind, and a build that leaks is caught.

`make canary` does the same on three databases. Here it is one, the one that this machine chooses by itself.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

from toward.store.sqlite import journal, version
from toward.web.tests.canary import leaks
from toward.web.tests.canary.browser import CLEAR
from toward.web.tests.canary.fields import text_fields
from toward.web.tests.canary.hunt import CAUGHT, caught, hunted, leaking
from toward.web.tests.canary.story import COMMON, LIANG, SU

MODE = journal(version(sqlite3))
PAGE = Path(__file__).resolve().parents[5] / "docs" / "who-sees-what.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("canary")


@pytest.fixture(scope="module")
def hunt(folder):
    return hunted(f"SQLite, {MODE}", folder, {})


def test_no_canary_is_found_where_none_may_be(hunt, capsys):
    with capsys.disabled():
        print(f"\n{hunt.line}")
    assert {(each, canary.typed) for each, canary in hunt.leaks} == set()
    assert len(hunt.story.cage.canaries) >= 200
    assert min(hunt.looked.things, len(hunt.running) * 10, len(hunt.ended) * 10) >= 1_000
    assert hunt.looked.bytes > 5_000_000


def test_a_canary_went_through_every_text_field_there_is(hunt):
    assert hunt.story.typed == hunt.fields
    assert len(hunt.fields) >= 44
    assert len({template for template, _ in hunt.fields}) >= 16


def test_a_field_that_nobody_typed_into_is_noticed(monkeypatch):
    from toward.web.tests.canary import fields

    known, there = text_fields(), fields.templates()
    new = {
        "people/new.html": '<form><textarea id="w" name="wish"></textarea><input name="when"></form>{{ fields.line(form, "line", _("A line (of it)")) }}'
    }
    monkeypatch.setattr(fields, "templates", lambda: {**there, **new})
    assert text_fields() - known == {("people/new.html", name) for name in ("wish", "when", "line")}


def test_what_stands_in_the_clear_is_what_the_page_calls_clear(hunt):
    models = {model._meta.db_table: model.__name__ for model in apps.get_models()}
    found = {(models[table], column) for table, column in hunt.clear}
    assert found == set(CLEAR.values())
    for table, column in found:
        row = next(
            line
            for line in PAGE.read_text(encoding="utf-8").splitlines()
            if re.match(rf"\| {table} \|.*\b{column}\b", line)
        )
        assert row.split("|")[3].strip() == "clear"
    accounts = {one.handle for one in hunt.story.devices if one.handle}
    assert set().union(*hunt.clear.values()) == accounts
    assert len(accounts) == 3


def test_each_reads_their_own_and_what_is_common_and_takes_it_out(hunt):
    for person, other in ((LIANG, SU), (SU, LIANG)):
        for where in (person, f"export of {person}: toward.json", f"export of {person}: toward.html"):
            typed = [(canary.typed.split(":")[0], other in canary.readers) for canary in hunt.seen[where]]
            assert typed.count(("test/mine", False)) >= 4
            assert typed.count(("test/journal", False)) >= 4
            assert typed.count((f"test/{COMMON[0]}", True)) >= 8, where


def test_what_nobody_should_send_is_refused_and_breaks_nothing(hunt):
    said = Counter(hunt.story.refused)
    assert said.total() >= 80
    assert {200, 400, 403, 404, 410, 422} <= said.keys() <= {0, 200, 400, 403, 404, 405, 410, 413, 422}


def test_the_log_said_everything_it_can(hunt, folder):
    log = (folder / "home" / "debug.log").read_text(encoding="utf-8")
    assert log.count('INSERT INTO "store_row"') > 40
    assert re.search(r"ERROR django\.request answered 500\nValueError in breaks \(", log)
    assert len(re.findall(r"WARNING django\.request answered 4\d\d", log)) > 30
    assert "answered 200" not in log


def test_nothing_is_written_where_nobody_looks(folder, hunt):
    home = folder / "home"
    written = {Path(line) for line in (home / "written.txt").read_text(encoding="utf-8").splitlines()} - {
        Path("/dev/null")
    }
    assert home / "debug.log" in written
    assert {path for path in written if not path.is_relative_to(home)} == set()
    assert {
        path for path in written if path.is_relative_to(home / "tmp")
    } == set()  # nor for a moment, nor a large upload
    assert list((home / "tmp").rglob("*")) == []


def test_the_hunt_is_not_blind_and_the_end_came_in_the_middle_of_a_transaction(hunt):
    assert hunt.blind == set()
    assert hunt.ended[{"WAL": "home/toward.sqlite3-wal", "TRUNCATE": "home/toward.sqlite3-journal"}[MODE]] > 0
    assert {
        "home/toward.sqlite3",
        "home/server.out",
        "home/debug.log",
        "home/ballast",
    } <= hunt.ended.keys() & hunt.running.keys()


@pytest.fixture(scope="module")
def leaky(tmp_path_factory):
    return leaking(tmp_path_factory.mktemp("leaky"))


@pytest.mark.parametrize("leak", leaks.TOLD)
def test_a_build_that_leaks_is_caught(leaky, leak):
    assert CAUGHT.keys() == leaks.TOLD.keys()
    assert len(caught(leaky)[leak]) >= len(CAUGHT[leak]) > 0, leaky


def test_a_leak_that_is_missed_in_one_place_is_not_caught(leaky):
    without = {each for each in leaky if each.spelling != "base64 at 2"}
    assert [leak for leak, found in caught(without).items() if not found] == ["base64"]
