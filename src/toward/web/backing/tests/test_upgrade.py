"""From an older release's database to this one's: all the way, or not at all, wherever the power goes."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from toward.store.backups import checking, folder
from toward.vault.secret import SecretBytes
from toward.web.backing.tests.running import HERE, script, surroundings, toward

OLD = sorted(path for path in (Path(__file__).resolve().parents[5] / "tests" / "streams").iterdir() if path.is_dir())
TIMES = 10


def laid(home, fixture=OLD[0]):
    for each in ("data", "config"):
        (home / each).mkdir(parents=True)
    shutil.copyfile(fixture / "toward.sqlite3", home / "data" / "toward.sqlite3")
    (home / "config" / "pepper").write_bytes(bytes.fromhex((fixture / "test-pepper.hex").read_text()))
    return home


def looked(home):
    """(entries, whether the new column is there, whether the new table is there) of a database that must be whole."""
    with closing(sqlite3.connect(home / "data" / "toward.sqlite3")) as one:
        assert one.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        columns = [row[1] for row in one.execute("PRAGMA table_info(store_instance)")]
        tables = [row[0] for row in one.execute("SELECT name FROM sqlite_master")]
        return (
            one.execute("SELECT count(*) FROM store_row").fetchone()[0],
            "pepper" in columns,
            "notify_channel" in tables,
        )


def test_there_is_something_to_upgrade():
    assert len(OLD) >= 1


@pytest.mark.parametrize("fixture", OLD, ids=lambda each: each.name)
def test_every_old_database_is_brought_here_after_a_backup(fixture, tmp_path):
    home = laid(tmp_path / "home", fixture)
    entries, *_ = looked(home)
    code, said, complaint = toward(home, "upgrade")
    assert code == 0, complaint
    assert "A backup of before" in said
    assert looked(home) == (entries, True, True)
    key = SecretBytes((home / "config" / "backup-key").read_bytes().strip())
    (pair,) = folder.pairs(home / "data" / "backups")
    whole = checking.whole(pair, key)
    assert sum(table == "store.row" for table, _ in whole.rows.rows) == entries > 50
    assert "store.0004_which_pepper" not in whole.head.migrations
    assert "A backup of before" not in toward(home, "upgrade")[1]


def test_a_backup_of_an_older_release_comes_back_in_this_one(tmp_path):
    home, new = laid(tmp_path / "home"), tmp_path / "new"
    entries, *_ = looked(home)
    toward(home, "upgrade")
    (tmp_path / "kit").write_text(toward(home, "kit")[1])
    code, _, complaint = toward(new, "restore", "--from", home / "data" / "backups", "--kit", tmp_path / "kit")
    assert code == 0, complaint
    assert looked(new) == (entries, True, True)


def test_killed_anywhere_it_leaves_the_old_or_the_new_and_the_next_try_finishes(tmp_path):
    whole = script(laid(tmp_path / "whole"), "cut_off.py")
    assert whole > 10_000
    states = []
    for number in range(1, TIMES + 1):
        home = laid(tmp_path / str(number))
        entries, *_ = looked(home)
        at = whole * number // (TIMES + 1)
        command = [sys.executable, str(HERE / "cut_off.py"), str(at)]
        done = subprocess.run(command, env=surroundings(home), capture_output=True, timeout=120, check=False)
        assert done.returncode == -signal.SIGKILL
        states.append(looked(home))
        assert states[-1] in ((entries, False, False), (entries, True, True))
        if number in (1, 4, 7, TIMES):
            assert toward(home, "upgrade")[0] == 0
            assert looked(home) == (entries, True, True)
    assert len(states) == TIMES


def test_while_somebody_has_it_open_nothing_is_changed_and_it_is_said(tmp_path):
    home = laid(tmp_path / "home")
    with closing(sqlite3.connect(home / "data" / "toward.sqlite3", isolation_level=None)) as one:
        one.execute("BEGIN")
        one.execute("SELECT count(*) FROM store_row").fetchone()
        code, _, complaint = toward(home, "upgrade")
    assert code == 1
    assert "Stop Toward" in complaint
    assert not (home / "data" / "backups").exists()  # who is refused and started again fills no disk
    assert looked(home)[1:] == (False, False)


def test_a_newer_database_is_refused(tmp_path):
    home = laid(tmp_path / "home")
    with closing(sqlite3.connect(home / "data" / "toward.sqlite3")) as one, one:
        one.execute("UPDATE store_instance SET release = '9.0.0'")
    code, _, complaint = toward(home, "upgrade")
    assert code == 1
    assert "9.0.0" in complaint
    assert looked(home)[1:] == (False, False)
