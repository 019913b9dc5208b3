"""What any release has kept, this one opens: the same entries, the same sums, and it can be written on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from toward.people import bringing, pairing
from toward.people.tests import old_streams
from toward.people.tests.conftest import NOW
from toward.store import documents

ROOT = Path(__file__).resolve().parents[4]
FOLDERS = sorted(path for path in (ROOT / "tests" / "streams").iterdir() if path.is_dir())


def expected_of(folder):
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def laid(folder, home, database):
    """A copy in a home of its own, with the pepper where `toward serve` looks for it."""
    home.mkdir()
    shutil.copyfile(folder / database, home / "toward.sqlite3")
    (home / "pepper").write_bytes(bytes.fromhex((folder / "test-pepper.hex").read_text(encoding="ascii")))
    return home


def opened(folder, home):
    """What a process of this release finds in such a home."""
    surroundings = {name: value for name, value in os.environ.items() if name != "TOWARD_DATABASE"}
    surroundings |= {"TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home)}
    command = [sys.executable, str(Path(__file__).with_name("open_old.py")), str(folder / "expected.json")]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


@pytest.fixture(scope="module")
def expected(folder):
    return expected_of(folder)


@pytest.fixture(scope="module", params=["toward.sqlite3", "backup.sqlite3"])
def found(request, folder, tmp_path_factory):
    return opened(folder, laid(folder, tmp_path_factory.mktemp("old") / "home", request.param))


def rooms(seen):
    return [(name, room) for name, told in seen.items() for room in told]


def test_there_is_something_to_open():
    assert len(FOLDERS) >= 1


def test_everything_reads_as_it_did_and_folds_to_the_same(expected, found):
    assert found["trouble"] is None
    assert len(rooms(expected["seen"])) == 11
    assert found["lies"] == expected["seen"]


def test_chapters_and_checkpoints_lay_there_and_nothing_differs_without_them(expected, found):
    assert "chapter" in found["caches"]
    assert "oldstreams.1" in found["caches"]
    assert found["without"] == expected["seen"]


def test_what_a_newer_toward_wrote_is_kept_and_shown_as_newer(expected, found):
    newer = [kind for _, room in rooms(found["lies"]) for kind in room["newer"]]
    assert newer.count("test.tomorrow") == len(expected["people"])
    assert newer.count("test.note") == len(expected["people"])  # of a version to come
    for _, room in rooms(found["lies"]):
        removed = sum(entry["kind"] == "store.erased" for entry in room["entries"])
        assert len(room["newer"]) == room["counted"] + removed


def test_an_archive_shows_what_its_author_removed_and_what_stayed(found):
    archives = [room for _, room in rooms(found["lies"]) if room["closed"]]
    assert len(archives) == 2
    for room in archives:
        assert room["fold"]["words"] == ["the first winter", "snow"]
        assert [entry["kind"] for entry in room["entries"]] == ["test.note", "store.erased", "test.note"]


def test_it_can_be_written_on_and_everything_else_stays(expected, found):
    before, after = dict(old(expected["seen"])), dict(old(found["wrote"]))
    assert before.keys() == after.keys()
    new = 0
    for place, entries in before.items():
        assert [entry for entry in after[place] if entry in entries] == entries
        more = [entry["body"].get("words") for entry in after[place] if entry not in entries]
        assert set(more) <= {"of today", "in a bad moment", None}
        new += more.count("of today")
    assert new == 3 * 2 + 2 * 2 + 1  # two rooms of their own for three, a common one that two write and see, one shared


def old(seen):
    return [((name, room["space"]), room["entries"]) for name, room in rooms(seen)]


def test_a_drop_goes_in_and_what_no_release_knows_yet_stays_a_drop(found):
    assert (found["put_in"]["before"], found["put_in"]["after"]) == (2, 1)
    words = [word for _, room in rooms(found["put_in"]["seen"]) for word in room["fold"]["words"]]
    assert words.count("in a bad moment") == 1


def test_the_recovery_line_opens_the_same(found):
    assert found["recovered"] == found["wrote"]


@pytest.mark.parametrize("name", ["liang", "su", "former"])
def test_its_exports_open_and_hold_what_everybody_saw(expected, folder, name):
    export = bringing.opened((folder / f"{name}.age").read_bytes(), expected["people"][name]["passphrase"])
    there = {
        told.space.hex: [
            {"sequence": kept.sequence, "id": kept.key.hex(), **json.loads(documents.write(kept.entry))}
            for kept in told.entries
        ]
        for told in export.rooms
    }
    saw = {
        room["space"]: [entry for entry in room["entries"] if entry["kind"] not in expected["stays"]]
        for room in expected["seen"][name]
        if room["room"] != "share"
    }
    assert sum(map(len, there.values())) > 5
    assert {space: without_marks(entries) for space, entries in there.items()} == {
        space: without_marks(entries) for space, entries in saw.items()
    }


def without_marks(entries):
    return [entry for entry in entries if entry["kind"] != "store.erased"]


def test_its_export_can_be_brought_into_a_house_of_today(expected, folder, liang):
    export = bringing.opened((folder / "liang.age").read_bytes(), expected["people"]["liang"]["passphrase"])
    assert bringing.bring(liang, export, NOW) > 20
    folds = [room["fold"]["words"] for room in old_streams.told(pairing.again(liang))]
    assert ["the first winter", "snow"] in folds


def test_a_release_that_is_newer_keeps_its_database_to_itself(folder, tmp_path):
    home = laid(folder, tmp_path / "home", "toward.sqlite3")
    with closing(sqlite3.connect(home / "toward.sqlite3")) as database:
        database.execute("UPDATE store_instance SET release = '99.1.0'")
        database.commit()
    before = contents(home)
    assert "99.1.0" in opened(folder, home)["trouble"]
    assert contents(home) == before


def contents(home):
    with closing(sqlite3.connect(home / "toward.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert len(names) > 10
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(names)}
