"""Liang and Su move in: each signs up, chooses, keeps a kit, and then they come together as any two do.

Nothing is written past the program: the same deeds as on the pages, with the same checks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from toward.people import accounts, doors, mine, pairing
from toward.people.accounts import draw_kit, make_kit
from toward.people.arriving import own
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.reads import KIT, SETTINGS, Preferences
from toward.web.demo.clock import ZONE


@dataclass(frozen=True, slots=True)
class Seat:
    """One of the two, as anybody may sit down in their place.

    Args:
        name: to sign in with.
        password: no secret; it stands on the first page.
    """

    name: str
    password: str


LIANG, SU = Seat("Liang", "lotus pond at dusk"), Seat("Su", "seven small stones")
SEATS = (LIANG, SU)
NAMES = (LIANG.name, SU.name)


class NotTogether(Exception):
    """The two could not come together; the demonstration does not start on anything less."""


def move_in(now: int) -> None:
    """Make both accounts and their common space.

    Args:
        now: second at which all of it happens.

    Raises:
        NotTogether: a step of coming together was refused.
    """
    liang, su = (_arrived(seat, now) for seat in SEATS)
    if not pairing.take(su, pairing.invite(liang, now, ZONE), now, ZONE):
        raise NotTogether("the invitation")
    _compare(liang, su, now)
    if pairing.complete(pairing.again(liang)) is None:
        raise NotTogether("the common space")


def _arrived(seat: Seat, now: int) -> Opened:
    """Somebody with an account, choices of their own and a kit without a card."""
    house = doors.house()
    who = accounts.sign_up(house, seat.name, seat.password)
    mine.keep(who, SETTINGS, Preferences(zone=ZONE).body(), now, ZONE)
    if make_kit(house, who, seat.password, None, drawn=draw_kit(with_card=False)) is None:
        raise NotTogether("a kit")
    mine.keep(who, KIT, {"card": "declined"}, now, ZONE)
    return who


def _compare(one: Opened, other: Opened, now: int) -> None:
    """Both look at their six words, and both say that they are the same."""
    words = []
    for each in (one, other):
        met = pairing.meeting(each.account)
        if met is None:
            raise NotTogether("the meeting")
        words.append(pairing.six(each, met))
        if not pairing.confirm(each, met.public, now, ZONE):
            raise NotTogether("the words")
    if words[0] != words[1]:
        raise NotTogether("the words differ")


def seat_called(name: str) -> Seat | None:
    """The seat of a name, None if it is nobody's here."""
    return next((seat for seat in SEATS if seat.name == name), None)


def seat_of(who: Opened | None) -> Seat | None:
    """In whose seat a visit sits, None if in neither."""
    found = Account.objects.filter(id=who.account).first() if who else None
    return next((seat for seat in SEATS if found and accounts.spelled(seat.name) == found.handle), None)


def sit_down(seat: Seat) -> Opened | None:
    """Sign in as one of the two; None where their password or kit was changed, or they erased themselves."""
    return accounts.sign_in(doors.house(), seat.name, seat.password, None)


def speak(who: Opened, language: str, now: int) -> None:
    """Let the settings of a seat say the language that its reader reads in."""
    chosen = own(who).preferences()
    if chosen.language != language:
        mine.keep(who, SETTINGS, replace(chosen, language=language).body(), now, chosen.zone)
