"""Whom to call: every line sourced, dated and in both languages; a host's file adds, corrects, leaves out, or is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest

from toward.library.safety.help_lines import KINDS, TELEPHONE, WrongHelpLinesError, help_lines, read

HAN = re.compile(r"[\u4e00-\u9fff]")
OWN = """
countries: {XX: {en: Somewhere, zh: 某地}}
lines:
  - {id: xx-night, country: XX, kind: crisis, name: {en: Night line, zh: 夜间热线}, number: "0800 12-34",
     hours: {en: at night, zh: 夜里}, source: example.org, checked: 2026-01-02}
"""
SOUND = 'id: x, country: GB, kind: crisis, name: {en: A, zh: 甲}, number: "1", source: s, checked: 2026-01-02'
NUMBER_WITHOUT_QUOTES = SOUND.replace('"1"', "1")
WORDS_FOR_A_NUMBER = SOUND.replace('"1"', '"call us"')
NO_NUMBER = SOUND.replace(', number: "1"', "")


@pytest.fixture
def of_the_host(tmp_path):
    def one(text):
        path = tmp_path / "help-lines.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return one


def test_every_line_that_comes_with_the_product_is_dated_sourced_and_can_be_dialled():
    lines = help_lines().lines
    assert len(lines) >= 45
    for one in lines:
        assert one.kind in KINDS, one.id
        assert date(2026, 11, 1) <= one.checked, one.id
        assert re.search(r"\w\.\w", one.source), one.id
        assert TELEPHONE.fullmatch(one.number) if one.number else "." in one.address, one.id
        assert re.fullmatch(r"tel:\d{2,}", one.dialled) or one.address, one.id
    assert len({one.id for one in lines}) == len(lines)


def test_every_word_of_a_line_is_said_in_both_languages():
    said = [words for one in help_lines().lines for words in (one.name, one.hours, one.languages, one.note) if words]
    assert len(said) > 80
    for words in (*said, *help_lines().countries.values()):
        assert words.en.isascii() or re.search(r"[a-z]", words.en), words
        assert HAN.search(words.zh), words


def test_every_country_has_an_emergency_number_and_it_stands_first():
    countries = help_lines().by_name("en")
    assert len(countries) >= 14
    for code, _ in countries:
        assert help_lines().of(code)[0].kind == "emergency", code


def test_countries_stand_in_the_order_of_the_readers_language():
    english, chinese = (help_lines().by_name(language) for language in ("en", "zh-Hans"))
    assert [name for _, name in english[:3]] == ["Australia", "Canada", "China (mainland)"]
    assert [name for _, name in chinese[:7]] == ["中国大陆", "香港", "台湾", "新加坡", "爱尔兰", "澳大利亚", "德国"]
    assert {code for code, _ in english} == {code for code, _ in chinese}


def test_without_a_file_of_the_host_the_lines_are_those_of_the_product(tmp_path):
    assert help_lines(tmp_path / "help-lines.yaml") == help_lines()


def test_a_host_adds_a_country_and_its_line(of_the_host):
    lines = help_lines(of_the_host(OWN))
    assert len(lines.lines) == len(help_lines().lines) + 1
    (one,) = lines.of("XX")
    assert (one.dialled, one.name.said("zh-Hans"), one.hours.said("en")) == ("tel:08001234", "夜间热线", "at night")


def test_a_host_corrects_a_line_and_leaves_one_out(of_the_host):
    text = f"lines: [{{{SOUND.replace('id: x', 'id: gb-samaritans')}}}]\nleave_out: [gb-men]"
    before, after = ({one.id: one for one in each.lines} for each in (help_lines(), help_lines(of_the_host(text))))
    assert after["gb-samaritans"].number == "1"
    assert set(before) - set(after) == {"gb-men"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lines: [", "it is not readable YAML near line 1"),
        ("- just a list", "it may hold countries, lines and leave_out"),
        ("phones: []", "it may hold countries, lines and leave_out"),
        ("lines: {a: b}", "lines has to be a list"),
        ("countries: [GB]", "countries has to be a table"),
        ("countries: {gb: {en: a, zh: 甲}}", "'gb' is no country code"),
        ("countries: {NO: {en: a, zh: 甲}}", "is no country code; write two capital letters, in quotes"),
        ("countries: {XX: {en: Somewhere}}", "the country XX has to be said in en and in zh"),
        ("lines: [{country: GB}]", "the line at place 1 has no id"),
        ("lines: [nothing]", "the line at place 1 has no id"),
        (f"lines: [{{{SOUND}}}, {{{SOUND}}}]", "there are two lines of the id 'x'"),
        (f"lines: [{{{SOUND}, colour: red}}]", "the line 'x' has something that no line has: colour"),
        (f"lines: [{{{SOUND.replace('GB', 'ZZ')}}}]", "has no country that is listed ('ZZ')"),
        (f"lines: [{{{SOUND.replace('crisis', 'other')}}}]", "has the kind 'other'"),
        (f"lines: [{{{SOUND.replace(', source: s', '')}}}]", "the line 'x' has no source"),
        (f"lines: [{{{SOUND.replace(', checked: 2026-01-02', '')}}}]", "has no day on which it was checked"),
        (f"lines: [{{{SOUND.replace('2026-01-02', '2026-13-02')}}}]", "no calendar"),
        (f"lines: [{{{SOUND.replace('2026-01-02', 'lately')}}}]", "has no day on which it was checked"),
        (f"lines: [{{{NUMBER_WITHOUT_QUOTES}}}]", "has the number 1; write it in quotes"),
        (f"lines: [{{{WORDS_FOR_A_NUMBER}}}]", "has the number 'call us'"),
        (f"lines: [{{{NO_NUMBER}}}]", "has neither a number nor an address"),
        (f"lines: [{{{SOUND.replace(', zh: 甲', '')}}}]", "name of the line 'x' has to be said in en and in zh"),
        ("leave_out: [gb-nobody]", "leave_out names 'gb-nobody', and there is no line of that id"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence_that_names_it(of_the_host, text, sentence):
    path = of_the_host(text)
    with pytest.raises(WrongHelpLinesError) as refused:
        help_lines(path)
    assert str(refused.value).startswith(f"{path} cannot be used: ")
    assert sentence in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "help-lines.yaml").write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(WrongHelpLinesError):
        read(tmp_path / "help-lines.yaml")
