"""A real PostgreSQL for tests: made, started, stopped, swept away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, None where PostgreSQL is not on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    return found[-1].parent if found else (Path(beside).parent if beside else None)


@contextmanager
def running(folder: Path, *, careful: bool = False) -> Iterator[str]:
    """A server on a socket of its own.

    Args:
        folder: of initdb and pg_ctl.
        careful: whether every commit goes to the disk.

    Yields:
        Its address for `TOWARD_DATABASE`.
    """
    home = Path(tempfile.mkdtemp(prefix="toward-postgres-"))
    home.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
    data = home / "data"
    _as_somebody([folder / "initdb", "-D", data, "-U", "toward", "-A", "trust", "--no-sync"], home)
    options = f"-c listen_addresses='' -k {home} -c fsync={'on' if careful else 'off'}"
    _as_somebody([folder / "pg_ctl", "-D", data, "-w", "-o", options, "-l", home / "log", "start"], home)
    try:
        yield f"postgresql://toward@/postgres?host={home}"
    finally:
        _as_somebody([folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], home)
        shutil.rmtree(home)


@contextmanager
def stopped(folder: Path, address: str) -> Iterator[None]:
    """The same server pulled out from under whoever uses it, and started again afterwards.

    Args:
        folder: of initdb and pg_ctl.
        address: as `running` gave it.
    """
    home = Path(parse_qs(urlsplit(address).query)["host"][0])
    control = [folder / "pg_ctl", "-D", home / "data", "-w"]
    options = f"-c listen_addresses='' -k {home} -c fsync=off"
    _as_somebody([*control, "-m", "immediate", "stop"], home)
    try:
        yield
    finally:
        _as_somebody([*control, "-o", options, "-l", home / "log", "start"], home)


def _as_somebody(command: list[str | Path], folder: Path) -> None:
    """Run it; as `nobody` where we are root, as which PostgreSQL refuses to run."""
    other = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    subprocess.run([str(each) for each in command], check=True, cwd=folder, capture_output=True, timeout=60, **other)  # type: ignore[call-overload]
