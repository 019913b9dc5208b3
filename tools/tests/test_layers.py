"""Each rule of the house is broken on purpose once; the build must notice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS, PURE = "Layers: a later phase", "Pure: the science"
VAULT = "Vault: ciphers, and no framework"
PARTS, FORMATS = "Parts of a concept", "Formats: one file each"

BREACHES = {
    "science reads the web": ("science/erosion.py", "import toward.web.places", LAYERS),
    "science knows the framework, inside a function": ("science/onset.py", "def f():\n    import django.http", PURE),
    "the look-back asks the network": ("lookback/days.py", "import urllib.request", PURE),
    "the look-back opens a socket": ("lookback/zips.py", "import socket", PURE),
    "science knows a cipher": ("science/weeks.py", "import cryptography.fernet", PURE),
    "the store reads the pages": ("store/release.py", "from toward.insight import figures", LAYERS),
    "the library reads what comes later": ("library/evidence.py", "from toward.insight import figures", LAYERS),
    "the look-back reads the store": ("lookback/report.py", "from toward.store import release", LAYERS),
    "the vault knows the framework": ("vault/keys.py", "from django.conf import settings", VAULT),
    "the vault asks the network, inside a function": ("vault/kit.py", "def f():\n    import socket", VAULT),
    "the vault opens a file": ("vault/words.py", "from pathlib import Path", VAULT),
    "the vault knows the time": ("vault/sessions.py", "import time", VAULT),
    "the vault keeps a log": ("vault/sealing.py", "import logging", VAULT),
    "the vault knows the store": ("vault/entries.py", "from toward.store import release", LAYERS),
    "the vault reads the look-back": ("vault/words.py", "from toward.lookback import days", LAYERS),
    "a room without a name": ("utils/__init__.py", "", LAYERS),
    "words that know the page": ("insight/look_back/words.py", "from toward.insight.look_back import page", PARTS),
    "a format that knows another": (
        "lookback/formats/meta.py",
        "from toward.lookback.formats import telegram",
        FORMATS,
    ),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the sources with the contracts beside them."""
    home = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("tests", "__pycache__", "static", "templates")
    shutil.copytree(ROOT / "src" / "toward", home / "src" / "toward", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", home)
    return home


def lint(home):
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    surroundings = {"PYTHONPATH": str(home / "src"), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=home, env=surroundings, capture_output=True, text=True, check=False)


def test_the_house_as_it_is_keeps_its_contracts(house):
    done = lint(house)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("name", BREACHES)
def test_a_deliberate_breach_is_noticed(house, name):
    place, line, contract = BREACHES[name]
    path = house / "src" / "toward" / place
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    try:
        path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
        done = lint(house)
    finally:
        path.write_text(before, encoding="utf-8") if before is not None else shutil.rmtree(path.parent)
    assert done.returncode == 1, done.stdout
    assert f"{contract}" in " ".join(row for row in done.stdout.splitlines() if row.endswith("BROKEN"))
