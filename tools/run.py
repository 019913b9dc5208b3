"""The way in: sets everything up in `.venv`, then does what was asked. Needs nothing but Python 3.11 or newer.

`python3 tools/run.py [serve] [--port N]` serves the app, `… demo` two made-up people in a throwaway one,
`python3 tools/run.py test …` runs every test, `… install` only sets up.
It runs before anything is installed and possibly under an old Python, so it uses the standard library and plain syntax.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without it sets up once
    fcntl = None  # type: ignore[assignment]

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent.parent
ENVIRONMENT = Path(os.environ.get("TOWARD_VENV", HERE / ".venv"))
PYTHON = ENVIRONMENT / "bin" / "python"
LOCKS = {"run": HERE / "requirements" / "run.txt", "work": HERE / "requirements" / "work.txt"}
SQLITE = HERE / "requirements" / "sqlite.txt"
PORTS = {"serve": 8000, "demo": 8010}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FOR_BROWSER = ("chromium", "fonts-noto-cjk")
FOR_HOSTING = {"caddy": "caddy", "ip": "iproute2", "systemd-analyze": "systemd"}  # command: the package it comes with


class Sorry(Exception):
    """Something a person has to put right; the message says what."""


def main(argv: list[str] | None = None) -> int:
    """Do one thing; returns the exit code."""
    options, rest = parser().parse_known_args(argv)
    if rest and options.what != "test":
        parser().error(f"there is no {rest[0]}")  # argparse says how it is used, and ends with 2
    try:
        if options.what in PORTS:
            return serve(options.what, PORTS[options.what] if options.port is None else options.port)
        if options.what == "test":
            return test(rest)
        install("work" if options.work else "run")
    except Sorry as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """What can be asked."""
    one = argparse.ArgumentParser(prog="tools/run.py", description="Set Toward up and run it.", allow_abbrev=False)
    one.add_argument("what", nargs="?", choices=(*PORTS, "test", "install"), default="serve")
    one.add_argument("--port", type=int, help="port on this computer (8000; 8010 for the demo)")
    one.add_argument("--work", action="store_true", help="install also what tests and checks need")
    return one


def serve(what: str, port: int) -> int:
    """Set up what the app needs, then serve it, or its demonstration, until Ctrl-C."""
    refuse_taken(what, port)
    install("run")
    os.chdir(HERE)
    os.execv(str(PYTHON), [str(PYTHON), "-m", "toward", what, "--port", str(port)])


def test(rest: list[str]) -> int:
    """Set up what the tests need, then run them; what follows goes to pytest."""
    install("work")
    find_browser()
    find_what_hosts()
    both = ["-n", "2", "--dist", "worksteal"] if (os.cpu_count() or 1) > 1 else []
    return subprocess.run([str(PYTHON), "-m", "pytest", *both, *rest], cwd=HERE, check=False).returncode


def refuse_taken(what: str, port: int) -> None:
    """Say at once, before minutes of installing, that the port cannot be had.

    Raises:
        Sorry: it is no port, or another program holds it.
    """
    verb = "run" if what == "serve" else what
    if not 0 < port < 65536:
        raise Sorry(f"{port} is not a port; choose one from 1024 to 65535.")
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except PermissionError:
            raise Sorry(
                f"Port {port} needs an administrator. Try another one: make {verb} PORT={PORTS[what]}"
            ) from None
        except OSError:
            raise Sorry(
                f"Port {port} is taken by another program. Try another one: make {verb} PORT={port + 1}"
            ) from None


def install(what: str) -> None:
    """Make `.venv` hold exactly what the lock says; nothing is done when it already does.

    Raises:
        Sorry: this Python is too old or has no `venv`, or the packages could not be had.
    """
    refuse_unfit_python()
    with alone():
        install_what_is_missing(what)


def install_what_is_missing(what: str) -> None:
    """The work of `install`, for who is alone in it."""
    mark, wanted = ENVIRONMENT / f".toward-{what}", fingerprint(what)
    if PYTHON.exists() and mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    print(f"Setting up in {ENVIRONMENT.name} (once; a minute or so) …", flush=True)
    make_environment()
    pip("--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS[what]))
    if not pip("--require-hashes", "--only-binary", ":all:", "-r", str(SQLITE), may_fail=True):
        print("No carried SQLite for this machine; the one of its Python is used, with a careful journal.")
    pip("--no-build-isolation", "-e", str(HERE))
    mark.write_text(wanted, encoding="utf-8")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time change the environment: `make run` and `make demo` may be typed in the same breath."""
    with ENVIRONMENT.with_name(f"{ENVIRONMENT.name}.lock").open("w") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def refuse_unfit_python() -> None:
    """Say what is missing before anything fails in the middle."""
    if sys.version_info < OLDEST:
        here, need = (".".join(map(str, each)) for each in (sys.version_info[:3], OLDEST))
        raise Sorry(f"Toward needs Python {need} or newer; this is {here}. Try: make run PYTHON=python3.12")
    if not all(importlib.util.find_spec(each) for each in ("venv", "ensurepip")):
        raise Sorry("This Python comes without its venv module. On Debian or Ubuntu: sudo apt install python3-venv")


def fingerprint(what: str) -> str:
    """What the environment was made from: the locks, the package's own description, and this Python."""
    parts = [path.read_bytes() for path in (LOCKS[what], SQLITE, HERE / "pyproject.toml")]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode(), str(HERE).encode()])).hexdigest()


def make_environment() -> None:
    """A fresh `.venv` where there is none that works."""
    if PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0:
        return
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=False).returncode:
        raise Sorry(f"The virtual environment {ENVIRONMENT} could not be made; is there room on the disk?")


def pip(*what: str, may_fail: bool = False) -> bool:
    """Install with the environment's own pip; whether it went well.

    Raises:
        Sorry: it did not, and may not fail.
    """
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", *what]
    failed = subprocess.run(command, cwd=HERE, check=False, stderr=subprocess.DEVNULL if may_fail else None).returncode
    if failed and not may_fail:
        raise Sorry("The packages could not be installed (see above). Is this computer online, and is there room?")
    return not failed


def find_browser() -> None:
    """Install a browser for the tests in it, if that can be done; else say loudly what will be skipped."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    packages("Installing a browser for the tests in it …", FOR_BROWSER)
    if not any(shutil.which(name) for name in BROWSERS):
        print("NO BROWSER: the tests in it will be skipped. Install chromium and fonts-noto-cjk.", file=sys.stderr)


def find_what_hosts() -> None:
    """Install what stands around a hosted server, for the tests of that; else say loudly what will be skipped."""
    missing = [package for name, package in FOR_HOSTING.items() if shutil.which(name) is None]
    if missing:
        packages("Installing what stands around a hosted server, for the tests of it …", missing)
    gone = [package for name, package in FOR_HOSTING.items() if shutil.which(name) is None]
    if gone or os.geteuid() != 0:
        print(
            f"NOT ALL OF HOSTING: some of its tests will be skipped. It takes root, {' '.join(gone)}.", file=sys.stderr
        )


def packages(said: str, wanted: Iterable[str]) -> None:
    """Install packages of the system, where that can be done."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print(said, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
        subprocess.run(["apt-get", "-qq", *command], env=quiet, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
