"""Three weeks on one page: told from memory, one by one or all at once, and never twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from toward.rituals.doing import evenings_of, rituals_in
from toward.store.models import new_id
from toward.store.streams import read
from toward.today.tests.conftest import Phone

TODAY = datetime(2027, 1, 15, tzinfo=UTC).date()


@pytest.fixture
def kept(two, clock):
    """A kiss and a walk, both agreed to a month ago; two who have signed in anew."""
    now, opened = clock.at, [phone.who for phone in two]
    clock.at = now - timedelta(days=30)
    liang, su = (Phone(who, clock) for who in opened)
    kiss, walk = liang.keep("Goodnight kiss", "bedtime"), liang.keep("A walk", "evening")
    su.agree(kiss)
    su.agree(walk)
    clock.at = now
    return [Phone(who, clock) for who in opened], kiss, walk


def week(phone, first, wish=None, **fields):
    fields = {name.replace("__", "."): value for name, value in fields.items()}
    sent = {"wish": wish or new_id().hex, "next": "/today/weeks/", "first": first.isoformat(), **fields}
    return phone.client.post("/do/today.week/", sent)


def on(phone, ritual, days_back):
    return rituals_in(phone.who, "couple").by_id[ritual].days.on((TODAY - timedelta(days=days_back)).toordinal())


def test_the_page_offers_three_weeks_of_untold_days(kept):
    (liang, _), kiss, walk = kept
    page = liang.page("/today/weeks/")
    assert page.count("<fieldset") == 21
    assert page.count('data-intent="today.week"') == 3
    assert f'name="did.6.{kiss}"' in page
    assert f'name="did.0.{walk}"' in page
    assert "/today/weeks/" in liang.page("/today/")
    assert max(form.count("name=") for form in page.split("</form>")) <= 50  # more fields an intent does not have


def test_days_from_memory_are_marked_as_such_and_the_rest_stays_untold(kept):
    (liang, su), kiss, walk = kept
    first = TODAY - timedelta(days=7)
    assert week(liang, first, **{f"did__3__{walk}": "1", "none__1": "1", f"did__6__{kiss}": "1"}).status_code == 302
    assert on(su, walk, 4) == (1, 1, True)
    assert on(su, kiss, 5) == (0, 1, True)  # the night before the fourth day
    assert on(su, walk, 6) == on(su, kiss, 7) == (0, 1, True)
    assert on(su, walk, 1) == (0, 1, False)  # yesterday is told from today's memory
    assert on(su, kiss, 2) == (1, 1, False)
    assert on(su, walk, 5).value == -1
    page = liang.page("/today/weeks/")
    assert page.count("<fieldset") == 18
    assert "felt" not in evenings_of(liang.who).felt


def test_a_double_tap_and_another_tab_tell_a_day_once(kept):
    (liang, su), _, walk = kept
    first, wish = TODAY - timedelta(days=7), new_id().hex
    for _ in range(2):
        week(liang, first, wish, **{f"did__2__{walk}": "1"})
    week(liang, first, none__2="1")  # another tab, opened before
    assert on(su, walk, 5) == (1, 1, True)
    entries = [each for each in read(liang.who.ring, liang.who.space("mine")) if each.entry.kind == "rituals.evening"]
    assert len(entries) == 1


def test_two_who_remember_differently_make_a_day_unknown_and_nobody_is_told(kept):
    (liang, su), _, walk = kept
    first = TODAY - timedelta(days=14)
    week(liang, first, **{f"did__2__{walk}": "1"})
    week(su, first, none__2="1")
    assert on(liang, walk, 12) == (-1, 2, False)  # an unknown day was told from no memory
    assert all("differ" not in phone.page(path) for phone in (liang, su) for path in ("/today/", "/us/"))


@pytest.mark.parametrize(("first", "fields", "sentence"), [
    ("soon", {"none.0": "1"}, "did not know its day"), ("2027-01-08", {}, "Nothing was chosen"),
    ("2026-12-01", {"none.0": "1"}, "21 days back"), ("2027-01-15", {"none.1": "1"}, "21 days back"),
])  # fmt: skip
def test_what_cannot_be_kept_says_why_and_keeps_nothing(kept, first, fields, sentence):
    (liang, _), _, _ = kept
    answer = liang.client.post(
        "/do/today.week/", {"wish": new_id().hex, "next": "/today/weeks/", "first": first, **fields}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not evenings_of(liang.who).closed


def test_a_ritual_that_was_not_kept_yet_is_not_said_to_have_been_left_out(kept, clock):
    (liang, su), kiss, walk = kept
    tea = liang.keep("Tea", "morning")
    su.agree(tea)
    first = TODAY - timedelta(days=7)
    week(liang, first, **{f"did__2__{walk}": "1"})
    assert on(su, tea, 5).sides == 0
    assert f'name="did.0.{tea}"' not in liang.page("/today/weeks/")
    assert on(su, kiss, 6) == (0, 1, True)


def test_with_nothing_to_fill_in_it_says_so(alone):
    page = alone.page("/today/weeks/")
    assert "Every day is told." in page
    assert not re.search(r"<fieldset", page)
