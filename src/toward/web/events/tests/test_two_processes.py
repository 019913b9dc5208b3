"""Two processes on one PostgreSQL: a page misses nothing when one is killed, and each reminder rings once through partitions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager

import postgres
import pytest

from toward.web.events.tests.listening_page import PATIENCE, Page, around, people
from toward.web.tests.test_serve import served

PROGRAMS = postgres.programs()
PARTITIONS = 20
pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL on this machine: install postgresql")


@pytest.fixture
def database():
    with postgres.running(PROGRAMS) as address:
        yield address


@contextmanager
def writing(home, cookie, database):
    """Somebody who writes into the common room in a process of their own; called, it writes one entry."""
    command = [sys.executable, "-m", "toward.web.events.tests.people", "write", cookie]
    with subprocess.Popen(
        command, env=around(home, TOWARD_DATABASE=database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"

        def write(words="lotus pond at dusk 81"):
            process.stdin.write(words + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == "written\n"

        yield write
        process.stdin.close()


def test_what_another_process_has_written_wakes_and_a_killed_one_costs_nothing(tmp_path, database):
    two = people(tmp_path, 1, "together", TOWARD_DATABASE=database)
    liang, su = (one["cookie"] for one in two)
    with (
        served(tmp_path, TOWARD_DATABASE=database) as (one, port),
        served(tmp_path, TOWARD_DATABASE=database) as (_, other_port),
        writing(tmp_path, su, database) as write,
    ):
        page, elsewhere = Page(port, liang).changed(), Page(other_port, su).changed()
        write()
        page.changed(2)
        elsewhere.changed(2)
        assert page.beats == 0  # it was woken, and did not only look after twenty seconds
        one.kill()
        assert page.over.wait(PATIENCE)
        write()  # while nobody tells it
        back = Page(other_port, liang, last=page.marks[-1]).changed()
        elsewhere.changed(3)
        newest = Page(other_port, liang, last=back.marks[-1]).quiet()
        assert len(back.numbers[0].split()) == 1
        assert newest.marks == []
        assert back.numbers[0] == page.numbers[1]
        assert b"lotus" not in page.came + back.came + elsewhere.came


def test_a_line_that_is_cut_is_laid_again_and_what_was_missed_is_told(tmp_path, database):
    two = people(tmp_path, 1, "together", TOWARD_DATABASE=database)
    liang, su = (one["cookie"] for one in two)
    with served(tmp_path, TOWARD_DATABASE=database) as (process, port):
        page = Page(port, liang).changed()
        with postgres.stopped(PROGRAMS, database):
            pass
        with writing(tmp_path, su, database) as write:
            write()
            page.changed(2)
            cut(database)
            write()
            page.changed(3)
        assert not page.over.is_set()
        process.terminate()
        assert process.wait(PATIENCE) in (0, -signal.SIGTERM)
        assert page.over.wait(PATIENCE)


def cut(database):
    """End every line to the database but our own."""
    import psycopg

    with psycopg.connect(database, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname IS NOT NULL"
        )


def test_through_twenty_partitions_each_reminder_rings_exactly_once(tmp_path, database):
    assert people(tmp_path, 1, TOWARD_DATABASE=database)
    add_rows(database, PARTITIONS * 5)
    with ringing(tmp_path, database, 2) as processes:
        for number in range(PARTITIONS):
            if number % 5 == 4:
                with postgres.stopped(PROGRAMS, database):
                    pass
            else:
                cut(database)
            wait_until_rung(database, 5 * (number + 1))
    rang = Counter(line for each in processes for line in each.communicate(timeout=PATIENCE)[0].splitlines())
    assert len(rang) == PARTITIONS * 5
    assert set(rang.values()) == {1}
    assert all(each.returncode == 0 for each in processes)


def add_rows(database, many):
    import psycopg

    row = "(account, purpose, next_at, quiet_until, unanswered, leased_until, rung_at)"
    with psycopg.connect(database) as line:
        for number in range(many):
            line.execute(
                f"INSERT INTO store_duerow {row} VALUES (gen_random_uuid(), 'evening', {1000 + number}, 0, 0, 0, 0)"
            )


def wait_until_rung(database, many):
    """Until so many have rung, whatever cut is healed meanwhile."""
    import time

    import psycopg

    until = time.monotonic() + PATIENCE
    while True:
        with psycopg.connect(database) as line:
            rung = line.execute(
                "SELECT count(*) FROM store_duerow WHERE rung_at > 0 AND purpose = 'evening'"
            ).fetchone()[0]
        if rung >= many:
            return
        assert time.monotonic() < until, rung
        time.sleep(0.02)


@contextmanager
def ringing(home, database, many):
    """Schedulers in processes of their own that ring slowly, and print what has rung; ended when all was rung."""
    command = [sys.executable, "-m", "toward.web.events.tests.ringing"]
    env = {**os.environ, **around(home, TOWARD_DATABASE=database)}
    processes = [
        subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for _ in range(many)
    ]
    try:
        yield processes
    except BaseException:
        for each in processes:
            each.kill()
        raise
