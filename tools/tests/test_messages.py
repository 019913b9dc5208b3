"""Each way in which a catalogue can be wrong, made wrong once; and that what is right stays as it is."""

from __future__ import annotations

import gettext
import importlib
import sys
from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
messages = importlib.import_module("messages")

CODE = """
def said(of, n):
    return of.gettext("Small things fade."), of.ngettext("One held.", "{n} held.", n), of.gettext("From {a} to {b}.")
"""
PAGE = '<p title="{{ _(\'More\') }}">{{ _("about 80%% of it") }}</p>'
CHINESE = {
    "Small things fade.": "小事淡去。",
    "One held.": "{n}件还在。",
    "From {a} to {b}.": "到{b}为止，从{a}起。",
    "More": "更多",
    "about 80%% of it": "大约80%%",
}


def house(root: Path) -> Path:
    """A small product with a complete catalogue."""
    (root / "src/toward/web/templates/web").mkdir(parents=True)
    (root / "src/toward/web/tests").mkdir()
    (root / "src/toward/words.py").write_text(CODE, encoding="utf-8")
    (root / "src/toward/web/templates/web/page.html").write_text(PAGE, encoding="utf-8")
    (root / "src/toward/web/tests/test_x.py").write_text('gettext("Only a test says this.")')
    messages._extract(root)
    edit(root, **{})
    return root


def edit(root: Path, *, flags: set[str] = frozenset(), **chinese: str) -> None:
    """Put translations in, then compile."""
    catalogue = messages.gathered(root)
    for message in messages._messages(catalogue):
        key = message.id if isinstance(message.id, str) else message.id[0]
        words = {**CHINESE, **chinese}.get(key, "")
        message.string = words if isinstance(message.id, str) else (words,)
        message.flags |= set(flags)
    messages.catalogue_path(root).write_bytes(messages.written(catalogue))
    messages._compile(root)


def found(root: Path) -> list[str]:
    return list(messages.breaches(root))


def test_a_complete_catalogue_has_no_breach_and_holds_every_sentence_once(tmp_path):
    assert found(house(tmp_path)) == []
    said = [message.id for message in messages._messages(messages.translated(tmp_path))]
    assert sorted(map(str, said)) == sorted(
        ["More", "about 80%% of it", "Small things fade.", "('One held.', '{n} held.')", "From {a} to {b}."]
    )


def test_gathering_and_compiling_twice_changes_no_byte(tmp_path):
    po = messages.catalogue_path(house(tmp_path))
    before = po.read_bytes(), po.with_suffix(".mo").read_bytes()
    messages._extract(tmp_path)
    messages._compile(tmp_path)
    assert (po.read_bytes(), po.with_suffix(".mo").read_bytes()) == before


def test_the_catalogue_names_files_but_no_lines_no_dates_no_tools_and_no_folder_of_a_machine(tmp_path):
    text = messages.catalogue_path(house(tmp_path)).read_text(encoding="utf-8")
    assert "#: src/toward/words.py\n" in text
    assert str(tmp_path) not in text
    assert not any(word in text for word in ("Babel", "Creation-Date", "words.py:", "FULL NAME"))


def test_standard_library_reads_the_compiled_words(tmp_path):
    with messages.catalogue_path(house(tmp_path)).with_suffix(".mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Small things fade.") == "小事淡去。"
    assert words.ngettext("One held.", "{n} held.", 1) == words.ngettext("One held.", "{n} held.", 5) == "{n}件还在。"


def test_a_new_sentence_without_chinese_is_found_and_gathering_keeps_the_others(tmp_path):
    page = house(tmp_path) / "src/toward/web/templates/web/page.html"
    page.write_text(PAGE + '{{ _("Quite new") }}', encoding="utf-8")
    assert found(tmp_path) == ["“Quite new” has no Chinese words."]
    messages._extract(tmp_path)
    assert found(tmp_path) == ["“Quite new” has no Chinese words."]
    assert messages.translated(tmp_path).get("More").string == "更多"


def test_what_nobody_says_any_more_is_found_and_gathering_drops_it(tmp_path):
    (house(tmp_path) / "src/toward/words.py").write_text(CODE.replace("fade", "stay"), encoding="utf-8")
    assert any("“Small things fade.” is translated, but nobody says it" in each for each in found(tmp_path))
    messages._extract(tmp_path)
    assert "Small things fade." not in messages.catalogue_path(tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sentence", "chinese", "fault"),
    [
        ("Small things fade.", "", "has no Chinese words"),
        ("Small things fade.", "Small things fade.", "is the same in Chinese"),
        ("From {a} to {b}.", "从{a}起。", "other placeholders"),
        ("From {a} to {b}.", "从{a}到{c}。", "other placeholders"),
        ("One held.", "一件还在。", "other placeholders"),
        ("about 80%% of it", "大约80%", "lone %"),
    ],
)
def test_a_wrong_translation_is_found(tmp_path, sentence, chinese, fault):
    house(tmp_path)
    edit(tmp_path, **{sentence: chinese})
    assert len(found(tmp_path)) == 1
    assert fault in found(tmp_path)[0]


def test_an_english_percent_sign_that_would_break_a_page_is_found(tmp_path):
    page = house(tmp_path) / "src/toward/web/templates/web/page.html"
    page.write_text(PAGE.replace("%%", "%"), encoding="utf-8")
    edit(tmp_path, **{"about 80% of it": "大约八成"})
    assert len(found(tmp_path)) == 1
    assert "lone %" in found(tmp_path)[0]


def test_an_unconfirmed_translation_is_found(tmp_path):
    house(tmp_path)
    edit(tmp_path, flags={"fuzzy"})
    assert len(found(tmp_path)) == 5
    assert all("fuzzy" in each for each in found(tmp_path))


def test_words_changed_but_not_compiled_are_found(tmp_path):
    po = messages.catalogue_path(house(tmp_path))
    po.write_text(po.read_text(encoding="utf-8").replace("更多", "还有"), encoding="utf-8")
    assert [each.split(" was ")[-1] for each in found(tmp_path)] == ["compiled from other words (make words)."]
    po.with_suffix(".mo").unlink()
    assert len(found(tmp_path)) == 1


def test_the_app_and_the_command_line_find_the_same_chinese_words():
    from toward.insight.language import language

    with translation.override("zh-hans"):
        app = translation.gettext("Small things fade quietly.")
    assert app == language("zh_CN.UTF-8").gettext("Small things fade quietly.") == "小事淡去，没有声音。"


def test_every_excuse_for_an_unchanged_sentence_is_used():
    known = {message.id: message.string for message in messages._messages(messages.translated(ROOT))}
    assert len(messages.SAME) > 0
    for sentence in messages.SAME:
        assert known.get(sentence) == sentence
