"""A process in which two people have told so much that their rooms hold 20,000 entries, and which measures their pages.

Prints seconds of processor time, and bytes, as JSON. The deeds that make the rituals are real ones; the years behind them are
written in bulk, in the form in which an evening would have left them.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as hour
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toward.people.opened import Opened

ENTRIES, SEED = int(sys.argv[1]), int(sys.argv[2])
PER_DAY = 18  # entries that one of the two can open: three heavy years are 20,000
DAYS = max(ENTRIES // PER_DAY, 120)
TODAY = date(2026, 11, 2)
RITUALS = {
    "Goodnight kiss": "bedtime",
    "How was your day": "evening",
    "Hello at the door": "reunion",
    "A walk": "evening",
}
TIMES = 9


class Clock:
    """The second it is."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> float:
        """Half past eight in the evening."""
        return datetime.combine(self.day, hour(20, 30)).timestamp()


def main() -> None:
    """Live, measure, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    os.environ["TZ"] = "UTC"
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.CLOCK, settings.ALLOWED_HOSTS = Clock(), ["testserver"]
    one, other = _together()
    ids = _rituals(one, other)
    there = _years(one, ids)
    print(json.dumps({"entries": there, **_measured(one, settings.CLOCK)}))


def _together() -> tuple[Opened, Opened]:
    from toward.people import accounts, doors, mine, pairing  # noqa: PLC0415
    from toward.people.reads import KIT, SETTINGS, Preferences  # noqa: PLC0415
    from toward.store.models import Instance  # noqa: PLC0415

    Instance.objects.get_or_create(pk=1, defaults={"release": "0"})
    now = doors.now()
    two = [accounts.sign_up(doors.house(), name, f"a long password of {name}") for name in ("liang", "su")]
    for who in two:
        mine.keep(who, SETTINGS, Preferences(zone="UTC").body(), now, "UTC")
        mine.keep(who, KIT, {"card": "declined"}, now, "UTC")
    code = pairing.invite(two[0], now)
    pairing.take(two[1], code, now)
    for who in two:
        met = pairing.meeting(who.account)
        pairing.confirm(who, met.public if met else b"", now)
    pairing.complete(pairing.again(two[0]))
    return pairing.again(two[0]), pairing.again(two[1])


def _do(who: Opened, kind: str, at: int, **fields: str) -> None:
    from toward.people import intents  # noqa: PLC0415
    from toward.store.entry import Intent  # noqa: PLC0415
    from toward.store.models import new_id  # noqa: PLC0415

    outcome, _ = next(iter(intents.judged(who, (Intent(new_id(), kind, at, "UTC", who.account, fields),), at)))
    assert outcome.answer == "done", (kind, outcome.code)


def _rituals(one: Opened, other: Opened) -> list[str]:
    from toward.rituals.doing import rituals_in  # noqa: PLC0415

    at = int(datetime.combine(TODAY - timedelta(days=DAYS), hour(18)).timestamp())
    for name, slot in RITUALS.items():
        _do(one, "rituals.design", at, name=name, slot=slot)
    for ritual in list(rituals_in(one, "couple").by_id.values()):
        assert ritual.wish
        _do(other, "rituals.yes", at + 60, ritual=ritual.id, form=ritual.wish.form)
    return [ritual.id for ritual in rituals_in(one, "couple").kept()]


def _years(who: Opened, ids: list[str]) -> int:
    """Evenings, moments, sleep and words of many days, written into both rooms; how many entries lie there then."""
    from toward.store import chapters  # noqa: PLC0415
    from toward.store.entry import Change, Intent  # noqa: PLC0415
    from toward.store.models import Space, new_id  # noqa: PLC0415
    from toward.store.streams import decide  # noqa: PLC0415

    mine, couple = who.space("mine"), who.space("couple")
    assert mine
    assert couple
    for room, kinds in ((mine, _own(who, ids)), (couple, _ours(who, ids))):
        entries = list(kinds)
        for begin in range(0, len(entries), 500):
            some = tuple((room, each) for each in entries[begin : begin + 500])
            wish = Intent(new_id(), "years", 0, "UTC", who.account, {})
            decide(who.ring, wish, [room], lambda some=some: Change(entries=some))  # type: ignore[misc]
        chapters.pack(who.ring, room)
    return sum(Space.objects.filter(id__in=(mine, couple)).values_list("head", flat=True))


def _days() -> Iterator[tuple[date, int, random.Random]]:
    for number in range(DAYS, 0, -1):
        day = TODAY - timedelta(days=number)
        yield day, int(datetime.combine(day, hour(21)).timestamp()), random.Random(f"{SEED} {number}")


def _happened(chance: random.Random, ids: list[str], day: date) -> dict[str, int]:
    fades = 0.85 if (TODAY - day).days > 200 else 0.35
    return {name: int(chance.random() < (fades if place == 0 else 0.75)) for place, name in enumerate(ids)}


def _entry(who: Opened, kind: str, at: int, **body: Any) -> Any:
    from toward.store.entry import Entry  # noqa: PLC0415

    return Entry(kind, 1, at, "UTC", who.account, body)


def _own(who: Opened, ids: list[str]) -> Iterator[Any]:
    """Nine entries a day: the evening and a word more on it, four moments, how one turned, sleep and stress."""
    words = "You asked, and then you listened until the tea was cold. " * 3
    for day, at, chance in _days():
        told, iso = _happened(chance, ids, day), day.isoformat()
        night, rest = {ids[0]: told[ids[0]]}, {name: told[name] for name in ids[1:]}
        felt = min(10, max(0, round(chance.gauss(7, 1.5))))
        evening = {"day": iso, "told": rest, "night": night, "felt": felt, "away": False, "remembered": False}
        yield _entry(who, "rituals.evening", at, **evening)
        yield _entry(who, "rituals.evening", at + 1, **evening)
        for number in range(4):
            met = {"moment": f"{at + number:016x}", "day": iso, "what": "interest", "words": words}
            yield _entry(who, "moments.met", at + 2 + number, **met)
        yield _entry(who, "moments.turned", at + 6, day=iso, how=["toward"])
        yield _entry(who, "rituals.circumstance", at + 7, day=iso, sleep=chance.choice(("good", "fair", "bad")))
        yield _entry(who, "rituals.circumstance", at + 8, day=iso, stress=chance.choice(("none", "some", "much")))


def _ours(who: Opened, ids: list[str]) -> Iterator[Any]:
    """Nine entries a day: what each told of it, and told again; words to one another; moments that both see."""
    for day, at, chance in _days():
        told, iso = _happened(chance, ids, day), day.isoformat()
        for number, side in enumerate((1, 2, 2, 2)):
            body = {"day": iso, "told": told, "sides": dict.fromkeys(told, side), "remembered": []}
            yield _entry(who, "rituals.day", at + number, **body)
        for number in range(2):
            thanks = {"words": "Thank you for the lamp in the hall.", "day": iso, "hand": f"{at + number:032x}"}
            yield _entry(who, "moments.thanks", at + 4 + number, **thanks)
        for number in range(3):
            met = {"moment": f"{at + number:016x}", "day": iso, "what": "help", "words": "The shelf.", "hand": "0" * 32}
            yield _entry(who, "moments.shared", at + 6 + number, **met)


def _measured(who: Opened, clock: Clock) -> dict[str, float]:
    from django.test import Client  # noqa: PLC0415

    from toward.people.opened import sign_device_in  # noqa: PLC0415
    from toward.store.chapters import CHAPTER  # noqa: PLC0415
    from toward.store.models import Cache  # noqa: PLC0415

    client = Client(headers={"accept-language": "en"})
    client.cookies["door"] = sign_device_in(who, int(clock())).reveal().hex()

    def page(path: str) -> bytes:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content

    def without(path: str) -> float:
        Cache.objects.exclude(name=CHAPTER).delete()
        return _took(lambda: page(path))

    page("/us/")  # once, for what is loaded at the first look
    took = {"us chapters": median(without("/us/") for _ in range(3))}
    took |= {name: median(_took(lambda path=path: page(path)) for _ in range(TIMES)) for name, path in _PAGES.items()}  # type: ignore[misc]
    took |= {f"{name} bytes": len(page(path)) for name, path in _PAGES.items()}
    return took | _closing(client, who, clock)


_PAGES = {"us": "/us/", "today": "/today/"}


def _closing(client: Any, who: Opened, clock: Clock) -> dict[str, float]:
    """Evening after evening: the form that closes it, and what the watch then adds."""
    from toward.rituals.doing import rituals_in  # noqa: PLC0415

    asked = " ".join(each.id for each in rituals_in(who, "couple").kept()[:3])
    closing, watch, looking = [], [], []
    for _ in range(TIMES):
        clock.day += timedelta(days=1)
        fields = {"day": clock.day.isoformat(), "asked": asked, "felt": "7", f"did.{asked.split()[0]}": "1"}
        closing.append(_took(lambda fields=fields: client.post("/do/today.evening/", fields)))  # type: ignore[misc]
        watch.append(_watch(who, clock.day))
        client.get("/today/")
        looking.append(_took(lambda: client.get("/us/")))
    return {"us after": median(looking), "closing": median(closing), "watch": median(watch)}


def _watch(who: Opened, day: date) -> float:
    """What the watch costs a visit that has read its rooms."""
    from toward.insight.us.state import watched  # noqa: PLC0415
    from toward.rituals.doing import rituals_in  # noqa: PLC0415
    from toward.store.streams import Memory  # noqa: PLC0415

    memory = Memory()
    memory.only_reads()
    visit = replace(who, ring=replace(who.ring, memory=memory))
    for room in ("mine", "couple"):
        rituals_in(visit, room)  # type: ignore[arg-type]
    return _took(lambda: watched(visit, day))


def _took(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began


if __name__ == "__main__":
    main()
