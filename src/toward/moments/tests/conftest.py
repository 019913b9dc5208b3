"""Liang and Su on their phones, as in the tests of Today."""

from toward.today.tests.conftest import alone, clock, two  # noqa: F401 (fixtures)
