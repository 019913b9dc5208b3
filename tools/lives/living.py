"""One couple lives its months in the app; what the pages said to each of the two, and the days that the app ended with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lives.phone import WORDS, Clock, NotShown, Phone, days
from lives.simulate import RITUALS, SIDES, Couple

if TYPE_CHECKING:
    from toward.people.opened import Opened

BEGINS = date(2026, 1, 5)  # a Monday; nine months from here hold both changes of the clock
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC")
NAMES = {"kiss": "Goodnight kiss", "day": "How was your day", "hello": "Hello at the door"}
SLOTS = {"kiss": "bedtime", "day": "evening", "hello": "reunion"}
WEEK = 7
READS = (2, 6)  # Wednesdays and Sundays: the page after an evening is read


@dataclass
class Lived:
    """What came of it.

    Args:
        couple: who lived.
        series: the app's own days by ritual and day, only those that somebody told.
        notice: the first day on which Us asked about a ritual, by side and ritual.
        line: the first day on which Us spoke of it without asking.
        quiet: days on which Today showed the quiet line, by side.
        logging: days on which Us said that telling has become less, by side.
        told: evenings that were told.
        requests: how many pages and forms that were.
    """

    couple: Couple
    series: dict[str, dict[int, int]] = field(default_factory=dict)
    notice: dict[tuple[int, str], int] = field(default_factory=dict)
    line: dict[tuple[int, str], int] = field(default_factory=dict)
    quiet: dict[int, list[int]] = field(default_factory=lambda: {side: [] for side in SIDES})
    logging: dict[int, list[int]] = field(default_factory=lambda: {side: [] for side in SIDES})
    told: int = 0
    requests: int = 0


def live(one: Couple, clock: Clock, many: int) -> Lived:
    """Let a couple live its days.

    Args:
        one: who, and what they do.
        clock: of the app; wound on.
        many: how many days.

    Raises:
        NotShown: a page was not what it has to be.
    """
    lived, zone = Lived(one), ZONES[one.number % len(ZONES)]
    phones = tuple(Phone(f"{one.number}{'ab'[side]}", zone, clock) for side in SIDES)
    phones[0].at(BEGINS, 18)
    count = _counted(phones)
    _move_in(phones, zone)
    names = _agree(phones)
    for number, today in days(BEGINS, many):
        if one.away and number == one.away[0] - 1:
            phones[0].at(today, 19)
            _travel(phones[0], one)
        _evening(lived, phones, names, number, today)
    lived.series = _series(phones[0], names, many)
    lived.requests = count()
    return lived


def _counted(phones: tuple[Phone, ...]) -> Callable[[], int]:
    asked = [0]
    for phone in phones:
        request = phone.client.request

        def once(_request: Callable[..., object] = request, **more: object) -> object:
            asked[0] += 1
            return _request(**more)

        phone.client.request = once  # type: ignore[method-assign, assignment]
    return lambda: asked[0]


def _move_in(phones: tuple[Phone, ...], zone: str) -> None:
    """Two accounts, whose kits are declined, come together by a link and six words."""
    from toward.people import accounts, doors, mine  # noqa: PLC0415 (after Django is set up)
    from toward.people.reads import KIT, SETTINGS, Preferences  # noqa: PLC0415

    for phone in phones:
        now = int(phone.clock())
        who = accounts.sign_up(doors.house(), phone.name, WORDS + phone.name)
        mine.keep(who, SETTINGS, Preferences(zone=zone).body(), now, zone)
        mine.keep(who, KIT, {"card": "declined"}, now, zone)
        phone.enter()
    one, other = phones
    link = re.search(r'href="http://testserver(/join/[^"]+)"', one.press(one.page("/pair/"), "Make a link"))
    if link is None:
        raise NotShown("no link to come together by")
    theirs = other.press(other.page(link[1]), "Go on to the words")
    one.press(one.page("/pair/"), "They are the same")
    other.press(theirs, "They are the same")
    one.page("/pair/")
    if "You share a space." not in other.page("/pair/"):
        raise NotShown("the two did not come together")


def _agree(phones: tuple[Phone, ...]) -> dict[str, str]:
    """One wishes three rituals, the other says yes; the app's ids by our names."""
    one, other = phones
    for name in RITUALS:
        page = one.page("/rituals/design/")
        one.press(page, "Wish it for both", name=NAMES[name], slot=SLOTS[name], begins="either")
    for _ in RITUALS:
        other.press(other.page("/rituals/"), "Yes, gladly")
    known = _known(one)
    return {name: next(each.id for each in known if each.name == NAMES[name]) for name in RITUALS}


def _known(phone: Phone) -> list[object]:
    from toward.rituals.doing import rituals_in  # noqa: PLC0415

    return list(rituals_in(_who(phone), "couple").kept())


def _who(phone: Phone) -> Opened:
    from toward.people import doors  # noqa: PLC0415
    from toward.people.opened import come_back  # noqa: PLC0415
    from toward.vault.secret import SecretBytes  # noqa: PLC0415

    phone.page("/today/")  # whoever was signed out comes in again
    secret = SecretBytes(bytes.fromhex(phone.client.cookies["door"].value))
    who = come_back(doors.house().instance, secret, int(phone.clock()))
    if who is None:
        raise NotShown(f"{phone.name} is not signed in")
    return who


def _travel(phone: Phone, one: Couple) -> None:
    first, last = (BEGINS + timedelta(days=each) for each in (one.away[0], one.away[-1]))
    page = phone.page("/rituals/")
    form = page[page.index('aria-label="Away for a while"') - 400 :]
    phone.press(form, "Keep", first=first.isoformat(), last=last.isoformat(), why="travel")


def _evening(lived: Lived, phones: tuple[Phone, ...], names: dict[str, str], number: int, today: date) -> None:
    """What the two do on an evening: tell, and on Sundays look at Us."""
    for report in lived.couple.on(number):
        phone = phones[report.side]
        phone.at(today, 21, 10 * report.side + number % 9)
        happened = (names[name] for name in sorted(report.did))
        felt, reads = (number * 7 + report.side * 3) % 11, number % WEEK in READS
        lived.told += 1
        if phone.tell(BEGINS + timedelta(days=report.day), today, happened, felt, reads=reads):
            lived.quiet[report.side].append(number)
    if number % WEEK == WEEK - 1:
        for side in SIDES:
            _look(lived, phones[side], side, number, today)


def _look(lived: Lived, phone: Phone, side: int, number: int, today: date) -> None:
    phone.at(today, 22, side)
    us = phone.us()
    for name in RITUALS:
        if NAMES[name] in us.notice:
            lived.notice.setdefault((side, name), number)
        if any(NAMES[name] in each for each in us.lines):
            lived.line.setdefault((side, name), number)
    if us.logging:
        lived.logging[side].append(number)


def _series(phone: Phone, names: dict[str, str], many: int) -> dict[str, dict[int, int]]:
    """The app's own merged days."""
    from toward.rituals.doing import rituals_in  # noqa: PLC0415

    known, first = rituals_in(_who(phone), "couple"), BEGINS.toordinal()
    rows = {name: known.by_id[ritual].days for name, ritual in names.items()}
    told = {name: [(day, row.on(first + day)) for day in range(-1, many)] for name, row in rows.items()}
    return {name: {day: each.value for day, each in row if each.sides} for name, row in told.items()}
