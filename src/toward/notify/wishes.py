"""What a person wishes of reminders: which of them, from when to when not, and at what hour where they live."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from toward.notify.governor import Pace, Trial
from toward.notify.models import Wishes as Row
from toward.notify.own_keys import close, open_
from toward.people.accounts import House
from toward.people.reads import USUAL_HOUR, is_zone
from toward.vault.errors import VaultError

EVENING, WAITING, BACK = "evening", "waiting", "back"
PURPOSES = (
    EVENING,
    WAITING,
    BACK,
)  # the prompt of the day, something for both lies here, the time one said one is back
ONE_A_DAY = (EVENING, WAITING)  # of these together; the time one is back was agreed on
SIZE = 512  # bytes, so that wishes say nothing by their length


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wishes.

    Args:
        off: purposes they do not want to be reminded of.
        quiet_from: full hour, where they live, from which nothing rings; None for no quiet hours.
        quiet_to: full hour from which it may ring again; the same as `quiet_from` for none.
        zone: IANA name of where they live.
        hour: full hour of the prompt; None for no prompt.
        pace: how it stands with the prompt.
    """

    off: tuple[str, ...] = ()
    quiet_from: int | None = 22
    quiet_to: int | None = 8
    zone: str = "UTC"
    hour: int | None = USUAL_HOUR
    pace: Pace = field(default_factory=Pace)

    def wants(self, purpose: str) -> bool:
        """Whether they want to be reminded of this."""
        return purpose not in self.off and not (purpose == EVENING and self.hour is None)

    def quiet_until(self, now: int) -> int | None:
        """The second at which the quiet hours of now are over, None while it is not quiet.

        On the night a clock is put on or back, the hours on the wall count: an hour that is left out is passed over.

        >>> Wishes(quiet_from=22, quiet_to=8).quiet_until(0), Wishes(quiet_from=22, quiet_to=8).quiet_until(9 * 3600)
        (28800, None)
        """
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return None
        here = datetime.fromtimestamp(now, ZoneInfo(self.zone))
        past_from, before_to = here.hour >= self.quiet_from, here.hour < self.quiet_to
        night = self.quiet_from > self.quiet_to
        if not (past_from or before_to if night else past_from and before_to):
            return None
        day = here.date() + timedelta(days=1 if night and past_from else 0)
        return int(datetime(day.year, day.month, day.day, self.quiet_to, tzinfo=here.tzinfo).timestamp())

    @property
    def is_quiet_at_its_hour(self) -> bool:
        """Whether the hour of the prompt lies in the quiet hours, so that it never rings."""
        if self.hour is None:
            return False
        some_day = datetime(2027, 1, 15, self.hour, tzinfo=ZoneInfo(self.zone))
        return self.quiet_until(int(some_day.timestamp())) is not None

    def living(self, zone: str, hour: int | None) -> Wishes:
        """The same wishes of who lives there now, and chose that hour."""
        return replace(self, zone=zone, hour=hour)

    def day(self, second: int) -> date:
        """The day of a second where they live."""
        return datetime.fromtimestamp(second, ZoneInfo(self.zone)).date()


def wished(house: House, account: UUID) -> Wishes:
    """What somebody wishes; the usual where they never said, or where the row does not open."""
    return _read(house, account, Row.objects.filter(account=account).first())


def _read(house: House, account: UUID, row: Row | None) -> Wishes:
    try:
        said = json.loads(open_(house, account, "wishes", row.wishes)) if row else {}
    except (VaultError, ValueError):
        said = {}
    return Wishes(**{**said, "off": tuple(said["off"]), "pace": _pace(said.get("pace"))}) if said else Wishes()


def _pace(said: dict[str, Any] | None) -> Pace:
    if not said:
        return Pace()
    trial = Trial(**said["trial"]) if said["trial"] else None
    return Pace(**{**said, "away": tuple((first, last) for first, last in said["away"]), "trial": trial})


def keep(house: House, account: UUID, wishes: Wishes) -> None:
    """Keep what somebody wishes.

    Raises:
        ValueError: a zone that does not exist, or a purpose that nobody knows.
    """
    if not is_zone(wishes.zone) or not set(wishes.off) <= set(PURPOSES):
        raise ValueError("wishes")
    sealed = close(house, account, "wishes", json.dumps(asdict(wishes), separators=(",", ":")).encode(), SIZE)
    Row.objects.update_or_create(account=account, defaults={"wishes": sealed})


def change(house: House, account: UUID, how: Callable[[Wishes], Wishes]) -> Wishes:
    """Change what somebody wishes, while nobody else does: the scheduler and a page may come at the same moment.

    Raises:
        ValueError: as `keep`.
    """
    with transaction.atomic():
        before = _read(house, account, Row.objects.select_for_update().filter(account=account).first())
        after = how(before)
        if after != before:
            keep(house, account, after)
    return after
