"""What the watch says: in both languages, in every case, never who, never a verdict, never one date."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from toward.insight.language import language
from toward.insight.quiet import words
from toward.insight.quiet.often import from_to, number, often
from toward.insight.quiet.tests import cast
from toward.science.erosion import NOTICE
from toward.science.findings import TooEarly
from toward.science.silence import logging_faded, unreported

LANGUAGES = ("en", "zh")
UNITS = ("mornings", "evenings", "days")
EN, ZH = language("en"), language("zh")
KISS, FIRST = cast.KISS, cast.FIRST
SLOW, SUDDEN = cast.began_on(117.2, 134.6), cast.began_on(117.2, 134.6, abrupt=0.9)
QUOTED = re.compile("“[^”]*”")
WHO = re.compile(r"\b(you|your|partner|he|she|him|her|forgot|stopped|failed)\b|你|您|对方|他|她|忘", re.I)


def everything(of):
    """Every sentence in every case."""
    state, early = cast.state(), TooEarly(20, 60)
    for began in (None, SLOW, SUDDEN):
        yield words.line(of, KISS, state, began, FIRST)
        yield words.question(of, KISS, state, began, FIRST)
        yield words.growing(of, KISS, state, began, FIRST)
        for asks in (False, True):
            yield words.several(of, cast.together(), began, FIRST, asks=asks)
    yield words.weekends(of, KISS, state)
    yield words.how_often(of, KISS, state)
    yield words.too_little_told(of, KISS, cast.state(notice=False))
    yield words.back(of, KISS, cast.state(came_back=True))
    yield words.back(of, KISS, cast.state(now=None, came_back=True))
    yield from (words.answered(of, KISS, answer) for answer in ("on_purpose", "want_back", "ignored"))
    yield from (words.how_sure(of, n) for n in (0, 1, 4, 19))
    yield words.logging(of, cast.told("fading", since=120), FIRST)
    yield words.logging(of, cast.told("fading", since=120, before=None), FIRST)
    yield from (words.logging(of, cast.told("stopped", since=120, silent=n), FIRST) for n in (1, 12))
    yield words.unreported(of, KISS, cast.missed(), FIRST)
    yield from (words.too_early(of, KISS, each) for each in (early, TooEarly(59, 60)))
    for unit in UNITS:
        yield from (often(of, n / 60, unit) for n in range(61))
        yield from (from_to(of, n / 14, m / 14, unit) for n in range(15) for m in range(15))
        yield from (words.takes(of, unit, 0.85, 0.35, weeks) for weeks in (1, 5, 11))
    yield from words.limits(of)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_case_has_a_whole_sentence_in_both_languages(code):
    said = list(everything(language(code)))
    assert len(said) > 850
    for text in said:
        assert text
        assert not re.search(r"[{}%]|None|\d\.\d|percent", text), text
        if code == "zh":
            assert not re.search(r"[a-zA-Z]{2,}", QUOTED.sub("", text)), text
            assert not re.search(r"[，。？：“”]\s|\s[，。？：“”]", text), text
        else:
            assert not re.search(r"[\u4e00-\u9fff]", text), text


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_says_who(code):
    said = {QUOTED.sub("", text) for text in everything(language(code))}
    assert len(said) > 150
    for text in said:
        assert not WHO.search(text), text


@pytest.mark.parametrize("code", LANGUAGES)
def test_only_the_surer_voice_asks(code):
    of, state = language(code), cast.state()
    asking = re.compile(r"[?？]$")
    for began in (None, SLOW, SUDDEN):
        assert asking.search(words.question(of, KISS, state, began, FIRST))
        assert asking.search(words.several(of, cast.together(), began, FIRST, asks=True))
        assert not re.search("[?？]", words.several(of, cast.together(), began, FIRST, asks=False))
        assert not re.search("[?？]", words.line(of, KISS, state, began, FIRST))
        assert not re.search("[?？]", words.growing(of, KISS, state, began, FIRST))


@pytest.mark.parametrize("code", LANGUAGES)
def test_where_nothing_was_noticed_nothing_is_said(code):
    of, calm, unsure = language(code), cast.state(alarm=False, notice=False), cast.state(notice=False)
    for state in (calm, unsure):
        for say in (words.line, words.question, words.growing):
            assert say(of, KISS, state, SLOW, FIRST) is None
        assert words.weekends(of, KISS, state) is None
        assert words.back(of, KISS, state) is None
    assert words.several(of, cast.together(alarm=False), SLOW, FIRST, asks=True) is None
    for status in ("steady", "too early"):
        assert words.logging(of, cast.told(status), FIRST) is None
    assert words.how_often(of, KISS, cast.state(before=None)) is None
    assert words.how_often(of, KISS, cast.state(now=None)) is None


def test_silence_that_might_hide_kept_days_is_said_as_too_little_noted():
    assert words.too_little_told(EN, KISS, cast.state(notice=False)) == (
        "Lately too little has been noted about “Goodnight kiss” to say how it is."
    )
    assert (
        words.too_little_told(ZH, KISS, cast.state(notice=False))
        == "最近关于“Goodnight kiss”记下的太少，说不准它怎么样了。"
    )
    assert words.too_little_told(EN, KISS, cast.state()) is None
    assert words.too_little_told(EN, KISS, cast.state(alarm=False, notice=False)) is None


def test_the_question_names_two_dates_and_asks():
    assert words.question(EN, KISS, cast.state(), SLOW, FIRST) == (
        "“Goodnight kiss” has been thinning out since between 2 and 20 May 2026. On purpose?"
    )
    assert words.question(ZH, KISS, cast.state(), SLOW, FIRST) == (
        "“Goodnight kiss”在变少，始于2026年5月2日到20日之间。是有意的吗？"
    )
    assert words.question(EN, KISS, cast.state(), SUDDEN, FIRST) == (
        "“Goodnight kiss” became rarer rather suddenly, between 2 and 20 May 2026. On purpose?"
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_beginning_is_never_one_date(code):
    of = language(code)
    assert words.when(of, cast.began_on(117.0, 117.0), FIRST) == of.between_days(date(2026, 5, 2), date(2026, 5, 3))
    assert words.when(of, cast.began_on(116.9, 117.0), FIRST) == of.between_days(date(2026, 5, 1), date(2026, 5, 2))


def test_how_often_is_said_in_days_of_a_week():
    assert (
        words.how_often(EN, KISS, cast.state(0.85, 0.4)) == "It was about six evenings in seven; now it is about three."
    )
    assert words.how_often(ZH, KISS, cast.state(0.85, 0.4)) == "以前七个晚上里大约有六个，现在大约三个。"
    assert words.how_often(EN, cast.WALK, cast.state(0.97, 0.1)) == (
        "It was almost every day; now it is about one day in seven."
    )
    assert words.how_often(ZH, cast.WALK, cast.state(0.3, 0.14)) == "以前七天里大约有两天，现在大约一天。"
    assert words.how_often(EN, cast.TEA, cast.state(0.14, 0.05)) == (
        "It was about one morning in seven; now it is about two mornings a month."
    )
    assert words.how_often(EN, cast.TEA, cast.state(0.5, 0.0)) == (
        "It was about four mornings in seven; now it is hardly ever."
    )


def test_a_difference_below_a_day_a_week_is_called_a_little():
    assert from_to(EN, 0.9, 0.82, "days") == "It was about six days in seven; now it is a little less often."
    assert from_to(EN, 0.82, 0.9, "days") == "It was about six days in seven; now it is a little more often."
    assert from_to(ZH, 0.9, 0.82, "days") == "以前七天里大约有六天，现在稍微少一点。"


def test_singular_and_plural_are_said_as_people_say_them():
    assert words.how_sure(EN, 0).endswith("fewer than one hears this in two years.")
    assert words.how_sure(EN, 1).endswith("one hears this in two years.")
    assert words.how_sure(EN, 19) == "Of 100 couples whose rituals do not change, 19 hear this in two years."
    assert words.how_sure(ZH, 19) == "假如有100对伴侣，小仪式都没有变，两年里仍会有19对听到这句话。"
    assert words.too_early(EN, KISS, TooEarly(59, 60)).endswith("It takes one more day that is noted.")
    assert words.too_early(EN, KISS, TooEarly(20, 60)).endswith("It takes 40 more days that are noted.")
    assert words.too_early(ZH, KISS, TooEarly(58, 60)) == "“Goodnight kiss”还太早，不好说。再记两天就够了。"
    assert often(EN, 1 / 7, "days") == "about one day in seven"
    assert often(EN, 1 / 30, "evenings") == "about one evening a month"
    assert [number(EN, n) for n in (1, 7, 8, 1200)] == ["one", "seven", "8", "1,200"]
    assert words.takes(EN, "days", 0.85, 0.35, 1) == (
        "A change from about six days in seven to about two days in seven is noticed after about a week."
    )


def test_logging_that_fades_or_stops_says_nothing_about_the_rituals():
    assert words.logging(EN, cast.told("fading", since=120), FIRST) == (
        "Fewer days have been written down here; it began between April and May 2026. It was almost every day; now it is about "
        "three days in seven. Nothing is said about the rituals themselves; they may well be as they were."
    )
    assert words.logging(ZH, cast.told("stopped", since=120, silent=12), FIRST) == (
        "这里已经12天没有记下什么了。这不说明小仪式本身怎么样，它们也许一直都在。"
    )
    for of, alone in ((EN, r"\b(fad|thin|rarer)"), (ZH, "淡|变少")):
        for state in (cast.told("fading", since=120), cast.told("stopped", since=120, silent=12)):
            assert not re.search(alone, words.logging(of, state, FIRST))


def test_from_how_many_sides_a_day_is_told_is_said_always():
    for of in (EN, ZH):
        assert words.told_by(of) in words.limits(of)
        assert len(set(words.limits(of))) == 5


def test_a_name_with_braces_or_percent_is_said_as_it_is():
    odd = words.Ritual("{name} 100 %", "days")
    assert words.line(EN, odd, cast.state(), None, FIRST) == "“{name} 100 %” may be thinning out."


def test_what_a_real_watch_finds_is_said():
    state, began = cast.watched(0.85, 0.3, budget=NOTICE)
    said = words.question(EN, KISS, state, began, FIRST)
    assert re.fullmatch(r"“Goodnight kiss” .* between \d.* and \d.* 2026\. On purpose\?", said)
    assert words.how_often(EN, KISS, state).startswith("It was about six evenings in seven; now it is about ")
    grown, began = cast.watched(0.2, 0.8, direction="growing")
    assert words.growing(EN, KISS, grown, began, FIRST).startswith("“Goodnight kiss” ")
    pooled = cast.thinning_together()
    assert pooled.alarm
    assert words.several(EN, pooled, None, FIRST, asks=False).startswith("Several of our rituals")


def test_real_silence_is_said_with_its_days():
    days = np.ones((3, 150), dtype=np.int8)
    days[1, 100:] = -1
    (found,) = unreported(days)
    assert "Since 15 April 2026 nothing has been noted about “A walk”" in words.unreported(EN, cast.WALK, found, FIRST)
    assert words.unreported(ZH, cast.WALK, found, FIRST).startswith("从2026年4月15日起，“A walk”")
    days[:, 130:] = -1
    assert words.logging(EN, logging_faded(days), FIRST).startswith("Nothing has been written down here for 20 days.")
