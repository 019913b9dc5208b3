"""The shadow copy: what is the same when said, is the same when looked up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toward.lookback.cues.characters import COMMA, PLAIN, QUOTE, STOP
from toward.lookback.cues.shadow import HEAD, TAIL, normalised, shadow
from toward.lookback.messages import Texts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Goodniiiight", "goodnight"),
        ("GOOD NIGHT", "good night"),
        ("good-night!!!", "good night"),
        ("ｇｏｏｄ　ｎｉｇｈｔ", "good night"),
        ("𝓰𝓸𝓸𝓭 𝓷𝓲𝓰𝓱𝓽", "good night"),
        ("good\u200b nig\u00adht", "good night"),
        ("I’m  on my way", "im on my way"),
        ("Bom dia, você", "bom dia voce"),
        ("nin\u0303a", "niña"),
        ("Grüße", "grusse"),
        ("sœur", "soeur"),
        ("晚安！！！", "晚安"),
        ("晚安安安安", "晚安安"),
        ("オヤスミ", "おやすみ"),
        ("ｵﾊﾖｳ", "おはよう"),
        ("ｶﾞﾝﾊﾞｯﾃ", "がんばって"),
        ("gn😘", "gn 😘"),
        ("愛你babe", "愛你 babe"),
        ("👍🏽👍🏽👍🏽👍🏽", "👍"),
    ],
)
def test_spellings_of_the_same_thing_meet(typed: str, meant: str):
    one, other = normalised([typed, meant])
    assert one.replace("👍👍", "👍") == other.replace("👍👍", "👍")
    assert one


@pytest.mark.parametrize(("one", "other"), [("to", "too"), ("x", "xx"), ("谢", "谢谢"), ("520", "5200"), ("か", "が")])
def test_different_things_stay_apart(one: str, other: str):
    assert len(set(normalised([one, other]))) == 2


def test_a_stretched_short_word_is_the_short_word():
    assert normalised(["gnnnn", "sooo"]) == ["gn", "so"]


def test_gaps_tell_what_stood_between_the_words():
    copy = shadow(Texts.of(['so he, "hm"... no😘yes']))
    gaps = [int(each) for each in copy.gap if each]
    assert copy.text == "\0 so he hm no 😘 yes \0"
    assert gaps == [
        *(PLAIN | STOP, PLAIN, PLAIN | COMMA | QUOTE, PLAIN | QUOTE | STOP),
        *(PLAIN | STOP, PLAIN | STOP, PLAIN | STOP),
    ]


def test_two_chinese_characters_are_as_long_as_a_word():
    begun = shadow(Texts.of(["good night", "晚安晚安"]))
    assert np.diff(begun.half_words[begun.walls]).tolist() == [4, 4]


def test_of_a_long_message_both_ends_are_looked_at():
    long = "a b " * HEAD + "good night"
    copy = shadow(Texts.of([long, "hm"]))
    assert len(copy.walls) == 3
    assert len(copy.codes) < HEAD + TAIL + 20
    assert copy.text.split("\0")[1].endswith(" god night ")


def test_a_part_is_what_its_messages_alone_would_be():
    texts = Texts.of(["one", "", "two, three", "四", "five!"])
    part, alone = shadow(texts).part(np.array([0, 2, 4])), shadow(texts.take(np.array([0, 2, 4])))
    assert part.text == alone.text
    assert part.walls.tolist() == alone.walls.tolist()
    assert part.gap.tolist() == alone.gap.tolist()
    assert part.half_words.tolist() == alone.half_words.tolist()


@given(st.lists(st.text(), max_size=8))
def test_any_texts_have_a_shadow_with_as_many_messages(texts: list[str]):
    copy = shadow(Texts.of(texts))
    assert len(copy.walls) == len(texts) + 1
    assert "  " not in copy.text
    assert copy.text.count("\0") == len(texts) + 1


@given(st.text(), st.text())
def test_a_shadow_does_not_depend_on_the_messages_beside_it(one: str, other: str):
    alone, beside = normalised([one])[0], normalised([one, other])[0]
    assert alone == beside


@given(st.text(st.sampled_from("aAbéñßoO0 5.,!?'’“”-~…你早安おはヨウー😘❤\ufe0f\u200b[]"), max_size=40))
def test_a_shadow_of_a_shadow_changes_no_word(text: str):
    once = normalised([text])[0]
    assert normalised([once])[0] == once
