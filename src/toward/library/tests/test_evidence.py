"""The register: every row whole, in both languages, with a grade and a source."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from toward.library.evidence import GRADES, UnknownClaimError, claim, register

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_row_has_words_in_both_languages_a_grade_and_a_source():
    assert len(register()) >= 140
    for one in register().values():
        assert one.grade in GRADES, one.id
        assert one.english.strip(), one.id
        assert one.source.strip(), one.id
        assert HAN.search(one.chinese), one.id


def test_a_claim_that_is_not_in_the_register_cannot_be_made():
    with pytest.raises(UnknownClaimError):
        claim("S00-made-up")


def test_a_statement_comes_in_the_readers_language():
    one = next(iter(register().values()))
    assert one.statement("zh-Hans") == one.chinese
    assert one.statement("en") == one.english
    assert one.statement("de") == one.english


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_shows_every_row_with_its_grade(language):
    text = Client(headers={"accept-language": language}).get("/evidence/").text
    assert text.count('class="claim"') == len(register())
    assert [name for name in register() if f'id="{name}"' not in text] == []
