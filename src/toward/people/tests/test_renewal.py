"""What stops an invitation, and what happens when one of a couple has new keys."""

from __future__ import annotations

import pytest

from toward.people import mine, pairing, words
from toward.people.models import Account, Couple
from toward.people.opened import Opened, fully
from toward.people.tests.conftest import NOW, meet
from toward.people.tests.test_accounts import texts, write
from toward.store import spaces
from toward.store.models import Key, Space
from toward.store.spaces import Holder
from toward.vault.identity import new_pair
from toward.vault.secret import SecretBytes


def begin_anew(who: Opened) -> Opened:
    """The same account with new keys and empty rooms, as somebody who lost everything begins."""
    fresh = Holder(who.account, SecretBytes.random(), new_pair())
    Space.objects.filter(keys__holder=who.account, room__in=spaces.OWN).delete()
    Account.objects.filter(id=who.account).update(public=fresh.identity.public)
    for room in spaces.OWN:
        spaces.begin(who.ring.instance, room, fresh)
    return fully(who.ring.instance, fresh)


def test_what_stops_an_invitation_is_told_by_a_code(couple, stranger, house):
    from toward.people import accounts

    liang, _ = couple
    new = accounts.sign_up(house, "New", "somebody who is new")
    code = pairing.invite(stranger, NOW)
    assert pairing.refusal(new.account, code, NOW) is None
    assert pairing.refusal(None, code, NOW) is None
    assert pairing.refusal(stranger.account, code, NOW) == "own"
    assert pairing.refusal(liang.account, code, NOW) == "paired"
    assert pairing.refusal(new.account, code, NOW + pairing.VALID) == "over"
    assert pairing.refusal(new.account, "nonsense", NOW) == "unknown"
    assert pairing.take(new, code, NOW)
    assert pairing.refusal(liang.account, code, NOW) == "used"
    third = accounts.sign_up(house, "Third", "somebody who is third")
    assert pairing.refusal(new.account, pairing.invite(third, NOW), NOW) == "busy"


def test_whoever_knows_a_link_does_not_learn_that_its_maker_found_somebody(liang, su, stranger):
    code = pairing.invite(liang, NOW)
    pairing.take(liang, pairing.invite(su, NOW), NOW)
    assert pairing.refusal(stranger.account, code, NOW) == "unknown"
    for each in (liang, su):
        pairing.confirm(each, pairing.meeting(each.account).public, NOW)
    assert pairing.complete(pairing.again(su)) is not None
    assert pairing.refusal(stranger.account, code, NOW) == "unknown"


def test_ones_own_link_can_be_shown_again_and_taken_back(liang, su):
    assert pairing.code_of(liang, NOW) is None
    code = pairing.invite(liang, NOW)
    assert pairing.code_of(liang, NOW) == code
    assert pairing.waits(liang.account, NOW)
    pairing.take_back(liang.account)
    assert pairing.code_of(liang, NOW) is None
    assert pairing.refusal(su.account, code, NOW) == "unknown"


@pytest.mark.parametrize("loser", [0, 1])
@pytest.mark.parametrize("inviter", [0, 1])
def test_new_keys_get_the_space_back_after_six_words_and_not_before(couple, loser, inviter):
    write(couple[0], "couple", "from Liang")
    write(couple[1], "couple", "from Su")
    both = list(couple)
    space = both[0].space("couple")
    both[loser] = begin_anew(both[loser])
    assert both[loser].space("couple") is None
    assert [pairing.must_compare(each) for each in both] == [True, True]
    guest = 1 - inviter
    assert pairing.take(both[guest], pairing.invite(both[inviter], NOW), NOW)
    assert pairing.six(both[0], pairing.meeting(both[0].account)) == pairing.six(
        both[1], pairing.meeting(both[1].account)
    )
    for each in both:
        assert pairing.complete(each) is None
        assert pairing.confirm(each, pairing.meeting(each.account).public, NOW)
    both = [pairing.again(each) for each in both]
    assert pairing.complete(both[loser]) is None
    assert pairing.complete(both[1 - loser]) == space
    both = [pairing.again(each) for each in both]
    for each in both:
        assert texts(each, "couple") == ["from Liang", "from Su"]
        assert not pairing.must_compare(each)
    assert mine.what_left(both[1 - loser])[0].what == "keys_changed"
    assert (Couple.objects.count(), Space.objects.filter(room="couple").count()) == (1, 1)


def test_a_key_that_the_server_swapped_gets_nothing(couple):
    """A server that puts its own key in place of Su's: words that differ, no grant, and Liang still reads."""
    liang, su = couple
    write(liang, "couple", "ours")
    Account.objects.filter(id=su.account).update(public=new_pair().public)
    assert pairing.must_compare(liang)
    pairing.take(su, pairing.invite(liang, NOW), NOW)
    one, other = pairing.meeting(liang.account), pairing.meeting(su.account)
    assert pairing.six(liang, one) != pairing.six(su, other)
    before = set(Key.objects.values_list("holder", "granter", "epoch"))
    pairing.differ(liang)
    assert set(Key.objects.values_list("holder", "granter", "epoch")) == before
    assert texts(pairing.again(liang), "couple") == ["ours"]


def test_pairing_and_leaving_stand_in_the_list_of_ones_own_alone(couple):
    liang, su = couple
    assert [each.what for each in mine.what_left(liang)] == ["paired"]
    mine.note(liang, "exported", NOW + 86_400)
    assert [each.what for each in mine.what_left(liang)] == ["exported", "paired"]
    assert [each.what for each in mine.what_left(su)] == ["paired"]
    assert (mine.what_left(liang)[0].day - mine.what_left(liang)[1].day).days == 1


def test_the_words_are_256_different_ones_in_each_language():
    english, chinese = words.of(range(words.COUNT), "en"), words.of(range(words.COUNT), "zh-hans")
    assert len(set(english)) == len(set(chinese)) == words.COUNT
    assert all(word.isascii() for word in english)
    assert all(words.said(range(words.COUNT)))


def test_a_new_pairing_after_leaving_needs_no_renewal(couple, stranger):
    liang, su = couple
    pairing.leave(liang.account)
    meet(pairing.again(su), stranger)
    assert pairing.complete(pairing.again(su)) is not None
    assert not pairing.must_compare(pairing.again(liang))
