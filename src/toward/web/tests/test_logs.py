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


def test_of_a_request_a_line_says_only_how_it_was_answered(rf):
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "%s: %s", ("Not Found", f"/{SECRET}/"), None
    )
    record.request, record.status_code = rf.get(f"/{SECRET}/"), 404
    assert WithoutWords("%(levelname)s %(name)s %(message)s").format(record) == "ERROR django.request answered 404"
    assert record.getMessage() == f"Not Found: /{SECRET}/"  # other handlers still have their own


def test_what_another_formatter_has_left_is_not_repeated():
    try:
        int(SECRET)
    except ValueError:
        record = logging.LogRecord("toward", logging.ERROR, __file__, 1, "broke", None, sys.exc_info())
    assert SECRET in logging.Formatter().format(record)
    assert SECRET not in WithoutWords().format(record)
