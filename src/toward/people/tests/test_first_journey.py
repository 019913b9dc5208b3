"""One person from the first code to a new device, through the pages, without scripts."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client
from django.urls import reverse

from toward.people import pairing
from toward.people.models import Account
from toward.people.tests.conftest import CHEAP
from toward.store.models import Instance, SessionRow

PASSWORD = "seven small stones"


@pytest.fixture(autouse=True)
def cheap(settings, db):
    settings.PASSWORD_COST = CHEAP
    Instance.objects.get_or_create(pk=1, defaults={"release": "0.2.0"})


@pytest.fixture
def su(client):
    """A browser in which Su has just signed up."""
    code = pairing.invite_from_outside(int(time.time()))
    assert client.get(reverse("signup"), {"code": code}).status_code == 200
    sent = {"code": code, "handle": "Su", "password": PASSWORD, "zone": "Asia/Shanghai"}
    answer = client.post(reverse("signup_you"), sent)
    assert answer["Location"] == reverse("signup_done")
    return client


def drawn(client):
    """The two lines of a kit as they stand on the page, and the form's hidden fields."""
    page = client.post(reverse("kit"), {"card": "with"}).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(card|recovery)" value="([^"]+)"', page))


def test_a_room_of_ones_own_opens_for_who_signed_up(su):
    for name in ("signup_done", "home", "settings", "devices", "kit", "pair", "left_hands", "export"):
        answer = su.get(reverse(name))
        assert answer.status_code == 200, name
        assert "no-store" in answer["Cache-Control"], name
    assert Account.objects.count() == 1


def test_a_second_tap_makes_no_second_account(client):
    code = pairing.invite_from_outside(int(time.time()))
    sent = {"code": code, "handle": "Su", "password": PASSWORD}
    for _ in range(2):
        assert client.post(reverse("signup_you"), sent).status_code == 302
    assert Account.objects.count() == 1


def test_without_a_code_nobody_comes_in(client):
    sent = {"code": "guessed", "handle": "Su", "password": PASSWORD}
    assert client.post(reverse("signup_you"), sent).status_code == 422
    assert Account.objects.count() == 0
    for name in ("home", "kit", "settings", "devices", "pair", "export"):
        assert client.get(reverse(name)).status_code == 302, name


def test_a_name_that_is_there_and_one_that_is_not_look_alike(su):
    stranger, pages = Client(), []
    for handle in ("Su", "Nobody"):
        answer = stranger.post(reverse("enter"), {"handle": handle, "password": "wrong but long"})
        pages.append((answer.status_code, answer.content.decode().replace(handle, "…")))
    tokens = [(status, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)) for status, page in pages]
    assert tokens[0] == tokens[1]
    assert tokens[0][0] == 422


def test_the_kit_opens_on_a_new_device_and_after_a_lost_password(su):
    kit = drawn(su)
    assert set(kit) == {"card", "recovery"}
    wrong = su.post(reverse("kit_keep"), {**kit, "group": "0000", "password": PASSWORD})
    assert wrong.status_code == 422
    kept = su.post(reverse("kit_keep"), {**kit, "group": kit["recovery"].split("-")[-1], "password": PASSWORD})
    assert kept.status_code == 302
    phone = Client()
    assert phone.post(reverse("enter"), {"handle": "Su", "password": PASSWORD}).status_code == 422
    assert phone.post(reverse("enter"), {"handle": "Su", "password": PASSWORD, "card": kit["card"]}).status_code == 302
    assert phone.get(reverse("home")).status_code == 200
    lost = Client()
    sent = {"handle": "Su", "line": kit["recovery"], "recovery": kit["recovery"], "password": "quiet water at noon"}
    assert lost.post(reverse("recover"), sent).status_code == 302
    assert lost.get(reverse("home")).status_code == 200
    assert phone.get(reverse("home")).status_code == 302  # every other device was signed out


def test_signing_out_ends_the_session_and_clears_the_browser(su):
    answer = su.post(reverse("leave-device"))
    assert "Clear-Site-Data" in answer
    assert SessionRow.objects.count() == 0
    assert su.get(reverse("home")).status_code == 302
