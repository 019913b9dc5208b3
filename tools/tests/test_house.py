"""The rules that `tools/house.py` holds the house to, each broken once."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("house", ROOT / "tools" / "house.py")
house = importlib.util.module_from_spec(spec)
spec.loader.exec_module(house)


def found(root):
    return "\n".join(house.breaches(root))


@pytest.fixture
def checkout(tmp_path):
    """A small house that keeps every rule."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name, text in (
        ("src/toward/store/models.py", "class Instance(models.Model):\n    pass\n"),
        ("src/toward/science/rates.py", "def rate():\n    return 1\n\n\ndef other():\n    return 2\n"),
        ("requirements/run.txt", "django==5.2 \\\n    --hash=sha256:00\n"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_this_house_stands():
    assert found(ROOT) == ""


def test_a_small_house_stands(checkout):
    assert found(checkout) == ""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("src/toward/science/long.py", "x = 1\n" * 501, "501 lines"),
        ("src/toward/web/static/long.css", "a{}\n" * 501, "501 lines"),
        ("src/toward/science/utils.py", "", "called utils"),
        ("src/toward/helpers/x.py", "", "called helpers"),
        ("src/toward/library/kept.py", "class Kept(models.Model):\n    pass\n", "Django model"),
        ("src/toward/web/sly.py", "def f():\n    from toward.store import release\n", "hides an import"),
        ("src/toward/science/huge.py", "def f():\n" + "    x = 1\n" * 61, "61 lines"),
        (
            "src/toward/science/big.py",
            "\n".join(f"def f{i}():\n" + "    x = 1\n" * 25 for i in range(9)),
            "Nine in ten",
        ),
        ("requirements/work.txt", "--index-url https://packages.example\n", "names an address"),
    ],
)
def test_a_breach_is_named(checkout, name, text, said):
    path = checkout / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert said in found(checkout)


def test_a_tracked_lock_with_hosts_is_named(checkout):
    (checkout / "uv.lock").write_text("")
    subprocess.run(["git", "-C", checkout, "add", "-f", "uv.lock"], check=True)
    assert "uv.lock is tracked" in found(checkout)
