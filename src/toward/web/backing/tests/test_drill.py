"""The drill: a house that burned down comes back on an empty machine, with a backup and a page of paper."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import pytest

from toward.store.backups import checking, folder, host_kit, sealed
from toward.store.backups.lines import Head, written
from toward.store.backups.pepper import ANOTHER
from toward.vault.secret import SecretBytes
from toward.web.backing.tests.lived import NOTES, WRITERS
from toward.web.backing.tests.running import killed_after, script, surroundings, toward

EMPTY_ROWS, EMPTY_KEYS = {"store.space": ["id"]}, {"store.instance": ["id", "pepper"]}


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A house with two people, backups made while three threads wrote, and its kit."""
    home = tmp_path_factory.mktemp("old")
    told = script(home, "lived.py", "live")
    code, page, complaint = toward(home, "kit", "--qr", home / "kit.svg")
    assert code == 0, complaint
    (home / "kit.txt").write_text(page, encoding="utf-8")
    return home, told


@pytest.fixture
def new(tmp_path):
    return tmp_path / "new"


def restored(old, new, *more, typed=""):
    return toward(new, "restore", "--from", old / "data" / "backups", *more, typed=typed)


def test_backups_under_load_are_of_one_instant(old):
    _, told = old
    assert told["written"] >= WRITERS
    assert len(told["backups"]) == 4
    pairs = [pair for each in told["backups"] for pair in each]
    assert len(pairs) == 4 * 5
    assert all(head == count for head, count in pairs)
    assert max(head for head, _ in pairs) >= NOTES


def test_both_come_back_with_password_and_card(old, new):
    home, told = old
    code, said, complaint = restored(home, new, "--kit", home / "kit.txt")
    assert code == 0, complaint
    assert "is back" in said
    entered = script(new, "lived.py", "enter", json.dumps(told["kits"]))
    assert [by for by, _ in entered] == ["password", "password"]
    assert min(count for _, count in entered) >= NOTES


def test_without_the_pepper_the_recovery_line_opens_for_both_and_it_is_said(old, new):
    home, told = old
    typed = "\n".join(line for line in (home / "kit.txt").read_text().splitlines() if line.startswith("backup"))
    code, said, complaint = restored(home, new, typed=f"{typed}\n\n")
    assert code == 0, complaint
    assert "recovery line" in said
    entered = script(new, "lived.py", "enter", json.dumps(told["kits"]))
    assert [by for by, _ in entered] == ["recovery", "recovery"]
    assert min(count for _, count in entered) >= NOTES


def test_the_kits_picture_is_one(old):
    assert (old[0] / "kit.svg").read_bytes().startswith(b"<?xml")
    assert (old[0] / "kit.svg").stat().st_mode & 0o077 == 0
    code, picture, _ = toward(old[0], "kit", "--qr", "-")
    assert (code, ElementTree.fromstring(picture).tag) == (0, "{http://www.w3.org/2000/svg}svg")


def test_killed_anywhere_the_next_try_brings_everything_back(old, tmp_path):
    home, told = old
    words = ("restore", "--from", home / "data" / "backups", "--kit", home / "kit.txt")
    began = time.monotonic()
    assert toward(tmp_path / "whole", *words)[0] == 0
    took, ends = time.monotonic() - began, set()
    for number in range(1, 9):
        new = tmp_path / str(number)
        ends.add(killed_after(took * number / 9, new, *words))
        code, said, complaint = toward(new, *words)
        if "something in that database already" not in complaint:  # it was done when it was killed
            assert (code, "is back" in said) == (0, True), complaint
        assert min(count for _, count in script(new, "lived.py", "enter", json.dumps(told["kits"]))) >= NOTES
    assert -signal.SIGKILL in ends


def test_a_start_with_another_pepper_says_so_and_what_to_do(old, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(old[0], home)
    start = [sys.executable, "-c", "from toward.web.serve import make_ready; assert make_ready() is None"]
    around = surroundings(home, DJANGO_SETTINGS_MODULE="toward.web.settings")
    right = subprocess.run(start, env=around, capture_output=True, text=True, check=True)
    (home / "config" / "pepper").unlink()
    wrong = subprocess.run(start, env=around, capture_output=True, text=True, check=True)
    assert (ANOTHER in right.stderr, ANOTHER in wrong.stderr) == (False, True)


@pytest.mark.parametrize("command", ["kit", "backup", "upgrade", "status"])
def test_where_there_is_no_house_nothing_is_told_of_one(new, command):
    code, said, complaint = toward(new, command)
    assert (code, said) == (1, "")
    assert "toward-as-service" in complaint


@pytest.mark.parametrize("words", [("verify", "nowhere"), ("restore", "--from", "nowhere")])
def test_a_place_that_is_not_there_is_said(new, words):
    code, said, complaint = toward(new, *words)
    assert (code, said) == (1, "")
    assert "nowhere is not there" in complaint


@pytest.mark.parametrize(("also", "why"), [("/nowhere/stick", "is not there"), ("/dev/null", "is no folder")])
def test_where_the_second_copy_fails_the_first_is_said_to_be_written(old, tmp_path, also, why):
    home = tmp_path / "home"
    shutil.copytree(old[0], home)
    code, said, complaint = toward(home, "backup", "--also", also)
    assert (code, said) == (1, "")
    assert "The backup itself is written" in complaint
    assert f"{also} {why}" in complaint
    assert len(folder.pairs(home / "data" / "backups")) == len(folder.pairs(old[0] / "data" / "backups")) + 1
    code, _, complaint = toward(home, "backup", "--also-run", "/nowhere/command {file}")
    assert (code, "The command /nowhere/command cannot be run" in complaint) == (1, True)


def refused(home, new, *more, typed=""):
    """The sentence, after seeing that nothing was left behind."""
    code, said, complaint = restored(home, new, *more, typed=typed)
    assert code == 1
    assert said == ""
    assert len(complaint.strip().splitlines()) == 1, complaint
    assert not [path for path in new.rglob("*") if path.name in ("pepper", "backup-key", "toward.sqlite3")]
    return complaint


def test_a_mistyped_kit_is_said_and_nothing_is_left(old, new):
    lines = (old[0] / "kit.txt").read_text()
    wrong = re.sub(r"(pepper 1 +)(.)", lambda found: found[1] + ("A" if found[2] != "A" else "B"), lines)
    (new.parent / "kit").write_text(wrong)
    assert "letter by letter" in refused(old[0], new, "--kit", new.parent / "kit")


def other_kit(path, key=None):
    kit = host_kit.HostKit(key or sealed.new_key(), SecretBytes(bytes(32)))
    path.write_text(host_kit.page(kit), encoding="utf-8")
    return path


def test_the_kit_of_another_house_opens_nothing(old, new):
    assert "another backup key" in refused(old[0], new, "--kit", other_kit(new.parent / "kit"))


def test_the_right_backup_key_with_another_pepper_is_refused(old, new):
    kit = other_kit(new.parent / "kit", host_kit.read((old[0] / "kit.txt").read_text()).backup_key)
    assert "another installation" in refused(old[0], new, "--kit", kit)


def made(to, key, release="0.2.0", snapshots=("one", "one")):
    """A backup that says what it is told to."""
    to.mkdir(parents=True)
    pair = folder._pair(to, 1_800_000_000, sealed.mark_of(key))
    rows = Head("rows", release, "aa", snapshots[0], 1, (), EMPTY_ROWS)
    keys = Head("keys", release, "aa", snapshots[1], 1, (), EMPTY_KEYS)
    sealed.seal(written(rows, []), pair.rows, key)
    sealed.seal(written(keys, [("store.instance", (1, ""))]), pair.keys, key)
    return to


def test_a_backup_of_a_newer_release_is_refused(old, new, tmp_path):
    key = host_kit.read((old[0] / "kit.txt").read_text()).backup_key
    made(tmp_path / "newer" / "data" / "backups", key, release="9.0.0")
    assert "9.0.0" in refused(tmp_path / "newer", new, "--kit", old[0] / "kit.txt")


def test_halves_of_two_backups_are_refused(old, new, tmp_path):
    key = host_kit.read((old[0] / "kit.txt").read_text()).backup_key
    made(tmp_path / "mixed" / "data" / "backups", key, snapshots=("one", "other"))
    assert "not the halves" in refused(tmp_path / "mixed", new, "--kit", old[0] / "kit.txt")


def test_where_there_is_something_already_nothing_is_laid_over_it(old):
    home, _ = old
    before = (home / "data" / "toward.sqlite3").read_bytes()
    code, _, complaint = restored(home, home, "--kit", home / "kit.txt")
    assert code == 1
    assert "empty one alone" in complaint
    assert (home / "data" / "toward.sqlite3").read_bytes() == before
    assert (home / "config" / "pepper").exists()


def test_verify_reads_every_backup_and_finds_a_flipped_bit(old, tmp_path):
    home, _ = old
    code, said, _ = toward(home, "verify")
    assert code == 0
    assert len(said.splitlines()) == 4
    hurt = tmp_path / "hurt"
    shutil.copytree(home / "data" / "backups", hurt)
    path = sorted(hurt.glob("*-keys.age"))[2]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    code, said, complaint = toward(home, "verify", hurt)
    assert (code, said) == (1, "")
    assert path.name in complaint
    assert (len(complaint.splitlines()), complaint.count("is whole")) == (4, 3)


def test_no_file_of_a_backup_shows_a_name_or_a_key(old):
    home, _ = old
    found = sorted((home / "data" / "backups").glob("*.age"))
    assert len(found) == 8
    for path in found:
        assert path.stat().st_mode & 0o077 == 0
        assert not any(word in path.read_bytes() for word in (b"liang", b"store.", b"sealed"))


def test_the_rows_by_themselves_hold_no_name_and_no_key(old):
    home, _ = old
    pair = folder.pairs(home / "data" / "backups")[-1]
    whole = checking.whole(pair, SecretBytes((home / "config" / "backup-key").read_bytes().strip()))
    tables = {table for table, _ in whole.rows.rows}
    assert {"store.row", "store.space", "people.couple"} <= tables
    assert not {"store.key", "people.account", "people.passkey", "people.putaside", "store.instance"} & tables
    assert {"store.key", "people.account"} <= {table for table, _ in whole.keys.rows}


def test_with_the_careful_journal_a_backup_is_of_one_instant_too(tmp_path):
    told = script(tmp_path, "lived.py", "live", TOWARD_JOURNAL="TRUNCATE")
    pairs = [pair for each in told["backups"] for pair in each]
    assert len(pairs) == 4 * 5
    assert all(head == count for head, count in pairs)
