"""`toward host`: asks four questions, lays out the files that Toward needs to be reached, and tests from outside what came of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

USUAL = "toward-host"
OTHER_SITES = (
    "If Caddy serves other sites here: copy {to}/Caddyfile to /etc/caddy/toward.caddy instead, and add to its own Caddyfile the "
    "line: import toward.caddy"
)


def options(one: argparse.ArgumentParser) -> None:
    """What can be said to `toward host`; whatever is not, is asked."""
    one.add_argument("--check", metavar="URL", help="test from outside what answers there, and write nothing")
    one.add_argument(
        "--way", choices=("a", "b", "c"), help="a Tailscale serve, b Caddy and a name, c what is there already"
    )
    one.add_argument("--name", help="name under which it is reached, such as toward.example")
    one.add_argument("--run", choices=("service", "container"), help="as a systemd service, or in a container")
    one.add_argument(
        "--data", metavar="FOLDER", help="where everything lies (/var/lib/toward; for a container /srv/toward)"
    )
    one.add_argument("--to", metavar="FOLDER", default=USUAL, help=f"folder for the files ({USUAL})")
    one.add_argument("--user", default="toward", help="as whom the service runs (toward)")
    one.add_argument("--port", type=int, default=8000, help="port on this computer (8000)")
    one.add_argument("--path", default="", help="path under which it lies, such as /toward")
    one.add_argument("--dns", default="duckdns", help="for b: what lego calls the provider of the name (duckdns)")
    one.add_argument("--tls-cert", metavar="FILE", help="for c: a certificate of your own, without a proxy")
    one.add_argument("--tls-key", metavar="FILE", help="for c: its private key")
    one.add_argument("--also", metavar="FOLDER", help="where second copies of backups may go, such as a stick")
    one.add_argument("--yes", action="store_true", help="ask nothing: take what is usual")
    one.add_argument("--replace", action="store_true", help="write over files that are there and differ")


def host(said: argparse.Namespace) -> int:
    """Lay out, or check; returns the exit code."""
    return _check(said.check) if said.check else _lay_out(said)


def _check(url: str) -> int:
    from toward.web.hosting.checking import findings  # noqa: PLC0415

    wrong = 0
    for each in findings(url):
        print(f"{'ok ' if each.well else 'NOT'}  {each.said}", flush=True)
        if not each.well:
            wrong += 1
            print(f"     {each.then}", flush=True)
    return 1 if wrong else 0


def _lay_out(said: argparse.Namespace) -> int:
    from toward.web.hosting import closed  # noqa: PLC0415
    from toward.web.hosting.asking import Unclear, answers  # noqa: PLC0415
    from toward.web.hosting.files import lay, made, next_commands, ours, place_within  # noqa: PLC0415

    somebody = sys.stdin.isatty() and not said.yes
    try:
        found = answers(said, input if somebody else None)
        written, left = lay(made(found), found.to, lambda path: said.replace or (somebody and _may_replace(path)))
    except (Unclear, EOFError) as problem:
        print(problem if str(problem) else "It ended before the last question; nothing was written.", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{problem.filename} cannot be written: {problem.strerror}.", file=sys.stderr)
        return 1
    print("\n".join(f"Written: {path}" for path in written))
    for path in left:
        print(f"{path} is there and differs; it was left as it is. --replace writes over it.", file=sys.stderr)
    if left:
        return 1
    print("\n".join(["", "Next:", *next_commands(found)]))
    if found.way == "b":
        print(OTHER_SITES.format(to=found.to))
    if found.way != "c":
        print(f"Then, from here or from elsewhere: toward host --check {found.address()}")
    print(f"Later, on what it keeps: {ours(found)} invite, or any other command.")
    if found.also:
        print(f"From now on a second copy there every night: {ours(found)} backup --also {place_within(found)}")
    if shut := closed.sentence(found):
        print(f"\n{shut}")
    return 0


def _may_replace(path: Path) -> bool:
    return input(f"{path} is there and differs. Write over it? [no] ").strip().lower() in ("y", "yes")
