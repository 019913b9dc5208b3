"""The calendar: read back as a calendar reads it, on days that are too short and too long, and for nobody without the link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar

from toward.notify import calendar, wishes
from toward.notify.governor import Pace, Trial
from toward.notify.models import Feed
from toward.notify.tests.test_pages import me  # noqa: F401
from toward.notify.wishes import EVENING, Wishes
from toward.people.doors import house
from toward.people.models import Account
from toward.people.tests.test_views import browser, clock  # noqa: F401

LINK = re.compile(r'class="secret-link"[^>]*>http://testserver(/feed/[\w-]{43}\.ics)<')
NOW = int(datetime(2027, 3, 20, 12, tzinfo=UTC).timestamp())


def link(one):
    return LINK.search(one.post("/reach/calendar/").text)[1]


def events(made):
    return Calendar.from_ical(made).walk("VEVENT")


def test_a_link_is_shown_once_and_reads_an_hour_and_nothing_else(me):  # noqa: F811
    address = link(me)
    assert address not in me.get("/reach/").text
    answer = browser(me.language).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, max-age=3600"
    (event,) = events(answer.content)
    assert str(event["summary"]) == {"en": "Check-in", "zh": "看一看"}[me.language]
    assert (event.decoded("dtstart").hour, event.decoded("dtstart").tzinfo.key) == (20, "Asia/Shanghai")
    (alarm,) = event.walk("VALARM")
    assert (str(alarm["action"]), alarm.decoded("trigger")) == ("DISPLAY", timedelta(0))
    assert not re.search(rb"liang|toward|\bX-", answer.content, re.I)


def test_it_is_titled_in_the_language_of_its_owner():
    assert str(events(calendar.calendar(Wishes(), "m", "zh-hans", NOW))[0]["summary"]) == "看一看"


@pytest.mark.parametrize(("zone", "change"), [("Europe/Berlin", (2027, 3, 28)), ("Europe/Berlin", (2027, 10, 31)), ("Asia/Shanghai", (2027, 3, 28)), ("America/New_York", (2027, 11, 7))])  # fmt: skip
@pytest.mark.parametrize("hour", [2, 20])
def test_it_rings_at_the_hour_on_the_wall_when_clocks_are_changed(zone, change, hour):
    now = int(datetime(*change, 12, tzinfo=UTC).timestamp()) - 7 * 86_400
    (event,) = events(calendar.calendar(Wishes(zone=zone, hour=hour, quiet_from=None), "m", "en", now))
    first = event.decoded("dtstart")
    assert dict(event["rrule"]) == {"FREQ": ["DAILY"]}
    days = [first + timedelta(days=number) for number in range(14)]  # a zone's days, as RFC 5545 has them
    assert {day.hour for day in days} == {hour}
    offsets = {day.utcoffset() for day in days}
    assert len(offsets) == (1 if zone == "Asia/Shanghai" else 2)


def test_the_zone_travels_with_it_and_says_the_same_as_the_clock():
    made = Calendar.from_ical(calendar.calendar(Wishes(zone="Europe/Berlin"), "m", "en", NOW))
    (zone,) = made.walk("VTIMEZONE")
    there = zone.to_tz()
    for month in range(1, 13):
        naive = datetime(2027, month, 15, 20)
        assert there.utcoffset(naive) == naive.replace(tzinfo=ZoneInfo("Europe/Berlin")).utcoffset()


@pytest.mark.parametrize("one", [Wishes(hour=None), Wishes(off=(EVENING,))])
def test_without_a_prompt_there_is_no_entry(one):
    made = calendar.calendar(one, "m", "en", NOW)
    assert events(made) == []
    assert len(Calendar.from_ical(made).walk("VTIMEZONE")) == 1


def rings(one, days=60):
    """The days on which an alarm of this calendar rings, counted from the day it is read, and those with a silent entry."""
    found = {True: [], False: []}
    start = datetime.fromtimestamp(NOW, ZoneInfo(one.zone)).date()
    for event in events(calendar.calendar(one, "m", "en", NOW)):
        spread = rruleset()
        begins = event.decoded("dtstart")
        if "rrule" in event:
            spread.rrule(rrulestr(event["rrule"].to_ical().decode(), dtstart=begins))
        else:
            spread.rdate(begins)
        for name, add in (("rdate", spread.rdate), ("exdate", spread.exdate)):
            for each in event[name].dts if name in event else ():
                add(each.dt)
        until = begins.replace(hour=23) + timedelta(days=days)
        there = [(each.date() - start).days for each in spread.between(begins - timedelta(days=1), until)]
        found[bool(event.walk("VALARM"))] += [day for day in there if day < days]
    return [found[True], found[False]]


TODAY = datetime.fromtimestamp(NOW, UTC).date().toordinal()


def test_it_follows_the_pace_of_the_prompt():
    every = list(range(60))
    assert rings(Wishes()) == [every, []]
    away = Pace(away=((TODAY - 2, TODAY + 3), (TODAY + 10, TODAY + 11)))
    assert rings(Wishes(pace=away)) == [[day for day in every if day > 3 and day not in (10, 11)], []]
    halved = Pace(unanswered=4, last=TODAY - 1)
    assert rings(Wishes(pace=halved)) == [list(range(1, 60, 2)), []]
    assert rings(Wishes(pace=Pace(stop="new"))) == [[], []]
    assert rings(Wishes(quiet_from=19)) == [[], []]


def test_a_day_that_an_experiment_leaves_out_has_its_entry_and_no_alarm():
    out = {0, 3, 4, 55}
    trial = Trial(TODAY - 1, sum(1 << day + 1 for day in out if day < 55))
    with_alarm, silent = rings(Wishes(pace=Pace(trial=trial)))
    assert silent == [0, 3, 4]
    assert with_alarm == [day for day in range(60) if day not in silent]


def test_a_new_link_ends_the_old_one_and_none_is_kept_in_the_clear(me):  # noqa: F811
    old = link(me)
    new = link(me)
    there = browser(me.language)
    assert (there.get(old).status_code, there.get(new).status_code) == (404, 200)
    assert Feed.objects.get().digest not in (old, new)
    assert me.post("/reach/calendar/", {"end": "1"}).headers["Location"] == "/reach/?kept=calendar_ended"
    assert there.get(new).status_code == 404
    assert Feed.objects.count() == 0


def test_a_wrong_link_an_old_one_and_no_page_at_all_are_the_same_byte_by_byte(me):  # noqa: F811
    old = link(me)
    new = link(me)
    there = browser(me.language)
    answers = [
        there.get(each)
        for each in (old, "/feed/nonsense.ics", new[:-5] + ".ics", f"/feed/{'x' * 4000}.ics", "/nowhere/")
    ]
    assert [each.status_code for each in answers] == [404] * 5
    assert len({each.content for each in answers}) == 1
    assert len({tuple(sorted(each.headers.items())) for each in answers}) == 1


def test_it_is_not_asked_too_often(me):  # noqa: F811
    address = link(me)
    assert [browser().get(address).status_code for _ in range(12)] == [200] * 10 + [429] * 2


def test_it_follows_what_is_chosen_afterwards(me):  # noqa: F811
    address = link(me)
    me.post("/settings/", {"language": "zh-hans", "theme": "", "zone": "Europe/Berlin", "hour": "9"})
    (event,) = events(browser().get(address).content)
    assert (str(event["summary"]), event.decoded("dtstart").hour) == ("看一看", 9)
    assert wishes.wished(house(), Account.objects.get().id).zone == "Europe/Berlin"
