"""`toward backup | verify | restore | kit | status | upgrade | db`: what they are asked, and how they answer."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Deed = Callable[[argparse.Namespace], str]


def add(commands: Any) -> None:
    """All commands of this room and their options."""
    backup = _one(commands, "backup", "write a backup now", _backup)
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="another folder than backups in the data folder")
    backup.add_argument("--also", metavar="FOLDER", help="from now on, a second copy goes there every night")
    backup.add_argument("--also-run", metavar="COMMAND", help="or a command takes it away: 'rclone copy {file} far:'")
    verify = _one(commands, "verify", "look at every byte of a backup", _verify)
    verify.add_argument(
        "what", nargs="?", type=Path, metavar="FILE|FOLDER", help="one file, or a folder (the usual one)"
    )
    _restore_options(_one(commands, "restore", "bring everything back on an empty machine", _restore))
    kit = _one(commands, "kit", "the host kit, to print and to keep elsewhere", _kit)
    kit.add_argument(
        "--qr", type=Path, metavar="FILE", help="also as a picture (SVG); - for the picture alone, printed"
    )
    kit.add_argument(
        "--this-pepper", action="store_true", help="the pepper that lies here is the right one from now on"
    )
    _one(commands, "status", "sizes, counts, and when the last backup was", _status)
    _one(commands, "upgrade", "bring the database to this release, or leave it as it was", _upgrade)
    database = commands.add_parser("db", help="move between SQLite and PostgreSQL", allow_abbrev=False)
    moves = database.add_subparsers(title="commands", required=True, metavar="COMMAND")
    copy = _one(moves, "copy", "copy everything into another, empty database", _copy)
    copy.add_argument("--to", required=True, metavar="ADDRESS", help="postgresql://… or sqlite:PATH")


def _restore_options(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help="where the backup lies")
    restore.add_argument(
        "--kit", type=Path, metavar="FILE", help="the host kit as text; typed otherwise, an empty line at its end"
    )
    restore.add_argument("--kit-only", action="store_true", help="put pepper and backup key back, and nothing else")


def _one(commands: Any, name: str, told: str, deed: Deed) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = commands.add_parser(name, help=told, allow_abbrev=False)
    one.set_defaults(command=lambda options: _answered(deed, options))
    return one


def _answered(deed: Deed, options: argparse.Namespace) -> int:
    """Do it and print what it says; what cannot be is one sentence, and 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")
    from toward.web.backing.sentences import Sorry, sentence  # noqa: PLC0415

    before = os.umask(0o077)  # what is written here is its owner's alone
    try:
        print(deed(options))
    except Sorry as sorry:
        print(sorry, file=sys.stderr)
    except Exception as problem:
        said = sentence(problem)
        if said is None:
            raise
        print(said, file=sys.stderr)
    else:
        return 0
    finally:
        os.umask(before)
    return 1


def _ready() -> None:
    import django  # noqa: PLC0415

    django.setup()


def _backup(options: argparse.Namespace) -> str:
    _ready()
    from toward.web.backing.deeds import backup, choose_second  # noqa: PLC0415

    choose_second(options.also or "", options.also_run or "")
    return backup(options.to)


def _verify(options: argparse.Namespace) -> str:
    _ready()
    from toward.web.backing.deeds import verify  # noqa: PLC0415

    return verify(options.what)


def _restore(options: argparse.Namespace) -> str:
    from toward.web.backing.keys import lay  # noqa: PLC0415
    from toward.web.backing.sentences import FROM_WHERE, NOT_THERE, Sorry  # noqa: PLC0415

    if not options.kit_only and options.source is None:
        raise Sorry(FROM_WHERE)
    if options.source and not options.source.exists():
        raise Sorry(NOT_THERE.format(path=options.source))
    typed = options.kit.read_text(encoding="utf-8") if options.kit else _typed()
    with lay(typed, None if options.kit_only else options.source) as laid:
        if laid.whole is None:
            return "Pepper and backup key are in their place again."
        _ready()
        from toward.web.backing.deeds import restore  # noqa: PLC0415

        return restore(laid.whole, has_pepper=laid.has_pepper)


def _typed() -> str:
    """Lines of the kit from whoever types, until an empty one."""
    print("Type the host kit's lines as they are printed, then an empty line.", file=sys.stderr, flush=True)
    lines = []
    while line := sys.stdin.readline().strip():
        lines.append(line)
    return "\n".join(lines)


def _kit(options: argparse.Namespace) -> str:
    _ready()
    from toward.web.backing.deeds import kit  # noqa: PLC0415

    return kit(options.qr, this_pepper=options.this_pepper)


def _status(options: argparse.Namespace) -> str:
    _ready()
    from toward.web.backing.status import status  # noqa: PLC0415

    return status()


def _upgrade(options: argparse.Namespace) -> str:
    _ready()
    from toward.web.backing.deeds import upgrade  # noqa: PLC0415

    return upgrade()


def _copy(options: argparse.Namespace) -> str:
    _ready()
    from toward.web.backing.copying import copy  # noqa: PLC0415

    return copy(options.to)
