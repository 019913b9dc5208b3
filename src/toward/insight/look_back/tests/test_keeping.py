"""A habit found in a chat becomes a ritual with the history of its weeks, and with no word of the chat."""

from __future__ import annotations

import re
from datetime import UTC, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from toward.insight.language import language
from toward.insight.look_back.keeping import keeps
from toward.insight.look_back.tests import cast
from toward.lookback.read import read
from toward.lookback.report import look_back
from toward.rituals.doing import rituals_in
from toward.rituals.writes import past
from toward.today.tests.conftest import EVENING, alone, clock  # noqa: F401

FORM = re.compile(r'<form method="post" action="/rituals/design/">(.*?)</form>', re.S)
HIDDEN = re.compile(r'name="(name|slot|past)" value="([^"]*)"')


@pytest.fixture(scope="module")
def look():
    return look_back(read([("chat.txt", cast.export().encode())], zone=UTC), me="Su")


def test_a_habit_comes_with_its_weeks_and_those_since_the_chat_are_unknown(look):
    end = look.when.first + timedelta(days=len(look.when))
    (kept,) = [one for one in keeps(language("en"), look, end) if one.slot == "bedtime"]
    weeks = past(kept.past)
    (ritual,) = [one for one in look.rituals if one.name == "good_night"]
    assert weeks[0] == [int((week == 1).sum()) for week in ritual.days.reshape(-1, 7)]
    assert weeks[1] == [int((week >= 0).sum()) for week in ritual.days.reshape(-1, 7)]
    later = next(keeps(language("en"), look, end + timedelta(weeks=9)))
    assert past(later.past)[1][-10:] == [weeks[1][-1]] + [0] * 9


def test_it_is_called_as_the_report_calls_it(look):
    end = look.when.first + timedelta(days=len(look.when))
    assert next(one.name for one in keeps(language("zh-hans"), look, end)) == "晚安"


def report(phone):
    chat = SimpleUploadedFile("chat.txt", cast.export().encode())
    return phone.client.post("/look-back/", {"files": chat, "me": "Su"}).text


def test_from_the_report_to_a_ritual_that_has_a_past(alone):  # noqa: F811
    form = FORM.search(report(alone))[1]
    sent = dict(HIDDEN.findall(form))
    page = alone.client.post("/rituals/design/", sent)
    assert page.status_code == 200
    assert f'value="{sent["name"]}"' in page.text
    assert '<option value="bedtime" selected>' in page.text
    assert "come along as numbers" in page.text
    assert rituals_in(alone.who, "mine").by_id == {}  # nothing is kept before the next page says so
    alone.keep(sent["name"], sent["slot"], past=sent["past"])
    (ritual,) = rituals_in(alone.who, "mine").kept()
    assert [list(each) for each in ritual.past] == past(sent["past"])
    assert alone.client.get("/us/").status_code == 200


def test_whoever_is_not_signed_in_is_told_what_would_be_possible(client, db):
    chat = SimpleUploadedFile("chat.txt", cast.export().encode())
    page = client.post("/look-back/", {"files": chat, "me": "Su"}, headers={"accept-language": "en"}).text
    assert "sign in first and look back once more" in page
    assert not FORM.search(page)


@pytest.mark.parametrize(
    "sent", [{}, {"name": "x" * 5000, "slot": "noon", "past": "9/9"}, {"name": "<b>", "past": "a"}]
)
def test_what_makes_no_sense_shows_the_form_and_keeps_nothing(alone, sent):  # noqa: F811
    page = alone.client.post("/rituals/design/", sent)
    assert page.status_code == 200
    assert "<b>" not in page.text
    assert 'maxlength="60"' in page.text
    assert rituals_in(alone.who, "mine").by_id == {}
