"""An evening, told by one or by two, once or twice, late or from another phone: nothing lost, nothing counted twice, no quarrel."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from toward.rituals.doing import evenings_of, rituals_in
from toward.store.models import new_id
from toward.store.streams import read
from toward.today.tests.conftest import Form, Phone

DAY = datetime(2027, 1, 15, tzinfo=UTC).toordinal()


def ours(phone, ritual, day=DAY):
    told = rituals_in(phone.who, "couple").by_id[ritual].days.on(day)
    return told.value, told.sides


def both(two, name="How was your day", slot="evening"):
    liang, su = two
    ritual = liang.keep(name, slot)
    su.agree(ritual)
    return ritual


def test_alone_an_evening_is_two_questions_and_one_press(alone):
    kiss, day = alone.keep("Goodnight kiss", "bedtime"), alone.keep("How was your day")
    page = alone.page()
    assert page.count('type="checkbox"') == 2
    assert page.count('name="felt"') == 12
    assert alone.tell(day, felt="7")["Location"] == "/today/"
    known, own = rituals_in(alone.who, "mine"), evenings_of(alone.who)
    assert known.by_id[day].days.on(DAY).value == 1
    assert known.by_id[kiss].days.on(DAY - 1).value == 0  # last night
    assert known.by_id[kiss].days.on(DAY).value == -1
    assert own.felt == {DAY: 7}
    assert "Told. That was it." in alone.page()


def test_leaving_without_the_button_records_nothing(alone):
    day = alone.keep("How was your day")
    alone.page()
    assert rituals_in(alone.who, "mine").by_id[day].days.on(DAY).value == -1
    assert evenings_of(alone.who).closed == frozenset()


def test_two_who_agree_make_the_day_and_two_who_differ_make_none(two):
    liang, su = two
    ritual = both(two)
    liang.tell(ritual)
    assert ours(su, ritual) == (1, 1)
    su.tell(ritual)
    assert ours(liang, ritual) == (1, 2)
    liang.tell(path="/today/?again=1", **{f"did.{ritual}": "0"})
    assert ours(liang, ritual) == ours(su, ritual) == (-1, 2)
    assert evenings_of(liang.who).mark(ritual, DAY) == 0
    assert evenings_of(su.who).mark(ritual, DAY) == 1  # each sees their own
    su.tell(path="/today/?again=1", **{f"did.{ritual}": "0"})
    assert ours(liang, ritual) == (0, 2)


def seen(phone, path="/today/"):
    """A page without what is another one each time it is shown."""
    changing = r'value="[0-9a-f]{32}"|csrfmiddlewaretoken" value="[^"]+"|data-token="[^"]+"'
    return re.sub(changing, "", phone.page(path))


def test_nobody_is_told_that_the_two_differ(two):
    liang, su = two
    ritual = both(two)
    liang.tell(ritual)
    pages = []
    for mark in ("0", "1"):
        su.tell(path="/today/?again=1", **{f"did.{ritual}": mark})
        pages.append([seen(liang, path) for path in ("/today/", "/today/?again=1", "/rituals/")])
        assert ours(liang, ritual)[0] == (-1 if mark == "0" else 1)
    assert pages[0] == pages[1]


def test_the_same_evening_from_two_phones_of_one_person_is_one_side(two, clock):
    liang, su = two
    ritual = both(two)
    tablet = Phone(liang.who, clock)
    liang.tell(ritual)
    tablet.tell(ritual, path="/today/?again=1")
    assert ours(su, ritual) == (1, 1)
    assert len(evenings_of(liang.who).closed) == 1


def test_a_double_tap_is_one_evening(two):
    liang, _ = two
    ritual = both(two)
    fields = {**Form(liang.page(), "today.evening").fields, f"did.{ritual}": "1"}
    for _ in range(3):
        assert liang.client.post("/do/today.evening/", fields).status_code == 302
    kinds = [kept.entry.kind for kept in read(liang.who.ring, liang.who.space("mine"))]
    assert kinds.count("rituals.evening") == 1
    assert ours(liang, ritual) == (1, 1)


def test_away_is_no_answer_and_takes_earlier_ones_back(two):
    liang, su = two
    ritual = both(two)
    liang.tell(ritual)
    liang.tell(path="/today/?again=1", away="1")
    assert ours(su, ritual) == (-1, 0)
    assert rituals_in(su.who, "couple").away == {DAY: "away"}
    assert "Away. Nothing is owed." in liang.page()
    liang.tell(ritual, path="/today/?again=1")
    assert ours(su, ritual) == (1, 1)
    assert rituals_in(su.who, "couple").away == {}


def test_yesterday_can_be_filled_in_and_what_is_older_is_remembered(alone, clock):
    day = alone.keep("How was your day")
    alone.tell(day)
    clock.on(days=2)
    assert "Yesterday is untold." in alone.page()
    alone.tell(day, path="/today/?day=2027-01-16")
    alone.tell(day, path="/today/?day=2027-01-10")
    days = rituals_in(alone.who, "mine").by_id[day].days
    assert [days.on(DAY + n) for n in (1, -5)] == [(1, 1, False), (1, 1, True)]
    assert "Yesterday is untold." not in alone.page()


@pytest.mark.parametrize("day", ["2026-12-24", "2027-01-16", "tomorrow", ""])
def test_a_day_that_cannot_be_told_is_refused_with_a_sentence(alone, day):
    alone.keep("How was your day")
    answer = alone.do("today.evening", day=day, asked="", felt="5")
    assert answer.status_code == 422
    assert "This was not kept." in answer.content.decode()
    assert evenings_of(alone.who).felt == {}


@pytest.mark.parametrize("felt", ["11", "-1", "seven", "5.5", "٥"])
def test_a_number_that_is_none_is_refused(alone, felt):
    assert alone.do("today.evening", day="2027-01-15", felt=felt).status_code == 422
    assert evenings_of(alone.who).closed == frozenset()


def test_passing_keeps_no_number(alone):
    alone.tell(felt="")
    assert evenings_of(alone.who).felt == {}
    assert evenings_of(alone.who).closed == {DAY}


@pytest.mark.parametrize(("hour", "day"), [(23, DAY), (3, DAY - 1), (4, DAY)])
def test_the_day_ends_at_four(alone, clock, hour, day):
    ritual = alone.keep("How was your day")
    clock.at = clock.at.replace(hour=hour, minute=59 if hour == 3 else 0)
    alone.tell(ritual)
    assert evenings_of(alone.who).closed == {day}


def test_a_ritual_that_is_renamed_meanwhile_keeps_its_day_and_one_that_is_gone_is_passed_over(alone):
    kept, gone = alone.keep("How was your day"), alone.keep("Walk")
    fields = {**Form(alone.page(), "today.evening").fields, f"did.{kept}": "1", f"did.{gone}": "1"}
    alone.do("rituals.design", ritual=kept, room="mine", name="The day, told", slot="evening")
    alone.do("rituals.state", ritual=gone, room="mine", to="gone")
    assert alone.client.post("/do/today.evening/", fields).status_code == 302
    known = rituals_in(alone.who, "mine")
    assert (known.by_id[kept].name, known.by_id[kept].days.on(DAY).value) == ("The day, told", 1)
    assert known.by_id[gone].days.on(DAY).value == -1


def test_others_are_told_only_where_they_are_answered(alone):
    rituals = [alone.keep(f"Ritual {n}") for n in range(5)]
    form = Form(alone.page(), "today.evening")
    asked = form.fields["asked"].split()
    others = [each for each in rituals if each not in asked]
    assert (len(asked), len(others)) == (3, 2)
    assert [form.boxes[f"did.{each}"] for each in others] == [["1", "0", ""]] * 2
    alone.tell(asked[0], **{f"did.{others[0]}": "0"})
    days = rituals_in(alone.who, "mine").by_id
    assert [days[each].days.on(DAY).value for each in (*asked, *others)] == [1, 0, 0, 0, -1]


def test_one_zone_of_the_two_does_not_shift_the_others_day(two):
    liang, su = two
    ritual = both(two)
    su.do("today.evening", day="2027-01-15", asked=ritual, **{f"did.{ritual}": "1"})
    liang.tell(ritual)
    assert ours(liang, ritual) == (1, 2)


def test_a_ritual_of_ones_own_is_offered_by_its_name_alone_and_asked_about_once(two):
    liang, su = two
    own = liang.keep("Tea together", "evening", room="mine", when="at five", where="by the window")
    liang.tell(own)
    wish = new_id().hex
    assert liang.do("rituals.propose", wish, ritual=own).status_code == 302
    page = su.page("/rituals/")
    assert "Tea together" in page
    assert not re.search("at five|by the window", page)
    assert liang.do("rituals.propose", ritual=own).status_code == 422
    su.agree(wish[:16])
    assert ours(su, wish[:16]) == (-1, 0)
    assert Form(liang.page("/today/?again=1"), "today.evening").fields["asked"] == wish[:16]


def test_a_wish_of_ones_own_cannot_be_agreed_to_by_oneself(two):
    liang, _ = two
    ritual = liang.keep("How was your day")
    form = rituals_in(liang.who, "couple").by_id[ritual].wish.form
    answer = liang.do("rituals.yes", ritual=ritual, form=form)
    assert answer.status_code == 422
    assert rituals_in(liang.who, "couple").kept() == ()
    page = liang.page("/rituals/")
    assert "It begins once both have said yes." in page
    assert 'action="/do/rituals.yes/"' not in page


def test_everything_in_the_common_room_is_by_the_room(two):
    liang, su = two
    ritual = both(two)
    liang.tell(ritual)
    su.tell()
    liang.do("rituals.answer", ritual=ritual, answer="ignored")
    su.do("rituals.away", first="2027-01-20", last="2027-01-21", why="ill")
    space = liang.who.space("couple")
    entries = [kept.entry for kept in read(liang.who.ring, space)]
    assert {entry.by for entry in entries} == {space}
    assert len({entry.kind for entry in entries}) == 5
    assert len(entries) >= 6
