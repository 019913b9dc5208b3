"""Run on a small disk of its own: fills it, then asks for what must work all the same. Prints what happened as JSON."""

import json
import os
import sys
from pathlib import Path


def fill(disk):
    """Leave not one byte."""
    with (disk / "everything else").open("ab", buffering=0) as file:
        for size in (65_536, 4096, 512, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def prepared():
    """A database of this release, and pages that need no gathered styles."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from toward.people.tests.conftest import CHEAP
    from toward.store.release import note_release

    call_command("migrate", verbosity=0)
    note_release("0.2.0")
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_COST, settings.ALLOWED_HOSTS, settings.STORAGES = CHEAP, ["*"], settings.STORAGES | plain
    return settings


def couple():
    """Liang and Su with two hundred notes in their space."""
    from toward.people import accounts, doors, pairing
    from toward.people.tests.conftest import meet
    from toward.people.tests.test_accounts import write

    people = [accounts.sign_up(doors.house(), name, f"a long password of {name}") for name in ("Liang", "Su")]
    meet(*people, now=doors.now())
    pairing.complete(pairing.again(people[0]))
    both = [pairing.again(each) for each in people]
    for number in range(200):
        write(both[number % 2], "couple", f"note {number} " + "x" * 900)
    return both


def until_full(who):
    """Write until it is refused: how many were kept, and whether the refusal said why."""
    from django.db import OperationalError

    from toward.people.tests.test_accounts import write

    for number in range(500):  # pages of the file that were free take some more
        try:
            write(who, "couple", f"late {number} " + "x" * 900)
        except OperationalError as problem:
            return number, "full" in str(problem)
    return 500, False


def main(disk):
    """Everything that is asked of a full disk."""
    settings = prepared()
    from django.db import connection
    from django.test import Client

    from toward.people import accounts, archive, doors, pairing
    from toward.people.opened import sign_device_in
    from toward.people.tests.test_accounts import texts
    from toward.store import ballast
    from toward.store.entry import ERASED

    liang, su = couple()
    one = Client(raise_request_exception=False)
    one.cookies["door"] = sign_device_in(liang, doors.now()).reveal().hex()
    assert ballast.lay(settings.BALLAST)
    fill(disk)
    kept, refused = until_full(liang)
    choice = {"zone": "UTC", "hour": "20", "language": "en", "theme": ""}
    answers = [
        one.post("/settings/", choice).status_code for _ in range(60)
    ]  # what fits into begun pages of the file, fits
    told = {"refused": refused, "page": answers[-1]}
    assert set(answers) <= {302, 507}
    assert answers == sorted(answers)
    told["reads"] = one.get("/left-hands/").status_code
    told["kept"] = len(texts(liang, "couple")) == 200 + kept
    fill(disk)
    told["left"] = one.post("/part/").status_code
    fill(disk)
    space = archive.shelves(pairing.again(liang))[0].space
    mine = [str(line.entry) for line in archive.leaf(pairing.again(liang), space).lines if line.mine]
    told["removed"] = one.post(f"/archive/{space}/remove/", {"entry": mine, "sure": "1"}).status_code
    told["left over"] = [bool(line.entry) for line in archive.leaf(pairing.again(su), space).lines].count(True)
    fill(disk)
    told["erased"] = one.post("/erase-me/", {"password": "a long password of Liang", "sure": "1"}).status_code
    told["accounts"] = accounts.Account.objects.count()
    told["of Su"] = len([kept for kept in archive.read(su.ring, space) if kept.entry.kind != ERASED])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        told["whole"] = cursor.fetchone()[0]
    print(json.dumps(told))


if __name__ == "__main__":
    small, keys = sys.argv[1:]
    os.environ.update(
        TOWARD_DATA=small, TOWARD_CONFIG=keys, TOWARD_DATABASE="", DJANGO_SETTINGS_MODULE="toward.web.settings"
    )
    main(Path(small))
