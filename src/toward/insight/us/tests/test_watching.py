"""The watch between visits: whatever happens, it sees what it would see if it had looked at everything anew."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from toward.insight.us import watching
from toward.insight.us.tests.cast import FIRST, Life, lived
from toward.insight.us.watching import Memo, dated
from toward.rituals.records import Told
from toward.science.silence import logging_faded
from toward.science.weighing import START


def said(found):
    """All that a page says of a ritual."""
    return replace(found, of=None)


def through_json(memo):
    return Memo(json.loads(json.dumps(memo.new)))


def evenings(seed, days, look):
    """Live evening after evening as people do: late, changed, away, answered. Every few of them somebody looks."""
    chance, life, memo, looked = random.Random(seed), lived(seed, days, fades=60), Memo(), 0
    ahead = dict(life.told)
    life.told.clear()
    for day in range(days):
        if chance.random() < 0.8:
            life.told[day] = ahead[day]
        if chance.random() < 0.15:  # within three weeks, told late or told anew
            back = max(day - chance.randrange(22), 0)
            life.told[back] = Told(chance.choice((1, 0, -1)), chance.choice((1, 2)), chance.random() < 0.5)
        if chance.random() < 0.02:
            life.away |= set(range(day + 1, day + 4))
        if chance.random() < 0.02:
            life.answers.append((day, chance.choice(("want_back", "ignored", "on_purpose"))))
        if chance.random() < 0.005:
            life.edits.append(day)
        if chance.random() < 0.6:
            memo, looked = look(life, day, memo), looked + 1
    return looked


def the_same_as_anew(life, day, memo):
    found, anew = life.seen(day, memo), life.seen(day)
    assert said(found) == said(anew), day
    return through_json(memo)


@pytest.mark.parametrize("seed", range(6))
def test_between_visits_nothing_is_forgotten_and_nothing_believed(seed):
    assert evenings(seed, 300, the_same_as_anew) > 120


def test_a_day_told_anew_beyond_what_was_put_away_is_seen():
    life, memo = lived(3, 200, fades=100), Memo()
    life.seen(199, memo)
    before = life.seen(199)
    for day in range(150):
        life.told[day] = Told(0, 2)
    the_same_as_anew(life, 199, through_json(memo))
    assert said(life.seen(199)) != said(before)


def test_a_memo_that_is_believed_is_noticed(monkeypatch):
    monkeypatch.setattr(watching, "_key", lambda of, upto: "the same")
    with pytest.raises(AssertionError):
        test_a_day_told_anew_beyond_what_was_put_away_is_seen()


@pytest.mark.parametrize("kept", [
    {"k": 1}, {"k": {"upto": 5}}, {"k": {"upto": 5, "key": "", "fading": {}, "growing": {}, "asks": 0, "back": 0}}, {"k": None},
])  # fmt: skip
def test_a_memo_that_makes_no_sense_is_passed_over(kept):
    life = lived(1, 120)
    assert said(life.seen(119, Memo(kept))) == said(life.seen(119))


def test_a_memo_of_a_watch_of_another_form_is_passed_over(monkeypatch):
    life, memo = lived(1, 120), Memo()
    life.seen(119, memo)
    kept = through_json(memo)
    kept.kept["k"]["fading"]["form"] = 0
    assert said(life.seen(119, kept)) == said(life.seen(119))


def first(life, days, what):
    """The first day on which something is so."""
    memo = Memo()
    for day in range(days):
        found = life.seen(day, memo)
        memo = through_json(memo)
        if what(found):
            return day
    return None


def test_a_fading_is_first_spoken_of_and_then_asked_about_until_it_is_answered():
    life = lived(2, 400, fades=120)
    line, asks = first(life, 300, lambda each: each.line), first(life, 300, lambda each: each.asks)
    assert 120 < line <= asks < 260
    for day in range(asks, asks + 60, 7):
        assert life.seen(day).asks == FIRST + asks
    began = dated(life.seen(asks), Memo()).began
    assert began is not None
    assert began.lower <= 180
    assert began.upper >= 120


@pytest.mark.parametrize("answer", ["want_back", "ignored", "on_purpose"])
def test_an_answer_ends_the_question_and_it_is_not_asked_again_while_nothing_changes(answer):
    life = lived(2, 400, fades=120)
    asks = first(life, 300, lambda each: each.asks)
    life.answers.append((asks + 1, answer))
    assert not life.seen(asks + 1).asks  # on the evening itself nothing more is said
    assert [day for day in range(asks + 2, asks + 90) if life.seen(day).asks] == []


def test_what_is_wanted_back_and_comes_back_is_said_once_and_for_a_while():
    life = lived(2, 300, fades=120)
    asks = first(life, 300, lambda each: each.asks)
    life.answers.append((asks + 1, "want_back"))
    chance = random.Random(5)
    for day in range(asks + 10, 400):
        life.told[day] = Told(int(chance.random() < 0.9), 2)
    back = first(life, 400, lambda each: each.back)
    assert asks + 10 < back < asks + 80
    assert life.seen(back + watching.HEARD + 1).back == 0


@pytest.mark.parametrize("seed", range(20))
def test_who_stops_telling_is_told_of_no_fading(seed):
    life = lived(seed, 150, tells=0.8)
    assert not any(life.seen(day).asks for day in range(150, 270, 10))
    days = life.until(269).days[None, :]
    assert logging_faded(days).status == "stopped"


def test_days_away_and_days_from_memory_are_held_against_nobody():
    away, memory = lived(4, 150), lived(4, 150)
    away.away |= set(range(150, 200))
    for day in range(150, 200):
        memory.told[day] = Told(0, 2, remembered=True)
        if day % 3 == 0:
            away.told[day] = Told(0, 2)
    for life in (away, memory):
        assert not life.seen(199).asks
        assert not life.seen(199).line
    told = lived(4, 150)
    told.told |= {day: Told(0, 2) for day in range(150, 200)}
    assert told.seen(199).asks  # and the same days, told as they were, are


def test_before_there_are_enough_days_nothing_is_said():
    life = lived(1, 60)
    needed = START // 2
    assert life.seen(needed - 2).early.needed == needed
    assert life.seen(needed - 2).early.n == needed - 1
    assert life.seen(needed).early is None
    assert Life().seen(0).early.n == 0
