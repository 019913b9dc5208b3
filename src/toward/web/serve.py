"""`toward serve`: make ready, then answer: over plain http this computer alone, over https whoever has the address."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from toward import __version__
from toward.store.sqlite import TooOldError, choose, journal, version
from toward.web.hosting.certificate import Keeper, UselessError, leaf, warnings
from toward.web.hosting.way_in import address, plain_elsewhere
from toward.web.hosting.wishes import Refused, Wishes, listen, options, read

GRACE = 3  # seconds for open requests when stopping


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the app; returns the exit code."""
    parser = argparse.ArgumentParser(prog="toward serve", allow_abbrev=False)
    options(parser)
    return run(parser.parse_args(argv))


def run(said: argparse.Namespace) -> int:
    """Serve the app as the host has said; returns the exit code."""
    os.umask(0o077)  # what it writes is its owner's alone
    try:
        wishes = read(said)
        sqlite = choose()
        keeper = Keeper(*wishes.pair) if wishes.pair else None
        listening = listen(wishes)
    except TooOldError as problem:
        return _sorry(f"SQLite {problem} is too old for Toward, which needs 3.35 or newer. A newer Python brings one.")
    except (Refused, UselessError) as problem:
        return _sorry(str(problem))
    if journal(version(sqlite)) != "WAL":
        print(f"SQLite {sqlite.sqlite_version} keeps its careful journal (safe, a little slower).")
    return _serve(listening, wishes, keeper)


def _sorry(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _serve(listening: socket.socket, wishes: Wishes, keeper: Keeper | None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        trouble = make_ready()
    except OSError as problem:
        trouble = f"{problem.filename or 'The data folder'} cannot be written: {problem.strerror}."
    except ImproperlyConfigured as problem:
        trouble = str(problem)
    if trouble:
        return _sorry(trouble)
    import uvicorn  # noqa: PLC0415 (after Django is set up)

    server = uvicorn.Server(uvicorn.Config(**_manner(keeper)))
    _say_where(wishes, keeper)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 0


def _manner(keeper: Keeper | None) -> dict[str, Any]:
    """How the server behaves; what proxies say is judged by our own door, never by the server's."""
    return {
        "app": "toward.web.hosting.application:application",
        "log_level": "warning",
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,
        "timeout_graceful_shutdown": GRACE,
        "lifespan": "on",
        "ws": "none",
        "ssl_context_factory": (lambda config, usual: keeper.context) if keeper else None,
    }


def _say_where(wishes: Wishes, keeper: Keeper | None) -> None:
    """What a host wants to know once it runs: where, what a browser will complain of, and the way to the first account."""
    from django.conf import settings  # noqa: PLC0415

    where = address(wishes, settings.REACH)
    print(f"Toward is here: {where}  (Ctrl-C ends it)", flush=True)
    said = [plain_elsewhere(wishes, settings.REACH)]
    if keeper:
        said += warnings(leaf(keeper.certificate), settings.REACH.names, datetime.now(UTC))
    for sentence in filter(None, said):
        print(sentence, flush=True)
    _say_if_the_clock_is_behind()
    _say_the_way_in(where)


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


def _say_the_way_in(where: str) -> None:
    """Print the address of the first account, as long as there is none."""
    from toward.people.doors import now  # noqa: PLC0415
    from toward.people.first import first_code  # noqa: PLC0415

    code = first_code(now())
    if code:
        print(
            f"Nobody has an account yet. The first one is made here, within two days: {where}/begin/?code={code}",
            flush=True,
        )


def make_ready() -> str | None:
    """Set Django up, bring the database to this release, lay the styles out; a sentence where that cannot be."""
    import django  # noqa: PLC0415

    django.setup()
    from toward.store.backups.alone import alone  # noqa: PLC0415
    from toward.web.places import data_folder  # noqa: PLC0415

    with alone(data_folder()):  # several may start at once
        return _made_ready()


def _made_ready() -> str | None:
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

    from toward.store.ballast import lay  # noqa: PLC0415
    from toward.store.release import NewerDatabaseError, note_release, refuse_newer  # noqa: PLC0415

    try:
        refuse_newer(__version__)
    except NewerDatabaseError as newer:
        return (
            f"This database was last opened by Toward {newer}; this is {__version__}. Use that release or a newer one."
        )
    trouble = _backed_up_and_migrated()
    if trouble is None:
        note_release(__version__)
        lay(settings.BALLAST)
        _say_if_the_pepper_is_another()
    return trouble


def _backed_up_and_migrated() -> str | None:
    """Bring the database to this release's shape, after a backup where something is changed."""
    from django.conf import settings  # noqa: PLC0415

    from toward.people.doors import now  # noqa: PLC0415
    from toward.store.backups.upgrading import InUse, WentWrong, bring_here  # noqa: PLC0415
    from toward.vault.secret import SecretBytes  # noqa: PLC0415
    from toward.web.backing.sentences import sentence  # noqa: PLC0415

    try:
        bring_here(settings.BACKUPS, SecretBytes(settings.BACKUP_KEY), now())
    except (InUse, WentWrong, OSError) as problem:
        return sentence(problem)
    return None


def _say_if_the_pepper_is_another() -> None:
    """A pepper that was lost must not look like a password that everybody has forgotten."""
    from django.conf import settings  # noqa: PLC0415

    from toward.store.backups.pepper import ANOTHER, is_another, note  # noqa: PLC0415

    note(settings.PEPPER)
    if is_another(settings.PEPPER):
        print(ANOTHER, file=sys.stderr, flush=True)
