"""`toward invite`: a way in for one more account, printed for whoever runs the server."""

from __future__ import annotations

import argparse
import os
import sys


def invite(options: argparse.Namespace) -> int:
    """Print the address of a new account, good once and for two days; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.db import DatabaseError  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from toward.people.doors import now  # noqa: PLC0415
    from toward.people.pairing import invite_from_outside  # noqa: PLC0415

    try:
        code = invite_from_outside(now())
    except DatabaseError:
        print("There is no database of this release yet. Start Toward once: toward serve", file=sys.stderr)
        return 1
    print("For one new account, once and within two days. Give it to that person alone:")
    print(f"{options.address.rstrip('/')}{reverse('signup')}?code={code}")
    return 0
