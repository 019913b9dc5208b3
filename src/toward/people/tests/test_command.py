"""`toward invite`, as it is typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys


def toward(home, *words):
    surroundings = {**os.environ, "TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home)}
    return subprocess.run([sys.executable, *words], env=surroundings, capture_output=True, text=True, check=False)


def test_the_host_prints_a_way_in_for_one_more_account(tmp_path):
    before = toward(tmp_path, "-m", "toward", "invite")
    assert (before.returncode, before.stdout) == (1, "")
    assert "toward serve" in before.stderr
    assert toward(tmp_path, "-m", "toward.web.manage", "migrate", "--verbosity", "0").returncode == 0
    done = toward(tmp_path, "-m", "toward", "invite", "--address", "https://two.example/")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^https://two\.example/begin/\?code=[\w-]{22}$", done.stdout, re.M)
