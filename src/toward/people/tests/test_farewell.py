"""Erasing oneself: nothing of mine is left, and everything of the other's is."""

from __future__ import annotations

from datetime import date

from django.apps import apps

from toward.people import archive, farewell, pairing
from toward.people.models import Account
from toward.people.opened import sign_device_in
from toward.people.tests.conftest import NOW
from toward.people.tests.test_accounts import texts, write
from toward.store.models import DueRow, Key, LiveRow, SessionRow, Space


def traces(account):
    """Every column of every table that names an account; a granter's random number may stay."""
    found = []
    for app in ("store", "people"):
        for model in apps.get_app_config(app).get_models():
            for row in model.objects.all():
                told = {name: value for name, value in vars(row).items() if name != "granter"}
                found += [(model.__name__, name) for name, value in told.items() if value == account]
    return found


def test_of_who_erases_themselves_nothing_is_left_and_the_other_keeps_their_own(couple):
    liang, su = couple
    space = liang.space("couple")
    write(liang, "journal", "Liang's own")
    write(su, "journal", "Su's own")
    for who, words in ((liang, "from Liang"), (su, "from Su")):
        write(who, "couple", words)
    sign_device_in(liang, NOW)
    sign_device_in(su, NOW)
    DueRow.objects.create(account=liang.account, purpose="evening", next_at=NOW)
    LiveRow.objects.create(space_id=space, kind="signal", who=liang.account, at=NOW)
    assert len(traces(liang.account)) >= 6
    farewell.erase_me(liang)
    assert traces(liang.account) == []
    su = pairing.again(su)
    assert texts(su, "journal") == ["Su's own"]
    assert [line.words for line in archive.leaf(su, space).lines] == [(), ("from Su",)]
    assert pairing.couple_of(su.account) is None
    assert (Account.objects.count(), SessionRow.objects.count(), Space.objects.count()) == (1, 1, 3)


def test_what_nobody_holds_a_key_of_any_more_is_gone(couple):
    liang, su = couple
    write(liang, "couple", "from Liang")
    farewell.erase_me(liang)
    farewell.erase_me(pairing.again(su))
    assert (Space.objects.count(), Key.objects.count(), Account.objects.count()) == (0, 0, 0)


def test_a_person_alone_is_erased_too(liang, su):
    write(liang, "mine", "words")
    pairing.invite(liang, NOW)
    farewell.erase_me(liang)
    assert traces(liang.account) == []
    assert Account.objects.get().id == su.account


def test_the_day_after_which_no_backup_holds_it_is_a_month_away():
    assert farewell.gone_from_backups(0) == date(1970, 2, 1)
