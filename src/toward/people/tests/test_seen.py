"""An older copy that was brought back is told to every device that has seen more, and to nobody else."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from django.test import Client

from toward.people import accounts, farewell, pairing, seen
from toward.people.opened import come_back, sign_device_in
from toward.people.tests.conftest import NOW, meet
from toward.people.tests.test_accounts import write
from toward.people.tests.test_pair_pages import browser, press
from toward.people.tests.test_pair_pages import house as pages  # noqa: F401 (a fixture)
from toward.store import erasing, sessions, spaces
from toward.store.models import Instance, Key, Row, Space, new_id

TOLD = "This server remembers less"
ROOMS = ("mine", "couple")


def cookie(who, before="", *, accepted=False):
    return seen.sealed(who, seen.remembered(seen.look(who, before), accepted=accepted))


def behind(who, kept):
    return {(each.room, each.least) for each in seen.look(who, kept).behind.values()}


def put_back(space, head):
    """An older copy of one room."""
    Row.objects.filter(space_id=space, sequence__gt=head).delete()
    Space.objects.filter(id=space).update(head=head)


@pytest.fixture
def written(couple):
    for number in range(3):
        for who in couple:
            write(who, "couple", f"note {number}")
    return couple


def test_what_only_grew_is_never_told(written):
    liang, su = written
    kept = cookie(liang)
    assert behind(liang, kept) == set()
    write(su, "couple", "later")
    pairing.leave(su.account)
    liang = pairing.again(liang)
    assert behind(liang, kept) == set()
    assert behind(liang, cookie(liang, kept)) == set()


def test_what_is_shorter_than_it_was_is_told_until_its_owner_knows(written):
    liang, _ = written
    space, kept = liang.space("couple"), cookie(liang)
    put_back(space, 4)
    assert behind(liang, kept) == {("couple", 2)}
    kept = cookie(liang, kept)
    assert behind(liang, kept) == {("couple", 2)}
    assert behind(liang, cookie(liang, kept, accepted=True)) == set()


def test_what_was_written_over_a_lost_entry_does_not_hide_it(written):
    liang, su = written
    space, kept = liang.space("couple"), cookie(liang)
    put_back(space, 4)
    for number in range(5):
        write(su, "couple", f"anew {number}")
    assert Space.objects.get(id=space).head == 9
    assert behind(liang, kept) == {("couple", 1)}


def test_a_newer_copy_that_comes_after_all_ends_it(written):
    liang, _ = written
    space, kept = liang.space("couple"), cookie(liang)
    rows = list(Row.objects.filter(space_id=space, sequence__gt=4))
    put_back(space, 4)
    kept = cookie(liang, kept)
    Row.objects.bulk_create(rows)
    Space.objects.filter(id=space).update(head=6)
    assert behind(liang, kept) == set()


def test_a_room_that_is_not_there_any_more_is_told(written):
    liang, _ = written
    kept = cookie(liang)
    Space.objects.filter(id=liang.space("couple")).delete()
    liang = pairing.again(liang)
    assert behind(liang, kept) == {("couple", 6)}
    assert behind(liang, cookie(liang, kept)) == {("couple", 6)}
    assert behind(liang, cookie(liang, kept, accepted=True)) == set()


def test_what_was_erased_is_not_missing(written):
    liang, su = written
    kept = cookie(su)
    erasing.erase_all(liang.ring, liang.space("couple"), list(Row.objects.values_list("entry", flat=True)))
    farewell.erase_me(liang)
    assert behind(pairing.again(su), kept) == set()


def test_a_locked_journal_is_remembered_and_looked_after(house, liang):
    write(liang, "journal", "one")
    write(liang, "journal", "two")
    kept, journal = cookie(liang), liang.space("journal")
    secret = sign_device_in(liang, NOW)
    sessions.lock(sessions.visit(house.instance, secret, NOW).row)
    locked = come_back(house.instance, secret, NOW)
    assert locked.space("journal") is None
    kept = cookie(locked, kept)
    put_back(journal, 1)
    assert behind(locked, kept) == {("journal", 1)}


def test_another_devices_news_and_another_persons_cookie_say_nothing(written, stranger):
    liang, su = written
    early = cookie(liang)
    write(liang, "couple", "later")
    late = cookie(liang, early)
    put_back(liang.space("couple"), 6)
    assert behind(liang, early) == set()
    assert behind(liang, late) == {("couple", 1)}
    for who in (su, stranger):
        assert behind(who, late) == set()
        assert len(seen.look(who, cookie(who, late)).seen) == (3 if who is su else 2)


def test_the_same_person_in_another_installation_is_not_warned(house, liang):
    write(liang, "mine", "words")
    kept = cookie(liang)
    Instance.objects.filter(pk=1).update(mark=new_id())
    there = accounts.sign_up(
        accounts.House(Instance.objects.get().mark, house.pepper, house.cost), "again", "long enough"
    )
    assert behind(there, kept) == set()


@pytest.mark.parametrize("kept", ["", "nonsense", "AAAA", "é", "A" * 4000])
def test_what_is_no_cookie_of_ours_is_passed_over(liang, kept):
    assert seen.look(liang, kept).seen == {}


def test_a_cookie_stays_small_and_says_nothing_in_the_clear(written):
    liang, _ = written
    for _ in range(14):
        space, _ = spaces.begin(liang.ring.instance, "couple", liang.holder)
        spaces.close(space)
    liang = pairing.again(liang)
    kept = cookie(liang)
    rooms = [mark.room for mark in seen.look(liang, kept).seen.values()]
    assert len(rooms) == seen.MOST
    assert sorted(rooms[:3]) == ["couple", "journal", "mine"]  # what is lived in comes before archives
    assert len(kept) < 400
    assert cookie(liang, kept) != kept  # sealed anew, so nobody sees whether anything was written


def test_a_key_that_the_host_planted_is_not_remembered(liang, su):
    space, _ = spaces.begin(liang.ring.instance, "couple", su.holder)
    Row.objects.create(space_id=space, sequence=1, entry=new_id(), epoch=1, sealed=b"planted")
    Key.objects.create(space_id=space, epoch=1, holder=liang.account, granter=su.account, sealed=b"planted")
    kept = cookie(liang)
    Space.objects.filter(id=space).delete()
    assert behind(liang, kept) == set()


@dataclass
class Device:
    """A device, with the whole history of what its cookie stands for, which only this test knows."""

    cookie: str = ""
    memory: dict[str, tuple] = field(default_factory=dict)


def history(who):
    rows = {room: Row.objects.filter(space_id=who.space(room)).order_by("sequence") for room in ROOMS}
    return {room: tuple(found.values_list("entry", flat=True)) for room, found in rows.items()}


def lost(memory, now):
    """Rooms of which something that was seen is not there any more."""
    return {room for room in ROOMS if now[room][: len(memory.get(room, ()))] != memory.get(room, ())}


class World:
    """Two devices of one person, a database that grows and is put back, and answers that arrive late."""

    def __init__(self, who, chance):
        self.who, self.chance = who, chance
        self.devices, self.late, self.copies, self.visits = [Device(), Device()], [], [history(who)], []

    def grow(self):
        room = self.chance.choice(ROOMS)
        space = Space.objects.get(id=self.who.space(room))
        Row.objects.create(space=space, sequence=space.head + 1, entry=new_id(), epoch=1, sealed=b"words")
        Space.objects.filter(id=space.id).update(head=space.head + 1)

    def copy(self):
        self.copies.append(history(self.who))

    def put_back(self):
        for room, entries in self.chance.choice(self.copies).items():
            space = self.who.space(room)
            Row.objects.filter(space_id=space).delete()
            Row.objects.bulk_create(
                Row(space_id=space, sequence=place, entry=entry, epoch=1, sealed=b"words")
                for place, entry in enumerate(entries, 1)
            )
            Space.objects.filter(id=space).update(head=len(entries))

    def erase(self):
        Row.objects.filter(space_id=self.who.space("couple"), sequence=1).update(sealed=b"removed")

    def ask(self, *, accepted=False):
        """One request: what it says is checked, what it answers may arrive at once or later."""
        device, now = self.chance.choice(self.devices), history(self.who)
        found, gone = seen.look(self.who, device.cookie), lost(device.memory, now)
        told = {each.room: each.least for each in found.behind.values()}
        assert set(told) == gone
        for room, least in told.items():
            missing = sum(1 for entry in device.memory[room] if entry not in now[room])
            assert 1 <= least <= missing
        self.visits.append(bool(told))
        memory = now if accepted else {room: device.memory[room] if room in gone else now[room] for room in ROOMS}
        answer = Device(seen.sealed(self.who, seen.remembered(found, accepted=accepted)), memory)
        self.late.append((device, answer)) if self.chance.random() < 0.3 else self.arrive(device, answer)

    def know(self):
        self.ask(accepted=True)

    def deliver(self):
        if self.late:
            self.arrive(*self.late.pop(self.chance.randrange(len(self.late))))

    @staticmethod
    def arrive(device, answer):
        device.cookie, device.memory = answer.cookie, answer.memory

    def run(self, steps):
        deeds = (self.grow, self.copy, self.put_back, self.erase, self.ask, self.know, self.deliver)
        for deed in self.chance.choices(deeds, (8, 2, 1, 1, 10, 0.5, 3), k=steps):
            deed()


def interleavings(who, seeds=range(25), steps=80):
    visits = []
    for seed in seeds:
        world = World(who, Random(seed))
        world.run(steps)
        visits += world.visits
    return visits


def test_in_any_order_of_deeds_a_device_is_warned_exactly_when_something_it_has_seen_is_gone(couple):
    visits = interleavings(couple[0])
    assert len(visits) > 700
    assert 100 < sum(visits) < len(visits) - 100


def _only_shorter(found, here, then):
    return max(0, found.head - (here.head if here else 0))


def _the_last_of_now(found, here, then):
    return int(here is None or found.last not in (seen._NONE, here.last))


def _present_alone(found, *, accepted=False):
    return dict(found.here)


@pytest.mark.parametrize(
    ("name", "broken"), [("_least", _only_shorter), ("_least", _the_last_of_now), ("remembered", _present_alone)]
)
def test_the_random_orders_notice_a_broken_memory(couple, monkeypatch, name, broken):
    monkeypatch.setattr(seen, name, broken)
    with pytest.raises(AssertionError):
        interleavings(couple[0])


@pytest.fixture
def two(pages):  # noqa: F811
    people = [accounts.sign_up(pages, name, f"a long password of {name}") for name in ("Liang", "Su")]
    meet(*people)
    pairing.complete(pairing.again(people[0]))
    both = [pairing.again(each) for each in people]
    for who in both:
        write(who, "couple", "words")
    return both


@pytest.mark.parametrize(
    ("language", "told", "room", "button"),
    [
        ("en", TOLD, "at least 1 entry is missing", "I know"),
        ("zh-CN", "这台服务器记得的", "至少少了 1 条", "我知道了"),
    ],
)
def test_every_page_tells_it_and_one_says_where_until_a_button_ends_it(two, language, told, room, button):
    liang, _ = two
    one = browser(liang, language)
    assert told not in one.get("/home/").text
    put_back(liang.space("couple"), 1)
    for path in ("/home/", "/settings/", "/devices/", "/evidence/"):
        assert told in one.get(path).text
    assert told not in one.get("/safety/").text
    page = one.get("/missing/")
    assert room in page.text
    after = press(one, page, button)
    assert (after.status_code, told in after.text) == (200, False)
    assert told not in one.get("/home/").text
    assert button not in one.get("/missing/").text


def test_the_cookie_is_for_this_host_and_this_server_alone(two):
    liang, _ = two
    page = browser(liang).get("/home/")
    kept = page.cookies["seen"]
    assert (kept["httponly"], kept["samesite"], kept["path"], kept["max-age"]) == (True, "Strict", "/", 30 * 86_400)
    assert page["Cache-Control"] == "no-store"
    assert browser(liang).get("/evidence/")["Cache-Control"] == "no-store"
    safe = browser(liang)
    safe.cookies["__Host-door"] = safe.cookies["door"].value
    assert safe.get("/home/", secure=True).cookies["__Host-seen"]["secure"] is True


def test_a_stranger_gets_no_cookie(pages):  # noqa: F811
    for path in ("/", "/evidence/", "/enter/", "/missing/", "/nowhere/"):
        assert "seen" not in Client().get(path).cookies


def test_a_link_on_another_site_does_not_make_the_device_forget(two):
    liang, _ = two
    one = browser(liang)
    one.get("/home/")
    kept = one.cookies["seen"].value
    put_back(liang.space("couple"), 1)
    del one.cookies["seen"]  # a strict cookie stays at home
    assert "seen" not in one.get("/home/", headers={"sec-fetch-site": "cross-site"}).cookies
    one.cookies["seen"] = kept
    assert TOLD in one.get("/home/", headers={"sec-fetch-site": "none"}).text


def test_who_signs_out_and_in_again_is_still_told_and_who_erases_themselves_leaves_nothing(two):
    liang, _ = two
    one = browser(liang)
    one.get("/home/")
    press(one, one.get("/home/"), "Sign out")
    put_back(liang.space("couple"), 1)
    one.cookies["door"] = sign_device_in(liang, NOW).reveal().hex()
    assert TOLD in one.get("/home/").text
    gone = press(one, one.get("/erase-me/"), "Erase me", password="a long password of Liang", sure="1")
    assert gone.status_code == 200
    assert one.cookies["seen"].value == ""


def test_an_older_file_put_back_under_a_running_process_is_told(tmp_path):
    script = Path(__file__).with_name("put_back.py")
    done = subprocess.run([sys.executable, script, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "before": False, "signed in": [302, True], "told": True, "at least": 3, "other device": False, "known": False,
    }  # fmt: skip
