"""Which SQLite, and how carefully: in both modes, on real connections."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from toward.store import sqlite

ASK = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from toward.store.sqlite import journal, version
import sqlite3
call_command("migrate", verbosity=0)
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "secure_delete"):
        row = cursor.execute(f"PRAGMA {name}").fetchone()
        print(name, str(row[0]).upper() if row else 0)
print("fits", journal(version(sqlite3)))
print("version", sqlite3.sqlite_version)
"""


def asked(tmp_path, which):
    home = {"TOWARD_DATA": str(tmp_path), "TOWARD_CONFIG": str(tmp_path)}
    surroundings = {**os.environ, **home, "TOWARD_SQLITE": which, "TOWARD_DATABASE": ""}
    done = subprocess.run([sys.executable, "-c", ASK], env=surroundings, capture_output=True, text=True, check=True)
    return dict(line.split() for line in done.stdout.splitlines())


@pytest.mark.parametrize("which", ["", "stdlib"])
def test_a_connection_is_careful_in_either_mode(tmp_path, which):
    said = asked(tmp_path, which)
    assert said["journal_mode"] == said["fits"]
    assert said["synchronous"] == "2"
    assert said["foreign_keys"] == "1"
    assert said["mmap_size"] == "0"
    assert said["secure_delete"] == "1"


def test_without_the_carried_library_the_interpreters_own_is_taken(tmp_path):
    said = asked(tmp_path, "stdlib")
    own = subprocess.run(
        [sys.executable, "-c", "import sqlite3; print(sqlite3.sqlite_version)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said["version"] == own.stdout.strip()


@pytest.mark.parametrize(
    ("found", "mode"),
    [
        ((3, 35, 0), "TRUNCATE"), ((3, 44, 5), "TRUNCATE"), ((3, 44, 6), "WAL"), ((3, 44, 7), "TRUNCATE"), ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL"), ((3, 53, 4), "WAL"), ((4, 0, 0), "WAL"),
    ],
)  # fmt: skip
def test_the_log_is_used_on_a_repaired_version_only(found, mode):
    assert sqlite.journal(found) == mode


def test_a_sqlite_that_is_too_old_is_refused(monkeypatch):
    old = SimpleNamespace(sqlite_version="3.34.1")
    monkeypatch.setattr(sqlite.importlib, "import_module", lambda _: old)
    with pytest.raises(sqlite.TooOldError, match=r"3\.34\.1"):
        sqlite.choose("stdlib")
