"""The scan: hours, places, quotes, mixed languages, and that nothing is altered or made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toward.lookback.cues import RITUALS
from toward.lookback.cues.scan import find
from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind, Texts

ENGLISH = ["what are you doing for lunch", "not much, just the usual", "it was fun with your friends"] * 9
FINNISH = ["mitä sinä teet tänään illalla", "en tiedä vielä, ehkä menen kauppaan", "nähdään sitten keskustassa"] * 9


def chat(*texts: str, hour: int = 12, kinds: list[Kind] | None = None) -> Chat:
    n = len(texts)
    at = np.full(n, hour * 3600, dtype=np.int64)
    kind = np.array(kinds if kinds else [Kind.TEXT] * n, dtype=np.int8)
    return Chat("", ("Liang", "Su"), at, np.zeros(n, np.int32), kind, Texts.of(texts))


def rows(ritual: str, one: Chat) -> list[int]:
    return find(one).get(ritual, np.array([], dtype=np.intp)).tolist()


@pytest.mark.parametrize(("hour", "heard"), [(19, 0), (20, 1), (23, 1), (0, 1), (3, 1), (4, 0), (12, 0)])
def test_night_alone_is_a_goodnight_only_at_night(hour: int, heard: int):
    assert len(rows("good_night", chat("night!", hour=hour))) == heard
    assert len(rows("good_night", chat("good night!", hour=hour))) == 1


@pytest.mark.parametrize(("hour", "heard"), [(3, 0), (4, 1), (11, 1), (13, 0)])
def test_morning_alone_is_a_greeting_only_in_the_morning(hour: int, heard: int):
    assert len(rows("good_morning", chat("morning!", hour=hour))) == heard


def test_at_an_unknown_time_only_what_is_clear_at_any_hour_counts():
    one = chat("night!", "good night!")
    one.at[:] = UNKNOWN_TIME
    assert rows("good_night", one) == [1]


def test_only_texts_and_calls_are_looked_at():
    kinds = [Kind.TEXT, Kind.SYSTEM, Kind.MEDIA, Kind.DELETED, Kind.CALL]
    one = chat(*["good night"] * 5, kinds=kinds)
    assert rows("good_night", one) == [0]
    assert rows("calls", one) == [4]


def test_a_phrase_does_not_reach_over_two_messages():
    assert find(chat("that was good", "night falls")) == {}


def test_a_phrase_is_whole_words_where_words_have_spaces():
    assert rows("good_night", chat("signs", "gn", "gn😴", "晚安gn")) == [1, 2, 3]


def test_words_in_quotation_marks_are_told_not_said():
    assert rows("i_love_you", chat('the card read "I love you" in red', '"I love you"', "«te amo» estaba escrito")) == [
        1
    ]


def test_what_was_said_by_somebody_else_is_not_said_now():
    assert rows("good_night", chat("she said, good night", "that is what she said. good night")) == [1]


def test_a_false_friend_cancels_its_own_hit_only():
    assert rows("sorry", chat("not sorry", "not sorry? well, sorry then")) == [1]


def test_a_false_friend_does_not_reach_over_a_comma():
    assert rows("thank_you", chat("no thanks", "oh no, thanks for asking")) == [1]


def test_hits_that_share_words_fall_together():
    assert rows("on_my_way", chat("the parcel just arrived", "just arrived")) == [1]


def test_one_message_may_hold_several_rituals():
    found = find(chat("Good morning babe, I love you. Sorry I was late, thank you for waiting"))
    assert set(found) == {"good_morning", "i_love_you", "pet_names", "sorry", "thank_you"}


def test_couples_who_mix_languages_are_heard_in_all_of_them():
    one = chat("晚安 love you", "gute Nacht mi amor", "bom dia, je t'aime", *ENGLISH)
    assert rows("good_night", one) == [0, 1]
    assert rows("i_love_you", one) == [0, 2]
    assert rows("pet_names", one) == [1]


def test_words_that_mean_something_else_elsewhere_need_their_language_at_home():
    assert rows("pet_names", chat("honey", *ENGLISH)) == [0]
    assert rows("pet_names", chat("honey", *FINNISH)) == []
    assert rows("thank_you", chat("ty", *ENGLISH)) == [0]
    assert rows("thank_you", chat("ty", *FINNISH)) == []


def test_unmistakable_phrases_count_in_any_chat():
    assert rows("good_night", chat("good night", "buenas noches", "晚安", *FINNISH)) == [0, 1, 2]


def test_the_texts_stay_as_they_are():
    texts = ["Goooood NIGHT 😴", "ｇｎ", "晚安～～"]
    one = chat(*texts)
    before = one.text.buffer
    assert len(find(one)["good_night"]) == 3
    assert list(one.text) == texts
    assert one.text.buffer is before


def test_a_ritual_at_the_end_of_a_long_letter_is_found():
    letter = "and then we went on and on " * 4000
    assert rows("good_night", chat(letter + "good night", letter + "good night" + letter)) == [0]


def test_rows_are_numbered_as_in_the_chat_over_several_blocks(monkeypatch: pytest.MonkeyPatch):
    one = chat(*["hm", "good night", "", "sorry"] * 50)
    whole = {name: lines.tolist() for name, lines in find(one).items()}
    monkeypatch.setattr("toward.lookback.cues.scan._BLOCK", 7)
    assert {name: lines.tolist() for name, lines in find(one).items()} == whole
    assert whole["good_night"] == list(range(1, 200, 4))


def test_an_empty_chat_holds_nothing():
    assert find(chat()) == {}
    assert find(chat("", " ", "\n")) == {}


@given(st.lists(st.tuples(st.text(), st.sampled_from(list(Kind)), st.integers(0, 23)), max_size=6))
def test_any_chat_can_be_scanned_and_hits_are_rows_of_texts(lines: list[tuple[str, Kind, int]]):
    one = chat(*[text for text, _, _ in lines], kinds=[kind for _, kind, _ in lines])
    one.at[:] = [hour * 3600 for _, _, hour in lines]
    for name, hits in find(one).items():
        assert name in RITUALS
        assert (np.diff(hits) > 0).all()
        assert (one.kind[hits] == (Kind.CALL if name == "calls" else Kind.TEXT)).all()


_PIECES = [
    "good night",
    "晚安",
    "sorry",
    "not",
    "te amo",
    "babe",
    ", ",
    " ",
    "!",
    "😘",
    '"',
    "she said",
    "gn",
    "おやすみ",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join), st.integers(0, 23))
def test_shouting_and_stretching_do_not_change_what_is_found(text: str, hour: int):
    plain, loud, long = (
        chat(text.lower(), hour=hour),
        chat(text.upper(), hour=hour),
        chat(text.replace("night", "niiiight").replace("sorry", "sorryyy"), hour=hour),
    )
    assert set(find(plain)) == set(find(loud)) == set(find(long))
