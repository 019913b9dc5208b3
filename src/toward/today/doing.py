"""An evening is told: one's own report stays in *mine*, the common room gets the merged day, and nobody's hand."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from toward.moments.doing import felt_entries
from toward.people.opened import Opened
from toward.people.wishing import furnish
from toward.rituals.doing import evenings_of, rituals_in, today_of, written
from toward.rituals.evenings import CIRCUMSTANCE, EVENING, PUT_AWAY, Evenings, Report
from toward.rituals.records import AWAY, DAY, Ritual, Rituals
from toward.store.entry import Change, Entry, Intent, Refusal, Room
from toward.store.queue import Ruled
from toward.store.streams import Gone
from toward.today import phone_down, words, writes

LONGEST_NAME = 64  # letters of what is put away
Placed = tuple[UUID, Entry]


def register() -> None:
    """Put the rules where every visit finds them."""
    judges = {
        "today.evening": _evening,
        "today.week": _week,
        "today.circumstance": _circumstance,
        "today.put_away": _put_away,
        "today.down": phone_down.judge,
    }
    furnish(judges, (), words.SAID)


def rooms_of(who: Opened) -> dict[Room, tuple[UUID, Rituals]]:
    """The open rooms with rituals: one's own and, if there is one, the common one."""
    rooms: tuple[Room, ...] = ("mine", "couple")
    return {room: (space, rituals_in(who, room)) for room in rooms if (space := who.space(room)) is not None}


def tellable(rooms: Mapping[Room, tuple[UUID, Rituals]]) -> dict[str, Ritual]:
    """The rituals that can be told now, by id; one's own that both have agreed to since only once."""
    ours = {each.id: each for _, known in (rooms[room] for room in rooms if room == "couple") for each in known.kept()}
    own = {each.id: each for each in rooms["mine"][1].kept() if each.offered not in ours} if "mine" in rooms else {}
    return {**ours, **own}


def _evening(who: Opened, intent: Intent) -> Ruled:
    mine = _mine(who)
    couple = who.space("couple")

    def change() -> Change | Refusal:
        rooms, own = rooms_of(who), evenings_of(who)
        report = writes.told(intent.fields, tellable(rooms), today_of(intent).toordinal())
        if isinstance(report, Refusal):
            return report
        felt = felt_entries(who, writes.body(report)["day"], report.felt, intent)
        return Change(entries=(*_entries(who, mine, rooms, report, own, intent), *felt))

    return Ruled((mine, couple) if couple else (mine,), change)


def _week(who: Opened, intent: Intent) -> Ruled:
    """Several days at once, each as if it had been told by itself; what one has told meanwhile stays."""
    mine, couple = _mine(who), who.space("couple")

    def change() -> Change | Refusal:
        rooms, own = rooms_of(who), evenings_of(who)
        reports = writes.week(intent.fields, tellable(rooms), today_of(intent).toordinal())
        if isinstance(reports, Refusal):
            return reports
        new = [report for report in reports if report.day not in own.closed]
        return Change(entries=tuple(each for one in new for each in _entries(who, mine, rooms, one, own, intent)))

    return Ruled((mine, couple) if couple else (mine,), change)


def _entries(
    who: Opened, mine: UUID, rooms: dict[Room, tuple[UUID, Rituals]], report: Report, own: Evenings, intent: Intent
) -> list[Placed]:
    """A report for oneself, and what it changes in each room."""
    note = Entry(EVENING, 1, intent.at, intent.zone, who.account, writes.body(report))
    return [(mine, note), *(each for room in rooms for each in _days(who, room, rooms[room], report, own, intent))]


def _days(
    who: Opened, room: Room, there: tuple[UUID, Rituals], report: Report, own: Evenings, intent: Intent
) -> list[Placed]:
    """What a report changes in a room."""
    space, known = there
    found = [
        written(who, room, space, intent, DAY, writes.day_body(day, told))
        for day, told in writes.days(known, report, own).items()
    ]
    return [*found, *_gone_or_here(who, room, there, report, own, intent)]


def _gone_or_here(
    who: Opened, room: Room, there: tuple[UUID, Rituals], report: Report, own: Evenings, intent: Intent
) -> list[Placed]:
    """That this one day is a day away, or, where one had said so oneself, that it is none after all."""
    if report.away == (report.day in own.away) or (report.away and report.day in there[1].away):
        return []
    day = writes.body(report)["day"]
    body = {"first": day, "last": day, "why": "away" if report.away else ""}
    return [written(who, room, there[0], intent, AWAY, body)]


def _circumstance(who: Opened, intent: Intent) -> Ruled:
    mine = _mine(who)

    def change() -> Change | Refusal:
        body = writes.circumstance(intent.fields, today_of(intent).toordinal())
        if isinstance(body, Refusal):
            return body
        return Change(entries=((mine, Entry(CIRCUMSTANCE, 1, intent.at, intent.zone, who.account, body)),))

    return Ruled((mine,), change)


def _put_away(who: Opened, intent: Intent) -> Ruled:
    mine = _mine(who)

    def change() -> Change | Refusal:
        what = intent.fields.get("what", "")
        if not 0 < len(what) <= LONGEST_NAME:
            return Refusal("today_nothing")
        return Change(entries=((mine, Entry(PUT_AWAY, 1, intent.at, intent.zone, who.account, {"what": what})),))

    return Ruled((mine,), change)


def _mine(who: Opened) -> UUID:
    space = who.space("mine")
    if space is None:
        raise Gone
    return space
