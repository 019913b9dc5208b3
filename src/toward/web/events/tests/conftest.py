"""Closes every page that a test has opened."""

from __future__ import annotations

import pytest

from toward.web.events.tests.listening_page import Page


@pytest.fixture(autouse=True)
def _pages_closed():
    yield
    while Page.opened:
        Page.opened.pop().close()
