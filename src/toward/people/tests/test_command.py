"""`toward invite` and `toward reset`, as they are typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

SOMEBODY = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
import django
django.setup()
from toward.people.accounts import House, sign_up
from toward.store.models import Instance
from toward.vault.keys import Cost
from toward.vault.secret import SecretBytes
mark = Instance.objects.update_or_create(pk=1, defaults={"release": "0.2.0"})[0].mark
sign_up(House(mark, SecretBytes.random(), Cost(64, 1)), "Liang", "lotus pond at dusk")
"""


def toward(home, *words):
    surroundings = {**os.environ, "TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home), "TOWARD_DATABASE": ""}
    return subprocess.run([sys.executable, *words], env=surroundings, capture_output=True, text=True, check=False)


def test_the_host_prints_a_way_in_for_one_more_account(tmp_path):
    before = toward(tmp_path, "-m", "toward", "invite")
    assert (before.returncode, before.stdout) == (1, "")
    assert "toward serve" in before.stderr
    assert toward(tmp_path, "-m", "toward.web.manage", "migrate", "--verbosity", "0").returncode == 0
    done = toward(tmp_path, "-m", "toward", "invite", "--address", "https://two.example/")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^https://two\.example/begin/\?code=[\w-]{22}$", done.stdout, re.M)


@pytest.mark.parametrize(("names", "said", "begins"), [
    ("", "", "http://localhost:8000/begin/"), ("two.example,other.example", "", "https://two.example/begin/"),
    ("two.example", "https://two.example:8443/toward/", "https://two.example:8443/begin/"), ("", "http://localhost:9/", "http://localhost:9/begin/"),
])  # fmt: skip
def test_a_link_begins_with_the_name_it_is_hosted_under(tmp_path, monkeypatch, names, said, begins):
    monkeypatch.setenv("TOWARD_HOSTS", names)
    assert toward(tmp_path, "-m", "toward.web.manage", "migrate", "--verbosity", "0").returncode == 0
    done = toward(tmp_path, "-m", "toward", "invite", *(["--address", said] if said else []))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"\n{begins}?code=" in done.stdout


@pytest.mark.parametrize("said", ["two.example", "http://two.example", "ftp://two.example"])
def test_an_address_that_no_phone_can_open_is_refused(tmp_path, said):
    done = toward(tmp_path, "-m", "toward", "invite", "--address", said)
    assert (done.returncode, done.stdout) == (1, "")
    assert "--address https://" in done.stderr


def test_the_host_prints_a_way_to_begin_anew_for_a_name_that_is_there(tmp_path):
    assert "toward serve" in toward(tmp_path, "-m", "toward", "reset", "Liang").stderr
    assert toward(tmp_path, "-m", "toward.web.manage", "migrate", "--verbosity", "0").returncode == 0
    for name in ("Liang", ""):
        unknown = toward(tmp_path, "-m", "toward", "reset", name)
        assert (unknown.returncode, unknown.stdout, unknown.stderr.count("\n")) == (1, "", 1)
        assert "Nobody signs in here with this name" in unknown.stderr
    assert toward(tmp_path, "-c", SOMEBODY).returncode == 0
    done = toward(tmp_path, "-m", "toward", "reset", " liang", "--address", "https://two.example/")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^https://two\.example/anew/[\w-]{22}/$", done.stdout, re.M)
    for said in ("EMPTY account", "stays closed, to you as well", "is signed out", "six words"):
        assert said in " ".join(done.stdout.split())
