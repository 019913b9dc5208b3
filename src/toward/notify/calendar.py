"""The prompt as a calendar: bland words, an alarm at one's own hour every day, and nothing of what anybody did.

Whoever has the link can read it; so it is long, only its digest is kept, and a new one ends the old one.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext, override

from toward.notify.models import Feed
from toward.notify.wishes import EVENING, Wishes

if TYPE_CHECKING:
    from icalendar import Alarm, Event

LASTS = timedelta(minutes=10)


def new_link(account: UUID) -> str:
    """The secret of a new link, shown once; the one before is over."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Feed.objects.filter(account=account).delete()
        Feed.objects.create(digest=digest(secret), account=account)
    return secret


def end_link(account: UUID) -> None:
    """The link reads nothing any more."""
    Feed.objects.filter(account=account).delete()


def digest(secret: str) -> str:
    """What is kept of a link's secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def whose(secret: str) -> UUID | None:
    """Whose calendar a link reads, None for a wrong or old one."""
    return Feed.objects.filter(digest=digest(secret)).values_list("account", flat=True).first()


def calendar(wishes: Wishes, mark: str, language: str, now: int) -> bytes:
    """The calendar itself (RFC 5545); without an event where somebody wants no prompt.

    Args:
        wishes: at what hour, where.
        mark: tells this calendar's event from every other.
        language: of its two words.
        now: second.
    """
    from icalendar import Calendar, Timezone  # noqa: PLC0415 (a fifth of a second that only who asks for it pays)

    made = Calendar()
    made.add("prodid", "-//Reminder//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    zone = ZoneInfo(wishes.zone)
    made.add_component(Timezone.from_tzinfo(zone))
    if wishes.wants(EVENING) and wishes.hour is not None:
        made.add_component(_every_day(wishes.hour, zone, mark, language, now))
    return bytes(made.to_ical())


def _every_day(hour: int, zone: ZoneInfo, mark: str, language: str, now: int) -> Event:
    from icalendar import Event  # noqa: PLC0415 (as above)

    with override(language):
        title = gettext("Check-in")
    day = datetime.fromtimestamp(now, zone).date()
    begins = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    one = Event()
    one.add("uid", f"{mark}@reminder.invalid")
    one.add("dtstamp", datetime.fromtimestamp(now, UTC))
    one.add("summary", title)
    one.add("dtstart", begins)
    one.add("dtend", begins + LASTS)
    one.add("rrule", {"freq": "daily"})
    one.add("class", "PRIVATE")
    one.add("transp", "TRANSPARENT")
    one.add_component(_alarm(title))
    return one


def _alarm(title: str) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415 (as above)

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(0))
    return alarm
