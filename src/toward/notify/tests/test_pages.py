"""The page "How it reaches me", as a browser meets it in both languages."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from toward.notify import channels, wishes
from toward.notify.models import Channel, Feed, Wishes
from toward.notify.page import outcome, sentences
from toward.notify.tests.conftest import Browser
from toward.people.doors import house
from toward.people.first import first_code
from toward.people.models import Account
from toward.people.tests.conftest import NOW
from toward.people.tests.test_views import WORDS, begin, browser, clock  # noqa: F401

LANGUAGES = ("en", "zh")
SIGN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(params=LANGUAGES)
def me(request, clock):  # noqa: F811
    """Somebody's browser just after the first run, in either language."""
    one = browser(request.param, **{"user-agent": "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0"})
    assert begin(one, first_code(NOW)).status_code == 302
    one.language = request.param
    return one


def chosen(one, english, chinese):
    return english if one.language == "en" else chinese


def add(one, way, **more):
    return one.post(f"/reach/add/?way={way}", more)


def add_browser(one, url, **more):
    return add(one, "push", **{**Browser().address(url), **more})


def held(one):
    return one.get("/reach/").context, Channel.objects.count()


def test_without_a_way_it_says_that_nobody_is_connected_to(me):
    page = me.get("/reach/").text
    assert chosen(me, "this server connects to nobody", "这台服务器也不和谁联系") in page
    assert chosen(me, "This server sends no mail.", "这台服务器不发邮件。") in page
    assert 'name="mail"' not in page
    assert "/reach/test/" not in page
    assert me.get("/settings/").text.count('href="/reach/"') == 1


def test_a_browser_is_added_under_its_own_name_once(me, receiver, open_net):
    one = Browser().address(receiver.url())
    for _ in range(2):
        assert add(me, "push", **one).headers["Location"] == "/reach/?kept=added"
    assert Channel.objects.count() == 1
    page = me.get("/reach/?kept=added").text
    assert "Firefox · Android" in page
    assert chosen(me, "Added.", "已添加。") in page
    assert wishes.wished(house(), Account.objects.get().id).zone == "Asia/Shanghai"  # whose night it is
    assert receiver.asked == []  # nothing is sent until it is asked for


@pytest.mark.parametrize(("way", "form", "code"), [
    ("push", {"endpoint": "https://1.1.1.1/p", "p256dh": "AAAA", "auth": "AAAA"}, "browser"),
    ("push", {}, "browser"),
    ("push", {"endpoint": "http://push.example.org/p"}, "browser"),
    ("push", {"endpoint": "https://127.0.0.1/p"}, "refused"),
    ("push", {"endpoint": "https://1.1.1.1/" + "p" * 1100}, "browser"),
    ("ntfy", {"url": "ntfy.example.org/topic"}, "topic"),
    ("ntfy", {"url": "https://192.168.1.1/topic"}, "refused"),
    ("ntfy", {"url": "https://localhost:8000/home/"}, "refused"),
    ("ntfy", {"url": "https://[fe80::1]/x"}, "refused"),
    ("ntfy", {"url": "https://" + "a" * 70 + ".example/x"}, "topic"),
    ("mail", {"mail": "liang@example.org"}, "address"),
])  # fmt: skip
def test_what_cannot_be_a_way_is_refused_in_a_sentence_and_nothing_is_kept(me, settings, way, form, code):
    keys = (
        {name: value for name, value in Browser().address("").items() if name != "endpoint"}
        if way == "push" and form
        else {}
    )
    answer = add(me, way, **{**keys, **form})
    assert answer.status_code == 422
    assert Channel.objects.count() == 0
    with override(chosen(me, "en", "zh-hans")):
        assert str(sentences()[code]) in answer.text.replace("&#39;", "'")


def test_every_sentence_is_said_in_both_languages():
    with override("en"):
        english = [*sentences().values(), *(outcome(status, "mail") for status in (200, 410, 0, 1, 403, 500))]
    with override("zh-hans"):
        chinese = [*sentences().values(), *(outcome(status, "mail") for status in (200, 410, 0, 1, 403, 500))]
    assert len(english) == 13
    assert len({*english}) == 13
    assert all(SIGN.search(each) for each in chinese)
    assert not any(SIGN.search(each) for each in english)


def test_mail_is_offered_where_it_leaves_and_a_list_of_addresses_is_none(me, leaves, open_net):
    assert 'name="mail"' in me.get("/reach/").text
    assert add(me, "mail", mail="a@example.org, b@example.org").status_code == 422
    assert add(me, "mail", mail="a@example.org\nbcc: b@example.org").status_code == 422
    assert add(me, "mail", mail="a@example.org").status_code == 302
    answer = me.post("/reach/test/")
    assert chosen(me, "Sent.", "已发出") in answer.text
    assert len(leaves.mails) == 1


def test_mail_that_is_set_up_wrongly_is_said_and_breaks_nothing(me, settings, tmp_path):
    settings.MAIL_FILE = tmp_path / "mail.yaml"
    for wrong in ("host: [", "host: mail.example.org\nport: many", "smtp: x", "- a"):
        settings.MAIL_FILE.write_text(wrong)
        assert chosen(me, "Mail is set up wrongly", "邮件设置有误") in me.get("/reach/").text


@pytest.mark.parametrize(("status", "english", "chinese", "stays"), [
    (201, "Sent.", "已发出", True), (410, "Nobody is there any more", "那里已经没有人了", False),
    (403, "turns it away", "对方那头不收", True), (500, "did not get through now", "这次没有送到", True),
])  # fmt: skip
def test_a_test_says_what_came_of_it(me, receiver, open_net, status, english, chinese, stays):
    add_browser(me, receiver.url())
    receiver.status = status
    assert chosen(me, english, chinese) in me.post("/reach/test/").text
    assert bool(Channel.objects.get().address) == stays
    assert len(receiver.asked) == 1
    told = chosen(me, "It is gone at the other end", "对方那头已经没有它了") in me.get("/reach/").text
    assert told != stays


def test_removed_is_gone_and_somebody_elses_is_not_there(me, receiver, open_net, clock):  # noqa: F811
    add_browser(me, receiver.url())
    (row,) = Channel.objects.all()
    foreign = Channel.objects.create(account=Account(id="0" * 32).id, way="ntfy", address=b"x", label=b"")
    for wrong in (foreign.id.hex, "nonsense", "", "0" * 32):
        assert me.post("/reach/remove/", {"channel": wrong}).headers["Location"] == "/reach/"
    assert Channel.objects.count() == 2
    assert me.post("/reach/remove/", {"channel": row.id.hex}).headers["Location"] == "/reach/?kept=removed"
    assert list(Channel.objects.all()) == [foreign]


def test_eight_ways_are_enough(me, receiver, open_net, clock):  # noqa: F811
    for number in range(channels.MOST):
        clock.at += 1000
        assert add_browser(me, receiver.url(f"/{number}")).status_code == 302
    assert chosen(me, "eight ways", "八种方式") in add_browser(me, receiver.url("/more")).text
    assert Channel.objects.count() == channels.MOST


def test_many_tries_wait(me, receiver, open_net):
    answers = [add(me, "ntfy", url="nonsense").status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2
    assert [me.post("/reach/test/").status_code for _ in range(12)] == [200] * 10 + [429] * 2


def test_wishes_are_kept_sealed_and_follow_the_settings(me):
    account = Account.objects.get().id
    form = {"purpose": ["evening", "back"], "quiet_from": "21", "quiet_to": "7"}
    assert me.post("/reach/", form).headers["Location"] == "/reach/?kept=wishes"
    assert wishes.wished(house(), account) == wishes.Wishes(("waiting",), 21, 7, "Asia/Shanghai", 20)
    assert len({len(bytes(row.wishes)) for row in Wishes.objects.all()}) == 1
    me.post("/settings/", {"language": "en", "theme": "", "zone": "Europe/Berlin", "hour": "7"})
    assert wishes.wished(house(), account) == wishes.Wishes(("waiting",), 21, 7, "Europe/Berlin", 7)
    assert me.post("/reach/", {**form, "quiet_from": "25"}).status_code == 422
    assert me.post("/reach/", {"purpose": "nonsense", "quiet_from": "1", "quiet_to": "1"}).status_code == 302
    assert wishes.wished(house(), account).off == wishes.PURPOSES


def test_who_erases_themselves_is_not_rung_for_any_more(me, receiver, open_net):
    add_browser(me, receiver.url())
    me.post("/reach/", {"quiet_from": "1", "quiet_to": "2"})
    me.post("/reach/calendar/")
    assert (Channel.objects.count(), Wishes.objects.count(), Feed.objects.count()) == (1, 1, 1)
    answer = me.post("/erase-me/", {"password": WORDS, "sure": "yes"})
    assert answer.status_code in (200, 302), answer
    assert (Channel.objects.count(), Wishes.objects.count(), Feed.objects.count()) == (0, 0, 0)
