"""A process that rings whatever is due until nothing is left, and prints what it rang, a line each."""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings


def main(database: str, now: int) -> None:
    """Take, ring, say so."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from toward.store import due

    print("ready", flush=True)
    sys.stdin.readline()
    while taken := due.take(now, 60, 2):
        for each in taken:
            print(each.account.hex, each.at, flush=True)
            assert due.done(each, each.at + 86_400)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
