"""The validation on real exports runs where they are at hand, and notices what it must."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from toward.lookback.messages import Texts
from toward.lookback.read import read
from toward.lookback.tests.specimens import SPECIMENS

HERE = Path(__file__).resolve().parents[1]


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


validate = load("validate")
fuzz = load("fuzz")
CHATS = validate.SHARED / "chats"
real = pytest.mark.skipif(not (CHATS / "PROVENANCE.tsv").is_file(), reason=f"no real exports at {CHATS}")


@real
def test_every_real_export_reads_as_it_was_counted_by_other_means():
    rows = validate.checked(CHATS)
    assert len(rows) == 36
    assert {row.name: row.unargued for row in rows if row.unargued} == {}
    assert sum(bool(row.argued) for row in rows) == 1
    assert validate.pages_joined(CHATS) == []


@real
@pytest.mark.parametrize("name", validate.COMMAND_LINE)
def test_the_command_line_prints_what_was_read(name: str):
    assert validate.by_command_line(CHATS / name) == []


@real
def test_a_wrong_number_in_the_tables_is_noticed(tmp_path):
    chats = tmp_path / "chats"
    shutil.copytree(CHATS, chats)
    for path in (chats, *chats.rglob("*")):
        path.chmod(0o755)
    text = (chats / "PROVENANCE.tsv").read_text(encoding="utf-8")
    (chats / "PROVENANCE.tsv").write_text(text.replace("\twa\t20\t1\t2\t", "\twa\t22\t1\t2\t"), encoding="utf-8")
    wrong = {row.name: row.unargued for row in validate.checked(chats) if row.unargued}
    assert wrong == {"wa_chatistics__chat.txt": ("messages: 22 in the provenance table, 20 read",)}


def test_without_real_exports_it_says_so_and_ends_well(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(validate, "SHARED", tmp_path)
    assert validate.main() == 0
    said = capsys.readouterr().out
    assert "NOTHING WAS VALIDATED" in said
    assert "skipped: 1" in said


@pytest.mark.parametrize("one", SPECIMENS, ids=lambda one: one.name)
def test_a_changed_letter_in_a_text_is_noticed(one):
    reading = read([("x", one.data)], zone=UTC)
    (chat,) = reading.chats
    assert validate.texts_lost(one.data, reading) == []
    texts = list(chat.text)
    texts[1] = texts[1].replace("晚安", "早安")
    assert texts != list(chat.text)
    worse = replace(reading, chats=(replace(chat, text=Texts.of(texts)),))
    assert validate.texts_lost(one.data, worse) != []


def test_a_lost_message_is_noticed():
    one = SPECIMENS[0]
    reading = read([("x", one.data)], zone=UTC)
    (chat,) = reading.chats
    fewer = replace(chat, at=chat.at[1:], author=chat.author[1:], kind=chat.kind[1:], text=chat.text[1:])
    assert validate.texts_lost(one.data, replace(reading, chats=(fewer,))) != []


def test_the_fuzzer_counts_cases_and_saves_what_it_finds(tmp_path):
    tally = fuzz.fuzz("meta", 1, 2.0)
    assert tally.outcomes.total() > 20
    assert tally.finds == {}
    fuzz._hear("7 ...", tally)
    fuzz._hear("7 '! broke'", tally)
    assert tally.finds == {7: "! broke"}
    assert fuzz._save(tmp_path, "meta", 1, 7).read_bytes() == fuzz.case("meta", 1, 7)


def test_a_reader_that_dies_is_found_and_the_next_case_is_read(monkeypatch):
    killer = "import os, sys; print(sys.argv[3], '...', flush=True); os._exit(9)"
    monkeypatch.setattr(
        fuzz, "_command", lambda _reader, _seed, first: [sys.executable, "-c", killer, "", "", str(first)]
    )
    tally = fuzz.fuzz("meta", 1, 0.5)
    assert set(tally.finds) == set(range(len(tally.finds)))
    assert len(tally.finds) >= 1
    assert "exit code" in tally.finds[0]


def test_the_table_of_what_was_seen_names_every_column():
    rows = validate.table(HERE / "validate_expected.tsv")
    assert len(rows) == 36
    assert list(rows[0]) == [
        "file", "messages", "system", "participants", "first", "last", "date_order", "question", "answer", "argument",
    ]  # fmt: skip
    assert all(None not in row.values() for row in rows)
    assert json.dumps(rows).count("date_order") == 36 + sum(row["question"] == "date_order" for row in rows)
