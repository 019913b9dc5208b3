"""A life to freeze: Liang and Su with words in every room, a former couple, and everything that a release can keep.

Told in its order by `lived`; runs once, in an installation of its own (`tools/freeze_stream.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toward import __version__
from toward.people import accounts, archive, doors, mine, pairing, reads, takeout
from toward.people.tests.old_streams import everybody, note, put, seen
from toward.store import chapters, checkpoints, spaces
from toward.store.entry import ROOMS, Entry, Intent
from toward.store.models import Drop, new_id
from toward.store.queue import put_by
from toward.store.streams import leave, read
from toward.vault.keys import Cost

NOW, DAY = 1_800_000_000, 86_400
CHEAP = Cost(memory=64, passes=1)
NOTES = 7  # in a room, by each
ZONE = "Europe/Berlin"
PASSWORDS = {"liang": "lotus pond at dusk", "su": "seven small stones", "former": "a door long closed"}
PHRASES = {"liang": "quiet water at noon", "su": "lantern over the bridge", "former": "letters in a tin"}


@dataclass
class Life:
    """Everybody as they are at the moment, and their kits."""

    house: accounts.House
    people: dict = field(default_factory=dict)
    kits: dict = field(default_factory=dict)


def lived():
    """Live it; what everybody sees at its end, what opens it, and their exports, sealed."""
    life = Life(replace(doors.house(), cost=CHEAP))
    life.people = {name: accounts.sign_up(life.house, name, password) for name, password in PASSWORDS.items()}
    formerly(life)
    together(life)
    alone(life)
    under_new_keys(life)
    expected = {"release": __version__, "now": NOW + 30 * DAY, "stays": sorted(takeout.STAYS), "people": ways_in(life)}
    pack(expected)
    expected["seen"] = seen(expected)
    exports = {name: exported(who, PHRASES[name]) for name, who in everybody(expected).items()}
    wait(life)
    return expected, exports


def meet(life, one, other, at):
    """Invite, take, compare, confirm, and share a room."""
    first, second = life.people[one], life.people[other]
    assert pairing.take(second, pairing.invite(first, at), at)
    for each in (first, second):
        assert pairing.confirm(each, pairing.meeting(each.account).public, at)
    life.people[one] = pairing.again(first)
    assert pairing.complete(life.people[one])
    life.people[one], life.people[other] = pairing.again(life.people[one]), pairing.again(second)


def formerly(life):
    """Liang was in a couple before; its room is an archive, with one entry removed by who wrote it."""
    meet(life, "liang", "former", NOW)
    former = life.people["former"]
    space = former.space("couple")
    for day, (name, words) in enumerate((("liang", "the first winter"), ("former", "removed"), ("former", "snow"))):
        note(life.people[name], "couple", words, NOW + day)
    gone = [kept.id for kept in read(former.ring, space) if kept.entry.body.get("words") == "removed"]
    pairing.leave(former.account)
    assert archive.remove(former, space, gone) == 1


def together(life):
    """Liang and Su share a room, and Liang has one for a reader."""
    meet(life, "liang", "su", NOW + DAY)
    spaces.begin(life.house.instance, "share", life.people["liang"].holder)
    life.people["liang"] = pairing.again(life.people["liang"])


def alone(life):
    """Settings, a kit, notes of two versions and of a newer Toward, in every room; one arrives late."""
    for name, who in life.people.items():
        mine.keep(who, reads.SETTINGS, reads.Preferences(theme="dusk", zone="Asia/Shanghai").body(), NOW + 2 * DAY)
        for room in filter(who.space, ROOMS):
            for day in range(NOTES):
                note(who, room, f"{name} {room} {day} 晚安", NOW + (3 + day) * DAY, v=1 + day % 2)
        put(who, "mine", Entry("test.tomorrow", 1, NOW + 9 * DAY, "UTC", who.account, {"of": "a newer Toward"}))
        put(who, "journal", Entry("test.note", 7, NOW + 9 * DAY, "UTC", who.account, {"in": ["another form"]}))
        drawn = accounts.draw_kit(with_card=name != "former")
        life.kits[name] = accounts.make_kit(life.house, who, PASSWORDS[name], None, drawn=drawn)
        mine.keep(who, reads.KIT, {"card": "kept" if drawn.card else "declined"}, NOW + 20 * DAY)
    note(life.people["su"], "couple", "from a phone without a network", NOW + 4 * DAY + 5)


def under_new_keys(life):
    """Two rooms get a new key, and something is written under it."""
    liang, su = life.people["liang"], life.people["su"]
    spaces.turn(liang.ring, liang.space("couple"), liang.holder, [su.account])
    spaces.turn(liang.ring, liang.space("journal"), liang.holder)
    for name in ("liang", "su"):
        life.people[name] = pairing.again(life.people[name])
        note(life.people[name], "couple", f"{name} under a new key", NOW + 25 * DAY)
    note(life.people["liang"], "journal", "dark, under a new key", NOW + 25 * DAY)


def ways_in(life):
    """What opens everybody's account and export."""
    return {
        name: {
            "password": PASSWORDS[name],
            "card": kit.card.reveal().hex() if kit.card else "",
            "recovery": kit.recovery.reveal().hex(),
            "passphrase": PHRASES[name],
        }
        for name, kit in life.kits.items()
    }


def pack(expected):
    """Chapters and checkpoints over every room, so small that there are some."""
    usual = chapters.RUN, checkpoints.MOST
    chapters.RUN, checkpoints.MOST = 6, 4
    for who in everybody(expected).values():
        for space in {space for space, _ in who.ring.keys}:
            chapters.pack(who.ring, space)
    seen(expected)
    chapters.RUN, checkpoints.MOST = usual


def exported(who, phrase):
    """Everything taken out as its owner would."""
    whole = takeout.as_json(who, takeout.everything(who))
    return takeout.seal(takeout.packed(whole, "<p>page</p>"), passphrase=phrase)


def wait(life):
    """A note that was dropped into Liang's journal, and an intent of a kind that no release knows yet."""
    liang, at = life.people["liang"], NOW + 26 * DAY
    entry = Entry("test.note", 1, at, ZONE, liang.account, {"text": "in a bad moment"})
    leave(liang.ring, liang.space("journal"), entry, Intent(new_id(), "note", at, ZONE, liang.account, {}))
    put_by(
        liang.ring,
        liang.space("journal"),
        Intent(new_id(), "test.wish", at, ZONE, liang.account, {"words": "some day"}),
    )
    assert Drop.objects.count() == 2
