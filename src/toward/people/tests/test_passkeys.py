"""Passkeys, answered by a software key that does byte by byte what a real one does, and every way of doing it wrong."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from django.test import Client

from toward.people import accounts, doors, mine, passkeys, slips
from toward.people.attempts import MOST
from toward.people.models import Account, Attempt, Passkey
from toward.people.opened import sign_device_in
from toward.people.tests.conftest import CHEAP, NOW
from toward.people.tests.soft_key import SoftKey, raw, text
from toward.store import sessions
from toward.store.models import Instance, SessionRow
from toward.vault import kit as kit_lines
from toward.vault.secret import SecretBytes

WORDS = {"liang": "lotus pond at dusk", "su": "seven small stones"}
NOT_OPEN = {
    "en": "This passkey does not open anything here.",
    "zh-CN": "这把通行密钥在这里什么也打不开。",
}


class Clock:
    at = NOW

    def __call__(self):
        return self.at


@pytest.fixture
def clock(settings, db):
    Instance.objects.create(pk=1, release="0.2.0")
    settings.PASSWORD_COST, settings.CLOCK = CHEAP, Clock()
    return settings.CLOCK


class Person:
    """Somebody with one browser that is signed in and unlocked."""

    def __init__(self, handle, *, with_kit=True, with_card=True):
        self.handle = handle
        self.opened = accounts.sign_up(doors.house(), handle, WORDS[handle])
        drawn = accounts.draw_kit(with_card=with_card)
        if with_kit:
            accounts.make_kit(doors.house(), self.opened, WORDS[handle], None, drawn=drawn)
        self.kit = drawn if with_kit else accounts.Kit(None, drawn.recovery)
        self.here = browser()
        self.here.cookies["door"] = sign_device_in(self.opened, NOW).reveal().hex()

    def add(self, key, **more):
        asked = self.here.post("/passkeys/ask/").json()
        return self.here.post("/passkeys/add/", {**key.make(asked), **more})

    def by_password(self, one, **more):
        card = kit_lines.write(self.kit.card, "card") if self.kit.card else ""
        return one.post("/enter/", {"handle": self.handle, "password": WORDS[self.handle], "card": card, **more})

    def by_lock(self):
        for row in SessionRow.objects.filter(account=self.opened.account):
            sessions.lock(row.digest)

    def unlocks(self):
        return self.here.get("/passkeys/").status_code == 200


def browser(language="en"):
    return Client(headers={"accept-language": language})


def answered(one, way, key, **more):
    """Ask, let a key answer, send it."""
    asked = one.post(f"/{way}/ask/").json()
    return one.post(f"/{way}/", {**key.get(asked), **more})


def is_in(one):
    return one.get("/home/").status_code == 200


@contextmanager
def nothing_changes():
    """Rows of passkeys, accounts and sessions stay byte by byte."""

    def rows():
        return [list(model.objects.order_by("pk").values()) for model in (Passkey, Account, SessionRow)]

    before = rows()
    assert any(before)
    yield
    assert rows() == before


@pytest.fixture
def liang(clock):
    return Person("liang")


@pytest.fixture
def su(clock):
    return Person("su")


@pytest.fixture
def opening(liang):
    """A passkey of Liang's that opens."""
    key = SoftKey()
    assert liang.add(key)["Location"] == "/passkeys/?kept=opens"
    return key


@pytest.fixture
def step(liang):
    """A passkey of Liang's that has no key to answer with."""
    key = SoftKey(prf=False)
    assert liang.add(key)["Location"] == "/passkeys/?kept=step"
    return key


def test_a_passkey_that_answers_with_a_key_opens_without_password_and_card(liang, opening):
    one = browser()
    page = answered(one, "enter/passkey", opening, next="/passkeys/")
    assert (page.status_code, page["Location"]) == (302, "/passkeys/")
    assert one.get("/passkeys/").status_code == 200  # the private tier is open
    assert [each.what for each in mine.what_left(liang.opened)][:2] == ["device", "passkey"]


def test_it_opens_the_private_tier_again_and_the_device_keeps_its_card(liang, opening):
    liang.by_password(liang.here)
    liang.by_lock()
    assert not liang.unlocks()
    assert answered(liang.here, "unlock/passkey", opening).status_code == 302
    assert liang.unlocks()
    secret = SecretBytes(bytes.fromhex(liang.here.cookies["door"].value))
    assert sessions.visit(doors.house().instance, secret, NOW).keys["card"] == liang.kit.card


def test_the_secret_it_answers_with_lies_nowhere_and_the_user_key_only_under_it(liang, opening):
    row = Passkey.objects.get()
    asked = {"extensions": {"prf": {"eval": {"first": text(passkeys.salt(doors.house().instance))}}}}
    output, user_key = opening._output(asked), liang.opened.holder.user_key.reveal()
    kept = b"".join(map(bytes, (row.opens, row.label, row.public, row.credential)))
    assert len(kept) > 200
    assert output not in kept
    assert user_key not in kept


def test_without_a_key_it_is_a_second_step_and_is_called_so(liang, step):
    page = liang.here.get("/passkeys/?kept=step").text
    assert '<p class="small">Second step</p>' in page
    assert '<p class="small">Opens</p>' not in page
    one = browser()
    page = answered(one, "enter/passkey", step)
    assert (page.status_code, NOT_OPEN["en"] in page.text) == (422, True)
    page = liang.by_password(one, next="/devices/")
    assert page["Location"] == "/step/?next=%2Fdevices%2F"
    assert not is_in(one)
    assert "Now the passkey" in one.get(page["Location"]).text
    assert answered(one, "step", step, next="/devices/")["Location"] == "/devices/"
    assert is_in(one)
    assert one.cookies["step"].value == ""


def test_the_second_step_is_asked_for_at_unlocking_too(liang, step):
    liang.by_lock()
    card = kit_lines.write(liang.kit.card, "card")
    assert liang.here.post("/unlock/", {"password": WORDS["liang"], "card": card})["Location"] == "/step/?next="
    assert not liang.unlocks()
    assert answered(liang.here, "step", step).status_code == 302
    assert liang.unlocks()


def test_one_that_opens_does_for_the_second_step_as_well(liang, step, opening):
    one = browser()
    liang.by_password(one)
    assert answered(one, "step", opening).status_code == 302
    assert is_in(one)


def test_the_second_step_needs_the_password_first_and_a_passkey_of_the_same_person(liang, su, step):
    one = browser()
    assert answered(one, "step", step)["Location"] == "/enter/?next="
    hers = SoftKey(prf=False)
    su.add(hers)
    liang.by_password(one)
    with nothing_changes():
        page = answered(one, "step", hers)
    assert (page.status_code, NOT_OPEN["en"] in page.text) == (422, True)
    assert not is_in(one)


def test_the_slip_between_password_and_passkey_is_good_for_five_minutes_and_cannot_be_changed(liang, step, clock):
    one = browser()
    liang.by_password(one)
    slip = one.cookies["step"].value
    assert liang.opened.holder.user_key.reveal().hex() not in slip
    one.cookies["step"] = slip[:-8] + "AAAAAAA="
    assert one.get("/step/")["Location"].startswith("/enter/")
    one.cookies["step"] = slip
    assert one.get("/step/").status_code == 200
    clock.at += slips.AGE
    assert one.get("/step/")["Location"].startswith("/enter/")


def test_a_slip_for_unlocking_is_no_use_where_somebody_else_is_signed_in(liang, su, step):
    card = kit_lines.write(liang.kit.card, "card")
    liang.here.post("/unlock/", {"password": WORDS["liang"], "card": card})
    liang.by_lock()
    liang.here.post("/unlock/", {"password": WORDS["liang"], "card": card})
    su.here.cookies["step"] = liang.here.cookies["step"].value
    assert su.here.get("/step/")["Location"].startswith("/enter/")
    assert browser().get("/step/")["Location"].startswith("/enter/")


def test_a_question_is_answered_once(liang, opening):
    one = browser()
    asked = one.post("/enter/passkey/ask/").json()
    form, question = opening.get(asked), one.cookies["question"].value
    assert one.post("/enter/passkey/", form).status_code == 302
    two = browser()
    two.cookies["question"] = question
    form = opening.get(asked)  # signed anew, counted on: only the question is an old one
    with nothing_changes():
        page = two.post("/enter/passkey/", form)
    assert (page.status_code, "sent twice" in page.text, is_in(two)) == (422, True, False)


def test_a_question_is_good_for_five_minutes(liang, opening, clock):
    one = browser()
    form = opening.get(one.post("/enter/passkey/ask/").json())
    clock.at += slips.AGE
    with nothing_changes():
        assert "longer than five minutes" in one.post("/enter/passkey/", form).text
    assert not is_in(one)
    form = opening.get(one.post("/enter/passkey/ask/").json())
    clock.at += slips.AGE - 1
    assert one.post("/enter/passkey/", form).status_code == 302


@pytest.mark.parametrize(("asked_at", "sent_to"), [("passkeys", "enter/passkey"), ("unlock/passkey", "enter/passkey"),
                                                  ("enter/passkey", "unlock/passkey")])  # fmt: skip
def test_a_question_for_one_purpose_is_none_for_another(liang, opening, asked_at, sent_to):
    asked = liang.here.post(f"/{asked_at}/ask/").json()
    page = liang.here.post(f"/{sent_to}/", opening.get(asked))
    assert (page.status_code, "sent twice" in page.text) == (422, True)


WRONG = {
    "another origin": {"origin": "https://testserver"},
    "another port": {"origin": "http://testserver:81"},
    "another site": {"site": "toward.example"},
    "nobody verified": {"verifies": False},
    "another person": {"user": b"1" * 16},
    "nobody said": {"user": b""},
    "another credential": {"id": b"somebody else's"},
    "another secret": {"secret": b"s" * 32},
    "no secret": {"prf": False},
    "a copy that lags behind": {"count": 0},
}


@pytest.mark.parametrize("language", sorted(NOT_OPEN))
@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_every_other_answer_gets_the_same_sentence_and_changes_nothing(liang, opening, wrong, language):
    for _ in range(2):
        assert answered(browser(), "enter/passkey", opening).status_code == 302
    bad, one = opening.twin(**WRONG[wrong]), browser(language)
    with nothing_changes():
        page = answered(one, "enter/passkey", bad)
    assert (page.status_code, NOT_OPEN[language] in page.text, is_in(one)) == (422, True, False)
    assert answered(one, "enter/passkey", opening).status_code == 302


def test_a_signature_of_another_key_does_not_open(liang, opening):
    one = browser()
    with nothing_changes():
        assert answered(one, "enter/passkey", opening.twin(key=SoftKey().key)).status_code == 422
    assert not is_in(one)


@pytest.mark.parametrize("prf", ["", "A", "AAAA", "Ä" * 43, text(bytes(31)), text(bytes(33)), text(bytes(32))])
def test_a_secret_of_another_length_or_letters_does_not_open(liang, opening, prf):
    with nothing_changes():
        assert answered(browser(), "enter/passkey", opening, prf=prf).status_code == 422


BROKEN = ["", "{", "[]", "null", "7", '"x"', "{}", '{"id": 1}', "\0", "[" * 5000,
          json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {}}),
          json.dumps({"id": "é", "rawId": "é", "type": "public-key", "response": {
              "clientDataJSON": "é", "authenticatorData": "é", "signature": "é", "attestationObject": "é"}})]  # fmt: skip


@pytest.mark.parametrize("answer", BROKEN)
def test_what_is_no_answer_at_all_is_refused_calmly(liang, opening, answer):
    one = browser()
    one.post("/enter/passkey/ask/")
    with nothing_changes():
        assert NOT_OPEN["en"] in one.post("/enter/passkey/", {"answer": answer, "prf": text(bytes(32))}).text
        liang.here.post("/passkeys/ask/")
        page = liang.here.post("/passkeys/add/", {"answer": answer, "prf": ""})
    assert (page.status_code, "could not be added" in page.text) == (422, True)


def test_a_changed_byte_anywhere_in_the_signed_parts_does_not_open(liang, opening):
    tried = 0
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        for place in (0, 9, 33, -1):
            one = browser()
            form = opening.get(one.post("/enter/passkey/ask/").json())
            whole = json.loads(form["answer"])
            changed = bytearray(raw(whole["response"][part]))
            changed[place] ^= 1
            whole["response"][part] = text(bytes(changed))
            with nothing_changes():
                assert one.post("/enter/passkey/", {**form, "answer": json.dumps(whole)}).status_code == 422
            Attempt.objects.all().delete()
            tried += 1
    assert tried == 12


def test_somebody_elses_passkey_does_not_unlock_my_session(liang, su, opening):
    su.by_lock()
    with nothing_changes():
        page = answered(su.here, "unlock/passkey", opening)
    assert (page.status_code, NOT_OPEN["en"] in page.text) == (422, True)
    assert not su.unlocks()


def test_a_copied_key_is_noticed_by_its_count_and_one_that_never_counts_is_let_in(liang, opening):
    copy = opening.twin()
    assert answered(browser(), "enter/passkey", opening).status_code == 302
    assert answered(browser(), "enter/passkey", copy).status_code == 422
    never = SoftKey(counts=False)
    liang.add(never)
    assert [answered(browser(), "enter/passkey", never).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("wrong", ["another origin", "another port", "another site", "nobody verified"])
def test_a_passkey_is_not_added_from_elsewhere_or_without_its_owner(liang, wrong):
    page = liang.add(SoftKey(**WRONG[wrong]))
    assert (page.status_code, Passkey.objects.count()) == (422, 0)


def test_a_passkey_is_added_once_and_for_one_person(liang, su, opening):
    assert liang.add(opening.twin()).status_code == 422
    assert su.add(opening.twin()).status_code == 422
    assert Passkey.objects.get().account == liang.opened.account
    asked = liang.here.post("/passkeys/ask/").json()
    assert [each["id"] for each in asked["excludeCredentials"]] == [text(opening.id)]


def test_what_a_browser_is_asked_reveals_nobody_and_wants_the_owner(liang, opening):
    asked = browser().post("/enter/passkey/ask/").json()
    assert (asked["allowCredentials"], asked["userVerification"], asked["rpId"]) == ([], "required", "testserver")
    made = liang.here.post("/passkeys/ask/").json()
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["user"]["id"] == text(liang.opened.account.bytes)
    assert made["attestation"] == "none"
    assert asked["challenge"] != made["challenge"]
    cookie = browser().post("/enter/passkey/ask/", secure=True).cookies["__Host-question"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["max-age"]) == (True, "Strict", True, 300)


def test_under_a_bare_number_nothing_is_asked(liang):
    page = browser().post("/enter/passkey/ask/", headers={"host": "127.0.0.1:8000"})
    assert (page.status_code, page.json()) == (409, {})
    assert "Open it under its name" in liang.here.get("/passkeys/", headers={"host": "127.0.0.1:8000"}).text


def test_a_second_step_is_not_kept_without_a_kit_and_one_that_opens_is(clock):
    liang = Person("liang", with_kit=False)
    page = liang.add(SoftKey(prf=False))
    assert (page.status_code, "needs a kit first" in page.text, Passkey.objects.count()) == (422, True, 0)
    assert liang.add(SoftKey()).status_code == 302


def test_the_recovery_line_ends_every_second_step_and_leaves_what_opens(liang, su, step, opening):
    su.add(SoftKey(prf=False))
    one = browser()
    recovery = kit_lines.write(liang.kit.recovery, "recovery")
    page = one.post("/recover/", {"handle": "liang", "recovery": recovery, "password": "quiet water at noon"})
    assert page["Location"] == "/home/"
    assert is_in(one)
    left = {row.account: row.opens is None for row in Passkey.objects.all()}
    assert left == {liang.opened.account: False, su.opened.account: True}
    two = browser()
    page = two.post("/enter/", {"handle": "liang", "password": "quiet water at noon"})
    assert (page["Location"], is_in(two)) == ("/home/", True)
    assert answered(browser(), "enter/passkey", opening).status_code == 302


def test_another_password_touches_no_passkey(liang, opening):
    before = list(Passkey.objects.values())
    accounts.change_password(doors.house(), liang.opened, WORDS["liang"], "quiet water", liang.kit.card, keep=None)
    assert list(Passkey.objects.values()) == before
    one = browser()
    assert answered(one, "enter/passkey", opening).status_code == 302
    assert is_in(one)


def test_after_beginning_anew_an_old_passkey_opens_nothing_even_if_its_row_came_back(liang, opening):
    row = Passkey.objects.get()
    accounts.begin_anew(doors.house(), liang.opened.account, "quiet water at noon", NOW)
    assert Passkey.objects.count() == 0
    row.save(force_insert=True)
    with nothing_changes():
        assert NOT_OPEN["en"] in answered(browser(), "enter/passkey", opening).text


def test_a_passkey_row_moved_to_another_account_opens_neither(liang, su, opening):
    Passkey.objects.update(account=su.opened.account)
    with nothing_changes():
        assert answered(browser(), "enter/passkey", opening).status_code == 422
        opening.user = su.opened.account.bytes
        assert answered(browser(), "enter/passkey", opening).status_code == 422


def test_a_removed_passkey_opens_nothing_and_a_removed_second_step_is_not_asked_for(liang, opening, step):
    for row in Passkey.objects.all():
        assert liang.here.post("/passkeys/remove/", {"passkey": row.digest})["Location"] == "/passkeys/?kept=removed"
    assert NOT_OPEN["en"] in answered(browser(), "enter/passkey", opening).text
    assert liang.by_password(browser())["Location"] == "/home/"
    assert [each.what for each in mine.what_left(liang.opened)].count("passkey") == 4
    assert "A passkey was added or removed." in liang.here.get("/left-hands/").text


def test_somebody_elses_passkey_cannot_be_removed_and_looks_as_if_it_were_never_there(liang, su, opening):
    foreign = su.here.post("/passkeys/remove/", {"passkey": Passkey.objects.get().digest})
    missing = su.here.post("/passkeys/remove/", {"passkey": "0" * 64})
    assert (foreign.status_code, missing.status_code, foreign.content == missing.content) == (404, 404, True)
    assert Passkey.objects.count() == 1
    assert [each.what for each in mine.what_left(su.opened)] == []


def test_while_the_private_tier_is_locked_no_passkey_is_added_seen_or_removed(liang, opening):
    liang.by_lock()
    for method, path in (("get", "/passkeys/"), ("post", "/passkeys/ask/"), ("post", "/passkeys/add/"),
                         ("post", "/passkeys/remove/")):  # fmt: skip
        page = getattr(liang.here, method)(path, {"passkey": Passkey.objects.get().digest})
        assert page["Location"].startswith("/unlock/?next="), path


def test_its_label_is_its_owners_alone_and_has_always_the_same_size(liang):
    liang.add(SoftKey(), label="a key on my ring")
    liang.add(SoftKey(), label=" ")
    assert "a key on my ring" in liang.here.get("/passkeys/").text
    assert "A passkey without a name" in liang.here.get("/passkeys/").text
    rows = [bytes(row.label) for row in Passkey.objects.all()]
    assert len({len(label) for label in rows}) == 1
    assert not any(b"ring" in label for label in rows)


def test_a_passkey_is_not_tried_for_ever_and_its_owner_is_hindered_by_nobody_elses_tries(liang, su, opening):
    hers = SoftKey()
    su.add(hers)
    bad = opening.twin(secret=b"s" * 32)
    codes = [answered(browser(), "enter/passkey", bad).status_code for _ in range(MOST + 1)]
    assert codes == [422] * MOST + [429]
    assert answered(browser(), "enter/passkey", opening).status_code == 429
    assert answered(browser(), "enter/passkey", hers).status_code == 302


def test_the_page_says_what_a_passkey_is_before_one_is_added(liang):
    page = liang.here.get("/passkeys/").text
    assert "it is a second step" in page
    assert "the recovery line ends every second step" in page
    assert "None so far." in page
    assert '<a href="/passkeys/">Passkeys</a>' in liang.here.get("/devices/").text


def test_nothing_of_an_answer_comes_back_on_a_page(liang, opening):
    one = browser()
    form = opening.twin(secret=b"s" * 32).get(one.post("/enter/passkey/ask/").json())
    page = one.post("/enter/passkey/", form)
    assert form["prf"] not in page.text
    assert text(opening.id) not in page.text
    assert page["Cache-Control"] == "no-store"
