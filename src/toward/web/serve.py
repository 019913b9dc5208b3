"""`toward serve`: make ready, then answer on this computer only."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import sys
from collections.abc import Sequence

from toward import __version__
from toward.store.sqlite import TooOldError, choose, journal, version

HOST = "127.0.0.1"
GRACE = 3  # seconds for open requests when stopping


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the app; returns the exit code."""
    parser = argparse.ArgumentParser(prog="toward serve", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args(argv).port
    if not 0 < port < 65536:
        return _sorry(f"{port} is not a port; choose one from 1024 to 65535.")
    try:
        sqlite = choose()
    except TooOldError as problem:
        return _sorry(f"SQLite {problem} is too old for Toward, which needs 3.35 or newer. A newer Python brings one.")
    listening = _listen(port)
    if listening is None:
        return _sorry(f"Port {port} is taken by another program. Try another one: make run PORT={port + 1}")
    if journal(version(sqlite)) != "WAL":
        print(f"SQLite {sqlite.sqlite_version} keeps its careful journal (safe, a little slower).")
    return _serve(listening, port)


def _sorry(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _listen(port: int) -> socket.socket | None:
    """The listening socket, or None where the port is taken."""
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((HOST, port))
        one.listen(128)
    except OSError:
        one.close()
        return None
    return one


def _serve(listening: socket.socket, port: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        trouble = make_ready()
    except OSError as problem:
        trouble = f"{problem.filename or 'The data folder'} cannot be written: {problem.strerror}."
    if trouble:
        return _sorry(trouble)
    import uvicorn  # noqa: PLC0415 (after Django is set up)

    config = uvicorn.Config(
        "toward.web.asgi:application", log_level="warning", access_log=False, log_config=None, server_header=False, date_header=True,
        timeout_graceful_shutdown=GRACE, lifespan="on", ws="none",
    )  # fmt: skip
    server = uvicorn.Server(config)
    print(f"Toward is here: http://localhost:{port}  (Ctrl-C ends it)", flush=True)
    _say_if_the_clock_is_behind()
    _say_the_way_in(port)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 0


def _say_if_the_clock_is_behind() -> None:
    """A clock that was put back shows here, and not in times that two people wait for."""
    from toward.people.clock import behind  # noqa: PLC0415
    from toward.people.doors import now  # noqa: PLC0415

    late = behind(now())
    if late:
        print(
            f"The clock of this computer is behind by at least {max(late // 60, 1)} minutes: Toward was used later than that. "
            "Set it by the network; until then sessions and times to come back are not right.",
            flush=True,
        )


def _say_the_way_in(port: int) -> None:
    """Print the address of the first account, as long as there is none."""
    from toward.people.doors import now  # noqa: PLC0415
    from toward.people.first import first_code  # noqa: PLC0415

    code = first_code(now())
    if code:
        print(
            f"Nobody has an account yet. The first one is made here, within two days: http://localhost:{port}/begin/?code={code}",
            flush=True,
        )


def make_ready() -> str | None:
    """Set Django up, bring the database to this release, lay the styles out; a sentence where that cannot be."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError, connection  # noqa: PLC0415

    try:
        trouble = _bring_database_here()
    except DatabaseError as problem:
        return (
            f"The database {connection.settings_dict['NAME']} cannot be opened ({problem}). Nothing was changed in it."
        )
    trouble = trouble or _wrong_help_lines()
    if trouble is None:
        call_command("collectstatic", verbosity=0, interactive=False)
    return trouble


def _wrong_help_lines() -> str | None:
    """What is wrong with the host's own help lines; a wrong number must not wait until somebody needs it."""
    from django.conf import settings  # noqa: PLC0415

    from toward.library.safety.help_lines import WrongHelpLinesError, help_lines  # noqa: PLC0415

    try:
        help_lines(settings.HELP_LINES)
    except WrongHelpLinesError as problem:
        return str(problem)
    return None


def _bring_database_here() -> str | None:
    """Refuse a newer database, else bring it to this release's shape."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from toward.store.ballast import lay  # noqa: PLC0415
    from toward.store.release import NewerDatabaseError, note_release, refuse_newer  # noqa: PLC0415

    try:
        refuse_newer(__version__)
    except NewerDatabaseError as newer:
        return (
            f"This database was last opened by Toward {newer}; this is {__version__}. Use that release or a newer one."
        )
    call_command("migrate", verbosity=0, interactive=False)
    note_release(__version__)
    lay(settings.BALLAST)
    return None
