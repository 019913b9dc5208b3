"""Run with a database file of its own: writes, packs, erases half, and looks for every old seal in the bytes on the disk."""

import os
import sys
from pathlib import Path


def found(home, seals):
    """How many of these lie anywhere in the database's files; a seal is looked for by its 24 bytes of salt and some more."""
    whole = b"".join(path.read_bytes() for path in sorted(home.glob("toward.sqlite3*")))
    return sum(any(seal[at : at + 32] in whole for at in (1, 64, len(seal) - 32)) for seal in seals)


def main(home):
    """Print how many seals are in the files before and after."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from toward.store import chapters, erasing, spaces
    from toward.store.models import Cache, Instance, Row
    from toward.store.streams import Ring
    from toward.store.tests.conftest import Person, keep

    call_command("migrate", verbosity=0)
    liang = Person()
    instance = Instance.objects.create(pk=1, release="0.2.0").mark
    space, key = spaces.begin(instance, "mine", liang.holder)
    ring, chapters.RUN = Ring(instance, {(space, 1): key}), 100
    for number in range(400):  # every size up to one that needs pages of its own
        keep(ring, space, liang, f"note {number} " + "x" * (40 * (number % 150)))
    chapters.pack(ring, space)
    rows = list(Row.objects.order_by("sequence").values_list("entry", "sealed"))
    packed = [bytes(cache.sealed) for cache in Cache.objects.all()]
    assert len(packed) == 4
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print("before", found(home, [bytes(sealed) for _, sealed in rows]))
    assert erasing.erase_all(ring, space, [entry for entry, _ in rows[::2]]) == 200
    assert found(home, [bytes(sealed) for _, sealed in rows[::2]]) == 0
    assert found(home, packed) == 0
    print("after", found(home, [bytes(sealed) for _, sealed in rows[1::2]]))


if __name__ == "__main__":
    place, which = sys.argv[1:]
    os.environ.update(TOWARD_DATA=place, TOWARD_CONFIG=place, TOWARD_DATABASE="", TOWARD_SQLITE=which)
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    main(Path(place))
