"""Store and people on a real PostgreSQL: the same tests, another database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import postgres
import pytest

HERE = Path(__file__).resolve().parents[2]
FOLDERS = ["src/toward/store", "src/toward/people"]
LEAST = 85  # tests that must have run


@pytest.fixture
def address():
    folder = postgres.programs()
    if folder is None:
        pytest.skip("PostgreSQL is not on this machine: install the package postgresql")
    with postgres.running(folder) as address:
        yield address


def test_store_and_people_keep_their_promises_on_postgresql(address):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FOLDERS],
        cwd=HERE,
        env={**os.environ, "TOWARD_DATABASE": address},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) >= LEAST
