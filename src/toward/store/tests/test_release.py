"""An older program leaves a newer database alone."""

from __future__ import annotations

import pytest

from toward.store.models import Instance
from toward.store.release import NewerDatabaseError, note_release, number, refuse_newer

pytestmark = pytest.mark.django_db


def test_the_release_is_written_down_once():
    note_release("0.1.0")
    note_release("0.2.0")
    assert [row.release for row in Instance.objects.all()] == ["0.2.0"]


@pytest.mark.parametrize("mine", ["0.2.0", "0.2.1", "0.10.0", "1.0"])
def test_the_same_or_an_older_database_is_opened(mine):
    note_release("0.2.0")
    refuse_newer(mine)


@pytest.mark.parametrize("mine", ["0.1.9", "0.1.10", "0.2.0"])
def test_a_newer_database_is_refused(mine):
    note_release("0.11.0")
    with pytest.raises(NewerDatabaseError, match=r"0\.11\.0"):
        refuse_newer(mine)


def test_a_fresh_database_is_opened():
    refuse_newer("0.1.0")


def test_releases_are_compared_as_numbers():
    assert number("0.10.0+local") > number("0.9.9")
