"""One formula, many spellings, one name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toward.lookback.messages import Chat, Kind, Texts
from toward.lookback.spellings import LONGEST_NAME, named, recurring, same, shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nite nite", "NITE niteee 🌙🌙!!"),
        ("moikka pupu", "  Moikka   pupu…"),
        ("早呀小熊", "早呀小熊～～"),
        ("おやすみん", "おやすみん🌙"),
        ("🌙", "🌙🌙🌙"),
        ("❤️", "❤"),
        ("👋🏽", "👋"),
        ("🐙☕", "🐙☕! 😂"),
        ("Hyvää yötä", "hyvää yötääää"),
    ],
)
def test_these_are_the_same_words(one, other):
    assert same(one) == same(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("nite nite", "nite"), ("早", "晚"), ("🌙", "🌞"), ("10", "100"), ("<3", ":*")]
)
def test_these_are_not(one, other):
    assert same(one) != same(other)
    assert same(one)
    assert same(other)


@pytest.mark.parametrize("text", ["", " ", "...", "?", "!!!", "\u200e", "\n"])
def test_nothing_is_said_by_mere_punctuation(text):
    assert same(text) == ""


@given(st.text(), st.lists(st.text(min_size=2, max_size=8), max_size=3))
def test_a_name_can_always_stand_in_quotes(text, people):
    name = named([(text, 3)], people)
    assert name is None or (0 < len(name) <= LONGEST_NAME and name == shown(name))


def test_the_commonest_spelling_is_the_name_whatever_follows_it():
    ways = [("Nite nite", 4), ("nite nite", 3), ("nite nite!", 3), ("NITE NITE", 5)]
    assert named(ways, ()) == "nite nite"
    assert named([], ()) is None
    assert named([("x" * (LONGEST_NAME + 1), 9)], ()) is None


@pytest.mark.parametrize("text", ["hush hush Su", "su, hush hush", "hush hush, SU!!", "hush hush"])
def test_a_name_holds_nobodys_name_at_its_ends(text):
    assert named([(text, 3)], ["Su Chen", "Liang"]) == "hush hush"


def test_a_persons_name_inside_other_words_is_left_alone():
    assert named([("sunny side", 3)], ["Sun"]) == "sunny side"
    assert named([("Su", 3)], ["Su"]) == "Su"
    assert named([("晚安小明", 3)], ["小明"]) == "晚安"
    assert named([("what Su likes", 3), ("hush", 1)], ["Su"]) == "hush"


def test_what_recurs_is_counted_over_all_its_spellings():
    texts = ["Moi", "moi!", "hei", "moi", "moi!", "Moi", "hei", "moi " * 40, "moi"]
    chat = Chat(
        "",
        ("Liang", "Su"),
        np.arange(len(texts), dtype=np.int64),
        np.zeros(len(texts), dtype=np.int32),
        np.full(len(texts), Kind.TEXT, dtype=np.int8),
        Texts.of(texts),
    )
    said = recurring(chat, np.ones(len(texts), dtype=np.bool_), 3)
    assert said.rows.tolist() == [0, 1, 3, 4, 5, 8]
    assert said.which.tolist() == [0] * 6
    assert [sorted(ways) for ways in said.spellings] == [[("Moi", 2), ("moi", 2), ("moi!", 2)]]
    may = np.array([text != "moi!" for text in texts])
    assert recurring(chat, may, 3).rows.tolist() == [0, 3, 5, 8]
    assert len(recurring(chat, may, 5)) == 0
