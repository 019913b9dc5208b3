"""The bounds are bounds: never below the true chance, and not far above it."""

from __future__ import annotations

from math import comb, log

import numpy as np
import pytest

from toward.lookback.chance import comes_once_a_day, distinct, keeps_to_its_time, opens_or_closes
from toward.lookback.edges import Places
from toward.lookback.messages import EPOCH_DAY, Chat, Kind, Texts
from toward.lookback.spellings import Said


def said_on(rows: list[int]) -> Said:
    return Said(np.array(rows), np.zeros(len(rows), dtype=np.int64), [[("moi", len(rows))]])


def chat_with(at: np.ndarray, author: np.ndarray | None = None) -> Chat:
    who = np.zeros(len(at), dtype=np.int32) if author is None else author
    kind = np.full(len(at), Kind.TEXT, dtype=np.int8)
    return Chat("", ("Liang", "Su"), at.astype(np.int64), who, kind, Texts.of(["x"] * len(at)))


@pytest.mark.parametrize(("hits", "of"), [(10, 10), (12, 20), (60, 100)])
def test_openers_beyond_chance_are_bounded_by_the_binomial_tail(hits, of):
    n, share = 1_000, 0.1
    place = np.full(n, 9, dtype=np.int32)
    place[: int(share * n)] = 0
    rows = [*range(hits), *range(n - (of - hits), n)]
    bound = opens_or_closes(said_on(rows), Places(place, np.full(n, 9, dtype=np.int32)), np.arange(n))[0][0]
    true = log(sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(hits, of + 1)))
    assert true <= bound + 1e-9
    assert bound <= true + log(of + 1) + 1e-9


def test_words_that_rarely_open_are_never_openers():
    place = np.full(1_000, 9, dtype=np.int32)
    place[:10] = 0
    tests = opens_or_closes(said_on([*range(10), *range(500, 520)]), Places(place, place), np.arange(1_000))
    assert np.array(tests).tolist() == [[0.0]] * 4


@pytest.mark.parametrize(("days", "of"), [(200, 100), (400, 150)])
def test_once_a_day_is_bounded_by_the_poisson_tail(days, of):
    chat = chat_with(np.arange(days) * EPOCH_DAY + 43_200)
    everywhere = np.ones(days, dtype=np.bool_)
    bound = comes_once_a_day(chat, said_on(list(range(of))), everywhere)[0][0]
    expected = of - days * (1 - (1 - 1 / days) ** of)
    assert bound == pytest.approx(-expected)


def test_the_same_words_from_both_on_one_day_are_still_once_a_day():
    at = np.repeat(np.arange(300) * EPOCH_DAY + 43_200, 2)
    chat = chat_with(at, np.tile(np.array([0, 1], dtype=np.int32), 300))
    anybody, each = comes_once_a_day(chat, said_on(list(range(300))), np.ones(600, dtype=np.bool_))
    assert anybody[0] == 0.0
    assert each[0] < -30


def test_an_hour_is_kept_only_by_what_is_not_always_then():
    rng = np.random.default_rng(2)
    at = np.arange(600) * EPOCH_DAY + rng.integers(8 * 3600, 23 * 3600, 600)
    at[:60] = np.arange(60) * EPOCH_DAY + 12 * 3600
    hours, weekday = keeps_to_its_time(chat_with(at), said_on(list(range(60))), np.arange(600))
    assert hours[0] < -30
    assert weekday[0] == 0.0
    hours, _ = keeps_to_its_time(chat_with(at), said_on(list(range(60))), np.arange(60))
    assert hours[0] == 0.0


def test_a_weekday_is_kept_across_weeks():
    at = np.arange(700) * EPOCH_DAY + 43_200
    _, weekday = keeps_to_its_time(chat_with(at), said_on(list(range(3, 300, 7))), np.arange(700))
    assert weekday[0] < -50


def test_words_never_said_have_no_days():
    assert distinct(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 2).tolist() == [0, 0]
    assert distinct(np.array([1, 1, 1]), np.array([-5, -5, 7]), 3).tolist() == [0, 2, 0]


def test_a_sure_but_slight_leaning_to_the_end_is_no_closer():
    place = np.full(1_000, 9, dtype=np.int32)
    place[:400] = 0
    slight = said_on([*range(150), *range(500, 600)])  # 0.6 of them, where chance brings 0.4
    clear = said_on([*range(250), *range(500, 550)])
    for said, expected in ((slight, False), (clear, True)):
        log_chance = opens_or_closes(said, Places(place, place), np.arange(1_000))[0][0]
        assert (log_chance < -20) == expected
