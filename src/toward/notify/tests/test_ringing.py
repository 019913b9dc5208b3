"""A reminder goes out once, says nothing, and comes back when it did not get through."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from toward.notify import channels, wishes
from toward.notify.mailing import TEXT
from toward.notify.models import Channel, Ringing
from toward.notify.own_keys import voice_for_browsers
from toward.notify.ringing import KEPT, Rung, ring
from toward.notify.tests.conftest import Browser, claims
from toward.notify.wishes import BACK, EVENING, PURPOSES, WAITING, Wishes
from toward.people import accounts
from toward.vault.secret import SecretBytes

NOON = int(datetime(2027, 3, 1, 12, tzinfo=UTC).timestamp())
DAY = 86_400
CANARY = "Quittenmond"


def test_a_browser_reads_a_message_of_zeros_and_its_service_knows_who_sent_it(house, liang, receiver, rings):
    assert ring(house, liang.account, EVENING, NOON, NOON) == Rung("rang", 1)
    (asked,) = receiver.asked
    assert rings.read(asked.body) == bytes(128)
    key, said = claims(asked.headers["authorization"])
    assert key == voice_for_browsers(house)
    assert said["aud"] == receiver.url("")  # with its port
    assert said["sub"] == "mailto:host@example.org"
    assert (asked.path, asked.headers["content-encoding"], asked.headers["topic"]) == (
        "/push/one",
        "aes128gcm",
        "toward",
    )
    assert (asked.headers["urgency"], asked.headers["ttl"]) == ("normal", "14400")


def test_the_browser_of_the_test_reads_the_example_of_the_standard():
    """RFC 8291, section 5: the oracle itself is held against what others have worked out."""
    from cryptography.hazmat.primitives.asymmetric import ec

    from toward.notify.tests.conftest import unpadded

    one = Browser()
    one.private = ec.derive_private_key(
        int.from_bytes(unpadded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"), ec.SECP256R1()
    )
    one.point = unpadded("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    one.secret = unpadded("BTBZMqHH6r4Tts7J_aSIgg")
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
        "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert one.read(unpadded(body)) == b"When I grow up, I want to be a watermelon"


def test_every_message_is_of_one_size_whatever_it_is_for_and_whoever_it_is_for(house, receiver, open_net):
    bodies, heads = [], []
    people = {
        language: accounts.sign_up(house, f"Name {language}", "a long password", language=language)
        for language in ("en", "zh-hans")
    }
    for language, who in people.items():
        channels.add(house, who, "push", Browser().address(receiver.url()), f"a label, {language}")
        for number, purpose in enumerate(PURPOSES):
            assert ring(house, who.account, purpose, NOON + number * DAY, NOON + number * DAY).why == "rang"
    bodies = [len(asked.body) for asked in receiver.asked]
    heads = [{k: v for k, v in asked.headers.items() if k not in ("authorization", "host")} for asked in receiver.asked]
    assert len(bodies) == len(PURPOSES) * 2
    assert set(bodies) == {231}  # 86 of head, 128 and one of padding, 16 of tag
    assert all(head == heads[0] for head in heads)


def test_mail_and_ntfy_say_the_same_to_everybody(house, liang, su, receiver, open_net, leaves):
    for who, name in ((liang, "liang@example.org"), (su, "su@example.org")):
        channels.add(house, who, "ntfy", {"url": receiver.url(f"/{CANARY}")}, CANARY)
        channels.add(house, who, "mail", {"mail": name}, CANARY)
        for number, purpose in enumerate(PURPOSES):
            assert ring(house, who.account, purpose, NOON + number * DAY, NOON + number * DAY) == Rung("rang", 2)
    assert {asked.body for asked in receiver.asked} == {TEXT.strip().encode()}
    mails = [mail.replace(b"liang@", b"@").replace(b"su@", b"@") for mail in leaves.mails]
    assert (len(receiver.asked), len(mails), len(set(mails))) == (6, 6, 1)
    assert CANARY.encode() not in mails[0]
    assert not any(name in mails[0].lower() for name in (b"liang", b"toward", b"evening", b"back"))


def test_asked_twice_for_the_same_instant_it_rings_once(house, liang, receiver, rings):
    assert ring(house, liang.account, BACK, NOON, NOON).sent == 1
    assert ring(house, liang.account, BACK, NOON, NOON + 5) == Rung("rang", 0)
    assert ring(house, liang.account, BACK, NOON + 60, NOON + 60).sent == 1
    assert len(receiver.asked) == 2


def test_while_another_process_is_at_it_nothing_rings_and_it_is_looked_at_again(house, liang, receiver, rings):
    Ringing.objects.create(channel=Channel.objects.get(), purpose=BACK, at=NOON, until=NOON + 90)
    assert ring(house, liang.account, BACK, NOON, NOON) == Rung("later", 0, 0, NOON + 90)
    assert receiver.asked == []
    assert ring(house, liang.account, BACK, NOON, NOON + 90) == Rung("rang", 1)  # it died before it was sent


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_taken_out_of_use_and_its_address_is_thrown_away(
    house, liang, receiver, rings, status
):
    receiver.status = status
    assert ring(house, liang.account, EVENING, NOON, NOON) == Rung("nowhere", 0, 1)
    assert bytes(Channel.objects.get().address) == b""
    (line,) = channels.lines(liang)
    assert (line.gone, line.label) == (True, "phone")
    assert ring(house, liang.account, EVENING, NOON + DAY, NOON + DAY) == Rung("nowhere")
    assert len(receiver.asked) == 1


def test_what_stands_in_the_way_on_this_side_takes_no_address_out_of_use(house, liang, receiver, rings, settings):
    other = replace(house, pepper=SecretBytes(bytes(32)))
    for now, here, anywhere in (
        (NOON, house, False),
        (NOON + DAY, other, True),
    ):  # a name that leads inside; another pepper
        settings.REACH_ANYWHERE = anywhere
        assert ring(here, liang.account, BACK, now, now) == Rung("later", 0, 0, now + 60 * (1 + (here is other)))
    assert receiver.asked == []
    assert ring(house, liang.account, BACK, NOON + 2 * DAY, NOON + 2 * DAY) == Rung("rang", 1)


def test_a_topic_that_is_not_there_now_may_be_there_later(house, liang, open_net, receiver):
    channels.add(house, liang, "ntfy", {"url": receiver.url("/topic")}, "")
    receiver.status = 404
    assert ring(house, liang.account, BACK, NOON, NOON) == Rung("later", 0, 0, NOON + 60)
    receiver.status = 410
    assert ring(house, liang.account, BACK, NOON, NOON + 60) == Rung("nowhere", 0, 1)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_did_not_get_through_is_tried_again_and_waits_longer_each_time(house, liang, receiver, rings, status):
    receiver.status, now, waits = status, NOON, []
    for _ in range(4):
        rung = ring(house, liang.account, BACK, NOON, now)
        assert rung.why == "later"
        waits.append(rung.again_at - now)
        assert ring(house, liang.account, BACK, NOON, rung.again_at - 1).sent == 0
        now = rung.again_at
    assert waits == [60, 120, 240, 480]
    assert channels.lines(liang)[0].failing == 4
    receiver.status = 201
    assert ring(house, liang.account, BACK, NOON, now) == Rung("rang", 1)
    assert (channels.lines(liang)[0].failing, channels.lines(liang)[0].ok_day) == (0, date(2027, 3, 1))
    assert len(receiver.asked) == 5


def test_what_the_other_end_asks_to_wait_is_waited(house, liang, receiver, rings):
    receiver.status, receiver.more = 429, {"Retry-After": "3600"}
    assert ring(house, liang.account, BACK, NOON, NOON).again_at == NOON + 3600


def test_one_way_that_fails_does_not_keep_another_from_ringing(house, liang, receiver, rings, leaves):
    receiver.status = 500
    channels.add(house, liang, "mail", {"mail": "liang@example.org"}, "")
    assert ring(house, liang.account, BACK, NOON, NOON) == Rung("rang", 1, 0, NOON + 60)
    receiver.status = 201
    assert ring(house, liang.account, BACK, NOON, NOON + 60) == Rung("rang", 1)
    assert (len(leaves.mails), len(receiver.asked)) == (1, 2)


def test_a_mail_address_at_which_nobody_lives_is_gone(house, liang, open_net, leaves):
    channels.add(house, liang, "mail", {"mail": "nobody@example.org"}, "")
    leaves.refuse = b"450 later\r\n"
    assert ring(house, liang.account, BACK, NOON, NOON).why == "later"
    leaves.refuse = b"550 nobody\r\n"
    assert ring(house, liang.account, BACK, NOON, NOON + 60) == Rung("nowhere", 0, 1)


def test_where_nobody_listens_it_is_tried_again(house, liang, open_net, receiver):
    channels.add(house, liang, "ntfy", {"url": "http://127.0.0.1:1/topic"}, "")
    assert ring(house, liang.account, BACK, NOON, NOON) == Rung("later", 0, 0, NOON + 60)


def test_in_quiet_hours_nothing_rings_and_it_rings_when_they_are_over(house, liang, receiver, rings):
    here = ZoneInfo("Asia/Shanghai")
    wishes.keep(house, liang.account, Wishes(quiet_from=22, quiet_to=8, zone="Asia/Shanghai"))
    night = int(datetime(2027, 3, 1, 23, 30, tzinfo=here).timestamp())
    morning = int(datetime(2027, 3, 2, 8, tzinfo=here).timestamp())
    assert ring(house, liang.account, WAITING, night, night) == Rung("quiet", again_at=morning)
    assert receiver.asked == []
    assert ring(house, liang.account, WAITING, night, morning) == Rung("rang", 1)


@pytest.mark.parametrize("day", [(2027, 3, 28), (2027, 10, 31)])  # a clock put on, a clock put back
def test_quiet_hours_are_those_on_the_wall_on_the_nights_clocks_are_changed(day):
    here = ZoneInfo("Europe/Berlin")
    one = Wishes(quiet_from=22, quiet_to=3, zone="Europe/Berlin")
    before = int(datetime(*day, 0, 30, tzinfo=here).timestamp())
    until = one.quiet_until(before)
    assert datetime.fromtimestamp(until, here).hour == 3
    assert one.quiet_until(until) is None
    steps = [one.quiet_until(second) for second in range(before, until + 3600, 900)]
    assert len(steps) > 8
    assert steps == sorted(steps, key=lambda each: each is None)  # quiet until it is over, and then not again


def test_at_most_one_a_day_but_the_time_one_is_back_rings_besides(house, liang, receiver, rings):
    assert ring(house, liang.account, EVENING, NOON, NOON).why == "rang"
    assert ring(house, liang.account, WAITING, NOON + 60, NOON + 60) == Rung("enough")
    assert ring(house, liang.account, BACK, NOON + 120, NOON + 120).why == "rang"
    assert ring(house, liang.account, WAITING, NOON + DAY, NOON + DAY).why == "rang"
    assert len(receiver.asked) == 3


def test_what_somebody_does_not_want_does_not_ring(house, liang, receiver, rings):
    wishes.keep(house, liang.account, Wishes(off=(WAITING,), hour=None))
    assert [ring(house, liang.account, each, NOON, NOON).why for each in PURPOSES] == ["off", "off", "rang"]
    assert len(receiver.asked) == 1


def test_what_has_rung_is_forgotten_after_two_days(house, liang, receiver, rings):
    for day in range(6):
        ring(house, liang.account, BACK, NOON + day * DAY, NOON + day * DAY)
    assert len(receiver.asked) == 6
    assert min(Ringing.objects.values_list("at", flat=True)) >= NOON + 5 * DAY - KEPT - DAY
    assert Ringing.objects.count() <= 4


def test_the_database_alone_reaches_nobody(house, liang, receiver, rings):
    channels.add(house, liang, "mail", {"mail": f"{CANARY}@example.org"}, CANARY)
    wishes.keep(house, liang.account, Wishes(zone="Asia/Urumqi"))
    tables = [model._meta.db_table for model in (Channel, Ringing, wishes.Row)]
    with connection.cursor() as cursor:
        held = b""
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            held += b"".join(each if isinstance(each, bytes) else str(each).encode() for row in cursor.fetchall() for each in row)  # fmt: skip
    assert len(held) > 2000
    assert not any(each.encode() in held for each in (CANARY, "127.0.0.1", "Urumqi", "phone"))
    other = accounts.House(house.instance, type(house.pepper).random(), house.cost)
    assert channels.address_of(other, Channel.objects.first()) == {}


def test_a_row_moved_to_somebody_else_reaches_nobody(house, liang, su, receiver, rings):
    Channel.objects.update(account=su.account)
    assert ring(house, su.account, BACK, NOON, NOON) == Rung("later", 0, 0, NOON + 60)
    assert receiver.asked == []


def test_nothing_of_it_is_logged(house, liang, receiver, rings, caplog):
    caplog.set_level(logging.DEBUG)
    for status in (201, 500, 410):
        receiver.status = status
        ring(house, liang.account, BACK, NOON + status, NOON + status)
    assert len(receiver.asked) == 3
    assert not any(each in caplog.text for each in ("/push/one", str(receiver.port), liang.account.hex, "phone"))
