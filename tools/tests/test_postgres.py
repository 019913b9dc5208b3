"""Store and people on a real PostgreSQL: the same tests, another database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError

import postgres
import pytest

from toward.web.tests.test_memory import begin
from toward.web.tests.test_serve import served

HERE = Path(__file__).resolve().parents[2]
FOLDERS = ["src/toward/store", "src/toward/people"]
ASIDE = ["matrix", "old_streams", "full_disk"]  # pages and files of SQLite, which another database does not change
LEAST = 500  # tests that must have run


@pytest.fixture
def folder():
    found = postgres.programs()
    if found is None:
        pytest.skip("PostgreSQL is not on this machine: install the package postgresql")
    return found


@pytest.fixture
def address(folder):
    with postgres.running(folder) as address:
        yield address


def test_store_and_people_keep_their_promises_on_postgresql(address):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FOLDERS, "-k", f"not ({' or '.join(ASIDE)})"],
        cwd=HERE,
        env={**os.environ, "TOWARD_DATABASE": address},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) >= LEAST


def asked(person, path):
    """(status, page) of an address, whatever it answers."""
    try:
        return 200, person.get(path)
    except HTTPError as answer:
        return answer.code, answer.read().decode()


def test_a_database_that_is_pulled_out_is_said_in_a_sentence_and_nothing_is_lost_once_it_is_back(
    folder, address, tmp_path
):
    with served(tmp_path, TOWARD_DATABASE=address) as (process, port):
        one, *_ = begin(process, port)
        with postgres.stopped(folder, address):
            away = asked(one, "/home/")
            help_lines = asked(one, "/safety/")
            next(each for each in one.jar if each.name == "language").value = "zh-hans"
            chinese = asked(one, "/home/")
        back = asked(one, "/left-hands/")
    assert (away[0], chinese[0]) == (503, 503)
    assert "cannot be reached right now" in away[1]
    assert "暂时" in chinese[1]
    assert help_lines[0] == 200
    assert back[0] == 200
