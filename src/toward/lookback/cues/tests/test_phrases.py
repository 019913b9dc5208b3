"""The phrase lists: their form is kept, every phrase is found, and strays are refused."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from toward.lookback.cues import RITUALS
from toward.lookback.cues.phrases import (
    AFTER,
    BEFORE,
    LANGUAGES,
    OVERLAPS,
    WORDED,
    BadPhrases,
    Group,
    PhraseList,
    phrase_lists,
    read_list,
    written_out,
)
from toward.lookback.cues.scan import find
from toward.lookback.cues.shadow import normalised
from toward.lookback.messages import Chat, Kind, Texts

LISTS = pytest.mark.parametrize("one", phrase_lists(), ids=LANGUAGES)


def raw(**changed: object) -> dict[str, object]:
    whole = {"sources": ["everyday usage"], "common": "the, and", "quoting": "she said …"}
    return {**whole, **{ritual: [{"say": ritual}] for ritual in WORDED}, **changed}


def test_there_are_nine_rituals_and_calls_need_no_words():
    assert len(RITUALS) == 9
    assert (*WORDED, "calls") == RITUALS


@LISTS
def test_every_language_has_every_ritual_false_friends_and_sources(one: PhraseList):
    cues = {group.ritual for group in one.groups if group.cancels is None}
    friends = {group.ritual for group in one.groups if group.cancels is not None}
    assert cues == set(WORDED)
    assert friends == {*WORDED, ""}
    assert one.sources
    assert len(one.common) >= 10


@LISTS
def test_every_phrase_is_found_where_its_conditions_hold(one: PhraseList):
    cues = [group for group in one.groups if group.cancels is None]
    assert sum(len(group.phrases) for group in cues) > 1000
    for group in cues:
        n = len(group.phrases)
        talk = [" ".join(one.common)] * n  # so that the language is at home
        at = np.full(2 * n, group.hours[0] * 3600, dtype=np.int64)
        both = Texts.of([*group.phrases, *talk])
        found = find(Chat("", ("Ana",), at, np.zeros(2 * n, np.int32), np.zeros(2 * n, np.int8), both))
        missed = set(range(n)) - set(found[group.ritual].tolist())
        assert [group.phrases[i] for i in missed] == []


@LISTS
def test_no_phrase_is_written_twice_for_the_same_conditions(one: PhraseList):
    for _, same in groupby(sorted(one.groups, key=_conditions), key=_conditions):
        phrases = normalised([phrase for group in same for phrase in group.phrases])
        assert sorted(phrases) == sorted(set(phrases))


def _conditions(group: Group) -> tuple[object, ...]:
    cancels = -1 if group.cancels is None else group.cancels
    return group.ritual, cancels, group.where, group.words, group.hours, group.home


@LISTS
def test_no_phrase_is_lost_in_normalising(one: PhraseList):
    phrases = [phrase for group in one.groups for phrase in group.phrases]
    assert len(phrases) > 1000
    assert all(normalised(phrases))


def test_alternatives_are_written_out_one_within_another():
    assert written_out("(i|) love (you (so|too)|u), ily") == [
        *("i love you so", "i love you too", "i love u"),
        *("love you so", "love you too", "love u", "ily"),
    ]


def test_umlauts_may_be_spelt_in_two_letters():
    assert written_out("schlaf schön") == ["schlaf schön", "schlaf schoen"]


def test_false_friends_lie_across_before_or_after_a_hit():
    entry = [{"say": "sorry"}, {"not": "safe than sorry, not …, … to hear"}]
    groups = [group for group in read_list("en", raw(sorry=entry)).groups if group.ritual == "sorry"]
    assert [(group.cancels, group.phrases) for group in groups] == [
        (None, ("sorry",)),
        (OVERLAPS, ("safe than sorry",)),
        (BEFORE, ("not",)),
        (AFTER, ("to hear",)),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"sources": []},
        {"calls": [{"say": "rang"}]},
        {"sorry": [{"say": "sorry", "unless": "late"}]},
        {"sorry": [{"where": "opens"}]},
        {"sorry": [{"say": "sorry", "where": "somewhere"}]},
        {"sorry": [{"say": "sorry", "hours": "20-25"}]},
        {"sorry": [{"say": "sorry", "hours": "night"}]},
        {"sorry": [{"say": "sorry", "words": "few"}]},
        {"sorry": [{"say": "(so|very sorry"}]},
        {"sorry": [{"say": "so) sorry"}]},
        {"sorry": [{"not": "sorry … lot"}]},
        {"sorry": [{"say": "sorry", "not": "lot"}]},
    ],
)
def test_a_list_that_strays_from_the_form_is_refused(changed: dict[str, object]):
    assert read_list("en", raw()).language == "en"
    with pytest.raises(BadPhrases):
        read_list("en", raw(**changed))


def test_a_missing_ritual_is_refused():
    less = raw()
    del less["pet_names"]
    with pytest.raises(BadPhrases, match="pet_names"):
        read_list("en", less)


def test_calls_are_rows_of_their_kind():
    kinds = np.array([Kind.TEXT, Kind.CALL, Kind.MEDIA, Kind.CALL], dtype=np.int8)
    chat = Chat("", ("Ana",), np.zeros(4, np.int64), np.zeros(4, np.int32), kinds, Texts.of(["a", "", "", ""]))
    assert {name: rows.tolist() for name, rows in find(chat).items()} == {"calls": [1, 3]}
