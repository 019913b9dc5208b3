"""A short, fixed slice of what `tools/fuzz.py` does for minutes: hurt files end in a reading or in a refusal."""

from __future__ import annotations

from collections import Counter

import pytest

from toward.lookback.tests.mutations import CODES, EVERY, MUTATIONS, SEEDS, case, outcome

CASES = 300


@pytest.mark.parametrize("reader", SEEDS)
def test_no_hurt_file_leads_anywhere_but_to_an_answer(reader: str):
    outcomes = Counter()
    for number in range(CASES):
        got = outcome(case(reader, 1, number))
        assert not got.startswith("!"), f"case({reader!r}, 1, {number}): {got}"
        outcomes[got] += 1
    assert outcomes.total() == CASES
    assert set(outcomes) <= {"read", *CODES}
    assert 0.1 < outcomes["read"] / CASES < 0.99


def test_a_case_can_be_made_again_and_differs_from_the_next():
    for reader in SEEDS:
        cases = [case(reader, 1, number) for number in range(60)]
        assert cases == [case(reader, 1, number) for number in range(60)]
        assert len(set(cases)) > 50
        assert cases != [case(reader, 2, number) for number in range(60)]


def test_every_way_to_hurt_a_file_hurts_some():
    from random import Random

    for hurt in MUTATIONS:
        assert any(hurt(data, EVERY, Random(i)) != data for i, data in enumerate(EVERY)), hurt.__name__


def test_every_specimen_is_sound_before_it_is_hurt():
    assert [outcome(data) for seeds in SEEDS.values() for data in seeds] == ["read"] * sum(map(len, SEEDS.values()))


def test_what_may_not_happen_is_noticed(monkeypatch):
    import toward.lookback.tests.mutations as one

    monkeypatch.setattr(one, "read", lambda *_, **__: 1 / 0)
    assert "ZeroDivisionError" in outcome(b"x")
