"""The page's values and pictures: the grammar of charts, and nothing that a reader could mistake."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from toward.insight import figures
from toward.insight.language import language
from toward.insight.look_back.page import page
from toward.insight.look_back.render import fragment, standalone
from toward.insight.look_back.tests import cast

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_a_short_habit_is_drawn_with_a_mark_for_every_day_and_its_onset():
    one = cast.ritual(days=350)
    shown = page(language("en"), cast.look(one)).changed[0]
    tree = parsed(shown.figure)
    marks = [node.get("class") for node in tree.iter(f"{SVG}circle") if (node.get("class") or "").startswith("d-")]
    assert len(marks) == len(one.days)
    assert marks.count("d-done") == int((one.days == 1).sum()) > 100
    assert tree.find(f"{SVG}rect[@class='c-onset']") is not None
    assert tree.get("role") == "img"
    names = [tree.find(f"{SVG}{part}") for part in ("title", "desc")]
    assert all(node is not None and node.text for node in names)
    assert tree.get("aria-labelledby") == " ".join(node.get("id") for node in names if node is not None)


def test_a_long_habit_is_drawn_by_strength_and_offers_its_last_year_of_days():
    shown = page(language("en"), cast.look(cast.ritual())).changed[0]
    assert "d-done" not in shown.figure
    assert shown.recent is not None
    assert 300 < shown.recent.count('class="d-') < 380


def test_an_estimate_is_never_drawn_without_its_band_and_never_in_red():
    text = fragment(language("en"), cast.look(cast.ritual(), cast.ritual("calls", "steady")), gone="gone")
    assert text.count('class="c-line"') == text.count('class="c-band"') > 3
    assert not re.search(r"style=|<script|\bred\b|https?://", text)


def test_ids_are_unique_and_quotes_are_escaped():
    nasty = '<script>alert("x")</script>'
    text = fragment(
        language("en"),
        cast.look(
            cast.ritual(quote=nasty), cast.ritual(nasty, "fading", origin="discovered"), cast.ritual("calls", "steady")
        ),
        gone="gone",
    )
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)) > 6
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_the_table_has_at_most_twelve_rows_and_counts_every_day_once():
    one = cast.ritual()
    rows = page(language("en"), cast.look(one)).changed[0].rows
    assert 2 <= len(rows) <= 12
    assert sum(row.happened for row in rows) == int((one.days == 1).sum())
    assert sum(row.in_touch for row in rows) == int((one.days >= 0).sum())


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_page_to_keep_stands_alone(code):
    html = standalone(language(code), cast.look(cast.ritual(), cast.ritual("calls", "steady")))
    assert html.startswith("<!doctype html>")
    assert not re.search(r"(src|href|action)=|url\(|@import|<script", html)
    assert "--lamp:" in html


@pytest.mark.parametrize("weeks", [1, 2, 30, 31, 80, 81, 418])
def test_a_picture_of_any_length_can_be_drawn(weeks):
    words = figures.Words("t", "d", "every", "never", "Mon", "Sun", "1–3", "May")
    line = np.tile([0.5, 0.4, 0.6], (weeks, 1)).tolist()
    svg = figures.ritual("x", words, line, [1] * 7 * weeks, [(0, "Jan")], (0.0, 6.0))
    assert parsed(svg).get("viewBox")
    assert "nan" not in svg
    assert parsed(figures.spark("y", words, line)).get("viewBox")
