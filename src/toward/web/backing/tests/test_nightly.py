"""Every night, with a second copy elsewhere; and what is said when one is missing."""

from __future__ import annotations

import inspect
import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from toward.store.backups import folder, host_kit, nightly, pepper, places
from toward.store.effects import NIGHTLY
from toward.store.models import Instance
from toward.vault.secret import SecretBytes
from toward.web.backing.deeds import kit
from toward.web.backing.status import status
from toward.web.backing.words import DAY

pytestmark = pytest.mark.django_db(transaction=True)
NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def home(tmp_path, settings, monkeypatch):
    # Django's tests forbid every connection that they have not opened themselves; a backup reads by one of its own.
    real = inspect.getclosurevars(BaseDatabaseWrapper.ensure_connection).nonlocals["real_ensure_connection"]
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", real)
    settings.BACKUPS, settings.BACKUP_PLACE = tmp_path / "backups", tmp_path / "backups.yaml"
    settings.CLOCK = lambda: NOW
    Instance.objects.create(pk=1, release="0.2.0")
    return tmp_path


def test_it_is_among_the_deeds_of_the_night():
    assert NIGHTLY.count(nightly.run) == 1


def test_forty_nights_leave_a_week_and_a_month():
    for number in range(40):
        nightly.run(NOW + number * DAY)
    found = folder.pairs(settings.BACKUPS)
    assert 8 <= len(found) <= 11
    assert found[-1].at == NOW + 39 * DAY
    assert found[0].at > NOW + 9 * DAY


def test_twice_in_one_night_is_once():
    nightly.run(NOW)
    nightly.run(NOW + 60)
    assert len(folder.pairs(settings.BACKUPS)) == 1


def test_a_second_copy_goes_into_the_folder_that_was_chosen_and_grows_no_older_than_the_first(home):
    (home / "stick").mkdir()
    places.write_down(settings.BACKUP_PLACE, places.second(str(home / "stick"), ""))
    for number in range(33):
        nightly.run(NOW + number * DAY)
    names = [{path.name for path in each.glob("*.age")} for each in (home / "stick", settings.BACKUPS)]
    assert names[0] == names[1]
    assert len(names[0]) >= 16
    assert nightly.last_second_copy() == NOW + 32 * DAY


def test_a_stick_that_is_not_there_does_not_become_a_folder_and_the_first_copy_stays(home, caplog):
    places.write_down(settings.BACKUP_PLACE, places.second(str(home / "stick"), ""))
    with caplog.at_level(logging.ERROR, "toward.backups"):
        nightly.run(NOW)
    assert "plugged in" in caplog.text
    assert not (home / "stick").exists()
    assert len(folder.pairs(settings.BACKUPS)) == 1
    assert nightly.last_second_copy() is None


def test_a_command_gets_each_file_and_no_shell(home):
    to = home / "far $(touch hacked)"
    to.mkdir()
    places.write_down(settings.BACKUP_PLACE, places.second("", f"cp {{file}} '{to}'"))
    nightly.run(NOW)
    assert len(list(to.iterdir())) == 2
    assert not Path("hacked").exists()
    places.write_down(settings.BACKUP_PLACE, places.second("", "false {file}"))
    with pytest.raises(places.NotCopied, match="ended with 1"):
        nightly.make(NOW + DAY)


@pytest.mark.parametrize(("to", "command"), [("stick", ""), ("", "rclone copy far:")])
def test_what_is_no_place_is_said(to, command):
    with pytest.raises(places.WrongPlace):
        places.second(to, command)


def test_the_status_says_how_old_the_copies_are_and_when_none_has_left_for_long(settings, home):
    assert "none yet" in status()
    (home / "stick").mkdir()
    places.write_down(settings.BACKUP_PLACE, places.second(str(home / "stick"), ""))
    nightly.run(NOW)
    settings.CLOCK = lambda: NOW + 13 * DAY
    assert "Second copy: 13 days ago" in status()
    assert "No copy" not in status()
    settings.CLOCK = lambda: NOW + 14 * DAY
    assert "No copy has left this computer for 14 days" in status()


def test_another_pepper_is_noticed_until_somebody_says_that_it_is_the_one(db):
    one, other = b"1" * 32, b"2" * 32
    pepper.note(one)
    assert not pepper.is_another(one)
    assert pepper.is_another(other)
    pepper.note(other)  # nobody has keys yet
    assert not pepper.is_another(other)


def test_where_people_have_keys_the_pepper_is_noted_once(house_with_somebody):
    pepper.note(b"1" * 32)
    pepper.note(b"2" * 32)
    assert pepper.is_another(b"2" * 32)
    assert Instance.objects.get().pepper == host_kit.digest(b"1" * 32)
    kit(None, this_pepper=True)
    assert not pepper.is_another(settings.PEPPER)


@pytest.fixture
def house_with_somebody(home):
    from toward.people import accounts
    from toward.people.tests.conftest import CHEAP

    house = accounts.House(Instance.objects.get().mark, SecretBytes(b"1" * 32), CHEAP)
    return accounts.sign_up(house, "Liang", "lotus pond at dusk")


FULL = """
import os, sys, errno
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from toward.store.backups import lines, sealed
from toward.web.backing.sentences import sentence
disk, key = Path(sys.argv[2]), sealed.new_key()
head = lines.Head("rows", "0", "a", "b", 0, (), {"t": ["id"]})
sealed.seal(lines.written(head, [("t", (1,))]), disk / "before", key)
before = (disk / "before").read_bytes()
try:
    sealed.seal(lines.written(head, (("t", ("x" * 1000,)) for _ in range(5000))), disk / "before", key)
except OSError as problem:
    print(sentence(problem))
assert (disk / "before").read_bytes() == before
assert [path.name for path in disk.iterdir()] == ["before"]
"""


def test_a_full_medium_is_said_and_the_earlier_backup_stays(tmp_path):
    mount = ["unshare", "-Urm", "sh", "-c", 'mount -t tmpfs -o size=1m tmpfs "$1" && exec "$2" -c "$3" "$4" "$1"', "sh"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*mount, tmp_path, sys.executable, "", ""], capture_output=True, check=False).returncode
    ):
        pytest.skip("no small disk can be mounted here: allow user namespaces to test a full one")
    done = subprocess.run(
        [*mount, tmp_path, sys.executable, FULL, str(Path(__file__).parents[4])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no room left" in done.stdout
