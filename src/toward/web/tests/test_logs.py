"""A log may say where something broke, never in whose words."""

from __future__ import annotations

import logging
import sys

from toward.web.errors import WithoutWords

SECRET = "the heron by the frozen lock"


def test_a_traceback_names_places_and_no_values():
    try:
        int(SECRET)
    except ValueError:
        record = logging.LogRecord("toward", logging.ERROR, __file__, 1, "broke", None, sys.exc_info())
    line = WithoutWords("%(levelname)s %(name)s %(message)s").format(record)
    assert "ValueError in test_a_traceback_names_places_and_no_values" in line
    assert SECRET not in line


def test_a_record_without_a_traceback_is_a_plain_line():
    record = logging.LogRecord("toward", logging.WARNING, __file__, 1, "slow %s", ("disk",), None)
    assert WithoutWords("%(levelname)s %(message)s").format(record) == "WARNING slow disk"
