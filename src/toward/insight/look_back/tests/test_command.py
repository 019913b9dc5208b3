"""`toward lookback`: what it prints, asks, refuses and returns."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from toward.cli import main
from toward.insight.look_back.tests import cast


@pytest.fixture
def chat(tmp_path):
    path = tmp_path / "WhatsApp Chat with Liang.txt"
    path.write_text(cast.export(), encoding="utf-8")
    return path


def told(capsys, *argv: object) -> tuple[int, str, str]:
    code = main(["lookback", *map(str, argv)])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_report_opens_with_what_faded(capsys, chat):
    code, out, _ = told(capsys, chat, "--me", "Su", "--lang", "en")
    assert code == 0
    first = " ".join(out.split())
    assert "One small thing faded." in first[:200]
    assert "Our good-nights thinned out" in first
    assert "good night, sleep well" in first
    assert "Liang" not in out


def test_it_speaks_chinese(capsys, chat):
    code, out, _ = told(capsys, chat, "--me", "Su", "--lang", "zh")
    assert code == 0
    assert "晚安" in out
    assert "faded" not in out


def test_the_json_has_exactly_the_documented_keys(capsys, chat):
    code, out, _ = told(capsys, chat, "--me", "Su", "--json")
    said = json.loads(out)
    assert code == 0
    assert list(said) == [
        "format", "messages", "system_lines", "unread_lines", "people", "first", "last", "date_order", "clock", "questions",
        "truncated", "refused", "rituals",
    ]  # fmt: skip
    assert said["format"] == "whatsapp"
    assert said["people"] == ["Liang", "Su"]
    assert (said["date_order"], said["clock"], said["truncated"], said["refused"]) == ("dmy", "24h", False, None)
    night = next(ritual for ritual in said["rituals"] if ritual["name"] == "good_night")
    assert list(night) == [
        "name", "origin", "status", "before", "now", "began", "certainty", "observed_days", "examples",
    ]  # fmt: skip
    assert (night["origin"], night["status"]) == ("known", "faded")
    low, high = night["before"]["interval"]
    assert 0.8 < low <= night["before"]["rate"] <= high <= 1
    assert night["now"]["rate"] < 0.3
    assert "2023-10-15" <= night["began"]["from"] <= "2023-12-18" <= night["began"]["to"] <= "2024-02-15"
    assert night["observed_days"] == 700
    assert 0.9 < night["certainty"] <= 1
    assert 1 <= len(night["examples"]) <= 3
    assert set(night["examples"][0]) == {"at", "text"}


def test_the_json_never_asks_but_lists_what_it_would_ask(capsys, chat):
    code, out, _ = told(capsys, chat, "--json")
    said = json.loads(out)
    assert code == 0
    assert [(asked["id"], asked["choices"]) for asked in said["questions"]] == [("me", ["Liang", "Su"])]
    assert said["rituals"]


def test_without_a_terminal_and_without_me_it_says_which_option_answers(capsys, chat):
    code, out, err = told(capsys, chat, "--lang", "en")
    assert (code, out) == (2, "")
    assert "Which one is you?" in err
    assert "--me Liang | Su" in err


def test_every_message_as_a_line(capsys, chat):
    code, out, _ = told(capsys, chat, "--messages")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert len(rows) == cast.export().count("\n")
    assert rows[0] == {"at": "2023-01-02T12:00", "author": "Liang", "text": "lunch was fine, number 0", "kind": "text"}


def test_an_undecidable_date_is_a_question_and_its_answer_an_option(capsys, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text("".join(f"0{d}/0{d + 1}/2024, 22:10 - {n}: hi\n" for d in (3, 3, 4) for n in ("Liang", "Su")))
    code, out, _ = told(capsys, path, "--json", "--me", "Su")
    said = json.loads(out)
    assert [asked["id"] for asked in said["questions"]] == ["date_order"]
    assert set(said["questions"][0]["choices"]) == {"dmy", "mdy"}
    assert (said["first"], said["date_order"], said["messages"]) == (None, None, 6)
    assert said["refused"]
    assert code == 2
    code, out, _ = told(capsys, path, "--messages")
    assert code == 0
    assert [json.loads(line)["at"] for line in out.splitlines()] == [None] * 6
    code, out, _ = told(capsys, path, "--json", "--me", "Su", "--date-order", "mdy")
    assert json.loads(out)["first"] == "2024-03-04T22:10"
    assert code == 0


def test_a_group_needs_both_names_and_one_author_is_refused(capsys, tmp_path):
    group, alone = tmp_path / "group.txt", tmp_path / "alone.txt"
    names = ("Liang", "Su", "Mum")
    group.write_text("".join(f"{13 + d}/05/2024, 22:1{d} - {names[d % 3]}: good night\n" for d in range(9)))
    alone.write_text("".join(f"{13 + d}/05/2024, 22:1{d} - Su: good night\n" for d in range(9)))
    code, out, _ = told(capsys, group, "--json")
    assert code == 2
    assert [asked["id"] for asked in json.loads(out)["questions"]] == ["me", "with"]
    assert told(capsys, group, "--json", "--me", "Su", "--with", "Liang")[0] == 0
    code, out, _ = told(capsys, group, "--json", "--me", "Nobody", "--with", "Liang")
    assert code == 2
    assert "name" in json.loads(out)["refused"]
    code, out, _ = told(capsys, alone, "--json")
    assert code == 2
    assert "Only one person" in json.loads(out)["refused"]
    assert json.loads(out)["messages"] == 9


def test_the_page_to_keep_is_written_for_its_owner_alone(capsys, chat, tmp_path):
    out = tmp_path / "ours.html"
    code, _, _ = told(capsys, chat, "--me", "Su", "--html", out)
    assert code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "thinned out" in out.read_text(encoding="utf-8")
    code, _, err = told(capsys, chat, "--me", "Su", "--html", tmp_path / "no" / "where.html", "--lang", "en")
    assert code == 1
    assert "cannot be written" in err


def test_a_file_that_is_not_there_is_a_sentence(capsys, tmp_path):
    code, out, err = told(capsys, tmp_path / "gone.txt", "--lang", "en")
    assert (code, out) == (1, "")
    assert err.startswith("There is no file")
    code, _, err = told(capsys, tmp_path, "--lang", "en")
    assert code == 1
    assert "cannot be opened" in err


def test_an_unknown_zone_is_a_sentence(capsys, chat):
    code, _, err = told(capsys, chat, "--zone", "Mars/Olympus", "--lang", "en")
    assert code == 1
    assert "Europe/Berlin" in err


def test_a_zip_full_of_pictures_is_read_for_its_chat_alone(capsys, tmp_path):
    path = tmp_path / "WhatsApp Chat - Liang.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00000042-PHOTO.jpg", os.urandom(50_000))
        archive.writestr("_chat.txt", cast.export())
    code, out, _ = told(capsys, path, "--json", "--me", "Su")
    assert code == 0
    assert json.loads(out)["messages"] == cast.export().count("\n")


def test_a_chat_cannot_steer_the_terminal(capsys, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(cast.export().replace("sleep well", "sleep \x1b[31mwell\x07"), encoding="utf-8")
    code, out, _ = told(capsys, path, "--me", "Su")
    assert code == 0
    assert "\x1b" not in out
    assert "\x07" not in out


def piped(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)


def test_whoever_stops_reading_is_not_told_off(chat):
    done = piped(f"'{sys.executable}' -m toward lookback '{chat}' --messages | head -1")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to write to")
@pytest.mark.parametrize("form", ["--messages", "--json", "--html /dev/full"])
def test_an_answer_that_cannot_be_written_is_a_sentence(chat, form):
    done = piped(f"'{sys.executable}' -m toward lookback '{chat}' --me Su --lang en {form} > /dev/full")
    assert done.returncode == 1
    assert "written" in done.stderr
    assert "Traceback" not in done.stderr
    assert "None" not in done.stderr


def test_help_loads_nothing_heavy():
    program = "import sys; from toward.cli import parser; parser().format_help(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "argparse" in loaded
    assert not {"numpy", "django", "jinja2", "yaml"} & set(loaded)


def test_the_page_never_takes_the_place_of_the_chat(capsys, chat):
    before = chat.read_bytes()
    code, _, err = told(capsys, chat, "--me", "Su", "--html", chat, "--lang", "en")
    assert code == 1
    assert "the chat itself" in err
    assert chat.read_bytes() == before


def test_a_name_cannot_steer_the_terminal(capsys, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(cast.export(names=("Li\x1b[31mang", "Su")), encoding="utf-8")
    code, _, err = told(capsys, path, "--lang", "en")
    assert code == 2
    assert "Which one is you?" in err
    assert "\x1b" not in err


def test_half_an_emoji_breaks_no_page(capsys, tmp_path):
    """Good nights that end in half an emoji fade, so that the page quotes the last of them."""
    messages = [
        {
            "id": day,
            "type": "message",
            "date": f"{cast.START + timedelta(days=day, hours=22):%Y-%m-%dT%H:%M:%S}",
            "from": ("Li\ud800", "Su")[day % 2],
            "from_id": f"user{day % 2}",
            "text": "good night \ud83d" if day < 250 or day % 11 == 0 else f"lunch was fine {day}",
        }
        for day in range(500)
    ]
    path, page = tmp_path / "result.json", tmp_path / "page.html"
    path.write_text(
        json.dumps({"name": "Su", "type": "personal_chat", "id": 1, "messages": messages}), encoding="utf-8"
    )
    code, _, _ = told(capsys, path, "--me", "Su", "--html", page, "--lang", "en")
    assert code == 0
    assert "good night ?" in page.read_text(encoding="utf-8")
