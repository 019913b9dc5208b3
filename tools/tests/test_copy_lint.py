"""Every rule about words and pages, broken once on purpose; and harmless sentences that must pass."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
copy_lint = importlib.import_module("copy_lint")
RULES = copy_lint.Rules()

BREACHES = {  # rule: sentences that break it
    "blame": (
        "Your partner didn’t answer.",
        "You never said good night.",
        "He stopped on 11 May.",
        "It is your fault.",
        "你从不说晚安。",
        "你的伴侣没有回。",
        "对方没有说晚安。",
        "这是你的错。",
    ),
    "verdict": (
        "Your score is 7.",
        "A toxic pattern.",
        "The winner is clear.",
        "Your compatibility is high.",
        "A streak of nine days.",
        "The risk of divorce is small.",
        "分手概率很低。",
        "关系评分：8。",
        "连续打卡九天。",
    ),
    "label": ("You are an anxious type.", "That is gaslighting.", "这是恋爱脑。", "渣男的表现。"),
    "comparison": (
        "See who wrote more.",
        "One of us replied less often than the other.",
        "看看谁写得多。",
        "谁更主动？",
        "回得比对方慢。",
    ),
    "share": (
        "Su sent 61% of the messages.",
        "The share of giving is even.",
        "{n} percent of replies came late.",
        "消息占比各半。",
    ),
    "jargon": ("A red flag.", "Fill the love bank.", "Find your soulmate.", "这是一个危险信号。", "给爱情银行存款。"),
    "promise": ("We guarantee it.", "This will save your marriage.", "保证你们和好。", "挽回这段感情。"),
    "bond": ("Love is fading.", "We are drifting apart.", "感情变淡了。", "我们渐行渐远。"),
    "pressure": ("Your last chance tonight.", "Don’t miss it.", "别错过今晚。", "再不说就来不及了。"),
    "presence": ("Last seen at nine.", "Liang is typing.", "显示正在输入。", "最后上线的时间。"),
    "exclamation": ("Well done!", "太好了！"),
    "capitals": ("Do it NOW.", "This is VERY good."),
    "emoji": ("Good night 🌙", "Together ❤", "晚安✨"),
    "chinese-set": ("小事淡了,四件还在。", "“晚安”:还在。好", '他说"晚安"。', "5 月2日", "{name}: 还在"),
    "research": (
        "Studies say so.",
        "Scientists agree.",
        "It has been shown.",
        "Nine in ten couples do.",
        "研究表明如此。",
        "这一点已被证明。",
    ),
}
HARMLESS = (
    "Small things fade quietly. They can come back the same way.",
    "Two small things faded. Four held.",
    "Our good-nights thinned out, beginning in May 2024: from 6–7 evenings in 7 to 0–1.",
    "It is not your doing.",
    "days in seven, 80%% band",
    "Choose JSON instead of HTML.",
    "A ritual may have moved out of the chat: a kiss at the door leaves no message.",
    "有两件小事淡了。四件还在。",
    "2024年5月2日到20日之间，它开始慢慢变少。",
    "没有任何消息的日子算“不知道”，不算“没有”。",
    "七天里几天，80%% 范围",
    "文字、zip、JSON 或数据库文件，例如 message_1.json。",
    "格式选 JSON，不选 HTML。",
)


def broken(text: str) -> set[str]:
    return {rule.id for rule in RULES.words if rule.never.search(text)}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in BREACHES.items() for text in texts])
def test_each_rule_notices_its_breach(rule, text):
    assert rule in broken(text)


def test_no_rule_is_without_a_breach_in_both_languages_and_a_reason():
    assert {rule.id for rule in RULES.words} == set(BREACHES)
    for rule in RULES.words:
        assert len(rule.why) > 20
        han = {any("\u4e00" <= char <= "\u9fff" for char in text) for text in BREACHES[rule.id]}
        assert rule.id in ("capitals", "chinese-set") or han == {True, False}


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_kind_passes(text):
    assert broken(text) == set()


@pytest.mark.parametrize(
    "pattern", [each for raw in yaml.safe_load(copy_lint.RULES.read_text())["rules"] for each in raw["never"]]
)
def test_no_pattern_matches_nothing_at_all(pattern):
    assert not copy_lint.re.search(pattern, "", copy_lint.re.IGNORECASE)


GOOD = (
    '{% extends "web/base.html" %}<h1 id="top">{{ _("Small things fade.") }}</h1>'
    '<form action="{{ url(\'x\') }}" id="{{ one }}"></form><p id="{{ one }}">{{ claim("S1-one").english }}</p>'
)
BASE = '<html><link href="{{ static(\'a.css\') }}"><main id="main"><script type="module" src="{{ static(\'a.js\') }}"></script>'
FILES = {
    "src/toward/web/templates/web/base.html": BASE,
    "src/toward/web/templates/web/page.html": GOOD,
    "src/toward/web/static/web/a.css": ":root { --lamp: #fff; } /* a note */",
    "src/toward/web/static/web/a.js": '// a note\nexport const svg = "http://www.w3.org/2000/svg";',
    "src/toward/web/static/web/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "src/toward/render.py": 'ROW = "S1-one"\nsaid = claim(ROW)\n',
    "src/toward/cli.py": '"""Docs may say who wrote more!"""\nhelp = "look back through an exported chat"\n',
    "content/evidence.yaml": "entries:\n- {id: S1-one, statement_en: One small study found little., statement_zh: 一项小研究。}\n",
    "README.md": "# Toward\n\n![a page](x.png)\n\n```\nmake run!\n```\n",
}
NONE_ALLOWED = (
    "rules: []\nabbreviations: [JSON]\nallowed: []\nmarkup_allowed: []\n",
    "rules:\n- {id: exclamation, why: 'One calm sentence is enough.', never: ['!'], everywhere: true}\n"
    "- {id: comparison, why: 'Nobody is the bigger one.', never: ['who wrote more', '谁写']}\n"
    "abbreviations: [JSON]\nallowed: []\nmarkup_allowed: []\n",
)


def house(root: Path, **changed: str) -> Path:
    """A small product without a breach, and then what was changed in it (file names by their last part)."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.name.replace(".", "_"), text), encoding="utf-8")
    copy_lint.messages._extract(root)
    return root


def found(root: Path, rules: str = NONE_ALLOWED[0]) -> list[str]:
    (root / "rules.yaml").write_text(rules, encoding="utf-8")
    return list(copy_lint.breaches(root, copy_lint.Rules(root / "rules.yaml")))


def test_a_clean_product_has_no_breach(tmp_path):
    assert found(house(tmp_path)) == []
    assert found(tmp_path, NONE_ALLOWED[1]) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("page_html", GOOD + '<p style="color: x">', "inline style="),
        ("page_html", GOOD + '<p onclick="x()">', "inline onclick="),
        ("page_html", GOOD + '<a href="javascript:x()">', "inline href="),
        ("page_html", GOOD + "<script>x()</script>", "writes its <script>"),
        ("page_html", GOOD + "<style>p {}</style>", "writes its <style>"),
        ("page_html", GOOD + '<img src="https://example.org/x.png">', "asks another computer"),
        ("page_html", GOOD + '<img src="//example.org/x.png">', "asks another computer"),
        ("a_css", "@import 'x.css';", "asks another computer"),
        ("a_css", "p { background: url(//example.org/x.png); }", "asks another computer"),
        ("a_js", 'fetch("http://example.org")', "asks another computer"),
        ("icon_svg", '<svg><image href="https://example.org/x"/></svg>', "asks another computer"),
        ("page_html", GOOD + '<p id="top">', "has the id 'top' twice"),
        ("page_html", GOOD + '<p id="main">', "has the id 'main' twice"),
        ("page_html", GOOD.replace("S1-one", "S9-nine"), "no row"),
        ("page_html", GOOD + "{{ claim(one.id) }}", "cannot be read"),
        ("render_py", 'claim("S9-nine")\n', "no row"),
        ("render_py", "ROW = 'S9-nine'\nclaim(ROW)\n", "no row"),
        ("render_py", "def f(x):\n    return claim(x)\n", "cannot be read"),
    ],
)
def test_what_a_page_must_not_carry_is_noticed(tmp_path, file, text, fault):
    said = found(house(tmp_path, **{file: text}))
    assert len(said) == 1
    assert fault in said[0]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("page_html", GOOD + '{{ _("See who wrote more.") }}'),
        ("page_html", GOOD + "<p>See who wrote more.</p>"),
        ("page_html", GOOD + '<p aria-label="See who wrote more.">'),
        ("page_html", GOOD + '<p data-words="See who wrote more.">'),
        ("page_html", GOOD + "{{ ngettext('See who wrote more.', 'See them.', 2) }}"),
        ("render_py", 'x = of.ngettext("One.", "{n}: who wrote more.", n)\n'),
        ("cli_py", 'help = "see who wrote more"\n'),
        ("README_md", "Try it now!\n"),
        ("evidence_yaml", "entries:\n- {id: S1-one, statement_en: Small but true!, statement_zh: 小}\n"),
    ],
)
def test_words_are_read_wherever_a_person_reads_them(tmp_path, file, text):
    said = found(house(tmp_path, **{file: text}), NONE_ALLOWED[1])
    assert len(said) == 1


def test_a_translation_is_read_too(tmp_path):
    po = copy_lint.messages.catalogue_path(house(tmp_path))
    po.write_text(
        po.read_text(encoding="utf-8").replace(
            'msgid "Small things fade."\nmsgstr ""', 'msgid "Small things fade."\nmsgstr "谁写得多"'
        ),
        encoding="utf-8",
    )
    assert ["谁写得多" in each for each in found(tmp_path, NONE_ALLOWED[1])] == [True]


def test_an_excuse_covers_its_sentence_in_every_language_and_must_be_used(tmp_path):
    excuse = "allowed:\n- {rule: comparison, says: It never says who wrote more., why: a promise}\n"
    rules = NONE_ALLOWED[1].replace("allowed: []\nmarkup", excuse + "markup")
    assert found(house(tmp_path, page_html=GOOD + '{{ _("It never says who wrote more.") }}'), rules) == []
    unused = found(house(tmp_path), rules)
    assert len(unused) == 1
    assert "nobody says it" in unused[0]


def test_an_excused_style_must_be_there(tmp_path):
    rules = NONE_ALLOWED[0].replace(
        "markup_allowed: []", "markup_allowed:\n- {template: web/page.html, tag: style, why: alone}"
    )
    assert found(house(tmp_path, page_html=GOOD + "<style>p {}</style>"), rules) == []
    assert ["there is none" in each for each in found(house(tmp_path), rules)] == [True]


def test_a_chinese_heading_too_long_for_a_phone_is_noticed(tmp_path):
    po = copy_lint.messages.catalogue_path(house(tmp_path))
    text, empty = po.read_text(encoding="utf-8"), 'msgid "Small things fade."\nmsgstr ""'
    for chinese, faults in (("小事慢慢地淡去，一点声音也没有。", 0), ("那些每天都有的小事慢慢地淡去。", 1)):
        po.write_text(text.replace(empty, f'{empty[:-2]}"{chinese}"'), encoding="utf-8")
        assert len(found(tmp_path)) == faults


def test_the_product_itself_has_words_pages_and_claims_to_look_at():
    pages = {path: copy_lint._markup(path) for path in copy_lint._files(ROOT, ".html")}
    texts = list(copy_lint.said(ROOT, pages))
    assert len(pages) >= 5
    assert sum(one.where == "zh_Hans" for one in texts) > 200
    assert sum(one.ours for one in texts) > 400
    assert sum(len(page.ids) for page in pages.values()) > 5
