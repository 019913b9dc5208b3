"""A watch that was put away on any day, and taken up again, says what it would have said: to the last bit."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest

from toward.science.budget import LINE, NOTICE
from toward.science.findings import UnreadableDays
from toward.science.putting_away import FORM, PARTS, parts_of, put_away, taken_up
from toward.science.watch import Watch

DAYS = 420


def life(seed):
    """Days, who could tell them, what was special, and what is answered: a ritual that fades, is missed, comes back."""
    chance = np.random.default_rng(seed)
    rate = np.r_[np.full(130, 0.9), np.linspace(0.9, 0.1, 40), np.full(110, 0.1), np.full(140, 0.92)]
    if seed % 2:
        rate = 1.0 - rate
    silent = chance.random(DAYS) < np.where(np.arange(DAYS) % 200 > 150, 0.7, 0.15)
    value = [None if hidden else bool(kept) for hidden, kept in zip(silent, chance.random(DAYS) < rate, strict=True)]
    could = (
        [[None, 1, 2, 0][place] for place in chance.choice(4, size=DAYS, p=[0.3, 0.3, 0.37, 0.03])]
        if seed % 3
        else [None] * DAYS
    )
    about = [{name: chance.random() < 0.1 for name in ("bad_sleep", "outside_stress", "away")} for _ in range(DAYS)]
    deeds = {
        int(day): chance.choice(["want_back", "ignored", "on_purpose", "edited"]) for day in chance.choice(DAYS, 3)
    }
    return value, could, about, deeds


def step(watch, lived, day, answer=None):
    value, could, about, deeds = lived
    state = watch.step(value[day], could_report=could[day], covariates=about[day])
    deed = deeds.get(day) or (answer if state.notice else None)
    if deed == "edited":
        watch.edited()
    elif deed:
        watch.answer(deed)
    return state, deed


def through_json(watch, **begun):
    return taken_up(json.loads(json.dumps(put_away(watch))), **begun)


@pytest.mark.parametrize("seed", range(24))
def test_it_goes_on_to_the_last_bit_wherever_it_was_put_away(seed):
    lived, seen = life(seed), Counter()
    begun = {"budget": (LINE, NOTICE)[seed % 2], "direction": ("fading", "growing")[seed // 2 % 2]}
    answer = ("want_back", "ignored", None)[seed % 3]
    one, other = Watch(**begun), Watch(**begun)
    for day in range(DAYS):
        if day % (1 + seed % 5) == 0:
            other = through_json(other, **begun)
        said, deed = step(one, lived, day, answer)
        assert step(other, lived, day, answer) == (said, deed), day
        seen["days"] += 1
    assert seen["days"] == DAYS
    assert put_away(one) == put_away(other)


def test_the_lives_go_through_everything_that_a_watch_can_live_through():
    seen = Counter()
    for seed in range(24):
        lived, watch = life(seed), Watch(direction=("fading", "growing")[seed // 2 % 2])
        for day in range(DAYS):
            said, deed = step(watch, lived, day, ("want_back", "ignored", None)[seed % 3])
            seen.update(
                {"alarm": said.alarm, "notice": said.notice, "back": said.came_back, "weighed": said.statistic > 0}
            )
            seen.update({str(deed): deed is not None, "silence hides": said.lowest < said.statistic})
            seen["returning"] += watch._return is not None
            seen["hard"] += bool(watch._hard._gap)
    wanted = (
        "alarm",
        "notice",
        "back",
        "weighed",
        "silence hides",
        "returning",
        "hard",
        "want_back",
        "ignored",
        "on_purpose",
        "edited",
    )
    print(dict(seen))
    assert {name: seen[name] for name in wanted if seen[name] < 5} == {}


def test_every_part_keeps_its_names_in_one_place_and_none_is_forgotten():
    assert {name: bool(parts_of(part)) for name, part in PARTS.items()} == dict.fromkeys(PARTS, True)
    assert not any(hasattr(part.__new__(part), "__dict__") for part in PARTS.values())


NAMES = {
    "_answered", "_base", "_begun", "_day", "_doubt", "_gap", "_hard", "_least", "_observed", "_old", "_recent", "_resting",
    "_return", "_silence", "_slot", "_statistic", "_sums", "_week_kept", "_week_missed",
}  # fmt: skip


def test_a_watch_that_knows_something_new_has_to_say_so_here():
    """Whoever adds to what a watch knows makes this list, and `FORM`, one more."""
    assert (set(put_away(Watch())["knows"]), FORM) == (NAMES, 1)


BROKEN = [
    {}, {"form": 0}, {"form": 1, "knows": {}}, {"form": 2, "knows": put_away(Watch())["knows"]}, None, [],
    {"form": 1, "knows": {**put_away(Watch())["knows"], "_more": 1}},
    {"form": 1, "knows": {**put_away(Watch())["knows"], "_sums": {"is": "Sums", "of": [["_even", 1.0]]}}},
    {"form": 1, "knows": {**put_away(Watch())["knows"], "_sums": {"is": "os", "of": []}}},
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(BROKEN)))
def test_what_is_no_watch_is_not_taken_up(place):
    with pytest.raises(UnreadableDays) as refused:
        taken_up(BROKEN[place])
    assert refused.value.code == "kept"
