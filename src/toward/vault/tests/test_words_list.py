"""The words that two phones show one another: told apart by ear, kind, and the same in both languages."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations
from pathlib import Path

import yaml

ROWS = yaml.safe_load((Path(__file__).resolve().parents[4] / "content" / "words.yaml").read_text(encoding="utf-8"))
ENGLISH, CHINESE, SPOKEN = zip(*ROWS, strict=True)
PAIRS = 256 * 255 // 2
UNKIND = {
    "anger", "ankle", "arm", "back", "bite", "blade", "blood", "body", "bomb", "bone", "breast", "bruise", "burn",
    "bury", "cage", "chain", "cheat", "cold", "crash", "cry", "cut", "dark", "dead", "death", "devil", "dirt",
    "doubt", "enemy", "eye", "face", "fall", "fang", "fat", "fear", "fever", "fight", "finger", "fire", "fist",
    "flesh", "foot", "grave", "gun", "hair", "hand", "hate", "head", "heart", "hell", "hit", "hook", "hurt", "ice",
    "jail", "kick", "kill", "knee", "knife", "lash", "leg", "lie", "lip", "lonely", "loss", "mouth", "nail", "neck",
    "nose", "pain", "poison", "prison", "rat", "razor", "scar", "scissors", "shark", "skin", "skull", "slap",
    "snake", "spider", "stab", "storm", "sword", "tear", "thief", "thorn", "thunder", "toe", "tomb", "tooth", "trap",
    "ugly", "vein", "war", "wasp", "weapon", "whip", "wolf", "worm", "wound",
}  # fmt: skip
UNKIND_CHINESE = "刀枪剑血死伤痛病泪哭骂打战争吵恨怕鬼毒蛇狼骨肉手脚头脸心眼身孤离断破坏黑冷墓"
BY_THE_WAY = {"枕头", "石头", "手套", "肉桂"}  # a pillow's 头 is an ending, a glove and cinnamon are not about a body


def distance(one, other):
    """Letters to change, add or leave out (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row = row, [number]
        for at, beside in enumerate(other, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (letter != beside)))
    return row[-1]


def heard(syllable):
    """A syllable as many hear it on the phone: no tone, zh as z, ch as c, sh as s, -ng as -n."""
    bare = "".join(
        each for each in unicodedata.normalize("NFD", syllable) if each == "\u0308" or not unicodedata.combining(each)
    )
    return re.sub("ng$", "n", re.sub("([zcs])h", r"\1", bare))


def test_both_lists_have_256_entries_and_none_twice():
    assert len(ROWS) == len(set(ENGLISH)) == len(set(CHINESE)) == len(set(SPOKEN)) == 256


def test_english_words_are_short_and_written_with_plain_letters():
    assert all(re.fullmatch("[a-z]{3,10}", word) for word in ENGLISH)


def test_chinese_words_have_two_characters_and_two_syllables():
    assert all(re.fullmatch("[\u4e00-\u9fff]{2}", word) for word in CHINESE)
    assert all(len(spoken.split()) == 2 for spoken in SPOKEN)


def test_no_english_word_begins_another_or_is_one_letter_away():
    tried = 0
    for one, other in combinations(ENGLISH, 2):
        assert not one.startswith(other), (one, other)
        assert not other.startswith(one), (one, other)
        assert distance(one, other) >= 2, (one, other)
        tried += 1
    assert tried == PAIRS


def test_no_two_chinese_words_sound_alike_on_the_phone_nor_turned_round():
    tried = 0
    for (one, first), (other, second) in combinations(
        [(word, [*map(heard, said.split())]) for word, said in zip(CHINESE, SPOKEN, strict=True)], 2
    ):
        assert first not in (second, second[::-1]), (one, other)
        assert one != other[::-1]
        tried += 1
    assert tried == PAIRS


def test_the_ear_of_the_test_hears_what_is_alike():
    assert [heard("shān"), heard("zhōng"), heard("lǜ")] == ["san", "zon", "lu\u0308"]
    assert heard("jīng") == heard("jīn")
    assert distance("lamp", "lamb") == 1


def test_no_word_is_unkind_or_about_a_body_or_a_fight():
    assert len(UNKIND) > 100
    assert not set(ENGLISH) & UNKIND
    assert not [word for word in CHINESE if word not in BY_THE_WAY and set(word) & set(UNKIND_CHINESE)]
