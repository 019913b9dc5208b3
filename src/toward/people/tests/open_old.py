"""Opens a copy of an old database as `toward serve` does, signs everybody in, and prints what they see, as JSON.

As it lies there; without caches; after what waited was put in; after something was written; by the recovery line.
`python open_old.py EXPECTED`, with `TOWARD_DATA` and `TOWARD_CONFIG` pointing at the copy.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(file):
    """Open, look in every way, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    from toward.web.serve import make_ready

    trouble = make_ready()
    print(json.dumps({"trouble": trouble} if trouble else looked(json.loads(Path(file).read_text(encoding="utf-8")))))


def looked(expected):
    """What everybody sees, time after time."""
    from toward.people.tests.old_streams import put_in, recovered, seen, wrote
    from toward.store.models import Cache

    found = {"trouble": None, "caches": sorted(Cache.objects.values_list("name", flat=True)), "lies": seen(expected)}
    Cache.objects.all().delete()
    found |= {"without": seen(expected), "put_in": put_in(expected), "wrote": wrote(expected)}
    return found | {"recovered": recovered(expected)}


if __name__ == "__main__":
    main(sys.argv[1])
