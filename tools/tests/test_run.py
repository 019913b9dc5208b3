"""The way in, as a newcomer meets it: on an unfit Python, on a taken port, twice in a row."""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "tools" / "run.py"
spec = importlib.util.spec_from_file_location("run", RUN)
run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run)

WITHOUT = """
import importlib.util, runpy, sys
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == {name!r} else real(name, *rest)
sys.argv = ["run.py", "install"]
runpy.run_path({path!r}, run_name="__main__")
"""


def started(*argv, **surroundings):
    command = [sys.executable, *argv]
    return subprocess.run(
        command, env={**os.environ, **surroundings}, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_gets_a_sentence_and_no_traceback(module, tmp_path):
    done = started("-c", WITHOUT.format(name=module, path=str(RUN)), TOWARD_VENV=str(tmp_path / "env"))
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "env").exists()


def test_an_old_python_gets_a_sentence(monkeypatch):
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 18))
    with pytest.raises(run.Sorry, match=r"needs Python 3\.11 or newer; this is 3\.9\.18"):
        run.refuse_unfit_python()


@pytest.mark.parametrize(("what", "verb"), [("serve", "run"), ("demo", "demo")])
def test_a_taken_port_is_said_before_anything_is_installed(tmp_path, what, verb):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = started(str(RUN), what, "--port", str(port), TOWARD_VENV=str(tmp_path / "env"))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"make {verb} PORT={port + 1}" in done.stderr
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_what_is_no_port_is_refused(port):
    done = started(str(RUN), "serve", f"--port={port}")
    assert done.returncode == 1
    assert "is not a port" in done.stderr


@pytest.mark.parametrize("words", [["--frob"], ["--prot", "8001"], ["install", "more"]])
def test_what_it_does_not_know_starts_nothing(words, capsys):
    with pytest.raises(SystemExit) as ended:
        run.main(words)
    assert ended.value.code == 2
    assert words[-1] in capsys.readouterr().err or words[0] in capsys.readouterr().err


def test_a_changed_lock_changes_the_fingerprint(monkeypatch, tmp_path):
    before = run.fingerprint("run")
    changed = tmp_path / "run.txt"
    changed.write_bytes(run.LOCKS["run"].read_bytes() + b"\n")
    monkeypatch.setitem(run.LOCKS, "run", changed)
    assert run.fingerprint("run") != before


def test_packages_that_cannot_be_had_are_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    lock = tmp_path / "lock.txt"
    lock.write_text("nothing-of-this-name-exists==0.0.1 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(run.Sorry, match="could not be installed"):
        run.pip("--require-hashes", "-r", str(lock))
    assert not run.pip("--require-hashes", "-r", str(lock), may_fail=True)


def test_every_locked_package_has_hashes_and_a_version():
    for lock in (*run.LOCKS.values(), run.SQLITE):
        text = lock.read_text(encoding="utf-8")
        named = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert named
        assert all("==" in line for line in named)
        assert text.count("--hash=sha256:") >= len(named)
