"""`toward invite` and `toward reset`: a link for one person, printed for whoever runs the server."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

NO_DATABASE = "There is no database of this release yet. Start Toward once: toward serve"
NO_ADDRESS = "Give the address as a phone reaches it: --address https://toward.example"
NOBODY = "Nobody signs in here with this name; see how it is written on the kit or on the page where one comes in."
ANEW = """For this one name, once and within two days. Give it to that person alone:
{link}
Whoever opens it has an EMPTY account under this name. What was written under it stays closed, to you as well. Every device
of this name is signed out, and its old password and kit come in no more. If the two share a space, the other one is asked
to compare six words before it opens again."""


def invite(options: argparse.Namespace) -> int:
    """Print the address of a new account, good once and for two days; returns the exit code."""
    _ready()
    from django.urls import reverse  # noqa: PLC0415

    from toward.people.doors import now  # noqa: PLC0415
    from toward.people.pairing import invite_from_outside  # noqa: PLC0415

    where = _address(options.address)

    def told() -> str:
        code = invite_from_outside(now())
        link = f"{where}{reverse('signup')}?code={code}"
        return f"For one new account, once and within two days. Give it to that person alone:\n{link}"

    return _say(told, where)


def reset(options: argparse.Namespace) -> int:
    """Print the address where a name begins anew, good once and for two days; returns the exit code."""
    _ready()
    from django.urls import reverse  # noqa: PLC0415

    from toward.people.doors import now  # noqa: PLC0415
    from toward.people.resetting import way_to_begin_anew  # noqa: PLC0415

    where = _address(options.address)

    def told() -> str | None:
        code = way_to_begin_anew(options.name, now())
        link = f"{where}{reverse('anew', args=[code])}" if code else ""
        return ANEW.format(link=link) if code else None

    return _say(told, where)


def _address(said: str | None) -> str | None:
    """Scheme and name under which somebody reaches it; None where what was said opens nothing on a phone."""
    from django.conf import settings  # noqa: PLC0415

    names = settings.REACH.names
    usual = f"https://{names[0]}" if names else "http://localhost:8000"
    parts = urlsplit(said or usual)
    is_home = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return (
        f"{parts.scheme}://{parts.netloc}" if parts.scheme == "https" or (parts.scheme == "http" and is_home) else None
    )


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")
    import django  # noqa: PLC0415

    django.setup()


def _say(told: Callable[[], str | None], where: str | None) -> int:
    """Print what is told; a database that is not there, an address or a name that nobody has, in one sentence."""
    from django.db import DatabaseError  # noqa: PLC0415

    if where is None:
        print(NO_ADDRESS, file=sys.stderr)
        return 1
    try:
        words = told()
    except DatabaseError:
        print(NO_DATABASE, file=sys.stderr)
        return 1
    print(words or NOBODY, file=sys.stdout if words else sys.stderr)
    return 0 if words else 1
