"""The look-back in a terminal: lines that fit, in both languages, and nothing of a word lost."""

from __future__ import annotations

from itertools import pairwise

import pytest

from toward.insight.language import language
from toward.insight.look_back import terminal, words
from toward.insight.look_back.tests import cast

TEXTS = (
    "小事也许只是不在聊天里了：一通电话、另一个应用、门口的一个吻，都不会留下消息。没有任何消息的日子算“不知道”，不算“没有”。",
    "A ritual may have moved out of the chat: a call, another app, a kiss at the door leave no message, and that is all.",
    "再写一次：“잘 자 내 사랑, 오늘도 수고했어 ＡＢＣ ❤ good night my love, sleep well and dream of the sea”。" * 2,
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_paragraph_fits_its_lines_and_loses_nothing(text):
    lines = list(terminal._lines(text))
    assert len(lines) > 1
    assert max(words.width(line) for line in lines) <= terminal.WIDE
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_chinese_line_never_begins_with_a_full_stop_and_never_breaks_a_number():
    for pad in range(40):
        lines = list(terminal._lines("说" * pad + "，2023年11月8日到12月18日之间，“晚安”开始慢慢变少。" * 3))
        assert len(lines) > 1
        for before, after in pairwise(lines):
            assert after[0] not in "，。：；！？”）、"
            assert before[-1] not in "“（"
            assert not (before[-1].isdigit() and after[0].isdigit())


@pytest.mark.parametrize(("code", "line"), [("en", "  “Thank you”: 5–6 days in 7"), ("zh", "  “谢谢”：7天里有5–6天")])
def test_what_held_is_one_line_each(code, line):
    assert line in list(terminal.told(language(code), cast.look(cast.ritual(), cast.ritual("thank_you", "steady"))))


def test_a_caution_follows_in_the_same_paragraph():
    told = "".join(terminal.told(language("zh"), cast.look(cast.ritual("sorry"))))
    assert "其余只是偶然。“对不起”少了" in told
