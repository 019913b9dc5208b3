"""Several processes start at once on one new database: one makes it, the others wait, and every one of them comes up."""

from __future__ import annotations

import subprocess
import sys

import postgres
import pytest

from toward.web.backing.tests.running import surroundings

PROGRAMS, PROCESSES = postgres.programs(), 4
START = "from toward.web.serve import make_ready; print(make_ready())"
pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL on this machine: install postgresql")


@pytest.mark.parametrize("machines", [1, PROCESSES])
def test_on_a_new_postgresql(tmp_path, machines):
    with postgres.running(PROGRAMS) as database:
        around = surroundings(tmp_path, TOWARD_DATABASE=database, DJANGO_SETTINGS_MODULE="toward.web.settings")
        subprocess.run([sys.executable, "-c", "import django; django.setup()"], env=around, check=True)  # its keys
        several = [
            subprocess.Popen(
                [sys.executable, "-c", START],
                env=around | {"TOWARD_DATA": str(tmp_path / f"data-{number % machines}")},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for number in range(PROCESSES)
        ]
        told = [each.communicate(timeout=120) for each in several]
    assert [each.returncode for each in several] == [0] * PROCESSES, told
    assert [said.strip() for said, _ in told] == ["None"] * PROCESSES
