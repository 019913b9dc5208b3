"""Every attack on the vault fails, and each was really tried."""

from __future__ import annotations

import pytest

from toward.vault.tests import attacks
from toward.vault.tests.specimens import things, vault

NAMED = {"ids": lambda each: each.__name__}


@pytest.mark.parametrize("attack", attacks.ATTACKS, **NAMED)
def test_the_attack_fails_each_time_it_is_tried(attack):
    assert attack(vault()) == attacks.ATTACKS[attack] > 0


def test_no_attack_is_left_out_and_every_kind_is_attacked():
    written = {each for each in vars(attacks).values() if getattr(each, "__annotations__", {}).get("return") == "int"}
    assert set(attacks.ATTACKS) == written
    assert len(written) == 18
    assert tuple(thing.name for thing in things(vault())) == attacks.TYPES
    assert sum(len(thing.sealed) for thing in things(vault())) == attacks.SIZE


def test_all_255_changes_of_every_byte_of_what_is_sealed_by_key_are_refused():
    v, tried = vault(), 0
    for thing in things(v):
        if thing.name in ("grant", "drop"):
            continue  # HPKE's take longer: eight bits a byte, below
        for at in range(1, len(thing.sealed)):
            for value in set(range(256)) - {thing.sealed[at]}:
                hurt = thing.sealed[:at] + bytes((value,)) + thing.sealed[at + 1 :]
                assert attacks.refused(v, lambda t=thing, h=hurt: t.opened(h)), f"{thing.name}: byte {at}"
                tried += 1
    assert tried == 255 * (313 + 171 + 89 - 3)


def test_every_changed_bit_of_grants_and_drops_is_refused():
    assert attacks.changed_bytes(vault(), tuple(1 << bit for bit in range(8))) == 8 * attacks.SIZE


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_a_newer_suite_is_told_by_its_number_however_little_of_it_is_there(suite):
    v, tried = vault(), 0
    for thing in things(v):
        for rest in (thing.sealed[1:], b""):
            with pytest.raises(v.errors.UnknownSuite) as told:
                thing.opened(bytes((suite,)) + rest)
            assert told.value.args == (suite,)
            tried += 1
    assert tried == 2 * len(attacks.TYPES)
