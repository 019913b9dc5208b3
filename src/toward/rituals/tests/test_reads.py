"""How rituals stand after what was written down: in any state, kept and read again, and in spite of nonsense."""

from __future__ import annotations

import json
import random
from datetime import date
from uuid import UUID

import pytest

from toward.rituals import reads, writes
from toward.rituals.asking import asked
from toward.rituals.laying import Laid
from toward.rituals.records import (
    ANSWER,
    AWAY,
    DAY,
    DESIGN,
    KINDS,
    MOST,
    SLOTS,
    STATE,
    YES,
    Days,
    Design,
    Ritual,
    Rituals,
    Told,
)  # fmt: skip
from toward.store.entry import Entry, Refusal

NOON = 1_800_000_000  # 15 January 2027
TODAY = date(2027, 1, 15)
SPACE = UUID(int=9)
KISS = {
    "ritual": "a",
    "form": "f1",
    "name": "Goodnight kiss",
    "slot": "bedtime",
    "when": "",
    "where": "",
    "begins": "either",
    "ends": "",
}


def entry(kind, body, at=NOON):
    return Entry(kind, 1, at, "UTC", SPACE, body)


def laid(days, day, what):
    row = Laid(days)
    row.tell(day, what)
    return row.days()


def fold(*entries):
    known = Rituals()
    for each in entries:
        known = reads.after(known, each)
    return known


def wished():
    return fold(entry(DESIGN, KISS))


def agreed():
    return reads.after(wished(), entry(YES, {"ritual": "a", "form": "f1"}))


def test_a_wish_waits_for_the_others_yes_and_then_is_kept():
    assert [(each.id, each.standing) for each in wished().by_id.values()] == [("a", "wished")]
    assert wished().kept() == ()
    (kiss,) = agreed().kept()
    assert (kiss.name, kiss.slot, kiss.since, kiss.wish) == ("Goodnight kiss", "bedtime", TODAY.toordinal(), None)


def test_a_yes_to_another_form_is_none():
    assert reads.after(wished(), entry(YES, {"ritual": "a", "form": "f0"})) == wished()


def test_what_is_agreed_goes_on_until_the_new_design_is_agreed_and_days_stay():
    told = reads.after(agreed(), entry(DAY, {"day": "2027-01-15", "told": {"a": 1}, "sides": {"a": 1}}))
    anew = reads.after(told, entry(DESIGN, {**KISS, "form": "f2", "name": "Night kiss", "slot": "evening"}))
    assert (anew.by_id["a"].name, anew.by_id["a"].standing) == ("Goodnight kiss", "agreed")
    there = reads.after(anew, entry(YES, {"ritual": "a", "form": "f2"}))
    assert (there.by_id["a"].name, there.by_id["a"].edits) == ("Night kiss", (TODAY.toordinal(),))
    assert there.by_id["a"].days.on(TODAY.toordinal()) == Told(1, 1)
    assert there.by_id["a"].since == TODAY.toordinal()


def test_a_new_name_alone_is_the_same_ritual():
    there = fold(entry(DESIGN, {**KISS, "agreed": True}), entry(DESIGN, {**KISS, "agreed": True, "name": "Good night"}))
    assert (there.by_id["a"].name, there.by_id["a"].edits) == ("Good night", ())


@pytest.mark.parametrize(("to", "standing"), [("resting", "resting"), ("gone", "gone"), ("back", "agreed")])
def test_a_ritual_rests_goes_and_comes_back(to, standing):
    assert reads.after(agreed(), entry(STATE, {"ritual": "a", "to": to})).by_id["a"].standing == standing


def test_a_no_ends_a_wish_and_leaves_what_was_agreed():
    assert reads.after(wished(), entry(STATE, {"ritual": "a", "to": "no"})).by_id["a"].standing == "gone"
    anew = reads.after(agreed(), entry(DESIGN, {**KISS, "form": "f2"}))
    after = reads.after(anew, entry(STATE, {"ritual": "a", "to": "no"})).by_id["a"]
    assert (after.standing, after.wish) == ("agreed", None)


def test_on_purpose_lets_it_go_and_the_other_answers_do_not():
    for answer, standing in (("on_purpose", "gone"), ("want_back", "agreed"), ("ignored", "agreed")):
        said = entry(ANSWER, {"ritual": "a", "answer": answer, "day": "2027-01-15"})
        kiss = reads.after(agreed(), said).by_id["a"]
        assert (kiss.standing, kiss.answers) == (standing, ((TODAY.toordinal(), answer),))


def test_days_away_are_known_and_taken_back():
    there = reads.after(agreed(), entry(AWAY, {"first": "2027-01-15", "last": "2027-01-17", "why": "ill"}))
    assert list(there.away.values()) == ["ill"] * 3
    back = reads.after(there, entry(AWAY, {"first": "2027-01-16", "last": "2027-01-16", "why": ""}))
    assert sorted(day - TODAY.toordinal() for day in back.away) == [0, 2]


def life(chance, length):
    """Whatever may come, in any order."""
    names, made = ["a", "b", "c", "nobody"], []
    for number in range(length):
        name, day = chance.choice(names), date.fromordinal(TODAY.toordinal() + chance.randrange(-30, 30)).isoformat()
        body = {**KISS, "ritual": name, "form": chance.choice("fgh"), "slot": chance.choice(SLOTS)}
        if chance.random() < 0.3:
            body |= {"past": [[3, 4], [7, 6]], "agreed": True}
        told = {name: chance.choice((-1, 0, 1, 7)), "b": 1}
        made.append(entry(*chance.choice([
            (DESIGN, body), (YES, {"ritual": name, "form": chance.choice("fgh")}),
            (STATE, {"ritual": name, "to": chance.choice(["resting", "gone", "back", "no", "offered", "x"]), "as": "z"}),
            (DAY, {"day": day, "told": told, "sides": {name: 2, "b": 1}, "remembered": [name] * chance.randrange(2)}),
            (AWAY, {"first": day, "last": day, "why": chance.choice(["ill", "", "bored"])}),
            (ANSWER, {"ritual": name, "answer": chance.choice(["ignored", "x"]), "day": day}),
            (DAY, {"day": "never", "told": 5}), (DESIGN, {}), ("rituals.later", {}),
        ]), at=NOON + number))  # fmt: skip
    return made


@pytest.mark.parametrize("seed", range(40))
def test_a_state_that_was_kept_and_read_again_goes_on_as_if_nothing_had_been(seed):
    chance = random.Random(seed)
    entries = life(chance, 120)
    whole, cut = fold(*entries), chance.randrange(120)
    kept = json.loads(json.dumps(reads.write(fold(*entries[:cut]))))
    rest = reads.read(kept)
    for each in entries[cut:]:
        rest = reads.after(rest, each)
    assert rest == whole == reads.after_all(Rituals(), entries)
    assert len(whole.by_id) >= 2


def test_days_are_told_in_any_order():
    chance = random.Random(3)
    days, truth = Days(), {}
    for _ in range(2000):
        day, what = chance.randrange(700, 900), Told(chance.choice((1, 0, -1)), 2, False)
        days, truth = laid(days, day, what), truth | {day: what}
    assert {day: days.on(day) for day in truth} == truth
    assert days.on(0) == days.on(10_000) == Told()
    assert len(truth) > 150


def test_a_day_told_from_memory_is_known_as_such():
    assert laid(Days(), 5, Told(1, 1, True)).on(5) == Told(1, 1, True)
    assert laid(Days(), 5, Told(-1, 2, True)).on(5) == Told(-1, 2, False)


FIELDS = {"name": " Goodnight kiss ", "slot": "bedtime", "begins": "either"}


@pytest.mark.parametrize(("change", "code"), [
    ({"name": "  "}, "rituals_name"), ({"name": "a" * 61}, "rituals_long"), ({"ends": "a" * 201}, "rituals_long"),
    ({"slot": "midnight"}, "rituals_slot"), ({"begins": "Su"}, "rituals_slot"), ({"ritual": "x"}, "rituals_unknown"),
    ({"past": "8/7"}, "rituals_past"), ({"past": "kiss"}, "rituals_past"), ({"past": "1/2/3"}, "rituals_past"),
])  # fmt: skip
def test_a_design_that_makes_no_sense_is_refused(change, code):
    assert writes.design(Rituals(), {**FIELDS, **change}, "a", "f") == Refusal(
        code, getattr(writes.design(Rituals(), {**FIELDS, **change}, "a", "f"), "more", {})
    )


def test_a_good_design_is_taken_with_its_past():
    body = writes.design(Rituals(), {**FIELDS, "past": "5/7 6/7"}, "a", "f")
    assert (body["name"], body["past"], body["ritual"], body["form"]) == ("Goodnight kiss", [[5, 6], [7, 7]], "a", "f")


def test_more_than_six_are_refused_and_a_resting_one_makes_room():
    many = {str(n): Ritual(str(n), "agreed", Design("x", "evening")) for n in range(MOST)}
    assert writes.design(Rituals(many), FIELDS, "a", "f").code == "rituals_six"
    assert writes.design(Rituals(many), {**FIELDS, "ritual": "0"}, "a", "f")["ritual"] == "0"
    rested = Rituals(many | {"0": Ritual("0", "resting", Design("x", "evening"))})
    assert writes.design(rested, FIELDS, "a", "f")["ritual"] == "a"
    full = Rituals(many | {"r": Ritual("r", "resting", Design("x", "evening"))})
    assert writes.state(full, {"ritual": "r", "to": "back"}).code == "rituals_six"


def test_nobody_agrees_for_two():
    there = {"ritual": "a", "form": "f1"}
    assert writes.yes(wished(), there, own=True).code == "rituals_own"
    assert writes.yes(wished(), there, own=False) == {"ritual": "a", "form": "f1"}
    assert writes.yes(wished(), {**there, "form": "old"}, own=False).code == "rituals_changed"
    assert writes.yes(agreed(), there, own=False).code == "rituals_changed"


@pytest.mark.parametrize(("first", "last", "why", "code"), [
    ("2027-01-15", "2027-01-14", "ill", "rituals_days"), ("soon", "2027-01-14", "ill", "rituals_days"),
    ("2027-01-15", "2027-01-15", "tired", "rituals_days"), ("2029-01-15", "2029-01-16", "ill", "rituals_far"),
])  # fmt: skip
def test_days_that_make_no_sense_are_refused(first, last, why, code):
    assert writes.away({"first": first, "last": last, "why": why}, TODAY).code == code
    assert writes.away({"first": "2027-01-15", "last": "2027-01-15", "why": ""}, TODAY)["why"] == ""


@pytest.mark.parametrize("count", range(MOST + 1))
def test_an_evening_asks_about_three_at_most_and_every_one_gets_its_turn(count):
    rituals = [Ritual(str(n), "agreed", Design(str(n), SLOTS[n % 5])) for n in range(count)]
    seen = []
    for day in range(60):
        first, others = asked(rituals, day)
        assert len(first) == min(count, 3)
        assert sorted(each.id for each in (*first, *others)) == [str(n) for n in range(count)]
        assert [each.slot for each in first if each.slot == "bedtime"] == [each.slot for each in first][
            : sum(e.slot == "bedtime" for e in first)
        ]
        seen += [each.id for each in first]
    assert all(seen.count(str(n)) >= 60 * 3 / max(count, 3) - 15 for n in range(count))


def test_every_kind_may_lie_in_both_rooms_and_has_one_name():
    assert len({kind.name for kind in KINDS}) == len(KINDS) == 6
