"""Coming together and leaving."""

from __future__ import annotations

import pytest

from toward.people import accounts, attempts, pairing
from toward.people.models import Account, Couple, Invitation
from toward.people.tests.conftest import NOW, meet
from toward.people.tests.test_accounts import texts, write
from toward.store.models import Key
from toward.store.streams import Gone, read
from toward.vault.identity import new_pair


def test_both_see_the_same_six_words_and_then_share_a_space(liang, su):
    assert pairing.take(su, pairing.invite(liang, NOW), NOW)
    mine, theirs = pairing.meeting(liang.account), pairing.meeting(su.account)
    assert pairing.six(liang, mine) == pairing.six(su, theirs)
    assert len(pairing.six(liang, mine)) == 6
    assert pairing.complete(liang) is None
    assert pairing.confirm(su, theirs.public, NOW)
    assert pairing.complete(liang) is None
    assert pairing.confirm(liang, mine.public, NOW)
    liang = pairing.again(liang)
    assert pairing.complete(liang) is not None
    liang, su = pairing.again(liang), pairing.again(su)
    write(su, "couple", "from Su")
    assert texts(liang, "couple") == ["from Su"]
    assert pairing.partner_of(liang.account) == su.account
    assert Invitation.objects.count() == 0


def test_pairing_copies_nothing(liang, su):
    write(liang, "mine", "before")
    meet(liang, su)
    liang = pairing.again(liang)
    pairing.complete(liang)
    assert texts(pairing.again(su), "couple") == texts(pairing.again(liang), "couple") == []


def test_a_server_that_swaps_a_key_is_seen(liang, su, stranger):
    pairing.take(su, pairing.invite(liang, NOW), NOW)
    honest = pairing.six(liang, pairing.meeting(liang.account))
    shown = pairing.meeting(liang.account).public
    Account.objects.filter(id=su.account).update(public=new_pair().public)
    assert pairing.six(liang, pairing.meeting(liang.account)) != honest
    assert not pairing.confirm(liang, shown, NOW)  # swapped between the words and the tap
    assert liang.holder.trusted == pairing.again(liang).holder.trusted == {}


def test_a_key_swapped_afterwards_is_not_used_and_asks_for_the_words_again(couple, house):
    liang, su = couple
    assert not pairing.keys_changed(liang)
    Account.objects.filter(id=su.account).update(public=new_pair().public)
    assert pairing.keys_changed(liang)
    assert liang.holder.trusted[su.account] == su.holder.identity.public


def test_an_invitation_is_good_once_for_two_days_and_not_for_oneself(liang, su, stranger):
    code = pairing.invite(liang, NOW)
    assert pairing.good(code, NOW) is not None
    assert not pairing.take(liang, code, NOW)
    assert not pairing.take(su, code, NOW + pairing.VALID)
    assert not pairing.take(su, "another", NOW)
    assert pairing.take(su, code, NOW)
    assert not pairing.take(stranger, code, NOW)
    assert pairing.good(code, NOW) is None


def test_a_new_invitation_ends_the_one_before(liang, su):
    first, second = pairing.invite(liang, NOW), pairing.invite(liang, NOW)
    assert not pairing.take(su, first, NOW)
    assert pairing.take(su, second, NOW)


def test_who_is_in_a_couple_is_not_paired_again(couple, stranger):
    liang, _ = couple
    assert not pairing.take(liang, pairing.invite(stranger, NOW), NOW)
    assert not pairing.take(stranger, pairing.invite(liang, NOW), NOW)


def test_words_that_differ_end_the_meeting(liang, su):
    pairing.take(su, pairing.invite(liang, NOW), NOW)
    pairing.differ(su)
    assert pairing.meeting(liang.account) is None
    assert Key.objects.filter(space__room="couple").count() == 0


@pytest.mark.parametrize("leaver", [0, 1])
def test_either_leaves_alone_and_both_keep_what_was_written(couple, leaver):
    write(couple[0], "couple", "one")
    write(couple[1], "couple", "two")
    space = couple[0].space("couple")
    assert pairing.leave(couple[leaver].account)
    assert not pairing.leave(couple[leaver].account)
    for each in map(pairing.again, couple):
        assert [kept.entry.body["words"] for kept in read(each.ring, space)] == ["one", "two"]
        assert each.space("couple") is None
        assert pairing.partner_of(each.account) is None
        with pytest.raises(Gone):
            _write_into(each, space)


def _write_into(opened, space):
    from toward.store.entry import Change, Entry, Intent
    from toward.store.models import new_id
    from toward.store.streams import decide

    entry = Entry("test.note", 1, NOW, "UTC", opened.account, {"words": "after"})
    decide(
        opened.ring,
        Intent(new_id(), "note", NOW, "UTC", opened.account, {}),
        [space],
        lambda: Change(entries=((space, entry),)),
    )


def test_a_new_relationship_has_a_new_space(couple, stranger):
    liang, su = couple
    write(liang, "couple", "ours")
    old = liang.space("couple")
    pairing.leave(su.account)
    meet(liang, stranger)
    liang = pairing.again(liang)
    new = pairing.complete(liang)
    assert new is not None
    assert new != old
    stranger = pairing.again(stranger)
    assert texts(stranger, "couple") == []
    assert {space for space, _ in stranger.ring.keys}.isdisjoint({old})
    assert Couple.objects.filter(ended=False).count() == 1


def test_nobody_can_lock_somebody_else_out(house):
    here, there = ("liang", "10.0.0.1", ""), ("liang", "10.0.0.2", "known device")
    tries = [attempts.may_try(house.pepper, NOW, *here) for _ in range(12)]
    assert tries == [True] * 10 + [False] * 2
    assert attempts.may_try(house.pepper, NOW, *there)
    assert attempts.may_try(house.pepper, NOW + attempts.WINDOW, *here)
    attempts.forgive(house.pepper, *there)


def test_signing_in_with_a_card_still_pairs(house, liang, su):
    kit = accounts.make_kit(house, liang, "lotus pond at dusk", None)
    back = accounts.sign_in(house, "liang", "lotus pond at dusk", kit.card)
    meet(back, su)
    assert pairing.complete(pairing.again(back)) is not None
