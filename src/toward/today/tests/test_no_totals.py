"""Nobody's giving can be counted: not on a page, not by grouping what lies in the common room, not from an export of it.

Two people live a season in which one tells, gives and proposes far more than the other; then everything that either can
see is searched for what would tell the two apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from functools import partial

import pytest
from django.urls import get_resolver

from toward.people import hand, takeout
from toward.rituals import doing
from toward.store.streams import read

DAYS, LIANG_THANKS, SU_THANKS = 18, 16, 14
WORDS = ("thank you for the tea", "thank you for waiting", "thank you for the lamp")
PAGES = (
    "/today/",
    "/today/?again=1",
    "/us/",
    "/rituals/",
    "/moments/",
    "/phone-down/",
    "/home/",
    "/left-hands/",
    "/pair/",
)


def leaves(value, path=""):
    """Every value in a body with the way to it; what a list holds has one way."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, f"{path}[]")
    else:
        yield path, json.dumps(value)


def fields(entry):
    """Everything of an entry that one could group by, the mark of a hand in its halves too."""
    said = dict(entry.body)
    mark = said.get(hand.HAND, "")
    yield from leaves({**said, "first half": mark[:32], "second half": mark[32:]})
    yield from (("by", entry.by.hex), ("zone", entry.zone), ("v", str(entry.v)))


def telling(entries):
    """(kind, field) of every field whose values, where they come more than once, are always one person's alone."""
    found, looked = set(), 0
    by_kind = defaultdict(list)
    for entry, author in entries:
        by_kind[entry.kind].append((entry, author))
    for kind, those in by_kind.items():
        groups = defaultdict(lambda: defaultdict(Counter))
        for entry, author in those:
            for name, value in fields(entry):
                groups[name][value][author] += 1
        for name, values in groups.items():
            often = [authors for authors in values.values() if authors.total() > 1]
            looked += len(values)
            whose = {next(iter(authors)) for authors in often if len(authors) == 1}
            if often and all(len(authors) == 1 for authors in often) and len(whose) == 2:
                found.add((kind, name))
    return found, looked


@pytest.fixture
def season(two, clock):
    """Two phones, and every entry of the common room with who truly made it."""
    liang, su = two
    authors = {}

    def note(phone):
        for kept in read(liang.who.ring, liang.who.space("couple")):
            authors.setdefault(kept.sequence, phone)

    def done(phone, deed):
        deed()
        note("Liang" if phone is liang else "Su")

    note("both")
    first, second = (liang.keep(name) for name in ("Tea", "A walk"))
    done(liang, lambda: None)
    done(su, lambda: [su.agree(each) for each in (first, second)])
    for phone in two:
        done(phone, partial(phone.do, "moments.joint", to="yes"))
    for day in range(DAYS):
        for phone in (liang, su) if day % 2 else (su, liang):
            if phone is liang or day % 3 == 0:
                done(phone, partial(phone.tell, *([first] if day % 2 else [second]), felt=str(5 + day % 4)))
        if day < LIANG_THANKS:
            done(liang, partial(liang.do, "moments.thanks", words=WORDS[day % 3]))
        if day < SU_THANKS:
            done(su, partial(su.do, "moments.thanks", words=WORDS[day % 3]))
        clock.on(days=1)
    entries = [(kept.entry, authors[kept.sequence]) for kept in read(liang.who.ring, liang.who.space("couple"))]
    return two, [each for each in entries if each[1] in ("Liang", "Su")]


def test_nothing_in_the_common_room_tells_the_two_apart(season):
    _, entries = season
    whose = Counter(author for _, author in entries)
    assert min(whose.values()) > 20
    assert whose["Liang"] > 1.3 * whose["Su"]
    found, looked = telling(entries)
    print(f"{len(entries)} entries, {looked} values of fields looked at: {dict(whose)}")
    assert looked > 200
    assert found == set()


def test_the_search_would_see_an_author_a_zone_and_a_mark_that_stays(season):
    (liang, su), entries = season
    ids = {"Liang": liang.who.account, "Su": su.who.account}
    zones = {"Liang": "Asia/Shanghai", "Su": "Europe/Berlin"}
    marked = [
        entry.body[hand.HAND][:32] + ("0" * 32 if author == "Su" else "1" * 32) if hand.HAND in entry.body else ""
        for entry, author in entries
    ]
    for change, name in (
        (lambda entry, author, mark: entry._replace(by=ids[author]), "by"),
        (lambda entry, author, mark: entry._replace(zone=zones[author]), "zone"),
        (lambda entry, author, mark: entry._replace(body={**entry.body, hand.HAND: mark}), ".second half"),
        (lambda entry, author, mark: entry._replace(body={**entry.body, "from": author}), ".from"),
    ):
        leaky = [(change(entry, author, mark), author) for (entry, author), mark in zip(entries, marked, strict=True)]
        assert name in {field for _, field in telling(leaky)[0]}, name


def test_an_export_says_no_more_than_the_room(season):
    (liang, _), entries = season
    told = next(each for each in takeout.everything(liang.who) if each.room == "couple")
    assert [kept.entry for kept in told.entries][-len(entries) :] == [entry for entry, _ in entries]


def test_no_page_shows_how_much_either_gave(season):
    two, entries = season
    totals = Counter()
    for entry, author in entries:
        totals[author, entry.kind] += 1
    numbers = {LIANG_THANKS, SU_THANKS, *(many for many in totals.values() if many > 12)} - set(range(13))
    texts = 0
    for phone in two:
        for path in PAGES:
            page = re.sub(
                r"<(script|style|svg).*?</\1>|<[^>]+>", " ", phone.page(path).partition("<main")[2], flags=re.S
            )
            said = {int(each) for each in re.findall(r"(?<![\d:.-])\d{1,3}(?![\d:-])", page)} - set(range(1, 32))
            texts += 1
            assert not said & (numbers - set(range(1, 32))), (path, said & numbers)
            assert not re.search(r"(?i)\b(liang|su)\b.{0,40}\b(told|gave|wrote|said)\b", page), path
    print(f"{texts} pages × {len(numbers)} totals: none there")
    assert texts == 18


def test_every_api_is_a_page_of_this_list_or_says_nothing_of_moments():
    """An address that answers in JSON would be a way to count; there are the ones that stand here, and no other."""
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {"today", "us", "rituals", "moments", "do", "intents"} <= names
    assert not [name for name in names if re.search(r"stat|count|total|score|api", name)]


def test_what_is_written_there_has_no_time_zone_of_anybody(two):
    liang, _ = two
    assert doing.COMMON_ZONE == "UTC"
    liang.keep("Tea")
    liang.tell()
    assert {kept.entry.zone for kept in read(liang.who.ring, liang.who.space("couple"))} == {"UTC"}
