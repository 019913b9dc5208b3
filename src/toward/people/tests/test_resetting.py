"""Beginning anew without password and kit: nothing is revealed, and everything may come back."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.apps import apps

from toward.people import accounts, archive, farewell, mine, pairing, resetting, sweeping, takeout
from toward.people.accounts import ASIDE, NotAccepted
from toward.people.arriving import own
from toward.people.models import Account, Invitation, Passkey, PutAside, Reset
from toward.people.opened import come_back, fully, rooms, sign_device_in
from toward.people.reads import TRUST, Preferences
from toward.people.tests.conftest import NOW, meet
from toward.people.tests.test_accounts import texts, write
from toward.people.tests.test_host_attacker import PASSWORDS, guessed, stolen_words
from toward.store import spaces
from toward.store.entry import Entry, Intent
from toward.store.models import Drop, SessionRow, Space, new_id
from toward.store.spaces import Holder
from toward.store.streams import leave, read
from toward.vault.errors import VaultError
from toward.vault.identity import new_pair, pair_of
from toward.vault.keys import recovery_key, unwrap
from toward.vault.secret import SecretBytes

OLD, NEW = "lotus pond at dusk", "a wholly new beginning"
LATER = NOW + 3600
CHINESE = Preferences(language="zh-hans", zone="Asia/Shanghai")


def everything_kept():
    """Every row of every table, to see that nothing has changed."""
    return {
        (model.__name__, tuple((field.attname, getattr(row, field.attname)) for field in model._meta.concrete_fields))
        for app in ("store", "people")
        for model in apps.get_app_config(app).get_models()
        for row in model.objects.all()
    }


def begin_anew(house, who, now=LATER, password=NEW):
    code = resetting.way_to_begin_anew(Account.objects.get(id=who.account).handle, now)
    return resetting.begin_anew(house, code, password, CHINESE, now)


def old_texts(who, room):
    """The words of every room of a kind that is open, the old ones first."""
    return [
        kept.entry.body["words"]
        for space in rooms(who.ring, room)
        for kept in read(who.ring, space)
        if "words" in kept.entry.body
    ]


@pytest.fixture
def lost(house, couple):
    """Liang and Su as they were, with words everywhere, and Liang's kit, before Liang lost everything."""
    liang, su = couple
    kit = accounts.make_kit(house, liang, OLD, None, drawn=accounts.draw_kit(with_card=False))
    for room in ("mine", "journal", "couple"):
        write(liang, room, f"Liang in {room}")
    write(su, "couple", "Su in couple")
    return liang, su, kit


def test_a_reset_shows_no_old_word_to_who_begins_anew(house, lost):
    liang, _, _ = lost
    old = [liang.space(room) for room in spaces.OWN]
    fresh = begin_anew(house, liang)
    assert fresh.account == liang.account
    assert Space.objects.filter(id__in=old, closed=True).count() == 2
    assert [texts(fresh, room) for room in spaces.OWN] == [[], []]
    assert fresh.space("couple") is None
    assert {space for space, _ in fresh.ring.keys} == {fresh.space("mine"), fresh.space("journal")}
    assert archive.shelves(fresh) == ()
    assert accounts.sign_in(house, "liang", OLD, None) is None
    assert texts(accounts.sign_in(house, "liang", NEW, None), "journal") == []


def test_a_host_who_resets_a_name_reads_nothing_of_it(house, liang):
    """Database, pepper and a password of their own choosing: before the reset it would have opened, after it does not."""
    accounts.make_kit(house, liang, OLD, None, drawn=accounts.draw_kit(with_card=False))
    for room in spaces.OWN:
        write(liang, room, "what I never told you")
    assert sorted(stolen_words(house.pepper)[0]) == ["what I never told you"] * 2
    accounts.begin_anew(house, liang.account, PASSWORDS[3], LATER)
    assert stolen_words(house.pepper) == ([], len(PASSWORDS))
    row, account = PutAside.objects.get(), Account.objects.get()
    theirs = guessed(account, PASSWORDS[3], house.pepper, house.instance)
    assert theirs is not None
    for key in (theirs, recovery_key(theirs), house.pepper, recovery_key(SecretBytes(bytes(row.public)))):
        for sealed, purpose in ((row.by_recovery, "recovery"), (row.identity, "identity")):
            with pytest.raises(VaultError):
                unwrap(key, bytes(sealed), purpose, house.instance.bytes, account.id.bytes)


def test_everything_that_led_in_before_has_ended(house, lost, stranger):
    liang, su, kit = lost
    cookie = sign_device_in(liang, NOW)
    sign_device_in(su, NOW)
    Passkey.objects.create(digest="0" * 64, account=liang.account, credential=b"1", public=b"2", label=b"")
    Passkey.objects.create(digest="1" * 64, account=su.account, credential=b"1", public=b"2", label=b"")
    Invitation.objects.create(digest="2" * 64, inviter=liang.account, expires=NOW)
    Invitation.objects.create(digest="3" * 64, inviter=stranger.account, guest=liang.account, expires=NOW)
    Invitation.objects.create(digest="4" * 64, inviter=stranger.account, expires=NOW)
    begin_anew(house, liang)
    assert come_back(house.instance, cookie, LATER) is None
    assert [row.account for row in SessionRow.objects.all()] == [su.account]
    assert [row.account for row in Passkey.objects.all()] == [su.account]
    assert [row.digest[0] for row in Invitation.objects.all()] == ["4"]
    assert accounts.recover(house, "liang", kit.recovery, NEW) is None
    account = Account.objects.get(id=liang.account)
    assert (account.has_card, account.by_recovery) == (False, None)
    assert bytes(account.public) != liang.holder.identity.public


def test_who_begins_anew_keeps_the_language_of_the_page_and_sees_what_happened(house, lost):
    fresh = begin_anew(house, lost[0])
    assert own(fresh).preferences() == CHINESE
    assert [each.what for each in mine.what_left(fresh)] == ["anew"]


@pytest.mark.parametrize("inviter", [0, 1])
def test_the_common_space_comes_back_after_six_words_and_not_before(house, lost, inviter):
    liang, su, _ = lost
    both = [begin_anew(house, liang), pairing.again(su)]
    assert [pairing.must_compare(each) for each in both] == [True, True]
    assert texts(both[1], "couple") == ["Liang in couple", "Su in couple"]
    meet(both[inviter], both[1 - inviter], LATER)
    both = [pairing.again(each) for each in both]
    assert both[0].space("couple") is None
    assert pairing.complete(both[1]) is not None
    both = [pairing.again(each) for each in both]
    assert [texts(each, "couple") for each in both] == [["Liang in couple", "Su in couple"]] * 2
    assert [pairing.must_compare(each) for each in both] == [False, False]
    assert mine.what_left(both[1])[0].what == "keys_changed"
    assert old_texts(both[0], "journal") == []  # what was written alone does not come back that way


def test_the_kit_brings_everything_back_alone(house, lost):
    liang, su, kit = lost
    fresh = begin_anew(house, liang)
    write(fresh, "journal", "after it")
    back = resetting.find(house, fresh, kit.recovery, LATER)
    assert old_texts(back, "mine") == ["Liang in mine"]
    assert old_texts(back, "journal") == ["Liang in journal", "after it"]
    assert texts(back, "couple") == ["Liang in couple", "Su in couple"]
    assert [back.space(room) for room in spaces.OWN] == [fresh.space(room) for room in spaces.OWN]
    assert own(back).preferences() == CHINESE
    assert [each.what for each in mine.what_left(back)] == ["found", "anew", "paired"]
    assert not PutAside.objects.exists()
    again = accounts.sign_in(house, "liang", NEW, None)
    assert old_texts(again, "journal") == ["Liang in journal", "after it"]
    assert pairing.must_compare(pairing.again(su))
    write(again, "couple", "we go on")
    assert texts(pairing.again(su), "couple")[-1] == "we go on"


@pytest.mark.parametrize("first", ["kit", "words"])
def test_kit_and_six_words_go_together_in_either_order(house, lost, first):
    liang, su, kit = lost
    fresh = begin_anew(house, liang)
    for step in (first, "words" if first == "kit" else "kit"):
        if step == "kit":
            fresh = resetting.find(house, fresh, kit.recovery, LATER)
        else:
            meet(pairing.again(su), fresh, LATER)
            assert pairing.complete(pairing.again(su)) is not None
            fresh = pairing.again(fresh)
    su = pairing.again(su)
    for each in (fresh, su):
        assert texts(each, "couple") == ["Liang in couple", "Su in couple"]
        assert not pairing.must_compare(each)
    assert old_texts(fresh, "journal") == ["Liang in journal"]


def test_the_old_rooms_are_read_taken_out_and_erased_and_never_written(house, lost):
    liang, _, kit = lost
    back = resetting.find(house, begin_anew(house, liang), kit.recovery, LATER)
    own = [shelf for shelf in archive.shelves(back) if shelf.room != "couple"]
    assert len(own) == 2
    said = {line.words: (line.entry, shelf.space) for shelf in own for line in archive.leaf(back, shelf.space).lines}
    assert set(said) == {("Liang in mine",), ("Liang in journal",)}
    told = [(room.room, room.closed) for room in takeout.everything(back)]
    assert told == [("mine", True), ("mine", False), ("journal", True), ("journal", False), ("couple", False)]
    entry, space = said["Liang in journal",]
    assert not archive.access.may_write_space(back, space)
    assert archive.remove(back, space, {entry}) == 1
    assert old_texts(back, "journal") == []


def test_another_line_opens_nothing_and_changes_nothing(house, lost):
    fresh = begin_anew(house, lost[0])
    before = everything_kept()
    for line in (SecretBytes.random(16), accounts.draw_kit().recovery):
        assert resetting.find(house, fresh, line, LATER) is None
    assert everything_kept() == before
    assert len(before) > 15


def test_nobody_elses_line_opens_what_was_put_aside(house, lost):
    liang, su, kit = lost
    begin_anew(house, liang)
    assert resetting.find(house, pairing.again(su), kit.recovery, LATER) is None
    assert PutAside.objects.count() == 1


def test_a_locked_private_tier_opens_nothing(house, lost):
    fresh = begin_anew(house, lost[0])
    locked = pairing.replace(fresh, holder=pairing.replace(fresh.holder, user_key=None))
    with pytest.raises(NotAccepted, match="locked"):
        resetting.find(house, locked, lost[2].recovery, LATER)


def test_after_a_month_the_old_keys_are_gone(house, lost):
    liang, _, kit = lost
    fresh = begin_anew(house, liang)
    assert resetting.kept_until(liang.account, LATER) == LATER + ASIDE
    assert resetting.kept_until(liang.account, LATER + ASIDE) is None
    assert resetting.find(house, fresh, kit.recovery, LATER + ASIDE) is None
    sweeping.sweep(LATER + ASIDE - 1)
    assert PutAside.objects.count() == 1
    sweeping.sweep(LATER + ASIDE)
    assert PutAside.objects.count() == 0


def test_without_a_kit_there_is_nothing_to_put_aside(house, liang):
    begin_anew(house, liang)
    assert resetting.kept_until(liang.account, LATER) is None


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_who_begins_anew_twice_loses_neither_what_was_before(house, lost, order):
    liang, _, first = lost
    between = begin_anew(house, liang)
    second = accounts.make_kit(house, between, NEW, None, drawn=accounts.draw_kit(with_card=False))
    write(between, "journal", "between")
    fresh = begin_anew(house, between, LATER + 86_400, "the third password")
    write(fresh, "journal", "now")
    assert PutAside.objects.count() == 2
    for turn, kit in enumerate((first, second)[each] for each in order):
        fresh = resetting.find(house, fresh, kit.recovery, LATER + 90_000)
        assert PutAside.objects.count() == 1 - turn
    assert sorted(old_texts(fresh, "journal")[:2]) == ["Liang in journal", "between"]
    assert old_texts(fresh, "journal")[2:] == texts(fresh, "journal") == ["now"]
    assert [each.what for each in mine.what_left(fresh)] == ["found", "found", "anew", "anew", "paired"]
    assert texts(fresh, "couple") == ["Liang in couple", "Su in couple"]


def test_a_kit_that_was_found_and_lost_again_can_be_found_again(house, lost):
    liang, _, first = lost
    back = resetting.find(house, begin_anew(house, liang), first.recovery, LATER)
    second = accounts.make_kit(house, back, NEW, None)
    fresh = begin_anew(house, back, LATER + 10, "the third password")
    assert old_texts(fresh, "journal") == []
    assert resetting.find(house, fresh, first.recovery, LATER + 20) is None
    back = resetting.find(house, fresh, second.recovery, LATER + 20)
    assert old_texts(back, "journal") == ["Liang in journal"]
    assert texts(back, "couple") == ["Liang in couple", "Su in couple"]


def test_what_was_granted_and_dropped_meanwhile_comes_back_too(house, lost):
    liang, su, kit = lost
    journal = liang.space("journal")
    door = {(journal, 1): spaces.drops_pair(liang.ring.key(journal, 1)).public}
    note = Entry("test.note", 1, NOW, "UTC", su.account, {"words": "dropped"})
    wish = Intent(new_id(), "note", NOW, "UTC", su.account, {})
    leave(pairing.replace(su.ring, doors=door), journal, note, wish)
    fresh = begin_anew(house, liang)
    spaces.turn(su.ring, su.space("couple"), su.holder, [liang.account])
    write(pairing.again(su), "couple", "with a new key")
    back = resetting.find(house, fresh, kit.recovery, LATER)
    assert texts(back, "couple")[-1] == "with a new key"
    assert old_texts(back, "journal") == ["Liang in journal", "dropped"]
    assert Drop.objects.count() == 0
    assert Space.objects.get(id=journal).closed


def test_a_key_that_the_host_drops_into_an_old_room_is_not_believed(house, lost):
    """Its public key lies in the database, so anybody who writes there can drop something."""
    liang, su, kit = lost
    room = liang.space("mine")
    fresh = begin_anew(house, liang)
    Space.objects.filter(id=room).update(closed=False)
    door = {(room, 1): bytes(Space.objects.get(id=room).public)}
    planted = Entry(TRUST, 1, LATER, "UTC", liang.account, {"who": su.account.hex, "public": new_pair().public.hex()})
    leave(pairing.replace(su.ring, doors=door), room, planted, Intent(new_id(), "x", LATER, "UTC", liang.account, {}))
    back = resetting.find(house, fresh, kit.recovery, LATER)
    assert back.holder.trusted == {su.account: su.holder.identity.public}
    assert Drop.objects.count() == 1


def test_an_archive_comes_back_with_the_kit_and_not_with_words(house, lost, stranger):
    liang, _, kit = lost
    pairing.leave(liang.account)
    fresh = begin_anew(house, liang)
    assert archive.shelves(fresh) == ()
    back = resetting.find(house, fresh, kit.recovery, LATER)
    shelf = next(each for each in archive.shelves(back) if each.room == "couple")
    assert [line.words for line in archive.leaf(back, shelf.space).lines] == [("Liang in couple",), ("Su in couple",)]


def test_a_code_is_good_once_and_for_two_days_and_the_newest_counts(house, liang):
    first = resetting.way_to_begin_anew("liang", NOW)
    second = resetting.way_to_begin_anew(" LIANG ", NOW)
    assert [resetting.whose(code, NOW) is None for code in (first, second, "nonsense", "")] == [True, False, True, True]
    assert resetting.whose(second, NOW + pairing.VALID) is None
    assert resetting.begin_anew(house, second, NEW, CHINESE, NOW + pairing.VALID) is None
    assert resetting.begin_anew(house, second, NEW, CHINESE, NOW) is not None
    assert resetting.begin_anew(house, second, "another password", CHINESE, NOW) is None
    assert accounts.sign_in(house, "liang", NEW, None) is not None
    assert [resetting.way_to_begin_anew(name, NOW) for name in ("nobody", "", "x" * 65)] == [None] * 3


def test_a_password_that_cannot_be_used_leaves_the_code_good(house, liang):
    code = resetting.way_to_begin_anew("liang", NOW)
    before = everything_kept()
    for password in ("short", "x" * 1025):
        with pytest.raises(NotAccepted):
            resetting.begin_anew(house, code, password, CHINESE, NOW)
    assert everything_kept() == before
    assert resetting.begin_anew(house, code, NEW, CHINESE, NOW) is not None


class Killed(Exception):
    """The process ends here."""


@pytest.mark.parametrize("where", ["sessions.end", "spaces.begin", "fully", "mine.note"])
def test_a_reset_that_breaks_off_has_not_begun(house, lost, monkeypatch, where):
    code = resetting.way_to_begin_anew("liang", NOW)
    before = everything_kept()
    room = mine if where == "mine.note" else accounts
    with monkeypatch.context() as broken:
        broken.setattr(room, "note", _kill) if room is mine else broken.setattr(
            f"toward.people.accounts.{where}", _kill
        )
        with pytest.raises(Killed):
            resetting.begin_anew(house, code, NEW, CHINESE, NOW)
    assert everything_kept() == before
    assert texts(accounts.sign_in(house, "liang", OLD, None), "journal") == ["Liang in journal"]
    assert resetting.begin_anew(house, code, NEW, CHINESE, NOW) is not None


@pytest.mark.parametrize("where", ["_rewrap", "_keep_shared", "mine.note"])
def test_a_finding_that_breaks_off_can_be_done_again(house, lost, monkeypatch, where):
    fresh = begin_anew(house, lost[0])
    before = everything_kept()
    with monkeypatch.context() as broken:
        broken.setattr(f"toward.people.resetting.{where}", _kill)
        with pytest.raises(Killed):
            resetting.find(house, fresh, lost[2].recovery, LATER)
    assert everything_kept() == before
    assert old_texts(resetting.find(house, fresh, lost[2].recovery, LATER), "journal") == ["Liang in journal"]


def _kill(*_, **__):
    raise Killed


def test_keys_put_aside_that_somebody_changed_open_nothing_and_hinder_no_others(house, lost):
    liang, _, kit = lost
    fresh = begin_anew(house, liang)
    row = PutAside.objects.get()
    planted = {"until": row.until, "public": new_pair().public, "by_recovery": row.by_recovery}
    PutAside.objects.create(account=row.account, identity=bytes(row.identity)[:-1] + b"\0", **planted)
    back = resetting.find(house, fresh, kit.recovery, LATER)
    assert old_texts(back, "journal") == ["Liang in journal"]
    assert PutAside.objects.count() == 1


def test_of_who_erases_themselves_after_a_reset_no_key_is_left(house, lost):
    liang, su, _ = lost
    fresh = begin_anew(house, liang)
    resetting.way_to_begin_anew("liang", LATER)
    Passkey.objects.create(digest="0" * 64, account=liang.account, credential=b"1", public=b"2", label=b"")
    farewell.erase_me(fresh)
    assert [model.objects.count() for model in (PutAside, Reset, Passkey)] == [0, 0, 0]
    assert set(Space.objects.values_list("keys__holder", flat=True)) == {su.account}


def test_the_newest_confirmed_key_counts_when_old_rooms_are_open_again(house, lost):
    """Su has other keys since; Liang has compared them anew, and the old room still says the old ones."""
    liang, su, kit = lost
    old = su.holder.identity.public
    fresh = begin_anew(house, liang)
    other = begin_anew(house, su, LATER, "Su begins anew as well")
    meet(fresh, other, LATER)
    back = resetting.find(house, pairing.again(fresh), kit.recovery, LATER)
    assert back.holder.trusted[su.account] == other.holder.identity.public != old


def test_new_keys_are_no_old_ones(house, lost):
    """Nothing of the new keys follows from the old ones, or opens them."""
    liang, _, kit = lost
    fresh = begin_anew(house, liang)
    row = PutAside.objects.get()
    owner = (house.instance.bytes, liang.account.bytes)
    user_key = unwrap(recovery_key(kit.recovery), bytes(row.by_recovery), "recovery", *owner)
    identity = pair_of(unwrap(user_key, bytes(row.identity), "identity", *owner))
    assert identity.public == bytes(row.public) == liang.holder.identity.public
    assert fresh.holder.user_key.reveal() != user_key.reveal()
    old = fully(house.instance, Holder(liang.account, user_key, identity))
    assert fresh.space("mine") not in {space for space, _ in old.ring.keys}
