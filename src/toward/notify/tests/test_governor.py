"""The prompt's rules hold over ten thousand lived days; each rule taken away is noticed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import pytest

from toward.notify import governor
from toward.notify.governor import EVERY, LASTS, Pace, Trial

DAYS, LIVES = 200, 50
MONDAY = 738_000


@dataclass
class Life:
    """What a made-up person does, drawn without looking at the governor; and what rang, as they noted it down."""

    seed: int
    rang: list[int] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)  # day: "before" or "after" the hour
    away: set[int] = field(default_factory=set)
    again: set[int] = field(default_factory=set)  # days on which they asked to be reminded again
    withheld: set[int] = field(default_factory=set)
    open: set[int] = field(default_factory=set)

    def live(self) -> Life:
        chance, pace = random.Random(self.seed), Pace()
        for day in range(MONDAY, MONDAY + DAYS):
            pace = self.morning(chance, pace, day)
            pace = self.hour(pace, day)
            pace = self.night(chance, pace, day)
        return self

    def morning(self, chance: random.Random, pace: Pace, day: int) -> Pace:
        if chance.random() < 0.02:
            first, last = day + chance.randrange(4), day + 4 + chance.randrange(9)
            self.away |= set(range(first, last + 1))
            pace = governor.gone(pace, first, last, day, away=True)
        if chance.random() < 0.01:
            self.away -= set(range(day, day + 3))
            pace = governor.gone(pace, day, day + 2, day, away=False)
        if chance.random() < 0.02:
            self.again.add(day)
            pace = governor.begun_again(pace)
        if chance.random() < 0.015 and not governor.is_running(pace, day):
            pace = governor.tried(pace, day + 1, chance.randrange)
            self.again.add(day)
            self.withheld |= {day + 1 + bit for bit in range(LASTS) if pace.trial.withheld >> bit & 1}
        return self.tell(chance, pace, day, "before", 0.1)

    def hour(self, pace: Pace, day: int) -> Pace:
        why, pace = governor.weigh(pace, day), governor.struck(pace, day)
        if why == "ring":
            self.rang.append(day)
            pace = governor.rang(pace, day)
        if why in ("ring", "withheld"):
            self.open.add(day)
        return pace

    def night(self, chance: random.Random, pace: Pace, day: int) -> Pace:
        keen = (0.7, 0.2, 0.02)[day // 40 % 3]
        return self.tell(chance, pace, day, "after", keen)

    def tell(self, chance: random.Random, pace: Pace, day: int, when: str, likely: float) -> Pace:
        if chance.random() >= likely:
            return pace
        self.told.setdefault(day, when)
        return governor.answered(pace, day)


def broken(life: Life) -> set[str]:
    """The rules that this life saw broken; written down from the issue, not from the governor."""
    found, unanswered, last = set(), 0, None
    for day in range(MONDAY, MONDAY + DAYS):
        if day in life.again:
            unanswered = 0 if day in life.again else unanswered
        stopped = unanswered >= 10
        if life.told.get(day) == "before" and not stopped:
            unanswered = 0
        if count := life.rang.count(day):
            found |= {"twice"} if count > 1 else set()
            found |= {"told"} if life.told.get(day) == "before" else set()
            found |= {"away"} if day in life.away else set()
            found |= {"withheld"} if day in life.withheld else set()
            found |= {"stopped"} if stopped else set()
            found |= {"halved"} if unanswered >= 3 and last is not None and day - last < EVERY else set()
            unanswered, last = unanswered + 1, day
        answers_the_tenth = last == day
        if life.told.get(day) == "after" and (unanswered < 10 or answers_the_tenth):
            unanswered = 0
    return found


def lives() -> list[Life]:
    return [Life(seed).live() for seed in range(LIVES)]


def test_over_ten_thousand_days_no_rule_is_ever_broken():
    lived = lives()
    assert len(lived) * DAYS == 10_000
    assert [broken(life) for life in lived] == [set()] * LIVES
    rang = sum(len(life.rang) for life in lived)
    assert 2_000 < rang < 8_000
    assert all(life.rang for life in lived)


MUTANTS = {
    "told": ("weigh", lambda was: lambda pace, day: was(replace(pace, told=0), day)),
    "away": ("weigh", lambda was: lambda pace, day: was(replace(pace, away=()), day)),
    "stopped": ("weigh", lambda was: lambda pace, day: was(replace(pace, stop=""), day)),
    "halved": ("weigh", lambda was: lambda pace, day: was(replace(pace, last=0), day)),
    "withheld": ("weigh", lambda was: lambda pace, day: was(replace(pace, trial=None), day)),
}


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_rule_that_is_taken_away_is_noticed(monkeypatch, rule):
    name, make = MUTANTS[rule]
    monkeypatch.setattr(governor, name, make(getattr(governor, name)))
    assert rule in set().union(*(broken(life) for life in lives()))


@pytest.mark.parametrize(
    ("name", "value", "rule"), [("STOPPED_AFTER", 11, "stopped"), ("HALVED_AFTER", 4, "halved"), ("EVERY", 1, "halved")]
)
def test_a_number_that_is_off_by_one_is_noticed(monkeypatch, name, value, rule):
    monkeypatch.setattr(governor, name, value)
    assert rule in set().union(*(broken(life) for life in lives()))


def test_it_is_not_left_out_on_any_other_day():
    """Who answers every evening after the prompt gets one every evening: nothing is withheld without a reason."""
    pace, rang = Pace(), 0
    for day in range(MONDAY, MONDAY + 365):
        rang += governor.weigh(pace, day) == "ring"
        pace = governor.answered(governor.rang(pace, day), day)
    assert rang == 365


def test_who_never_answers_gets_ten_in_seventeen_days_and_then_none():
    pace, rang = Pace(), []
    for day in range(MONDAY, MONDAY + 100):
        if governor.weigh(pace, day) == "ring":
            rang.append(day - MONDAY)
            pace = governor.rang(pace, day)
    assert rang == [0, 1, 2, 4, 6, 8, 10, 12, 14, 16]
    assert pace.stop == "new"
    assert governor.stop_said(pace).stop == "seen"
    assert governor.weigh(governor.begun_again(pace), MONDAY + 101) == "ring"


def test_what_has_stopped_stays_so_though_an_evening_is_told_later():
    pace = Pace(unanswered=10, last=MONDAY, stop="new")
    assert governor.answered(pace, MONDAY).stop == ""  # the tenth was answered after all
    assert governor.answered(pace, MONDAY + 9).stop == "new"


def test_the_open_days_of_an_experiment_are_the_ones_the_draw_alone_decided():
    for life in lives()[:10]:
        assert set(life.rang) <= life.open
        assert not life.open & {day for day, when in life.told.items() if when == "before"}
        assert not life.open & life.away


def test_an_experiment_counts_what_was_told_after_the_hour_and_nothing_else():
    trial = Trial(MONDAY, withheld=0b10)
    pace = Pace(trial=trial)
    pace = governor.answered(governor.rang(governor.struck(pace, MONDAY), MONDAY), MONDAY)
    pace = governor.struck(pace, MONDAY + 1)
    assert governor.weigh(pace, MONDAY + 1) == "withheld"
    pace = governor.struck(governor.answered(pace, MONDAY + 2), MONDAY + 2)  # told before the hour: no day of it
    pace = governor.answered(pace, MONDAY + LASTS)
    assert pace.trial.counts() == ((1, 1), (0, 1))
    assert pace.trial.result() is None


def test_a_prompt_that_helps_is_found_to_help():
    chance, pace = random.Random(4), governor.tried(Pace(), MONDAY, random.Random(5).randrange)
    for day in range(MONDAY, MONDAY + LASTS):
        why, pace = governor.weigh(pace, day), governor.struck(pace, day)
        pace = governor.rang(pace, day) if why == "ring" else pace
        pace = governor.answered(pace, day) if chance.random() < (0.95 if why == "ring" else 0.3) else pace
    assert pace.trial.left(MONDAY + LASTS) == 0
    assert pace.trial.result().lower > 0


def test_an_experiment_that_is_ended_leaves_nothing_out_and_is_put_away_the_second_time():
    pace = governor.tried(Pace(), MONDAY, lambda _: 0)
    out = next(MONDAY + bit for bit in range(LASTS) if pace.trial.withheld >> bit & 1)
    assert governor.weigh(pace, out) == "withheld"
    pace = governor.ended(pace, out)
    assert governor.weigh(pace, out) == "ring"
    assert governor.ended(pace, out).trial is None


def test_days_away_are_kept_as_stretches_and_forgotten_once_they_are_over():
    pace = governor.gone(Pace(), MONDAY + 3, MONDAY + 9, MONDAY, away=True)
    pace = governor.gone(pace, MONDAY + 5, MONDAY + 6, MONDAY, away=False)
    assert pace.away == ((MONDAY + 3, MONDAY + 4), (MONDAY + 7, MONDAY + 9))
    assert governor.gone(pace, MONDAY + 20, MONDAY + 20, MONDAY + 8, away=True).away == (
        (MONDAY + 8, MONDAY + 9), (MONDAY + 20, MONDAY + 20),
    )  # fmt: skip
