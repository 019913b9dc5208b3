"""The package as others install it: everything that it reads at run time is inside."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import sys
from pathlib import Path
import toward
assert Path(toward.__file__).is_relative_to(sys.argv[1]), toward.__file__
from toward.library.evidence import content_folder, register
assert content_folder().is_relative_to(sys.argv[1])
from toward.insight.language import language
from toward.lookback.cues.scan import find
print(len(register()), language("zh").gettext("Look back"))
"""
CHAT = "".join(
    f"{1 + i % 28:02}/{1 + i // 28:02}/24, {hour}:00 - {who}: {text}\n"
    for i in range(112)
    for hour, who, text in (("08", "Su", "morning! coffee?"), ("22", "Liang", "good night"))
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel unpacked as an installer does, and nothing of the checkout on the path."""
    place = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def ask(installed, *argv):
    home = installed / "home"
    packages = sysconfig.get_paths()["purelib"]
    surroundings = {
        "PYTHONPATH": f"{installed}{os.pathsep}{packages}",
        "TOWARD_DATA": str(home),
        "TOWARD_CONFIG": str(home),
    }
    command = [sys.executable, "-S", *argv]  # -S: the checkout's own .pth file is not read
    return subprocess.run(command, cwd=installed, env=surroundings, capture_output=True, text=True, check=False)


def test_the_wheel_holds_content_words_and_pages_but_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "toward/content/evidence.yaml",
        "toward/locale/zh_Hans/LC_MESSAGES/django.mo",
        "toward/lookback/formats/whatsapp_words.yaml",
        "toward/insight/look_back/templates/look_back/page.html",
        "toward/web/static/web/tokens.css",
        "toward/py.typed",
    ):
        assert wanted in names
    assert not [name for name in names if "/tests/" in name]


def test_the_installed_package_finds_its_evidence_and_its_words(installed):
    done = ask(installed, "-c", ASK, str(installed))
    assert done.returncode == 0, done.stderr
    claims, word = done.stdout.split()
    assert int(claims) > 100
    assert word != "Look back"


def test_the_installed_command_looks_back(installed):
    (installed / "chat.txt").write_text(CHAT, encoding="utf-8")
    done = ask(installed, "-m", "toward", "lookback", "chat.txt", "--me", "Su", "--json")
    assert done.returncode == 0, done.stderr
    assert '"good_night"' in done.stdout


def test_the_installed_pages_are_served(installed):
    program = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'toward.web.settings'\n"
        "from toward.web.serve import make_ready; assert make_ready() is None\n"
        "from django.test import Client\n"
        "page = Client(headers={'host': 'localhost', 'accept-language': 'zh-CN'}).get('/')\n"
        "assert page.status_code == 200; print(page.content.decode())"
    )
    done = ask(installed, "-c", program)
    assert done.returncode == 0, done.stderr
    assert 'lang="zh-Hans"' in done.stdout
