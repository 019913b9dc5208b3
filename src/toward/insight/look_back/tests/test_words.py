"""What a look-back says: in both languages, for every habit and every state, never who and never a verdict."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

from toward.insight.language import language
from toward.insight.look_back import helping, words
from toward.insight.look_back.page import page
from toward.insight.look_back.tests import cast
from toward.lookback.cues import RITUALS
from toward.lookback.messages import Question, Unreadable

LANGUAGES = ("en", "zh")
CHANGES = ("faded", "fading", "growing")
QUOTED = re.compile("“[^”]*”")  # what the two say themselves may well say “you”
WHO = re.compile(r"\b(Liang|Su|you|your|partner|he|she)\b|你|您|对方|他|她|Liang|Su")


def sentences(of, look):
    shown = page(of, look)
    yield from (shown.headline, shown.lead, shown.try_this, *shown.limits)
    for one in shown.changed:
        yield from (one.name, one.since, one.from_to, one.how_sure)


@pytest.mark.parametrize(
    ("code", "name", "status"), list(product(LANGUAGES, RITUALS, (*CHANGES, "steady", "too early")))
)
def test_every_habit_has_whole_sentences_in_every_state(code, name, status):
    of, look = language(code), cast.look(cast.ritual(name, status))
    said = [text for text in sentences(of, look) if text]
    assert len(said) >= 5
    for text in said:
        assert "{" not in text
        assert "None" not in text
    if code == "zh":
        assert not re.search(r"[a-z]{4,}", " ".join(said)), said


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_of_the_report_says_who(code):
    of = language(code)
    looks = [cast.look(cast.ritual(name, status)) for name in RITUALS for status in (*CHANGES, "steady", "too early")]
    said = [text for look in looks for text in sentences(of, look)]
    assert len(said) > 200
    for text in said:
        assert not WHO.search(QUOTED.sub("", text.replace("how-was-your-day", ""))), text


def test_the_opening_says_what_between_when_and_from_how_often_to_how_often():
    of, one = language("en"), cast.ritual("good_night", "faded")
    assert words.opening(of, one, cast.look(one)) == (
        "Our good-nights thinned out, beginning between November and December 2023: from 6–7 evenings in 7 to 0–1."
    )


def test_a_number_is_always_two_numbers():
    of = language("en")
    for middle in (0.0, 0.03, 0.5, 0.97, 1.0):
        low, high = words.how_often(of, cast.rate(middle, 0.001), 7).split("–")
        assert 0 <= int(low) < int(high) <= 7


def test_what_is_rare_is_counted_by_the_month():
    one = cast.ritual("calls", "faded")
    assert words.unit(one) == 7
    rare = cast.Retrospect("faded", cast.rate(0.1, 0.02), cast.rate(0.02, 0.01), cast.began(300.0), 0.9, 700)
    object.__setattr__(one, "verdict", rare)
    assert words.unit(one) == 30
    assert "30" in words.from_to(language("en"), one)


def test_spans_of_days_and_months_read_as_a_person_would_say_them():
    en, zh = language("en"), language("zh")
    assert en.between_days(date(2024, 5, 2), date(2024, 5, 20)) == "between 2 and 20 May 2024"
    assert en.between_days(date(2024, 1, 24), date(2024, 3, 6)) == "between 24 January and 6 March 2024"
    assert en.between_days(date(2023, 12, 24), date(2024, 1, 6)) == "between 24 December 2023 and 6 January 2024"
    assert en.between_days(date(2024, 5, 2), date(2024, 5, 2)) == "on 2 May 2024"
    assert en.between_months(date(2024, 3, 1), date(2024, 5, 9)) == "between March and May 2024"
    assert en.between_months(date(2024, 3, 1), date(2024, 3, 9)) == "in March 2024"
    assert zh.between_days(date(2024, 5, 2), date(2024, 5, 20)) == "2024年5月2日到20日之间"
    assert zh.between_days(date(2024, 1, 24), date(2024, 3, 6)) == "2024年1月24日到3月6日之间"
    assert zh.between_days(date(2023, 12, 24), date(2024, 1, 6)) == "2023年12月24日到2024年1月6日之间"
    assert zh.between_months(date(2024, 3, 1), date(2024, 5, 9)) == "2024年3月到5月之间"


def test_what_is_kinder_comes_first():
    of = language("en")
    held = [cast.ritual(name, "steady") for name in ("good_morning", "thank_you", "calls")]
    assert words.headline(of, cast.look(cast.ritual(), *held)) == "Three small things held. One faded."
    assert words.headline(of, cast.look(cast.ritual("i_love_you", "growing"), cast.ritual())) == (
        "One small thing grew. One faded."
    )
    assert page(of, cast.look(cast.ritual(), *held)).kept_first
    assert page(of, cast.look(cast.ritual(), *held)).kept_label == "Three held"
    assert not page(of, cast.look(cast.ritual(), held[0])).kept_first


def test_chinese_says_the_same_in_its_own_order_and_without_blanks():
    of, night = language("zh"), cast.ritual("good_night", "faded")
    held = [cast.ritual(name, "steady") for name in ("good_morning", "thank_you", "calls")]
    look = cast.look(night, *held)
    assert words.headline(of, look) == "有三件小事还在。一件淡了。"
    assert words.headline(of, cast.look(*held)) == "我没看到有什么淡了。有三件小事还在。"
    assert words.opening(of, night, look) == (
        "我们的“晚安”在2023年11月到12月之间开始变少：以前7个晚上里有6–7个，现在有0–1个。"
    )
    assert words.since(of, night, look) == "2023年11月8日到12月18日之间，它开始慢慢变少。"
    assert words.covers(of, look) == "1400条消息，700天有联系"
    assert page(of, look).changed[0].quotes[0].moment == "2024年8月24日 星期六23:05"
    assert page(of, look).kept_label == "三件还在"
    assert helping.unreadable(of, Unreadable("empty")).count(" ") == 0


def test_an_app_is_called_as_people_call_it():
    assert "微信" in helping.unreadable(language("zh"), Unreadable("other_app", app="WeChat"))
    assert "from LINE." in helping.unreadable(language("en"), Unreadable("other_app", app="LINE"))
    assert "from another app." in helping.unreadable(language("en"), Unreadable("other_app"))


def test_nothing_known_is_said_to_be_too_early():
    of = language("en")
    assert words.headline(of, cast.look()) == "It is too early to say anything sure."
    assert words.headline(of, cast.look(cast.ritual(status="too early"))) == "It is too early to say anything sure."


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_trouble_and_every_refusal_has_a_sentence_that_helps(code):
    of = language(code)
    troubles = ("empty", "binary", "not_a_chat", "other_app", "encrypted_zip", "zip_bomb", "zip_without_chat", "broken_zip",
                "too_large", "unknown_header", "broken_json", "broken_database", "no_deserialize", "took_too_long", "broke",
                "busy")  # fmt: skip
    said = {helping.unreadable(of, Unreadable(code)) for code in troubles}
    assert len(said) == len(troubles)
    for reason in ("one_author", "group", "unknown_name", "no_dates", "which_chat", "nobody"):
        look = cast.look()
        object.__setattr__(look, "refused", reason)
        text = helping.refused(of, look)
        assert text
        assert text not in said
    for asked in ("me", "with", "chat", "date_order"):
        assert helping.question(of, Question(asked, ("dmy", "mdy")))
    assert helping.choice(of, Question("date_order", ("dmy",)), "dmy") != "dmy"


def test_a_missing_past_and_a_change_of_place_are_said():
    of = language("en")
    said = " ".join(words.limits(of, cast.look(notes=("near_cap",), stopped=400)))
    assert "missing past counts as unknown" in said
    assert "a change of the place where we talk" in said
    assert "not understood" in (words.unread(of, cast.look(unread=3)) or "")
    assert words.unread(of, cast.look()) is None
