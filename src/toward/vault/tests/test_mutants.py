"""A vault with something broken in it is noticed."""

from __future__ import annotations

import pytest

from toward.vault.errors import VaultError
from toward.vault.tests.attacks import ATTACKS
from toward.vault.tests.mutants import MUTANTS, Mutant, broken
from toward.vault.tests.specimens import MODULES

WHOLE = Mutant("nothing is broken", "words", "COUNT = 6", "COUNT = 6", next(iter(ATTACKS)))


def test_the_copy_with_nothing_broken_withstands_every_attack(tmp_path):
    with broken(WHOLE, tmp_path) as copy:
        assert copy.sealing.__name__ == "mutatedNothingIsBroken.sealing"
        assert {attack: attack(copy) for attack in ATTACKS} == ATTACKS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_mutant_is_caught(mutant, tmp_path):
    with broken(mutant, tmp_path) as copy, pytest.raises((AssertionError, VaultError, copy.errors.VaultError)):
        mutant.caught_by(copy)


def test_there_are_mutants_of_every_module_that_decides_something():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) == 38
    assert {mutant.module for mutant in MUTANTS} == set(MODULES) - {"secret", "errors"}
