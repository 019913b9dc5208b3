"""A disk without one free byte: reading goes on, leaving, removing and erasing work, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = 6 << 20  # bytes of the disk


def _can_mount():
    return shutil.which("unshare") and subprocess.run(
        ["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    ).returncode == 0  # fmt: skip


def test_on_a_full_disk_one_reads_leaves_removes_and_erases(tmp_path):
    if not _can_mount():
        pytest.skip("no small disk can be mounted here: allow user namespaces to test a full one")
    disk, keys = tmp_path / "disk", tmp_path / "keys"
    disk.mkdir()
    keys.mkdir()
    script = Path(__file__).with_name("full_disk.py")
    inside = f'mount -t tmpfs -o size={SMALL} tmpfs "$1" && exec "$2" "$3" "$1" "$4"'
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", inside, "sh", disk, sys.executable, script, keys],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "refused": True, "page": 507, "reads": 200, "kept": True, "left": 302, "removed": 302,
        "left over": 50, "erased": 200, "accounts": 1, "of Su": 100, "whole": "ok",
    }  # fmt: skip
