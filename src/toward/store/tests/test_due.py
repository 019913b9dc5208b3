"""Reminders: each due instant rings once, whoever rings it, however clocks go."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toward.store import due
from toward.store.entry import Due
from toward.store.models import DueRow, new_id
from toward.store.streams import remind
from toward.store.tests.breaking import broken

NOW, DAY, HOUR = 1_800_000_000, 86_400, 3_600


def row(at=NOW, purpose="evening", **more):
    return DueRow.objects.create(account=new_id(), purpose=purpose, next_at=at, **more)


def take(now=NOW, lease=60, limit=10):
    return due.take(now, lease, limit)


@pytest.mark.django_db
def test_what_is_due_and_not_quiet_is_taken_the_longest_due_first():
    second, first = row(NOW), row(NOW - 9)
    row(NOW + 1)
    row(quiet_until=NOW + 1)
    row(leased_until=NOW + 1)
    assert [each.account for each in take()] == [first.account, second.account]
    assert take() == ()


@pytest.mark.django_db
def test_no_more_are_taken_than_asked_for():
    for _ in range(5):
        row()
    assert [len(take(limit=2)) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db
def test_done_moves_on_and_counts_what_was_not_answered():
    row()
    (one,) = take()
    assert due.done(one, NOW + DAY)
    now = DueRow.objects.get()
    assert (now.next_at, now.unanswered, now.leased_until, now.rung_at) == (NOW + DAY, 1, 0, NOW)
    (two,) = take(NOW + DAY)
    assert (two.at, two.unanswered) == (NOW + DAY, 1)
    due.answered(two.account, "evening")
    assert DueRow.objects.get().unanswered == 0


@pytest.mark.django_db
def test_said_twice_it_counts_once_and_without_another_instant_it_waits_for_a_rule():
    row()
    (one,) = take()
    assert [due.done(one, None), due.done(one, None)] == [True, False]
    assert DueRow.objects.get().unanswered == 1
    assert take(NOW + DAY) == ()
    with transaction.atomic():
        remind(Due(one.account, "evening", next_at=NOW + DAY))
    assert len(take(NOW + DAY)) == 1


@pytest.mark.django_db
def test_the_lease_of_who_died_runs_out_and_is_theirs_no_more():
    row()
    (dead,) = take(lease=60)
    assert take(NOW + 59) == ()
    (alive,) = take(NOW + 60)
    assert not due.done(dead, NOW + DAY)
    assert due.done(alive, NOW + DAY)
    assert DueRow.objects.get().unanswered == 1


@pytest.mark.django_db
def test_a_lease_that_is_held_for_longer_is_done_in_its_name_and_a_lost_one_cannot_be_held():
    row()
    (one,) = take(lease=60)
    held = due.hold(one, NOW + 600)
    assert take(NOW + 599) == ()
    assert not due.done(one, None)
    assert due.hold(one, NOW + 900) is None
    assert due.next_of(one.account, "evening") == NOW
    assert due.done(held, NOW + DAY)
    assert due.next_of(one.account, "evening") == NOW + DAY
    assert due.next_of(new_id(), "evening") is None


@pytest.mark.django_db
def test_an_instant_that_a_rule_sets_while_it_rings_stays():
    row()
    (one,) = take()
    with transaction.atomic():
        remind(Due(one.account, "evening", next_at=NOW + 99))
    assert due.done(one, NOW + DAY)
    assert DueRow.objects.get().next_at == NOW + 99


@pytest.mark.django_db
@pytest.mark.parametrize("back", [HOUR, 30 * DAY])
def test_a_clock_that_is_put_back_rings_nothing_twice(back):
    row()
    (one,) = take()
    assert due.done(one, NOW + DAY)
    with transaction.atomic():
        remind(Due(one.account, "evening", next_at=NOW))  # worked out from a clock that stands before it again
    assert take(NOW - back) == ()
    assert take(NOW) == ()
    assert take(NOW + DAY) == ()
    with pytest.raises(ValueError, match="has rung"):
        due.done(one, NOW)
    with transaction.atomic():
        remind(Due(one.account, "evening", next_at=NOW + 1))
    assert len(take(NOW + 1)) == 1


@pytest.mark.django_db
def test_quiet_only_ever_becomes_later_and_is_kept_through_ringing():
    row()
    (one,) = take()
    with transaction.atomic():
        remind(Due(one.account, "evening", quiet_until=NOW + 2 * DAY))
        remind(Due(one.account, "evening", quiet_until=NOW + DAY))
    due.done(one, NOW + DAY)
    assert [len(take(NOW + days * DAY)) for days in (1, 2)] == [0, 1]


@pytest.mark.django_db
def test_a_lease_that_has_run_out_when_it_begins_is_none():
    with pytest.raises(ValueError, match="lease"):
        take(lease=0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("take", "take", "take", "done", "done", "done", "on", "on", "die", "remind", "quiet", "back", "answered")),
        st.integers(0, 3), st.integers(1, 200),
    ),
    min_size=20, max_size=40,
)  # fmt: skip


@pytest.mark.django_db
def test_whatever_happens_an_instant_rings_once_in_its_time_and_on_one_lease():
    rang_at_all = [0]
    quietly = [HealthCheck.too_slow]

    @settings(max_examples=100, deadline=None, suppress_health_check=quietly, database=None, derandomize=True)
    @given(STEPS)
    def anything(steps):
        with transaction.atomic():
            rang_at_all[0] += run(steps)
            transaction.set_rollback(True)

    anything()
    assert rang_at_all[0] > 100


def run(steps):
    """Do what chance says with four people's reminders; how many rang."""
    who = [row(NOW + 10 * i).account for i in range(4)]
    quiet, counted = dict.fromkeys(who, 0), dict.fromkeys(who, 0)
    now, held, rang = NOW, [], Counter()
    for name, which, number in steps:
        if name == "on":
            now += number
        elif name == "back":
            now -= 10 * number
        elif name == "take":
            for each in due.take(now, 30, which + 1):
                assert each.at <= now
                assert quiet[each.account] <= now
                assert (each.account, each.at) not in rang
                assert all(other.account != each.account or other.leased_until <= now for other in held)
                assert each.unanswered == counted[each.account]
                held.append(each)
        elif name == "done" and held:
            one = held.pop(which % len(held))
            if due.done(one, one.at + number):
                rang[one.account, one.at] += 1
                counted[one.account] += 1
            assert not due.done(one, one.at + number)
        elif name == "die" and held:
            held.pop(which % len(held))
        elif name == "remind":
            remind(Due(who[which], "evening", next_at=now + number - 100))
        elif name == "quiet":
            remind(Due(who[which], "evening", quiet_until=now + number - 100))
            quiet[who[which]] = max(quiet[who[which]], now + number - 100)
        elif name == "answered":
            due.answered(who[which], "evening")
            counted[who[which]] = 0
    assert set(rang.values()) <= {1}
    return len(rang)


def together(module, threads=8):
    """Let several threads read the same rows before any of them leases one; what each was given."""
    gate, given_out, problems = threading.Barrier(threads), [], []
    read = module._ready

    def at_once(now):
        class Waiting:
            def __getitem__(self, some):
                found = list(read(now)[some])
                gate.wait(20)
                return found

        return Waiting()

    def one():
        try:
            given_out.extend(module.take(NOW, 60, 10))
        except OperationalError as problem:
            problems.append(problem)
        finally:
            connection.close()

    module._ready = at_once
    try:
        run_all([threading.Thread(target=one) for _ in range(threads)])
    finally:
        module._ready = read
    assert problems == []
    return Counter(each.account for each in given_out)


def run_all(threads):
    for each in threads:
        each.start()
    for each in threads:
        each.join()


@pytest.mark.django_db(transaction=True)
def test_eight_who_read_the_same_rows_at_once_are_each_given_others():
    wanted = {row().account for _ in range(6)}
    assert together(due) == Counter(wanted)


@pytest.mark.django_db(transaction=True)
def test_a_lease_without_the_compare_is_noticed():
    wanted = {row().account for _ in range(6)}
    with broken("toward.store.due", "filter(id=row.id, leased_until=row.leased_until,", "filter(id=row.id,") as module:
        assert together(module) == Counter(dict.fromkeys(wanted, 8))


@pytest.mark.django_db(transaction=True)
def test_eight_threads_that_ring_until_nothing_is_left_ring_everything_once():
    wanted = {row(NOW - i % 7).account for i in range(40)}
    rung, problems = [], []

    def ring():
        try:
            while taken := due.take(NOW, 60, 3):
                rung.extend(each.account for each in taken if due.done(each, each.at + DAY))
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    run_all([threading.Thread(target=ring) for _ in range(8)])
    assert problems == []
    assert Counter(rung) == Counter(wanted)
    assert set(DueRow.objects.values_list("unanswered", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_ring_until_nothing_is_left_ring_everything_once():
    wanted = {row(NOW - i % 7).account.hex for i in range(40)}
    command = [
        sys.executable,
        str(Path(__file__).with_name("racing.py")),
        str(connection.settings_dict["NAME"]),
        str(NOW),
    ]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [each.stdout.readline() for each in both] == ["ready\n"] * 2
    for each in both:
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert Counter(line.split()[0] for told in said for line in told.splitlines()) == Counter(wanted)
