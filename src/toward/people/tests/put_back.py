"""Run with a database file of its own: copies the file, goes on writing, puts the copy back, and asks the pages."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

TOLD = "This server remembers less"


def put_back(database, copy):
    """The older file in place of the newer, as who repairs a computer does it."""
    from django.db import connection

    connection.close()
    shutil.copyfile(copy, database)
    for log in ("-wal", "-shm"):
        database.with_name(database.name + log).unlink(missing_ok=True)


def main(home):
    """Two devices of one person, one of which sees what is lost, and signs in anew since its session is lost too."""
    from toward.people.tests.full_disk import prepared

    prepared()
    from django.db import connection
    from django.test import Client

    from toward.people import accounts, doors, pairing
    from toward.people.opened import sign_device_in
    from toward.people.tests.conftest import meet
    from toward.people.tests.test_accounts import write

    people = [accounts.sign_up(doors.house(), name, f"a long password of {name}") for name in ("Liang", "Su")]
    meet(*people, now=doors.now())
    pairing.complete(pairing.again(people[0]))
    liang, su = (pairing.again(each) for each in people)
    write(su, "couple", "before")
    one, other = Client(), Client()
    other.cookies["door"] = sign_device_in(liang, doors.now()).reveal().hex()
    other.get("/home/")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database, copy = home / "toward.sqlite3", home / "copy"
    shutil.copyfile(database, copy)
    word = {"handle": "Liang", "password": "a long password of Liang"}
    assert one.post("/enter/", word).status_code == 302
    for number in range(3):
        write(su, "couple", f"after {number}")
    told = {"before": TOLD in one.get("/home/").text}
    put_back(database, copy)
    told["signed in"] = [one.get("/home/").status_code, one.post("/enter/", word).status_code == 302]
    told["told"] = TOLD in one.get("/home/").text
    told["at least"] = max(int(number) for number in re.findall(r"at least (\d+)", one.get("/missing/").text))
    told["other device"] = TOLD in other.get("/home/").text
    assert one.post("/missing/").status_code == 302
    told["known"] = TOLD in one.get("/home/").text
    print(json.dumps(told))


if __name__ == "__main__":
    (place,) = sys.argv[1:]
    os.environ.update(
        TOWARD_DATA=place, TOWARD_CONFIG=place, TOWARD_DATABASE="", DJANGO_SETTINGS_MODULE="toward.web.settings"
    )
    main(Path(place))
