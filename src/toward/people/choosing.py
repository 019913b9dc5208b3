"""A choice made at the foot of a page is kept with one's other choices, and so holds on every device."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from django.db import OperationalError
from django.http import HttpRequest

from toward.people import doors, mine
from toward.people.arriving import own
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.reads import SETTINGS, Preferences


def keep(request: HttpRequest, **choice: str) -> None:
    """Keep a language or a light for who is here; a stranger's lies in their browser alone, and on a full disk anybody's."""
    who = doors.opened(request)
    if who is not None:
        before = own(who).preferences()
        with suppress(OperationalError):
            _keep(who, before, replace(before, **choice))  # type: ignore[arg-type]


def _keep(who: Opened, before: Preferences, after: Preferences) -> None:
    if after != before:
        mine.keep(who, SETTINGS, after.body(), doors.now(), after.zone)
        Account.objects.filter(id=who.account).update(language=after.language)
