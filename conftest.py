"""What every test run needs: a home of its own, and a loud word about whatever was skipped."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import django
import pytest
from django.core.management import call_command
from whitenoise import WhiteNoise

# Before the settings are read: a test never touches the data and keys of whoever runs it.
HOME = tempfile.TemporaryDirectory(prefix="toward-tests-")
os.environ.update(
    TOWARD_DATA=HOME.name,
    TOWARD_CONFIG=HOME.name,
    DJANGO_SETTINGS_MODULE="toward.web.settings",
    OPENBLAS_NUM_THREADS="1",
)
django.setup()  # now, since the folders' own conftests import models
collect_ignore = ["src/toward/web/demo/settings.py"]  # refuses every folder but the demonstration's own
MOST_SKIPS = int(os.environ.get("TOWARD_MOST_SKIPS", "1000"))


def pytest_configure(config: pytest.Config) -> None:
    """Lay the styles out under their hashed names as the running app has them; once, for both processes that test."""
    if not hasattr(config, "workerinput"):
        call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(autouse=True, scope="session")
def static_files_are_looked_through_once() -> Iterator[None]:
    """A test's browser builds the whole app anew; the running one looks through its static files once, at the start."""
    found: dict[tuple[str, str, str], dict[str, object]] = {}
    look = WhiteNoise.update_files_dictionary

    def once(self: WhiteNoise, root: str, prefix: str) -> None:
        place = (root, prefix, type(self).__name__)
        if place not in found:
            look(self, root, prefix)
            found[place] = dict(self.files)
        self.files.update(found[place])

    WhiteNoise.update_files_dictionary = once
    yield
    WhiteNoise.update_files_dictionary = look


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name every skip with its reason, and the number that is allowed."""
    skipped = _skipped(config)
    if not skipped:
        return
    terminalreporter.section(f"{len(skipped)} SKIPPED (at most {MOST_SKIPS} may be)")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that skipped more than it may."""
    if exitstatus == 0 and len(_skipped(session.config)) > MOST_SKIPS:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
