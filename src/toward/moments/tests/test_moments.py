"""Moments on two phones: kept for oneself, shown and taken back; words that arrive; numbers that leave with an agreement."""

from __future__ import annotations

import re

import pytest

from toward.moments.doing import joint, moments_of, ours_of
from toward.moments.records import FELT, SHARED
from toward.store.models import new_id
from toward.store.streams import read

DAY = "2027-01-15"


def note(phone, words="You asked twice.", **more):
    phone.do("moments.met", day=DAY, what="interest", words=words, **more)
    return moments_of(phone.who).recent[-1].id


def entries(phone, kind):
    return [kept for kept in read(phone.who.ring, phone.who.space("couple")) if kept.entry.kind == kind]


def test_alone_a_moment_is_kept_and_there_is_nobody_to_thank(alone):
    note(alone)
    page = alone.page("/moments/")
    assert "You asked twice." in page
    assert "moments.share" not in page
    assert "moments.thanks" not in page


def test_a_moment_is_ones_own_until_it_is_shown_and_again_once_it_is_taken_back(two):
    liang, su = two
    name = note(liang)
    assert "You asked twice." not in su.page("/moments/")
    for _ in range(2):
        liang.do("moments.share", moment=name)
    assert su.page("/moments/").count("You asked twice.") == 1
    assert len(entries(su, SHARED)) == 1
    liang.do("moments.unshare", moment=name)
    assert "You asked twice." not in su.page("/moments/")
    assert not entries(su, SHARED)
    assert "You asked twice." in liang.page("/moments/")


def test_a_moment_that_is_taken_out_is_taken_out_everywhere(two):
    liang, su = two
    name = note(liang)
    liang.do("moments.share", moment=name)
    liang.do("moments.out", moment=name)
    assert not entries(su, SHARED)
    for phone in two:
        assert "You asked twice." not in phone.page("/moments/")
    assert sum(moments_of(liang.who).received.values()) == 0


def test_nobody_takes_back_what_the_other_shows(two):
    liang, su = two
    name = note(liang)
    liang.do("moments.share", moment=name)
    answer = su.do("moments.unshare", moment=name)
    assert answer.status_code == 422
    assert len(entries(su, SHARED)) == 1


def test_a_double_tap_and_a_second_tab_note_one_moment(two):
    liang, _ = two
    wish = new_id().hex
    for _ in range(3):
        liang.do("moments.met", wish, day=DAY, what="touch", words="")
    assert len(moments_of(liang.who).recent) == 1


def test_words_arrive_once_and_no_page_counts_them(two):
    liang, su = two
    wish = new_id().hex
    for _ in range(2):
        liang.do("moments.thanks", wish, words="Thank you for waiting.")
    page = su.page("/moments/")
    assert page.count("Thank you for waiting.") == 1
    assert not re.search(r"\b1 (thank|word)", page)


@pytest.mark.parametrize("words", ["", "   ", "be a dad " * 112])
def test_words_that_cannot_be_sent_are_given_back(two, words):
    liang, su = two
    answer = liang.do("moments.thanks", words=words)
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()
    assert not ours_of(su.who).thanks


def agree(*phones):
    for phone in phones:
        phone.do("moments.joint", to="yes")


def test_numbers_lie_in_the_common_room_while_both_agree_and_no_longer(two):
    liang, su = two
    liang.do("moments.joint", to="yes")
    liang.tell(felt="7")
    assert joint(liang.who) == (True, False)
    assert not entries(su, FELT)  # one yes is none
    su.do("moments.joint", to="yes")
    for phone, felt in ((liang, "7"), (su, "4")):
        phone.tell(felt=felt, path="/today/?again=1")
    assert {each["felt"] for each in ours_of(su.who).felt} == {7, 4}
    liang.do("moments.joint", to="no")
    assert [each["felt"] for each in ours_of(su.who).felt] == [4]  # hers, until she is here


@pytest.mark.parametrize("path", ["/us/", "/today/"])
def test_what_the_other_takes_back_takes_ones_own_numbers_along_on_the_next_visit(two, path):
    liang, su = two
    agree(liang, su)
    su.tell(felt="4")
    liang.do("moments.joint", to="no")
    assert len(entries(liang, FELT)) == 1
    assert su.page(path)
    assert not entries(liang, FELT)
    assert not ours_of(su.who).felt
    assert su.page(path)
    assert moments_of(su.who).recent == ()


def test_neither_page_shows_the_number_of_the_other(two):
    liang, su = two
    agree(liang, su)
    liang.tell(felt="9")
    su.tell(felt="2")
    for phone, theirs in ((liang, "2"), (su, "9")):
        page = phone.page("/us/")
        told = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
        assert not re.search(rf"\b{theirs}\b", told)
