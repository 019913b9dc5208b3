"""The first page without a server: `python -m benchmarks.client TIMES` prints its median seconds of processor time."""

from __future__ import annotations

import os
import sys
from statistics import median
from time import process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toward.web.settings")


def main(times: int) -> None:
    """Ask Django's own test client again and again."""
    from toward.web.serve import make_ready  # noqa: PLC0415

    if trouble := make_ready():
        sys.exit(trouble)
    from django.test import Client  # noqa: PLC0415

    client, spent = Client(headers={"host": "localhost", "accept-encoding": "gzip"}), []
    for _ in range(times + 3):
        before = process_time()
        if client.get("/").status_code != 200:
            sys.exit("the first page is broken")
        spent.append(process_time() - before)
    print(median(spent[3:]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
