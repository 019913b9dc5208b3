"""What somebody has chosen, and how it stands with their kit: folds over the opened entries of *mine*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toward.store.entry import Entry

SETTINGS = "people.settings"  # kind of the entry in *mine* that keeps language, light, time zone and hour
KIT = "people.kit"  # kind of the entry in *mine* that says that a kit was kept, or is due again
LANGUAGES, THEMES = ("en", "zh-hans"), ("paper", "dusk", "")
GRACE = 86_400  # seconds without a kit before it is asked for
USUAL_HOUR = 20

Card = Literal["kept", "declined", "again"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody has chosen.

    Args:
        language: `en` or `zh-hans`.
        theme: `paper`, `dusk`, or "" for the system's.
        zone: IANA name of their time zone.
        hour: full hour of the one prompt a day, 0 to 23; None for no prompt.
    """

    language: str = "en"
    theme: str = ""
    zone: str = "UTC"
    hour: int | None = USUAL_HOUR

    def body(self) -> Mapping[str, str]:
        """As an entry keeps it."""
        hour = "" if self.hour is None else str(self.hour)
        return {"language": self.language, "theme": self.theme, "zone": self.zone, "hour": hour}


@dataclass(frozen=True, slots=True)
class KitState:
    """How it stands with a person's kit.

    Args:
        card: `kept`, `declined`, `again` after a recovery, None where there never was a kit.
        due: whether it is time for one.
    """

    card: Card | None
    due: bool


def preferences(entries: Iterable[Entry]) -> Preferences:
    """The choice that was made last; what it does not say, or says wrongly, is as usual.

    >>> preferences([]).hour
    20
    """
    found = [entry.body for entry in entries if (entry.kind, entry.v) == (SETTINGS, 1)]
    return chosen(found[-1]) if found else Preferences()


def chosen(said: Mapping[str, str]) -> Preferences:
    """A choice from words; anything that is none is as usual."""
    usual = Preferences()
    return Preferences(
        said["language"] if said.get("language") in LANGUAGES else usual.language,
        said["theme"] if said.get("theme") in THEMES else usual.theme,
        said["zone"] if is_zone(said.get("zone", "")) else usual.zone,
        hour_of(said.get("hour", str(USUAL_HOUR))),
    )


def kit_state(entries: Iterable[Entry], now: int) -> KitState:
    """How it stands with the kit: due a day after the first entry, or at once after a recovery.

    Args:
        entries: of *mine*, in their order.
        now: second.
    """
    card: Card | None = None
    since = now
    for entry in entries:
        since = min(since, entry.at)
        if (entry.kind, entry.v) == (KIT, 1) and entry.body.get("card") in ("kept", "declined", "again"):
            card = entry.body["card"]
    return KitState(card, card == "again" or (card is None and now - since >= GRACE))


def hour_of(said: str) -> int | None:
    """A full hour from a word, None for anything that is none.

    >>> hour_of("7"), hour_of(""), hour_of("24")
    (7, None, None)
    """
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 3 and int(said) < 24 else None


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name.

    >>> is_zone("Asia/Shanghai"), is_zone("Shanghai")
    (True, False)
    """
    try:
        return bool(name) and len(name) <= 64 and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
