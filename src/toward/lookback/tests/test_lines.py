"""Comparing the ends of messages byte by byte gives what decoding them would give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toward.lookback.lines import TAIL, Lines, as_bytes, fingerprints
from toward.lookback.messages import Texts

_WORDS = st.lists(
    st.sampled_from(["So", "so", "bear", "sleep tight", "🌙🐻", "困", "äiti", "!", ",", "\0"]), max_size=6
)
_TEXTS = st.lists(st.one_of(_WORDS.map(" ".join), _WORDS.map("".join), st.text(max_size=30)), min_size=1, max_size=30)


def lines_of(*texts: str) -> Lines:
    return Lines.of(Texts.of(texts), np.flatnonzero([bool(text) for text in texts]))


@given(_TEXTS, st.data())
def test_letters_are_found_where_the_decoded_text_has_them(texts, data):
    if not any(texts):
        texts = [*texts, "so"]
    whole = data.draw(st.sampled_from([text for text in texts if text]))
    head = whole[: data.draw(st.integers(1, 25))]
    expected = [i for i, text in enumerate(texts) if as_bytes(text.rstrip(TAIL)).startswith(as_bytes(head))]
    assert lines_of(*texts).open_with(head).tolist() == expected


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("so my bear", True, False),
        ("So, my bear", True, False),
        ("SO", True, True),
        ("sofa and so", False, True),
        ("so🌙", True, False),
        ("why so?!", False, True),
        ("also", False, False),
        ("soäiti", False, False),
        ("", False, False),
        ("s", False, False),
    ],
)
def test_a_word_is_whole_or_it_is_another(text, begins, ends):
    lines = lines_of(text, "so so")  # never alone in the buffer
    assert lines.begin_with("so").tolist() == [*([0] if begins else []), 1]
    assert lines.end_with("so").tolist() == [*([0] if ends else []), 1]


@pytest.mark.parametrize("words", ["困困了", "🌙🐻", "…🌙", "sleep tight 🌙🐻", "困"])
def test_scripts_without_spaces_and_emoji_need_no_gap_around_them(words):
    lines = lines_of(f"你也{words}", f"{words}你也", f"{words} and so on", words)
    assert lines.begin_with(words).tolist() == [1, 2, 3]
    glued = words[0] == "s"  # a Latin word needs one before it
    assert lines.end_with(words).tolist() == ([3] if glued else [0, 3])


def test_nothing_is_found_across_two_messages():
    lines = lines_of("sleep ti", "ght 🌙", "🐻 sleep tight", "🌙")
    assert lines.begin_with("sleep tight").tolist() == []
    assert lines.end_with("tight 🌙").tolist() == []
    assert lines.end_with("🌙").tolist() == [1, 3]


@given(st.lists(st.text(max_size=40) | st.sampled_from(["a", "a\0", "a" * 8, "a" * 16, ""]), min_size=1, max_size=40))
def test_fingerprints_differ_exactly_where_texts_do(texts):
    codes = fingerprints(Texts.of(texts), np.arange(len(texts)))
    for i, one in enumerate(texts):
        assert (codes == codes[i]).tolist() == [one == other for other in texts]


def test_no_messages_have_no_fingerprints():
    assert len(fingerprints(Texts.of([]), np.arange(0))) == 0
