"""The page of who sees what is true: every column and every kind of entry is on it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

HERE = Path(__file__).resolve().parents[2]
PAGE = (HERE / "docs" / "who-sees-what.md").read_text(encoding="utf-8")
OURS = ("store", "people", "notify")


def rows(heading):
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line] for line in lines]


def test_every_column_is_on_the_page_and_none_that_is_not_there():
    told = {(table, column) for table, columns, *_ in rows("In the database") for column in columns.split(", ")}
    kept = {
        (model.__name__, field.name)
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.concrete and not (field.primary_key and field.get_internal_type() == "BigAutoField")
    }
    assert len(kept) > 60
    assert told == kept


def test_what_is_called_sealed_is_bytes_and_nothing_else_is_but_keys_salts_and_digests():
    sealed = {
        (table, column)
        for table, columns, clear, _ in rows("In the database")
        if clear == "sealed"
        for column in columns.split(", ")
    }
    plain_bytes = {
        ("Space", "public"),
        ("Account", "salt"),
        ("Account", "digest"),
        ("Account", "public"),
        ("Passkey", "credential"),
        ("Passkey", "public"),
        ("PutAside", "public"),
    }
    found = {
        (model.__name__, field.name)
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.get_internal_type() == "BinaryField"
    }
    by_the_server = {
        (table, column)
        for table, columns, clear, _ in rows("In the database")
        if clear == "under the server's key"
        for column in columns.split(", ")
    }
    assert (len(sealed), len(by_the_server)) == (15, 2)
    assert found == sealed | by_the_server | plain_bytes


def test_every_kind_of_entry_is_on_the_page():
    told = {kind.strip("`") for kind, *_ in rows("Kinds of entries")}
    sources = [path for path in (HERE / "src" / "toward").rglob("*.py") if "tests" not in path.parts]
    written = {
        kind
        for path in sources
        for kind in re.findall(
            r'^[A-Z_]+ = "([a-z]+\.[a-z_]+)"  # kind of the entry', path.read_text(encoding="utf-8"), re.M
        )
    }
    assert len(written) >= 2
    assert told == written
