"""The week in one minute: seven days as they were told, what arrived, and a question that changes with the week."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from toward.insight.language import language
from toward.insight.us.tests.test_us import months
from toward.insight.us.week import question


def test_seven_days_are_drawn_and_read_aloud(two, kiss):
    liang, su = two
    months(liang, kiss, [1.0] * 5 + [0.0] * 3)
    for phone in (liang, su):
        page = phone.page("/us/week/")
        assert "It happened on four of the seven days we told." in page
        said = re.search(r"<desc[^>]*>([^<]+)</desc>", page)[1]
        assert said.count("it happened") == 4
        assert said.count("not this time") == 3
        assert said.startswith("Friday")  # the last seven days end with Thursday, since today is untold


def test_what_arrived_is_shown_to_whom_it_arrived(two, kiss):
    liang, su = two
    liang.do("moments.thanks", words="Thank you for the lamp.")
    su.do("moments.met", day="2027-01-12", what="look", words="You looked up.")
    su.do("moments.met", day="2026-12-30", what="look", words="Long ago.")
    page = su.page("/us/week/")
    assert "Thank you for the lamp." in page
    assert "You looked up." in page
    assert "Long ago." not in page
    page = liang.page("/us/week/")
    assert "Thank you for the lamp." not in page  # his own words arrived at hers
    assert "You looked up." not in page
    assert "That says nothing about the week." in page


def test_alone_and_empty_it_says_what_to_do(alone):
    page = alone.page("/us/week/")
    assert "No ritual is kept yet." in page
    assert "To ask myself" in page
    assert "/us/week/" not in alone.page("/us/")


def test_the_question_changes_with_the_week_and_not_within_it():
    of, monday = language("en"), date(2026, 1, 5)
    asked = [question(of, monday + timedelta(days=day), paired=True) for day in range(7 * 12)]
    weeks = [asked[start : start + 7] for start in range(0, len(asked), 7)]
    assert all(len(set(week)) == 1 for week in weeks)
    assert len({week[0] for week in weeks}) == 6
    assert all(one[0] != other[0] for one, other in pairwise(weeks))
