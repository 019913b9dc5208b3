"""What a mark tells: that something common stands otherwise; never what, and nothing of what one keeps to oneself."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toward.people import mine, pairing
from toward.people.tests.conftest import NOW
from toward.people.watching import ROOMS, news, number, watch
from toward.store.entry import Change, Entry, Intent
from toward.store.models import LiveRow, Space, new_id
from toward.store.streams import decide, leave


def entry(who, words="lotus"):
    return Entry("test.note", 1, NOW, "UTC", who.account, {"words": words})


def wish(who):
    return Intent(new_id(), "note", NOW, "UTC", who.account, {})


def write(who, room="couple"):
    space = who.space(room)
    decide(who.ring, wish(who), [space], lambda: Change(entries=((space, entry(who)),)))


def told(who, before):
    """The rooms in which somebody is told that something changed."""
    names = {number(who.account, room): room for room in ROOMS}
    return [names[each] for each in news(who.account, before, watch(who.account).mark)]


def test_an_entry_in_the_common_room_changes_the_mark_of_both(couple):
    before = [watch(each.account).mark for each in couple]
    write(couple[0])
    assert [told(*each) for each in zip(couple, before, strict=True)] == [["couple"], ["couple"]]
    assert watch(couple[0].account).spaces == {couple[0].space("couple")}


@pytest.mark.parametrize("room", ["mine", "journal"])
def test_what_is_ones_own_changes_no_mark(couple, room):
    before = [watch(each.account).mark for each in couple]
    write(couple[0], room)
    mine.note(couple[1], "device", NOW)
    assert [told(*each) for each in zip(couple, before, strict=True)] == [[], []]


def test_what_waits_at_a_door_changes_no_mark(couple):
    before = [watch(each.account).mark for each in couple]
    liang, su = couple
    leave(liang.ring, su.space("couple"), entry(liang), wish(liang))
    assert [told(*each) for each in zip(couple, before, strict=True)] == [[], []]


def test_a_live_fact_that_begins_is_seen_and_ends_changes_it_each_time(couple):
    liang, su = couple
    for step in (
        lambda: LiveRow.objects.create(space_id=liang.space("couple"), kind="timeout", who=liang.account, at=NOW),
        lambda: LiveRow.objects.update(acknowledged=True),
        lambda: LiveRow.objects.update(return_at=NOW + 60),
        lambda: LiveRow.objects.update(extensions=1),
        lambda: LiveRow.objects.all().delete(),
    ):
        before = watch(su.account).mark
        step()
        assert told(su, before) == ["couple"]


def test_that_the_other_one_has_agreed_shows_only_after_agreeing_oneself(liang, su):
    pairing.take(su, pairing.invite(liang, NOW), NOW)
    before = watch(liang.account).mark
    pairing.confirm(su, pairing.meeting(su.account).public, NOW)
    assert told(liang, before) == []
    pairing.confirm(liang, pairing.meeting(liang.account).public, NOW)
    assert told(liang, before) == ["pairing"]


def test_each_step_of_pairing_and_leaving_is_told(liang, su):
    steps = (
        lambda: pairing.take(su, pairing.invite(liang, NOW), NOW),
        lambda: pairing.differ(su),
    )
    for step in steps:
        before = watch(liang.account).mark
        step()
        assert told(liang, before) == ["pairing"]


def test_who_is_left_is_told_and_who_came_by_is_not(couple):
    liang, su = couple
    before = watch(su.account).mark
    pairing.again(liang)
    assert told(su, before) == []
    pairing.leave(liang.account)
    assert told(su, before) == ["pairing", "couple"]


def test_nobody_elses_change_is_told(couple, stranger):
    before = watch(stranger.account).mark
    write(couple[0])
    assert told(stranger, before) == []


@pytest.mark.parametrize("mark", ["", "lotus", "x" * 24, "x" * 23, "\ud800", "é" * 24])
def test_a_mark_that_is_none_of_ours_has_seen_nothing(couple, mark):
    assert told(couple[0], mark) == list(ROOMS)


def test_numbers_and_marks_are_of_one_length_and_another_ones_for_everybody(couple):
    marks = [watch(each.account).mark for each in couple]
    numbers = {number(each.account, room) for each in couple for room in ROOMS}
    assert len(set(marks)) == 2
    assert {len(each) for each in marks} == {24}
    assert len(numbers) == 2 * len(ROOMS)


@dataclass
class Client:
    """A page that knows what it was told, and asks for more from there."""

    who: object
    mark: str
    shows: tuple = ()

    def told(self, arrives):
        """The server looks and tells; a page that is told looks again."""
        now = watch(self.who.account).mark
        if news(self.who.account, self.mark, now) and arrives:
            self.mark, self.shows = now, state()


def state():
    return (tuple(Space.objects.order_by("id").values_list("head", flat=True)), LiveRow.objects.count())


STEPS = st.lists(st.sampled_from(("write", "theirs", "live", "fold", "told", "lost", "away")), min_size=5, max_size=25)


def test_however_lines_break_a_page_ends_up_with_the_newest(couple):
    liang, su = couple
    total = [0]

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None, derandomize=True
    )
    @given(STEPS)
    def anything(steps):
        with transaction.atomic():
            page = Client(su, watch(su.account).mark, state())
            for step in steps:
                total[0] += happened(step, liang, su, page)
            page.told(arrives=True)
            assert page.shows == state()
            transaction.set_rollback(True)

    anything()
    assert total[0] > 100


def happened(step, liang, su, page):
    """Let one thing happen; 1 if it was a change."""
    if step in ("write", "theirs"):
        write(liang if step == "write" else su)
    elif step == "live":
        LiveRow.objects.create(space_id=liang.space("couple"), kind="timeout", who=liang.account, at=NOW)
    elif step == "fold":
        LiveRow.objects.all().delete()
    else:
        page.told(arrives=step == "told")
        return 0
    return 1
