"""SQLite to PostgreSQL and back with equal sums, backups under load on PostgreSQL, and an upgrade there: the real server."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys

import postgres
import pytest

from toward.store.backups import folder
from toward.web.backing.tests.running import HERE, script, surroundings, toward
from toward.web.backing.tests.test_upgrade import laid, looked


@pytest.fixture(scope="module")
def server():
    found = postgres.programs()
    if found is None:
        pytest.skip("PostgreSQL is not on this machine: install the package postgresql")
    with postgres.running(found) as address:
        yield address


@pytest.fixture
def address(server, request):
    """An empty database of its own."""
    name = f"t{abs(hash(request.node.name))}"
    asked(server, f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


def asked(address, words):
    import psycopg

    with psycopg.connect(address, autocommit=True) as one:
        answer = one.execute(words)
        return answer.fetchall() if answer.description else None


def test_there_and_back_with_equal_sums(address, tmp_path):
    home, back = laid(tmp_path / "home"), tmp_path / "back"
    assert toward(home, "upgrade")[0] == 0
    code, said, complaint = toward(home, "db", "copy", "--to", address)
    assert code == 0, complaint
    assert "same sums" in said
    assert asked(address, "SELECT count(*) FROM store_row") == [(looked(home)[0],)]
    assert "empty one alone" in toward(home, "db", "copy", "--to", address)[2]
    (back / "data").mkdir(parents=True)
    shutil.copytree(home / "config", back / "config")
    to = f"sqlite:{back / 'data' / 'toward.sqlite3'}"
    code, _, complaint = toward(home, "db", "copy", "--to", to, TOWARD_DATABASE=address)
    assert code == 0, complaint
    assert looked(back) == looked(home)
    assert told(back) == told(home)


def told(home):
    """What a backup says of a home's rows and keys, without its instant."""
    assert toward(home, "backup", "--to", home / "told")[0] == 0
    return toward(home, "verify", home / "told")[1].split("whole:")[1:]


def test_numbers_go_on_after_the_last_one_that_came_along(address, tmp_path):
    home = laid(tmp_path / "home")
    toward(home, "upgrade")
    assert toward(home, "db", "copy", "--to", address)[0] == 0
    last = asked(address, "SELECT max(id) FROM store_row")[0][0]
    assert asked(address, "SELECT nextval(pg_get_serial_sequence('store_row', 'id'))") == [(last + 1,)]


def test_backups_under_load_come_back_on_the_other_database(server, address, tmp_path):
    home, new = tmp_path / "home", tmp_path / "new"
    lived = script(home, "lived.py", "live", TOWARD_DATABASE=address)
    pairs = [pair for each in lived["backups"] for pair in each]
    assert len(pairs) == 4 * 5
    assert all(head == count for head, count in pairs)
    (tmp_path / "kit").write_text(toward(home, "kit", TOWARD_DATABASE=address)[1])
    again = tmp_path / "again"
    asked(server, "CREATE DATABASE again")
    other = server.replace("/postgres?", "/again?")
    for place, more in ((new, {}), (again, {"TOWARD_DATABASE": other})):
        code, _, complaint = toward(
            place, "restore", "--from", home / "data" / "backups", "--kit", tmp_path / "kit", **more
        )
        assert code == 0, complaint
        entered = script(place, "lived.py", "enter", json.dumps(lived["kits"]), **more)
        assert [by for by, _ in entered] == ["password", "password"]


def old_on(address, tmp_path):
    """A PostgreSQL as the release before left it."""
    home = laid(tmp_path / "home")
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "store", "0003", "--settings", "toward.web.settings"],
        env=surroundings(home, TOWARD_DATABASE=address), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    asked(address, "INSERT INTO store_instance (id, release, mark) VALUES (1, '0.2.0', gen_random_uuid())")
    return home


def shape(address):
    columns = asked(address, "SELECT column_name FROM information_schema.columns WHERE table_name = 'store_instance'")
    tables = asked(address, "SELECT table_name FROM information_schema.tables WHERE table_name = 'notify_channel'")
    return ("pepper",) in columns, bool(tables)


def test_an_upgrade_on_postgresql_is_one_transaction_after_a_backup(address, tmp_path):
    home = old_on(address, tmp_path)
    whole = 60_000
    for at in (whole // 4, whole // 2, whole):
        command = [sys.executable, str(HERE / "cut_off.py"), str(at)]
        done = subprocess.run(
            command, env=surroundings(home, TOWARD_DATABASE=address), capture_output=True, check=False
        )
        assert done.returncode == -signal.SIGKILL
        assert shape(address) in ((False, False), (True, True))
    code, _, complaint = toward(home, "upgrade", TOWARD_DATABASE=address)
    assert code == 0, complaint
    assert shape(address) == (True, True)
    assert folder.pairs(home / "data" / "backups")
