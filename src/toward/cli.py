"""The `toward` command: serve the app, or look back through an exported chat in the terminal.

Everything heavy is imported by the command that needs it, so that `toward --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from toward import __version__
from toward.web.backing import command as backing
from toward.web.hosting import command as hosting
from toward.web.hosting import wishes

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(argv)
    command: Command = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `toward lookback … | head`: whoever read has read enough
        sys.stderr.close()
        return 0


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="toward",
        description="Notices the quiet fading between two people, and says it kindly.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"toward {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _serve(commands.add_parser("serve", help="run the app on this computer", allow_abbrev=False))
    _demo(commands.add_parser("demo", help="two made-up people in a throwaway installation", allow_abbrev=False))
    _host(commands.add_parser("host", help="lay out what it takes to reach it from a phone", allow_abbrev=False))
    _invite(commands.add_parser("invite", help="print a way in for one more account", allow_abbrev=False))
    _reset(commands.add_parser("reset", help="print a way to begin anew for who lost everything", allow_abbrev=False))
    backing.add(commands)
    _lookback(commands.add_parser("lookback", help="look back through an exported chat", allow_abbrev=False))
    return top


def _serve(one: argparse.ArgumentParser) -> None:
    one.description = (
        "Plain http answers this computer alone; from elsewhere it takes https. `toward host` lays it out."
    )
    wishes.options(one)
    one.set_defaults(command=_run_serve)


def _demo(one: argparse.ArgumentParser) -> None:
    one.description = "Made-up people, a made-up clock, a temporary folder; everything is thrown away when it ends."
    one.add_argument("--port", type=int, default=8010, help="port on this computer (8010)")
    one.add_argument("--empty", action="store_true", help="without the nine months that the two have lived")
    one.set_defaults(command=_run_demo)


def _host(one: argparse.ArgumentParser) -> None:
    one.description = (
        "Four questions; then the files for a service or a container lie in a folder, with what to type next."
    )
    hosting.options(one)
    one.set_defaults(command=hosting.host)


def _invite(one: argparse.ArgumentParser) -> None:
    one.description = "Where one more person makes an account: good once, for two days. Accounts are closed otherwise."
    one.add_argument(
        "--address", help="where that person reaches Toward (the name it is hosted under; http://localhost:8000)"
    )
    one.set_defaults(command=_run_invite)


def _reset(one: argparse.ArgumentParser) -> None:
    one.description = (
        "Where a person who has lost password and kit begins anew, under the same name: good once, for two days. "
        "It opens nothing that was written, and whoever they share a space with is asked to compare words again."
    )
    one.add_argument("name", metavar="NAME", help="the name they sign in with")
    one.add_argument(
        "--address", help="where that person reaches Toward (the name it is hosted under; http://localhost:8000)"
    )
    one.set_defaults(command=_run_reset)


def _lookback(one: argparse.ArgumentParser) -> None:
    one.description = "Which small things of ours faded, and when. The chat is read in memory; nothing is kept."
    one.add_argument("files", nargs="+", metavar="FILE", help="the exported chat; several files are pages of one chat")
    one.add_argument("--me", metavar="NAME", help="which one is you")
    one.add_argument("--with", dest="partner", metavar="NAME", help="who the other is (needed in a group)")
    one.add_argument("--chat", metavar="TITLE", help="which conversation, where a file holds several")
    one.add_argument("--date-order", choices=("dmy", "mdy", "ymd"), help="answers the question about 03/04")
    one.add_argument(
        "--zone",
        metavar="ZONE",
        help="time zone of the phone, such as Europe/Berlin, for exports that store instants (this computer's)",
    )
    one.add_argument("--lang", choices=("en", "zh"), help="language of the words (this computer's)")
    told = one.add_mutually_exclusive_group()
    told.add_argument("--json", action="store_true", help="one JSON object; never asks")
    told.add_argument("--messages", action="store_true", help="every message as a JSON line; never asks")
    told.add_argument("--html", metavar="OUT", help="one self-contained page")
    one.set_defaults(command=_run_lookback)


def _run_serve(options: argparse.Namespace) -> int:
    from toward.web.allocator import begin_anew  # noqa: PLC0415
    from toward.web.serve import run as serve  # noqa: PLC0415

    begin_anew()
    return serve(options)


def _run_demo(options: argparse.Namespace) -> int:
    from toward.web.demo.command import main as demo  # noqa: PLC0415

    return demo(["--port", str(options.port), *(["--empty"] if options.empty else [])])


def _run_invite(options: argparse.Namespace) -> int:
    from toward.people.command import invite  # noqa: PLC0415

    return invite(options)


def _run_reset(options: argparse.Namespace) -> int:
    from toward.people.command import reset  # noqa: PLC0415

    return reset(options)


def _run_lookback(options: argparse.Namespace) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no matrix here is large; starting threads costs more
    from toward.insight.look_back.command import run  # noqa: PLC0415

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
