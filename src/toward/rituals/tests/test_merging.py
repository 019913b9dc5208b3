"""Two reports of a day, changed in any order by either of the two: one day, in which nobody's hand can be seen."""

from __future__ import annotations

import random

import pytest

from toward.rituals.merging import merged
from toward.rituals.records import Told


def agreed(one, other):
    """The truth table: what the two said, and what the day is."""
    said = [each for each in (one, other) if each is not None]
    if not said:
        return (-1, 0)
    return (said[0] if len(set(said)) == 1 else -1, len(said))


TABLE = [
    (None, None, -1, 0), (1, None, 1, 1), (0, None, 0, 1), (None, 1, 1, 1), (None, 0, 0, 1),
    (1, 1, 1, 2), (0, 0, 0, 2), (1, 0, -1, 2), (0, 1, -1, 2),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "value", "sides"), TABLE)
def test_a_day_is_what_the_two_said_of_it(one, other, value, sides):
    day = merged(merged(Told(), None, one), None, other)
    assert (day.value, day.sides) == (value, sides) == agreed(one, other)


def lived(chance, rule):
    """How many of many lives end with the day that the two last said; each changes their report as they like."""
    right = 0
    for _ in range(2000):
        said, day = {"Liang": None, "Su": None}, Told()
        for _ in range(chance.randrange(1, 9)):
            who, now = chance.choice(("Liang", "Su")), chance.choice((None, 0, 1, 1))
            day = rule(day, said[who], now)
            said[who] = now
        right += (day.value, day.sides) == agreed(*said.values())
    return right


def test_whatever_is_changed_in_whatever_order_the_last_words_of_both_make_the_day():
    assert lived(random.Random(6), merged) == 2000


MUTANTS = {
    "the later one is right": lambda before, mine, now: Told(-1 if now is None else now, 1),
    "either says so": lambda before, mine, now: Told(max(before.value, -1 if now is None else now), 1),
    "what one had said before is forgotten": lambda before, mine, now: merged(before, None, now),
    "differing is a no": lambda before, mine, now: merged(before, mine, now)._replace(value=max(0, merged(before, mine, now).value)),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_rule_is_seen(name):
    assert lived(random.Random(6), MUTANTS[name]) < 1900


def test_both_orders_leave_the_same_day():
    for one in (None, 0, 1):
        for other in (None, 0, 1):
            first = merged(merged(Told(), None, one), None, other)
            assert first == merged(merged(Told(), None, other), None, one)
