"""The prompt as a calendar: bland words, an alarm at one's own hour every day, and nothing of what anybody did.

Whoever has the link can read it; so it is long, only its digest is kept, and a new one ends the old one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext, override

from toward.notify.governor import EVERY, LASTS, Trial
from toward.notify.models import Feed
from toward.notify.wishes import EVENING, Wishes

if TYPE_CHECKING:
    from icalendar import Alarm, Event

LASTS_FOR = timedelta(minutes=10)


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
    """The calendar itself (RFC 5545); without an event where no prompt rings.

    It follows the prompt's pace: every second day once that is halved, none on days away. A day that an experiment leaves
    out keeps its entry and loses only the alarm, so that looking at the calendar does not tell which days they are.

    Args:
        wishes: at what hour, where, and how it stands with the prompt.
        mark: tells this calendar's events from every other.
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
    with override(language):
        for event in _events(wishes, zone, mark, now):
            made.add_component(event)
    return bytes(made.to_ical())


def _events(wishes: Wishes, zone: ZoneInfo, mark: str, now: int) -> Iterator[Event]:
    """One entry that comes again and rings, and one on the days that are silent for an experiment."""
    pace, hour = wishes.pace, wishes.hour
    if hour is None or not wishes.wants(EVENING) or wishes.is_quiet_at_its_hour or pace.stop:
        return
    today = datetime.fromtimestamp(now, zone).date().toordinal()
    first = max(today, pace.last + EVERY) if pace.is_halved else today
    away = {day for begins, ends in pace.away for day in range(max(begins, first), ends + 1)}
    silent = set(_withheld(pace.trial, first)) - away
    yield _event(
        mark, now, [_at(day, hour, zone) for day in (first, *sorted(away | silent))], EVERY if pace.is_halved else 1
    )
    if silent:
        yield _silent(f"s{mark}", now, [_at(day, hour, zone) for day in sorted(silent)])


def _withheld(trial: Trial | None, first: int) -> Iterator[int]:
    if trial is not None:
        yield from (
            day for day in range(max(trial.first, first), trial.first + LASTS) if trial.withheld & trial.bit(day)
        )


def _at(day: int, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromordinal(day), time(hour), zone)


def _event(mark: str, now: int, days: list[datetime], every: int) -> Event:
    """An entry with an alarm, from the first of these days on, without the others."""
    begins, *without = days
    one = _entry(mark, now, begins)
    one.add("rrule", {"freq": "daily"} if every == 1 else {"freq": "daily", "interval": every})
    if without:
        one.add("exdate", without)
    one.add_component(_alarm(gettext("Check-in")))
    return one


def _silent(mark: str, now: int, days: list[datetime]) -> Event:
    """An entry without an alarm, on these days."""
    one = _entry(mark, now, days[0])
    if days[1:]:
        one.add("rdate", days[1:])
    return one


def _entry(mark: str, now: int, begins: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415 (as above)

    one = Event()
    one.add("uid", f"{mark}@reminder.invalid")
    one.add("dtstamp", datetime.fromtimestamp(now, UTC))
    one.add("summary", gettext("Check-in"))
    one.add("dtstart", begins)
    one.add("dtend", begins + LASTS_FOR)
    one.add("class", "PRIVATE")
    one.add("transp", "TRANSPARENT")
    return one


def _alarm(title: str) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415 (as above)

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(0))
    return alarm
