"""Coming in, the kit, the choices: as a browser meets them, with every refusal in both languages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from toward.people import first, gate, lines, pairing
from toward.people.accounts import NotAccepted
from toward.people.arriving import THEME_COOKIE
from toward.people.models import Account, Attempt, Invitation
from toward.people.reads import LANGUAGES, THEMES
from toward.people.sentences import _of_lines, _of_names_and_passwords, _of_the_rest, sentence
from toward.people.tests.conftest import CHEAP, NOW
from toward.store.models import Instance, SessionRow
from toward.vault import kit
from toward.vault.secret import SecretBytes
from toward.web import pages

WORDS, OTHER = "lotus pond at dusk", "quiet water at noon"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
LINE = re.compile(r'name="(card|recovery)" value="([0-9A-Z-]*)"')
LANGUAGE_NAMES = {"en": "en", "zh": "zh-CN"}


class Clock:
    """A clock that is set by hand."""

    at = NOW

    def __call__(self):
        return self.at


@pytest.fixture
def clock(settings, db):
    Instance.objects.update_or_create(pk=1, defaults={"release": "0.2.0"})
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, Clock()
    return settings.CLOCK


def browser(language="en", **more):
    return Client(headers={"accept-language": LANGUAGE_NAMES[language], **more})


@pytest.fixture
def liang(clock):
    """Liang's browser, just after the first run."""
    one = browser(**{"user-agent": "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0"})
    assert begin(one, first.first_code(NOW)).status_code == 302
    return one


def begin(one, code, handle="Liang", password=WORDS, **more):
    return one.post(
        "/begin/you/", {"code": code, "handle": handle, "password": password, "zone": "Asia/Shanghai", **more}
    )


def enter(one, handle="Liang", password=WORDS, **more):
    return one.post("/enter/", {"handle": handle, "password": password, **more})


def draw(one, card="kept"):
    """A kit as its page shows it: the two lines."""
    return dict(LINE.findall(one.post("/kit/", {"card": card}).text))


def keep(one, drawn, password=WORDS, group=None):
    group = drawn["recovery"][-4:] if group is None else group
    return one.post("/kit/keep/", {**drawn, "group": group, "password": password})


def plain(page):
    return TOKEN.sub("", page.text)


def test_the_first_run_is_three_screens_and_then_the_house_is_closed(clock):
    one, code = browser(), first.first_code(NOW)
    assert "In which language?" in one.get("/begin/", {"code": code}).text
    assert "No web app can prevent that" in one.get("/begin/you/", {"code": code}).text
    answer = begin(one, code)
    assert (answer.status_code, answer["Location"]) == (302, "/begin/done/")
    assert "You have a room here" in one.get("/begin/done/").text
    assert first.first_code(NOW) is None
    assert "This house is closed" in browser().get("/begin/").text
    assert browser().get("/begin/you/", {"code": code})["Location"].startswith("/begin/?code=")
    assert begin(browser(), code, "Su", OTHER).status_code == 422
    assert Account.objects.count() == 1


def test_after_the_first_account_no_other_printed_code_leads_in(clock):
    one, other = first.first_code(NOW), first.first_code(NOW)
    begin(browser(), one)
    assert begin(browser(), other, "Su", OTHER).status_code == 422
    assert (Account.objects.count(), Invitation.objects.filter(guest=None).count()) == (1, 0)


def test_a_code_is_good_for_two_days(clock):
    code = first.first_code(NOW)
    clock.at += pairing.VALID
    page = browser().get("/begin/", {"code": code})
    assert page.status_code == 422
    assert "two days have passed" in page.text
    assert "Nobody lives here yet" in page.text


def test_a_double_tap_makes_one_account_and_comes_into_it(clock):
    code = first.first_code(NOW)
    one, two = browser(), browser()
    assert begin(one, code).status_code == begin(two, code).status_code == 302
    assert (Account.objects.count(), SessionRow.objects.count()) == (1, 2)
    assert one.get("/home/").status_code == two.get("/home/").status_code == 200


def test_what_was_typed_stays_and_a_password_does_not(clock):
    page = begin(browser(), first.first_code(NOW), "Someone", "short")
    assert page.status_code == 422
    assert 'value="Someone"' in page.text
    assert 'value="short"' not in page.text
    page = enter(browser(), "Someone", WORDS, card="0000-1111")
    assert 'value="Someone"' in page.text
    assert 'value="0000-1111"' in page.text
    assert WORDS not in page.text


CODES = [*_of_names_and_passwords(), *_of_lines(), *_of_the_rest()]
REFUSED = [
    ("handle_empty", "/begin/you/", {"handle": " ", "password": WORDS}),
    ("handle_long", "/begin/you/", {"handle": "n" * 65, "password": WORDS}),
    ("handle_taken", "/begin/you/", {"handle": "liang", "password": OTHER}),
    ("password_short", "/begin/you/", {"handle": "new", "password": "short"}),
    ("password_long", "/begin/you/", {"handle": "new", "password": "x" * 1025}),
    ("password_is_handle", "/begin/you/", {"handle": "some name", "password": "Some Name"}),
    ("code_wrong", "/begin/you/", {"handle": "new", "password": WORDS, "code": "another"}),
    ("wrong", "/enter/", {"handle": "liang", "password": OTHER}),
    ("card_length", "/enter/", {"handle": "liang", "password": WORDS, "card": "0000"}),
    ("card_letter", "/enter/", {"handle": "liang", "password": WORDS, "card": "U" * 28}),
    ("card_typo", "/enter/", {"handle": "liang", "password": WORDS, "card": "0" * 28}),
    ("card_other_line", "/enter/", {"handle": "liang", "password": WORDS, "card": "recovery"}),
    ("recovery_length", "/recover/", {"handle": "liang", "password": OTHER, "recovery": ""}),
    ("recovery_letter", "/recover/", {"handle": "liang", "password": OTHER, "recovery": "U" * 28}),
    ("recovery_typo", "/recover/", {"handle": "liang", "password": OTHER, "recovery": "0" * 28}),
    ("recovery_other_line", "/recover/", {"handle": "liang", "password": OTHER, "recovery": "card"}),
    ("recovery_wrong", "/recover/", {"handle": "liang", "password": OTHER, "recovery": "recovery"}),
    ("password_wrong", "/unlock/", {"password": OTHER}),
    ("old_wrong", "/password/", {"old": OTHER, "password": "another long one"}),
    ("group_wrong", "/kit/keep/", {"card": "card", "recovery": "recovery", "group": "0000", "password": WORDS}),
    ("kit_broken", "/kit/keep/", {"card": "", "recovery": "0000", "group": "0000", "password": WORDS}),
    ("zone_unknown", "/settings/", {"zone": "Middle/Earth", "language": "en", "theme": "", "hour": "7"}),
]


def in_language(code, language):
    from django.utils import translation

    with translation.override("zh-hans" if language == "zh" else "en"):
        return sentence(code)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("code", "path", "fields"), REFUSED)
def test_every_refusal_has_its_own_sentence_in_both_languages(liang, code, path, fields, language):
    lines_of = {line: kit.write(SecretBytes(b"k" * 16), line) for line in ("card", "recovery")}
    fields = {"code": pairing.invite_from_outside(NOW)} | {
        key: lines_of.get(value, value) for key, value in fields.items()
    }
    one = liang if path in ("/unlock/", "/password/", "/kit/keep/", "/settings/") else browser()
    page = one.post(path, fields, headers={"accept-language": LANGUAGE_NAMES[language]}, **said_in(one, language))
    assert page.status_code == 422
    assert in_language(code, language) in page.text
    assert page["Cache-Control"] == "no-store"


def said_in(one, language):
    one.cookies["language"] = "zh-hans" if language == "zh" else "en"
    return {}


def test_every_code_is_a_sentence_of_its_own_in_each_language_and_most_are_met_on_a_page():
    for language in ("en", "zh"):
        said = [in_language(code, language) for code in CODES]
        assert len(said) >= 25
        assert len(set(said)) == len(said) - 1  # a typing error is the same in both lines
    assert {code for code, *_ in REFUSED} | {"slow", "busy", "locked"} == set(CODES)


@pytest.mark.parametrize("path", ["/enter/", "/recover/"])
def test_a_name_that_is_here_and_one_that_is_not_answer_alike(liang, path):
    line = kit.write(SecretBytes(b"k" * 16), "recovery")
    assert keep(liang, draw(liang)).status_code == 302
    here, nowhere = (
        browser().post(path, {"handle": name, "password": OTHER, "recovery": line}) for name in ("liang", "gnail")
    )
    assert here.status_code == nowhere.status_code == 422
    assert plain(here).replace("liang", "gnail") == plain(nowhere)
    assert dict(here.headers).keys() == dict(nowhere.headers).keys()
    assert set(here.cookies) == set(nowhere.cookies) == {"form"}


def test_with_the_right_password_a_missing_card_and_a_wrong_one_answer_as_a_wrong_password_does(liang):
    keep(liang, draw(liang))
    card = kit.write(SecretBytes(b"k" * 16), "card")
    told = {plain(enter(browser(), "liang", password, card="")) for password in (WORDS, OTHER)}
    assert len(told) == 1
    told = {plain(enter(browser(), "liang", password, card=card)) for password in (WORDS, OTHER)}
    assert len(told) == 1


def test_a_new_device_needs_the_card_once_and_then_unlocks_with_the_password(liang, clock):
    drawn = draw(liang)
    keep(liang, drawn)
    there = browser()
    assert enter(there).status_code == 422
    assert enter(there, card=drawn["card"].lower().replace("-", " ")).status_code == 302
    clock.at += 601
    assert there.get("/kit/")["Location"] == "/unlock/?next=/kit/"
    answer = there.post("/unlock/", {"password": WORDS, "next": "/kit/"})
    assert (answer.status_code, answer["Location"]) == (302, "/kit/")
    assert there.get("/kit/").status_code == 200


def test_a_kit_that_was_drawn_and_not_typed_back_changes_nothing(liang):
    before = Account.objects.values().get()
    drawn = draw(liang)
    assert set(drawn) == {"card", "recovery"}
    page = keep(liang, drawn, group="0000")
    assert page.status_code == 422
    assert drawn["card"] in page.text
    assert keep(liang, drawn, password=OTHER).status_code == 422
    assert Account.objects.values().get() == before


def test_a_kit_that_is_kept_twice_by_a_double_tap_is_kept(liang):
    drawn = draw(liang)
    cookie = liang.cookies["door"].value
    assert keep(liang, drawn).status_code == 302
    assert keep(liang, drawn).status_code == 302
    assert liang.cookies["door"].value != cookie
    assert enter(browser(), card=drawn["card"]).status_code == 302


def test_a_card_can_be_declined_and_the_recovery_line_stays(liang):
    drawn = draw(liang, "declined")
    assert drawn["card"] == ""
    assert keep(liang, drawn).status_code == 302
    assert enter(browser()).status_code == 302
    assert not Account.objects.get().has_card


def test_the_home_says_quietly_when_a_kit_is_due(liang, clock):
    assert "It takes three minutes" in liang.get("/home/").text
    clock.at += 86_400
    assert "a forgotten password closes this room" in liang.get("/home/").text
    liang.post("/unlock/", {"password": WORDS})
    drawn = draw(liang)
    keep(liang, drawn)
    assert "The kit is in force" in liang.get("/home/?kept=kit").text
    assert "kit is due" not in liang.get("/home/").text
    there = browser()
    there.post("/recover/", {"handle": "liang", "recovery": drawn["recovery"], "password": OTHER})
    assert "The recovery has put the old key card out of use" in there.get("/home/").text


def test_recovering_comes_in_and_signs_every_other_device_out(liang):
    drawn = draw(liang)
    keep(liang, drawn)
    there = browser()
    answer = there.post("/recover/", {"handle": "liang", "recovery": drawn["recovery"], "password": OTHER})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    assert there.get("/home/").status_code == 200
    assert liang.get("/home/")["Location"] == "/enter/?next=/home/"
    assert enter(browser(), password=OTHER).status_code == 302
    assert enter(browser(), card=drawn["card"]).status_code == 422


def test_another_password_keeps_this_device_and_ends_the_others(liang):
    there = browser()
    enter(there)
    answer = liang.post("/password/", {"old": WORDS, "password": OTHER})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/?kept=password")
    assert liang.get("/settings/").status_code == 200
    assert there.get("/settings/").status_code == 302
    assert enter(browser(), password=OTHER).status_code == 302


def test_devices_are_listed_by_labels_that_only_their_owner_reads(liang):
    there = browser(
        **{"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"}
    )
    enter(there)
    text = liang.get("/devices/").text
    assert "Firefox · Android" in text
    assert "Safari · iPhone" in text
    labels = [bytes(label) for label in SessionRow.objects.values_list("label", flat=True)]
    assert len({len(label) for label in labels}) == 1
    assert all(b"Firefox" not in label and b"Safari" not in label for label in labels)


def test_one_device_is_ended_and_all_others_and_never_somebody_elses(liang, clock):
    su = browser()
    begin(su, pairing.invite_from_outside(NOW), "Su", OTHER)
    theirs = set(
        SessionRow.objects.exclude(account=Account.objects.get(handle="liang").id).values_list("digest", flat=True)
    )
    devices = [browser() for _ in range(3)]
    for each in devices:
        enter(each)
    assert len(theirs) == 1
    liang.post("/devices/end/", {"device": theirs.pop()})
    assert su.get("/home/").status_code == 200
    found = re.findall(r'name="device" value="([0-9a-f]{64})"', liang.get("/devices/").text)
    assert len(found) == 3
    liang.post("/devices/end/", {"device": found[0]})
    assert sum(each.get("/home/").status_code == 200 for each in devices) == 2
    liang.post("/devices/end/")
    assert [each.get("/home/").status_code for each in (*devices, liang, su)] == [302, 302, 302, 200, 200]


def test_choices_are_kept_sealed_and_worn_by_the_next_device(liang):
    said = {"language": "zh-hans", "theme": "dusk", "zone": "Europe/Berlin", "hour": "7"}
    assert liang.post("/settings/", said)["Location"] == "/settings/?kept=settings"
    text = liang.get("/settings/").text
    assert 'lang="zh-Hans"' in text
    assert 'value="Europe/Berlin"' in text
    assert '<option value="7" selected>' in text
    there = browser()
    enter(there)
    assert 'data-theme="dusk"' in there.get("/home/").text
    assert Account.objects.get().language == "zh-hans"


def test_what_no_form_offers_is_not_kept(liang):
    liang.post("/settings/", {"language": "xx", "theme": "neon", "zone": "Asia/Shanghai", "hour": "99"})
    text = liang.get("/settings/").text
    assert 'lang="en"' in text
    assert "data-theme" not in text
    assert '<option value="">' in text


def test_our_names_of_lights_and_languages_are_those_of_the_web(settings):
    assert set(THEMES) - {""} == set(pages.THEMES)
    assert THEME_COOKIE == pages.THEME_COOKIE
    assert set(LANGUAGES) == set(dict(settings.LANGUAGES))


def test_signing_out_ends_the_session_and_clears_the_browser(liang):
    answer = liang.post("/leave-device/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert SessionRow.objects.count() == 0
    assert liang.get("/home/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/home/", "/settings/", "/devices/", "/kit/", "/password/", "/begin/done/", "/enter/"]
)
def test_nothing_private_is_kept_by_a_browser(liang, path):
    one = browser() if path == "/enter/" else liang
    page = one.get(path)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize(
    "path", ["/home/", "/settings/", "/devices/", "/kit/", "/kit/keep/", "/password/", "/unlock/", "/devices/end/"]
)
def test_a_stranger_is_asked_to_come_in_and_comes_back(clock, path):
    assert browser().get(path)["Location"] == f"/enter/?next={path}"


@pytest.mark.parametrize("path", ["/begin/you/", "/enter/", "/recover/", "/unlock/", "/lock/", "/leave-device/", "/kit/", "/kit/keep/",
                                  "/settings/", "/password/", "/devices/end/"])  # fmt: skip
def test_a_forged_form_is_refused(liang, path):
    forged = Client(enforce_csrf_checks=True)
    forged.cookies["door"] = liang.cookies["door"].value
    assert forged.post(path, {}).status_code == 403


@pytest.mark.parametrize("path", ["/lock/", "/leave-device/"])
def test_what_changes_something_is_never_done_by_a_link(liang, path):
    assert liang.get(path).status_code == 405
    assert liang.get("/kit/").status_code == 200


def test_locking_locks_what_is_private_and_nothing_else(liang):
    liang.post("/lock/")
    assert liang.get("/home/").status_code == 200
    assert liang.get("/kit/")["Location"] == "/unlock/?next=/kit/"


@pytest.mark.parametrize("hour", [3600, -3600])
def test_a_clock_that_is_an_hour_off_locks_nobody_out(liang, clock, hour):
    clock.at += hour
    assert liang.get("/home/").status_code == 200
    assert liang.post("/unlock/", {"password": WORDS}).status_code == 302
    assert liang.get("/kit/").status_code == 200
    assert enter(browser()).status_code == 302


def test_two_tabs_are_one_device(liang):
    other_tab = browser()
    other_tab.cookies = liang.cookies
    liang.post("/lock/")
    assert other_tab.get("/kit/").status_code == 302
    other_tab.post("/unlock/", {"password": WORDS})
    assert liang.get("/kit/").status_code == 200


def test_many_tries_are_stopped_and_a_known_device_still_comes_in(liang, clock):
    strange = browser()
    told = [enter(strange, password=OTHER).status_code for _ in range(11)]
    assert told == [422] * 10 + [429]
    assert enter(strange).status_code == 429
    liang.post("/leave-device/")
    assert enter(liang).status_code == 302
    clock.at += 900
    assert enter(strange).status_code == 302


def test_a_mark_that_this_server_did_not_make_for_this_name_counts_for_nothing(liang):
    marks = ["00.11", "", liang.cookies["device"].value.replace(".", ".0"), "a" * 32]
    told = []
    for number in range(11):
        strange = browser()
        strange.cookies["device"] = marks[number % len(marks)] + (str(number) if number else "")
        told.append(enter(strange, password=OTHER).status_code)
    assert told == [422] * 10 + [429]
    assert Attempt.objects.count() == 1


def test_while_too_many_wait_it_says_so_and_keeps_what_was_typed(liang, monkeypatch):
    taken = [gate._places.acquire(blocking=False) for _ in range(gate.RUNNING + gate.WAITING)]
    try:
        page = enter(browser(), "Liang")
    finally:
        for _ in taken:
            gate._places.release()
    assert all(taken)
    assert page.status_code == 503
    assert "Try again in a few seconds" in page.text
    assert 'value="Liang"' in page.text
    assert enter(browser()).status_code == 302


def test_nobody_is_sent_to_another_host_after_coming_in(liang):
    for wanted in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        assert enter(browser(), next=wanted)["Location"] == "/home/"
    assert enter(browser(), next="/settings/")["Location"] == "/settings/"


def test_a_line_that_was_not_typed_is_none_and_an_unreadable_one_is_told():
    assert lines.card("  ") is None
    with pytest.raises(NotAccepted, match="card_length"):
        lines.card("0000")
