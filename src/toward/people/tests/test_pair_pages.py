"""Pairing, parting and one's own things, page by page, as browsers without scripts use them."""

from __future__ import annotations

import io
import re
import zipfile

import pyrage
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from toward.people import accounts, doors, mine, pairing
from toward.people.models import Account
from toward.people.opened import sign_device_in
from toward.people.tests.conftest import CHEAP, NOW, meet
from toward.people.tests.test_accounts import write
from toward.store.models import Instance, Row
from toward.vault.identity import new_pair

PHRASE = "quiet water at noon"


@pytest.fixture
def house(db, settings):
    """The installation of the pages themselves, with guesses that cost little and a clock of its own."""
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, lambda: NOW
    Instance.objects.create(pk=1, release="0.2.0")
    return doors.house()


def browser(who, language="en", **more):
    """A signed-in browser that has to send tokens like any other."""
    one = Client(enforce_csrf_checks=True, headers={"accept-language": language}, **more)
    one.cookies["door"] = sign_device_in(who, NOW).reveal().hex()
    return one


def press(one, page, words, **fields):
    """Press a button of a page, with every hidden field of its form."""
    form = next(form for form in re.findall(r"<form.*?</form>", page.text, re.S) if f">{words}</button>" in form)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    name = re.search(rf'<button[^>]*name="([^"]+)" value="([^"]+)"[^>]*>{words}</button>', form)
    sent = {**hidden, **({name[1]: name[2]} if name else {}), **fields}
    return one.post(re.search(r'action="([^"]+)"', form)[1], sent, follow=True)


def paired(one, other):
    """Two browsers from a link to a common space."""
    page = press(one, one.get("/pair/"), "Make a link")
    link = re.search(r'href="http://testserver(/join/[^"]+)"', page.text)[1]
    theirs = press(other, other.get(link), "Go on to the words")
    ours = one.get("/pair/")
    assert six(ours) == six(theirs)
    assert len(six(ours)) == 6
    assert "Now the other phone." in press(one, ours, "They are the same").text
    press(other, theirs, "They are the same")
    return one.get("/pair/", follow=True), other.get("/pair/", follow=True)


def six(page):
    return re.findall(r"<li>([^<]+)</li>", re.search(r'<ol class="six".*?</ol>', page.text, re.S)[0])


def test_two_browsers_come_from_a_link_to_a_common_space(liang, su):
    for page in paired(browser(liang), browser(su)):
        assert "You share a space." in page.text
        assert page["Cache-Control"] == "no-store"
    assert pairing.partner_of(liang.account) == su.account


def test_an_invited_page_draws_its_link_and_looks_again_by_itself_for_a_while(liang):
    one = browser(liang)
    page = press(one, one.get("/pair/"), "Make a link")
    assert page.text.count("<svg") >= 2
    assert "style=" not in page.text
    assert '<noscript><meta http-equiv="refresh" content="5; url=/pair/?turn=1"></noscript>' in page.text
    assert "url=/pair/?turn=60" in one.get("/pair/?turn=59").text
    assert "<tw-live" in page.text
    for rests in ("/pair/?turn=60", "/pair/?still", "/pair/?turn=-1", "/pair/?turn=x"):
        assert "refresh" not in one.get(rests).text
        assert "<tw-live" not in one.get(rests).text
    assert "Make a link" in press(one, one.get("/pair/"), "Take the link back").text


def test_words_that_differ_end_it_and_say_what_that_may_mean(liang, su):
    one, other = browser(liang), browser(su)
    pairing.take(su, pairing.invite(liang, NOW), NOW)
    page = press(other, other.get("/pair/"), "They differ")
    assert "Nothing was shared." in page.text
    assert "whoever runs this computer" in page.text
    assert "Nothing was shared." in one.get("/pair/?turn=3").text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_link_that_cannot_be_used_has_a_sentence_of_its_own(couple, stranger, house, language):
    liang, su = couple
    code = pairing.invite(stranger, NOW)
    said = {
        "own": browser(stranger, language).get(f"/join/{code}/"),
        "paired": browser(liang, language).get(f"/join/{code}/"),
    }
    said["unknown"] = Client(headers={"accept-language": language}).get("/join/nonsense/")
    used = pairing.invite(stranger, NOW)
    pairing.take(accounts.sign_up(house, "New", "somebody who is new"), used, NOW)
    said["used"] = browser(su, language).get(f"/join/{used}/")
    old = pairing.invite(stranger, NOW - pairing.VALID)
    said["over"] = Client(headers={"accept-language": language}).get(f"/join/{old}/")
    sentences = {re.search(r'class="lead">([^<]+)<', page.text)[1] for page in said.values()}
    assert {page.status_code for page in said.values()} == {410}
    assert len(sentences) == len(said) == 5


def test_a_link_leads_who_has_no_account_to_making_one_and_names_nobody(liang):
    code = pairing.invite(liang, NOW)
    page = Client().get(f"/join/{code}/")
    assert f"?code={code}" in page.text
    assert "liang" not in page.text.lower()
    assert Client().post(f"/join/{code}/")["Location"] == f"/enter/?next=/join/{code}/"


def test_changed_keys_are_said_on_every_page_until_the_words_were_compared(couple):
    liang, su = couple
    one = browser(liang)
    assert "Keys of our space have changed" not in one.get("/privacy/").text
    Account.objects.filter(id=su.account).update(public=new_pair().public)
    pages = ("/", "/privacy/", "/evidence/", "/archive/", "/left-hands/", "/export/")
    assert all("Keys of our space have changed" in one.get(path).text for path in pages)
    assert "Compare six words again." in one.get("/pair/").text
    assert "Keys of our space have changed" not in Client().get("/privacy/").text


def test_leaving_takes_two_taps_from_any_page_and_asks_nothing(couple):
    liang, su = couple
    one, other = browser(liang), browser(su)
    assert 'href="/part/"' in one.get("/evidence/").text
    page = press(one, one.get("/part/"), "Leave")
    assert page.redirect_chain == [("/archive/", 302)]
    assert "What was shared, and is closed now." in other.get("/archive/").text
    assert 'href="/part/"' not in other.get("/evidence/").text
    assert "There is no space to leave." in one.get("/part/").text
    assert [each.what for each in mine.what_left(pairing.again(liang))] == ["left", "paired"]
    assert [each.what for each in mine.what_left(pairing.again(su))] == ["paired"]


def test_ones_own_words_are_removed_after_being_sure_and_the_others_never(couple):
    liang, su = couple
    for who, words in ((liang, "from Liang"), (su, "from Su")):
        write(who, "couple", words)
    pairing.leave(su.account)
    one, space = browser(liang), liang.space("couple") or pairing.again(liang)
    address = re.search(r"/archive/[0-9a-f-]{36}/", one.get("/archive/").text)[0]
    page = one.get(address)
    (mine_,) = re.findall(r'name="entry" value="([^"]+)"', page.text)
    theirs = str(Row.objects.exclude(entry=mine_).get(space_id=address.split("/")[2]).entry)
    assert press(one, page, "Remove what I chose", entry=mine_).status_code == 400
    assert press(one, page, "Remove what I chose", sure="1").status_code == 400
    page = press(one, page, "Remove what I chose", entry=[mine_, theirs, "nonsense"], sure="1")
    assert "removed by its author" in page.text
    assert "from Su" in page.text
    assert "from Liang" not in browser(su).get(address).text
    assert space


def test_everything_is_taken_out_in_a_file_that_opens_with_its_passphrase_alone(liang):
    write(liang, "journal", "my own 山")
    one = browser(liang, "zh-hans")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', one.get("/export/").text)[1]
    for wrong in (
        {"passphrase": "short", "again": "short"},
        {"passphrase": PHRASE, "again": "x"},
        {"recipient": "age1x"},
    ):
        assert one.post("/export/", {"csrfmiddlewaretoken": token, **wrong}).status_code == 400
    file = one.post("/export/", {"csrfmiddlewaretoken": token, "passphrase": PHRASE, "again": PHRASE})
    assert (file.status_code, file["Cache-Control"]) == (200, "no-store")
    with zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(file.content, PHRASE))) as packed:
        assert "my own 山" in packed.read("toward.html").decode()
        assert b'lang="zh-Hans"' in packed.read("toward.html")
    assert mine.what_left(liang)[0].what == "exported"
    back = {"csrfmiddlewaretoken": token, "secret": PHRASE, "file": SimpleUploadedFile("x.age", file.content)}
    assert one.post("/import/", back).status_code == 200
    back["file"] = SimpleUploadedFile("x.age", file.content)
    assert one.post("/import/", back).status_code == 400
    assert one.post("/import/", {"csrfmiddlewaretoken": token}).status_code == 400


def test_a_form_without_its_token_changes_nothing(couple):
    liang, _ = couple
    one = browser(liang)
    for path in ("/pair/invite/", "/pair/words/", "/part/", "/export/", "/import/", "/erase-me/"):
        assert one.post(path, {"sure": "1", "file": SimpleUploadedFile("x", b"x")}).status_code == 403, path
    assert pairing.partner_of(liang.account)


def test_erasing_takes_the_password_and_being_sure(liang, su):
    one = browser(liang)
    page = one.get("/erase-me/")
    assert press(one, page, "Erase me", password="lotus pond at dusk").status_code == 400
    assert press(one, page, "Erase me", password="wrong", sure="1").status_code == 400
    assert Account.objects.count() == 2
    page = press(one, page, "Erase me", password="lotus pond at dusk", sure="1")
    assert "Everything of yours is gone here." in page.text
    assert one.cookies["door"].value == ""
    assert Account.objects.get().id == su.account


def test_an_account_with_a_card_is_erased_with_its_card(house, liang):
    accounts.make_kit(house, liang, "lotus pond at dusk", None)
    one = browser(liang)
    page = one.get("/erase-me/")
    assert 'name="card"' in page.text
    assert press(one, page, "Erase me", password="lotus pond at dusk", sure="1").status_code == 400
    assert Account.objects.count() == 1


def test_a_space_that_opened_while_the_page_was_asked_for_is_no_change_of_keys(liang, su, house):
    meet(liang, su)
    before = pairing.again(su)  # as a slower request has it
    assert pairing.again(before).space("couple") is None
    pairing.complete(pairing.again(liang))
    assert before.space("couple") is None
    assert pairing.couple_of(su.account)
    assert not pairing.must_compare(before)
