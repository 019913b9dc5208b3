"""Two people in a home of their own: `lived.py live` writes while backups are made, `lived.py enter KITS` comes back.

Prints what happened as JSON; the home is told by TOWARD_DATA and TOWARD_CONFIG.
"""

from __future__ import annotations

import json
import sys
import threading

NAMES, NOTES, WRITERS = ("Liang", "Su"), 20, 3


def ready():
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    from toward.web.serve import make_ready

    trouble = make_ready()
    assert trouble is None, trouble
    from django.conf import settings

    from toward.people.tests.conftest import CHEAP

    settings.PASSWORD_COST = CHEAP


def password(name):
    return f"a long password of {name}"


def live():
    """Two with kits, twenty notes, three who write on, and four backups meanwhile."""
    from toward.people import accounts, doors, pairing
    from toward.people.tests.conftest import meet
    from toward.people.tests.test_accounts import write

    house = doors.house()
    people = [accounts.sign_up(house, name, password(name)) for name in NAMES]
    meet(*people, now=doors.now())
    pairing.complete(pairing.again(people[0]))
    people = [pairing.again(each) for each in people]
    kits = [accounts.make_kit(house, who, password(name), None) for who, name in zip(people, NAMES, strict=True)]
    for number in range(NOTES):
        write(people[number % 2], "couple", f"note {number}")
    return {"kits": [[each.card.reveal().hex(), each.recovery.reveal().hex()] for each in kits], **under_load(people)}


def under_load(people):
    """Backups while threads write; how many they wrote by the end, and what each backup holds."""
    from django.conf import settings
    from django.db import connection

    from toward.people.tests.test_accounts import write
    from toward.store.backups import checking, folder
    from toward.vault.secret import SecretBytes

    over, written = threading.Event(), []

    def writer(number):
        while not over.is_set():
            write(people[number % 2], "couple", f"under load by {number}")
            written.append(number)
        connection.close()

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
    for each in threads:
        each.start()
    key = SecretBytes(settings.BACKUP_KEY)
    wholes = [checking.whole(folder.write(settings.BACKUPS, key, 1_800_000_000 + each), key) for each in range(4)]
    over.set()
    for each in threads:
        each.join()
    return {"written": len(written), "backups": [held(each) for each in wholes]}


def held(whole):
    """For each room, how many entries its head tells of and how many there are."""
    tables = whole.rows.head.tables
    spaces = [
        dict(zip(tables["store.space"], row, strict=True)) for table, row in whole.rows.rows if table == "store.space"
    ]
    rows = [dict(zip(tables["store.row"], row, strict=True)) for table, row in whole.rows.rows if table == "store.row"]
    return [[each["head"], sum(row["space_id"] == each["id"] for row in rows)] for each in spaces]


def enter(kits):
    """Both sign in with password and card, or, where that opens nothing, by their recovery line."""
    from toward.people import accounts, doors
    from toward.people.tests.test_accounts import texts
    from toward.vault.secret import SecretBytes

    found = []
    for name, kit in zip(NAMES, kits, strict=True):
        card, recovery = (SecretBytes(bytes.fromhex(each)) for each in kit)
        who = accounts.sign_in(doors.house(), name, password(name), card)
        by = "password" if who else "recovery"
        who = who or accounts.recover(doors.house(), name, recovery, password(name))
        found.append([by, len(texts(who, "couple"))])
    return found


if __name__ == "__main__":
    ready()
    print(json.dumps(live() if sys.argv[1] == "live" else enter(json.loads(sys.argv[2]))))
