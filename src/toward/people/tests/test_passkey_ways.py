"""Where a passkey meets other pages: beginning under a taken name, and a kit on a device that came in without the card."""

from __future__ import annotations

import re

import pytest

from toward.people.tests.conftest import CHEAP
from toward.people.tests.soft_key import SoftKey
from toward.people.tests.test_passkeys import WORDS, Clock, Person, answered, browser, is_in
from toward.store.models import Instance
from toward.vault import kit as kit_lines


@pytest.fixture
def clock(settings, db):
    Instance.objects.create(pk=1, release="0.2.0")
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, Clock()


def test_who_begins_again_under_a_taken_name_does_not_pass_the_second_step_by(clock):
    liang = Person("liang", with_card=False)
    liang.add(SoftKey(prf=False))
    one = browser()
    answer = one.post("/begin/you/", {"code": "nonsense", "handle": "liang", "password": WORDS["liang"]})
    assert answer.status_code == 422
    assert not is_in(one)


def test_who_came_in_without_the_card_makes_a_new_kit_with_the_card_of_the_one_before(clock):
    liang, opening, one = Person("liang"), SoftKey(), browser()
    liang.add(opening)
    answered(one, "enter/passkey", opening)
    sheet = one.post("/kit/").text
    drawn = {name: re.search(rf'name="{name}" value="([0-9A-Z-]+)"', sheet)[1] for name in ("card", "recovery")}
    form = {**drawn, "group": drawn["recovery"][-4:], "password": WORDS["liang"]}
    assert 'name="present"' in sheet
    assert one.post("/kit/keep/", form).status_code == 422
    wrong = one.post("/kit/keep/", {**form, "present": drawn["card"][:-1]})
    assert (wrong.status_code, 'id="present-w"' in wrong.text) == (422, True)
    card = kit_lines.write(liang.kit.card, "card")
    assert one.post("/kit/keep/", {**form, "present": card})["Location"].endswith("kept=kit")
    page = one.post("/kit/").text
    assert 'class="card-fold">' in page  # now it is kept here; folded
    assert 'class="card-fold" open>' in sheet
