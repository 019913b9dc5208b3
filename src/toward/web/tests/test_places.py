"""What belongs to an installation lies outside the program and is its owner's alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from toward.web import places
from toward.web.settings import env_bool


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("TOWARD_DATA", "TOWARD_CONFIG", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_folders_are_the_platforms_and_open_to_their_owner_only(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    assert places.data_folder() == home / ".local/share/toward"
    assert places.config_folder() == home / ".config/toward"
    assert places.data_folder().stat().st_mode & 0o077 == 0


def test_the_platforms_own_wish_is_followed(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "elsewhere"))
    assert places.data_folder() == home / "elsewhere/toward"
    monkeypatch.setenv("TOWARD_DATA", str(home / "here"))
    assert places.data_folder() == home / "here"


def test_on_a_mac_it_is_the_macs_own_place(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert places.data_folder() == home / "Library/Application Support/toward"


def test_the_signing_key_is_made_once_and_read_by_nobody_else(home):
    first = places.secret_key()
    assert len(first) >= 60
    assert places.secret_key() == first
    assert (places.config_folder() / "signing-key").stat().st_mode & 0o077 == 0


def test_a_key_cut_off_by_a_full_disk_is_made_anew(home):
    places.secret_key()
    path = places.config_folder() / "signing-key"
    path.write_text("short")
    assert len(places.secret_key()) >= 60


@pytest.mark.parametrize("value", ["yes", "", "true", "2"])
def test_a_switch_that_is_neither_on_nor_off_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("TOWARD_DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match="it can be 1 or 0"):
        env_bool("TOWARD_DEBUG")


def test_debug_is_off_unless_asked_for():
    program = "from toward.web import settings; print(settings.DEBUG, len(settings.SECRET_KEY) > 40)"
    surroundings = {key: value for key, value in os.environ.items() if key != "TOWARD_DEBUG"}
    done = subprocess.run([sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
