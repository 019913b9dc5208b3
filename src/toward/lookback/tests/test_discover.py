"""The pair's own words: found in any script, made up in none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toward.lookback.days import day_numbers
from toward.lookback.discover import MOST, Own, discover
from toward.lookback.messages import EPOCH_DAY, UNKNOWN_TIME, Chat, Kind, Texts
from toward.lookback.rhythm import DAYS

Message = tuple[int, int, str]  # second, author, text

SPACED = (
    "one",
    "thing",
    "led",
    "another",
    "while",
    "nobody",
    "at",
    "home",
    "looked",
    "for",
    "green",
    "umbrella",
    "again",
)
UNSPACED = tuple("今天我们去看海然后回家吃饭明天再说那件事情吧好像又要下雨了你带伞没有")
TALK = {"spaced": (SPACED, " "), "unspaced": (UNSPACED, "")}


def chat_of(rows: Sequence[Message], people: tuple[str, ...] = ("Liang", "Su")) -> Chat:
    return Chat(
        title="",
        people=people,
        at=np.array([at for at, _, _ in rows], dtype=np.int64),
        author=np.array([who for _, who, _ in rows], dtype=np.int32),
        kind=np.full(len(rows), Kind.TEXT, dtype=np.int8),
        text=Texts.of([text for _, _, text in rows]),
    )


def none(chat: Chat) -> np.ndarray:
    return np.zeros(len(chat), dtype=np.bool_)


def chance_talk(rng: np.random.Generator, days: int, script: str = "spaced", busy: float = 8.0) -> list[list[Message]]:
    """Days of talk about nothing: few words, said again and again, in two sittings a day."""
    words, apart = TALK[script]
    out = []
    for day in range(days):
        rows = []
        for hour in (9, 20):
            at = int((18_000 + day) * EPOCH_DAY + (hour + rng.normal(0, 1)) * 3600)
            for _ in range(1 + rng.poisson(busy / 2)):
                said = apart.join(rng.choice(words, rng.integers(1, 7)))
                rows.append((at, int(rng.integers(2)), said))
                at += int(rng.integers(20, 200))
        out.append(sorted(rows))
    return out


def flat(days: Sequence[Sequence[Message]]) -> Chat:
    return chat_of([row for day in days for row in day])


def opened(rng: np.random.Generator, days: list[list[Message]], words: Sequence[str], rate: float) -> int:
    """Let some days begin with one of the words; returns how many."""
    chosen = np.flatnonzero(rng.random(len(days)) < rate)
    for day in chosen:
        at, who, _ = days[day][0]
        days[day].insert(0, (at - 60, 1 - who, str(rng.choice(words))))
    return len(chosen)


def closed(rng: np.random.Generator, days: list[list[Message]], words: Sequence[str], rate: float) -> int:
    """Let some days end with one of the words; returns how many."""
    chosen = np.flatnonzero(rng.random(len(days)) < rate)
    for day in chosen:
        at, who, _ = days[day][-1]
        days[day].append((at + 60, 1 - who, str(rng.choice(words))))
    return len(chosen)


@pytest.mark.parametrize(
    ("script", "first", "last"),
    [("spaced", "moikka pupu", "🐙☕"), ("unspaced", "早呀小熊", "困困了"), ("unspaced", "🌞🌞", "おやすみん")],
)
def test_an_opener_and_a_closer_are_found_in_any_script(script, first, last):
    rng = np.random.default_rng(1)
    days = chance_talk(rng, 300, script)
    opens, closes = opened(rng, days, [first], 0.5), closed(rng, days, [last], 0.4)
    found = {own.name: len(own.rows) for own in discover(flat(days), none(flat(days)))}
    assert found == {first: opens, last: closes}


def test_a_word_once_a_day_is_found_wherever_it_stands():
    rng = np.random.default_rng(2)
    days = chance_talk(rng, 500)
    kept = np.flatnonzero(rng.random(len(days)) < 0.45)
    for day in kept:
        place = int(rng.integers(1, len(days[day])))
        at, who, _ = days[day][place - 1]
        days[day].insert(place, (at + 5, who, "boop"))
    found = discover(flat(days), none(flat(days)))
    assert [(own.name, len(own.rows)) for own in found] == [("boop", len(kept))]


@pytest.mark.parametrize("busy", [3.0, 12.0])
@pytest.mark.parametrize("script", TALK)
def test_chance_talk_of_two_thousand_days_holds_no_habit(script, busy):
    looked = repeated = 0
    for seed in range(6):
        chat = flat(chance_talk(np.random.default_rng([3, seed]), 2_000, script, busy))
        looked += len(chat)
        repeated += len(chat) - len(set(chat.text))
        assert discover(chat, none(chat)) == ()
    assert looked > 40_000
    assert repeated > looked / 8


def test_answers_that_follow_anything_are_no_habit_even_if_they_often_close():
    rng = np.random.default_rng(4)
    days = chance_talk(rng, 1_000)
    answers = closed(rng, days, ["ok", "haha", "👍"], 0.3)
    for day in days:
        for place in np.flatnonzero(rng.random(len(day)) < 0.3):
            day[place] = (*day[place][:2], str(rng.choice(["ok", "haha", "👍"])))
    assert answers > 200
    assert discover(flat(days), none(flat(days))) == ()


def test_words_of_one_journey_are_no_habit():
    rng = np.random.default_rng(5)
    days = chance_talk(rng, 400)
    journey = days[100:130]
    assert opened(rng, journey, ["ahoy sailor"], 1.0) == 30
    assert discover(flat(days), none(flat(days))) == ()


def test_spellings_are_taken_together_under_the_commonest():
    rng = np.random.default_rng(6)
    days = chance_talk(rng, 300)
    ways = ["nite nite"] * 5 + ["Nite nite!", "nite niteee 🌙", "NITE NITE 🌙🌙", "nite nite 😴"]
    closes = closed(rng, days, ways, 0.6)
    for i, day in enumerate(days[::40]):
        day.append((day[-1][0] + 60, 0, f"nite nit{'e' * (i + 4)}"))  # each once
    found = discover(flat(days), none(flat(days)))
    assert [(own.name, len(own.rows)) for own in found] == [("nite nite", closes + 8)]


def test_the_end_of_longer_closers_is_found():
    rng = np.random.default_rng(7)
    days = chance_talk(rng, 300)
    closes = closed(rng, days, [f"{' '.join(rng.choice(SPACED, 3))}, hugs from bear" for _ in range(60)], 0.5)
    found = discover(flat(days), none(flat(days)))
    assert [(own.name, len(own.rows)) for own in found] == [("hugs from bear", closes)]


def test_one_pet_word_in_two_habits_leaves_them_two():
    rng = np.random.default_rng(8)
    days = chance_talk(rng, 400)
    opens, closes = opened(rng, days, ["coffee bubu"], 0.5), closed(rng, days, ["nite bubu"], 0.5)
    found = {own.name: len(own.rows) for own in discover(flat(days), none(flat(days)))}
    assert found == {"coffee bubu": opens, "nite bubu": closes}


def test_a_pet_word_that_is_also_said_in_passing_is_no_second_habit():
    rng = np.random.default_rng(16)
    days = chance_talk(rng, 400)
    closes, passing = closed(rng, days, ["nite bubu"], 0.6), days[::3]
    for day in passing:
        at, who, text = day[3 % len(day)]
        day[3 % len(day)] = (at, who, f"{text} bubu")
    assert closes > len(passing) > 130
    assert [(own.name, len(own.rows)) for own in discover(flat(days), none(flat(days)))] == [("nite bubu", closes)]


def test_rows_already_counted_are_never_returned():
    rng = np.random.default_rng(9)
    days = chance_talk(rng, 300)
    opens = opened(rng, days, ["moikka pupu"], 0.8)
    chat = flat(days)
    theirs = np.array([text == "moikka pupu" for text in chat.text])
    taken = theirs & (np.cumsum(theirs) % 2 == 0)
    (own,) = discover(chat, taken)
    assert len(own.rows) == opens - taken.sum()
    assert not taken[own.rows].any()
    assert discover(chat, theirs) == ()


def test_counted_rows_still_begin_a_conversation():
    rng = np.random.default_rng(10)
    days = chance_talk(rng, 600, busy=12.0)
    for day in days:  # said fourth from the top, were the known lines not there
        day.insert(0, (day[0][0] - 90, 0, "known"))
        for _ in range(3):
            day.insert(1, (day[0][0] + 10, 1, "known"))
        if rng.random() < 0.2:
            day.insert(4, (day[3][0] + 10, 0, "and so"))
            day.insert(9, (day[8][0] + 1, 0, "and so"))
    chat = flat(days)
    assert discover(chat, np.array([text == "known" for text in chat.text])) == ()


def test_a_name_is_one_short_line_without_anybodys_name():
    rng = np.random.default_rng(11)
    days = chance_talk(rng, 300)
    closed(rng, days, ["\u200ehush\nhush Su!", "hush hush Su"], 0.3)
    opened(rng, days, ["So long a greeting that nobody could put it on one line"], 0.6)
    found = discover(flat(days), none(flat(days)))
    assert found
    assert all(own.name and own.name.isprintable() and len(own.name) <= 40 for own in found)
    assert [own.name for own in found if "hush" in own.name] == ["hush hush"]


def test_pictures_calls_and_lines_without_a_time_are_no_words():
    rng = np.random.default_rng(12)
    days = chance_talk(rng, 200)
    opened(rng, days, ["moikka"], 0.9)
    chat = flat(days)
    theirs = np.array([text == "moikka" for text in chat.text])
    assert len(discover(chat, none(chat))) == 1
    chat.kind[theirs] = Kind.MEDIA
    assert discover(chat, none(chat)) == ()
    chat.kind[theirs], chat.at[theirs] = Kind.TEXT, UNKNOWN_TIME
    assert discover(chat, none(chat)) == ()


def test_there_are_never_more_than_a_report_can_bear():
    rng = np.random.default_rng(13)
    days = chance_talk(rng, 1_500)
    many = ["".join(rng.permutation(list("bcdfghjklmnp"))) for _ in range(30)]
    closed(rng, days, many, 1.0)
    opened(rng, days, [word[::-1] for word in many], 1.0)
    found = discover(flat(days), none(flat(days)))
    assert len(found) <= MOST
    sizes = [len(own.rows) for own in found]
    assert sizes == sorted(sizes, reverse=True)


def test_time_run_backwards_finds_the_same_words():
    rng = np.random.default_rng(14)
    days = chance_talk(rng, 500)
    early = days[:200]
    kept = opened(rng, early, ["moikka pupu"], 0.4)
    chat = flat([*early, *days[200:]])
    mirrored = chat_of(
        [(-int(at), int(who), text) for at, who, text in zip(chat.at, chat.author, chat.text, strict=True)][::-1]
    )
    for one in (chat, mirrored):
        assert [(own.name, len(own.rows)) for own in discover(one, none(one))] == [("moikka pupu", kept)]


def test_messages_out_of_order_are_put_in_order_first():
    rng = np.random.default_rng(15)
    days = chance_talk(rng, 300)
    opened(rng, days, ["moikka pupu"], 0.5)
    chat = flat(days)
    order = rng.permutation(len(chat))
    mixed = Chat("", chat.people, chat.at[order], chat.author[order], chat.kind[order], chat.text.take(order))
    (own,), (same,) = discover(chat, none(chat)), discover(mixed, none(mixed))
    assert own.name == same.name
    assert (np.sort(order[same.rows]) == own.rows).all()


@pytest.mark.parametrize("rows", [0, 1, 40])
@pytest.mark.parametrize("text", ["", "moi", "🌙"])
def test_a_chat_of_one_day_or_none_has_no_habit(rows, text):
    chat = chat_of([(1_700_000_000 + i * 60, i % 2, text) for i in range(rows)])
    assert discover(chat, none(chat)) == ()


def test_where_everything_is_the_same_word_nothing_stands_out():
    chat = chat_of([(1_600_000_000 + i * 7_000, i % 2, "moi") for i in range(5_000)])
    assert discover(chat, none(chat)) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(max_size=12) | st.sampled_from(["\ud83d", "\0", "👨‍👩‍👧", "Ää", "e\u0301", "\u202enite", " \n "]),
        max_size=12,
    ),
    st.integers(0, 2**32 - 1),
)
def test_whatever_is_typed_rows_are_ascending_free_and_named(texts, seed):
    rng = np.random.default_rng(seed)
    days = chance_talk(rng, 120, busy=3.0)
    for text in texts:
        (opened if rng.random() < 0.5 else closed)(rng, days, [text], 0.5)
    chat = flat(days)
    taken = rng.random(len(chat)) < 0.1
    found = discover(chat, taken)
    assert all(isinstance(own, Own) for own in found)
    assert len({own.name for own in found}) == len(found)
    rows = np.concatenate([np.empty(0, dtype=np.intp), *(own.rows for own in found)])
    assert len(np.unique(rows)) == len(rows)
    for own in found:
        assert (np.diff(own.rows) > 0).all()
        assert not taken[own.rows].any()
        assert len(np.unique(day_numbers(chat.at[own.rows]))) >= DAYS
        assert 0 < len(own.name) <= 40
        assert own.name == own.name.strip()
        assert own.name.encode()
        assert "\n" not in own.name
