"""Signing up and in, kit, password, recovery."""

from __future__ import annotations

import pytest

from toward.people import accounts
from toward.people.accounts import NotAccepted
from toward.people.models import Account
from toward.people.opened import come_back, sign_device_in
from toward.people.tests.conftest import NOW
from toward.store import sessions
from toward.store.entry import Change, Entry, Intent
from toward.store.models import SessionRow, Space, new_id
from toward.store.streams import Gone, decide, read
from toward.vault.errors import NotOpened
from toward.vault.secret import SecretBytes


def write(opened, room, words):
    space = opened.space(room)
    entry = Entry("test.note", 1, NOW, "UTC", opened.account, {"words": words})
    wish = Intent(new_id(), "note", NOW, "UTC", opened.account, {})
    decide(opened.ring, wish, [space], lambda: Change(entries=((space, entry),)))


def texts(opened, room):
    return [kept.entry.body["words"] for kept in read(opened.ring, opened.space(room)) if "words" in kept.entry.body]


def test_who_signs_up_has_rooms_of_their_own(house, liang, su):
    for room in ("mine", "journal"):
        write(liang, room, f"Liang's {room}")
        assert texts(liang, room) == [f"Liang's {room}"]
        assert texts(su, room) == []
    assert liang.space("couple") is None
    assert Space.objects.count() == 4


def test_signing_in_takes_the_right_password(house, liang):
    write(liang, "journal", "kept")
    assert texts(accounts.sign_in(house, " LIANG ", "lotus pond at dusk", None), "journal") == ["kept"]
    for handle, password in (("liang", "lotus pond at dawn"), ("nobody", "lotus pond at dusk"), ("liang", "")):
        assert accounts.sign_in(house, handle, password, None) is None


def test_a_composed_and_a_decomposed_letter_are_the_same_password(house):
    accounts.sign_up(house, "Zoë", "pfannkuchen mit a\u0308pfeln")
    assert accounts.sign_in(house, "zoe\u0308", "pfannkuchen mit äpfeln", None) is not None


def test_another_pepper_opens_nothing(house, liang):
    other = accounts.House(house.instance, SecretBytes.random(), house.cost)
    assert accounts.sign_in(other, "liang", "lotus pond at dusk", None) is None


@pytest.mark.parametrize(
    ("handle", "password", "code"),
    [
        ("", "long enough it is", "handle_empty"),
        ("  ", "long enough it is", "handle_empty"),
        ("a\x00b", "long enough it is", "handle_empty"),
        ("n" * 65, "long enough it is", "handle_long"),
        ("liang", "long enough it is", "handle_taken"),
        ("new", "short", "password_short"),
        ("new", "x" * 2000, "password_long"),
        ("some name", "Some Name", "password_is_handle"),
    ],
)
def test_what_cannot_be_used_is_told_by_a_code(house, liang, handle, password, code):
    with pytest.raises(NotAccepted) as problem:
        accounts.sign_up(house, handle, password)
    assert problem.value.code == code
    assert (Account.objects.count(), Space.objects.count()) == (1, 2)


def test_with_a_card_the_password_alone_opens_nothing(house, liang):
    kit = accounts.make_kit(house, liang, "lotus pond at dusk", None)
    assert kit is not None
    assert accounts.sign_in(house, "liang", "lotus pond at dusk", None) is None
    assert accounts.sign_in(house, "liang", "lotus pond at dusk", SecretBytes.random(16)) is None
    assert accounts.sign_in(house, "liang", "lotus pond at dusk", kit.card) is not None


def test_a_new_kit_takes_the_present_password_and_card(house, liang):
    assert accounts.make_kit(house, liang, "a wrong password", None) is None
    first = accounts.make_kit(house, liang, "lotus pond at dusk", None)
    assert accounts.make_kit(house, liang, "lotus pond at dusk", None) is None
    second = accounts.make_kit(house, liang, "lotus pond at dusk", first.card)
    assert accounts.sign_in(house, "liang", "lotus pond at dusk", first.card) is None
    assert accounts.sign_in(house, "liang", "lotus pond at dusk", second.card) is not None
    assert accounts.recover(house, "liang", first.recovery, "a new long password") is None


def test_a_recovery_code_opens_without_password_card_and_pepper(house, liang):
    write(liang, "journal", "kept")
    kit = accounts.make_kit(house, liang, "lotus pond at dusk", None)
    sign_device_in(liang, NOW)
    elsewhere = accounts.House(house.instance, SecretBytes.random(), house.cost)
    back = accounts.recover(elsewhere, "Liang", kit.recovery, "quiet water at noon")
    assert texts(back, "journal") == ["kept"]
    assert SessionRow.objects.count() == 0
    assert accounts.sign_in(elsewhere, "liang", "quiet water at noon", None) is not None
    assert accounts.sign_in(house, "liang", "lotus pond at dusk", kit.card) is None


def test_a_wrong_recovery_code_changes_nothing(house, liang, su):
    kit = accounts.make_kit(house, liang, "lotus pond at dusk", None)
    theirs = accounts.make_kit(house, su, "seven small stones", None)
    before = list(Account.objects.order_by("handle").values())
    for handle, code in (("liang", theirs.recovery), ("liang", kit.card), ("nobody", kit.recovery)):
        assert accounts.recover(house, handle, code, "quiet water at noon") is None
    assert list(Account.objects.order_by("handle").values()) == before


def test_another_password_opens_the_same_and_signs_others_out(house, liang):
    write(liang, "mine", "kept")
    here, there = sign_device_in(liang, NOW), sign_device_in(liang, NOW)
    mine = sessions.visit(house.instance, here, NOW).row
    accounts.change_password(house, liang, "lotus pond at dusk", "quiet water at noon", None, keep=mine)
    assert come_back(house.instance, there, NOW) is None
    assert texts(come_back(house.instance, here, NOW), "mine") == ["kept"]
    assert accounts.sign_in(house, "liang", "lotus pond at dusk", None) is None
    assert accounts.sign_in(house, "liang", "quiet water at noon", None) is not None
    with pytest.raises(NotAccepted, match="wrong"):
        accounts.change_password(house, liang, "lotus pond at dusk", "yet another one", None, keep=None)


def test_a_session_opens_its_two_tiers_for_as_long_as_they_last(house, liang):
    write(liang, "mine", "light")
    write(liang, "journal", "private")
    secret = sign_device_in(liang, NOW)
    soon, later = (come_back(house.instance, secret, NOW + after) for after in (599, 601))
    assert (soon.private, later.private) == (True, False)
    assert texts(soon, "journal") == ["private"]
    assert texts(later, "mine") == ["light"]
    assert later.space("journal") is None
    assert come_back(house.instance, secret, NOW + sessions.COUPLE) is None
    assert come_back(house.instance, SecretBytes.random(), NOW) is None


def test_who_is_there_stays_open_and_who_locks_is_locked(house, liang):
    secret = sign_device_in(liang, NOW)
    visit = sessions.visit(house.instance, secret, NOW + 500)
    sessions.stay(house.instance, secret, NOW + 500, visit)
    assert come_back(house.instance, secret, NOW + 1_000).private
    sessions.lock(visit.row)
    assert not come_back(house.instance, secret, NOW + 1_000).private
    assert SessionRow.objects.get().private is None


def test_a_session_moved_to_another_person_opens_nothing(house, liang, su):
    mine, theirs = sign_device_in(liang, NOW), sign_device_in(su, NOW)
    rows = {row.account: row for row in SessionRow.objects.all()}
    SessionRow.objects.filter(account=su.account).update(couple=bytes(rows[liang.account].couple))
    with pytest.raises(NotOpened):
        come_back(house.instance, theirs, NOW)
    assert come_back(house.instance, mine, NOW).account == liang.account


def test_without_the_private_tier_nothing_private_is_written(house, liang):
    later = come_back(house.instance, sign_device_in(liang, NOW), NOW + 601)
    journal = liang.space("journal")
    entry = Entry("test.note", 1, NOW, "UTC", liang.account, {"words": "x"})
    wish = Intent(new_id(), "note", NOW, "UTC", liang.account, {})
    with pytest.raises(Gone):
        decide(later.ring, wish, [journal], lambda: Change(entries=((journal, entry),)))
    assert accounts.make_kit(house, later, "lotus pond at dusk", None) is None
