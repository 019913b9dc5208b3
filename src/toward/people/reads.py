"""What somebody has chosen, how it stands with their kit, whose keys they trust: one fold over the entries of *mine*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toward.store.entry import ERASED, Entry

TRUST = "people.trust"  # kind of the entry in *mine* that keeps somebody's confirmed public key
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

    @property
    def settled(self) -> bool:
        """Whether there is a kit in force; before that, no word is shared."""
        return self.card in ("kept", "declined")


@dataclass(frozen=True, slots=True)
class Own:
    """What one's own space says of oneself.

    Args:
        said: the choice that was made last, as it was written down; empty if there was none.
        card: what was written down of the kit at last.
        since: second of the first entry, None where there is none.
        trusted: public keys confirmed by six words, in hex, the newest of each person, by account in hex.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    card: Card | None = None
    since: int | None = None
    trusted: Mapping[str, str] = field(default_factory=dict)

    def preferences(self) -> Preferences:
        """The choice that was made last; what it does not say, or says wrongly, is as usual.

        >>> Own().preferences().hour
        20
        """
        return chosen(self.said) if self.said else Preferences()

    def kit(self, now: int) -> KitState:
        """How it stands with the kit: due a day after the first entry, or at once after a recovery."""
        waited = 0 if self.since is None else now - self.since
        return KitState(self.card, self.card == "again" or (self.card is None and waited >= GRACE))


def own(entries: Iterable[Entry]) -> Own:
    """The fold over entries in their order."""
    return reduce(after, entries, Own())


def after(known: Own, entry: Entry) -> Own:
    """What is known after one more entry; a later version of a kind is nothing this release can read."""
    if entry.kind == ERASED:
        return known
    if known.since is None or entry.at < known.since:
        known = replace(known, since=entry.at)
    body = entry.body if entry.v == 1 and entry.kind in (SETTINGS, KIT, TRUST) else {}
    if entry.kind == SETTINGS and body:
        return replace(known, said=dict(body))
    if entry.kind == KIT and body.get("card") in ("kept", "declined", "again"):
        return replace(known, card=body["card"])
    if entry.kind == TRUST and body:
        return replace(known, trusted={**known.trusted, body["who"]: body["public"]})
    return known


def chosen(said: Mapping[str, str]) -> Preferences:
    """A choice from words; anything that is none is as usual."""
    usual = Preferences()
    return Preferences(
        said["language"] if said.get("language") in LANGUAGES else usual.language,
        said["theme"] if said.get("theme") in THEMES else usual.theme,
        said["zone"] if is_zone(said.get("zone", "")) else usual.zone,
        hour_of(said.get("hour", str(USUAL_HOUR))),
    )


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
