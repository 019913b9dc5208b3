"""Which clock hung on the wall: a time zone by its name, or this computer's own."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")


class NoSuchZone(LookupError):
    """There is no time zone of this name."""


def zone_called(name: str) -> tzinfo:
    """The zone of an IANA name such as `Europe/Berlin`.

    Raises:
        NoSuchZone: there is no zone of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise NoSuchZone(name) from problem


def own_zone() -> tzinfo:
    """This computer's zone with its summer time; UTC where it does not say."""
    named = os.environ.get("TZ", "").removeprefix(":")
    try:
        if named:
            return zone_called(named)
        with LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (NoSuchZone, OSError, ValueError):
        return UTC
