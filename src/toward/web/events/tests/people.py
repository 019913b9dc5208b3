"""A process that makes people who are signed in, and one that writes for them; both print what a test needs."""

from __future__ import annotations

import json
import sys
import time

from toward.web.serve import make_ready


def made(couples: int, together: bool) -> list[dict[str, str]]:
    """Couples, each of two people with a session; together in a space, or strangers to each other yet."""
    from toward.people import accounts
    from toward.people.models import Account
    from toward.people.tests.conftest import CHEAP
    from toward.store.streams import instance_mark
    from toward.vault.secret import SecretBytes

    house = accounts.House(instance_mark(), SecretBytes.random(), CHEAP)
    found, first = [], Account.objects.count()
    for number in range(first, first + couples):
        two = [accounts.sign_up(house, f"{name} {number}", "lotus pond at dusk") for name in ("liang", "su")]
        found += _signed_in(two, together)
    return found


def _signed_in(two, together):
    from toward.people import pairing
    from toward.people.opened import sign_device_in
    from toward.people.tests.conftest import meet

    now = int(time.time())
    if together:
        meet(*two, now=now)
        two = [pairing.again(each) for each in two]
        pairing.complete(two[0])
        two = [pairing.again(each) for each in two]
    spaces = [each.space("couple") for each in two]
    return [
        {
            "account": who.account.hex,
            "cookie": sign_device_in(who, now).reveal().hex(),
            "space": space.hex if space else "",
        }
        for who, space in zip(two, spaces, strict=True)
    ]


def write(cookie: str, words: str) -> None:
    """Put words into the common space, as whoever has this cookie."""
    from toward.people.opened import come_back
    from toward.store.entry import Change, Entry, Intent
    from toward.store.models import new_id
    from toward.store.streams import decide, instance_mark
    from toward.vault.secret import SecretBytes

    now = int(time.time())
    who = come_back(instance_mark(), SecretBytes(bytes.fromhex(cookie)), now)
    space = who.space("couple")
    entry = Entry("test.note", 1, now, "UTC", who.account, {"words": words})
    decide(
        who.ring,
        Intent(new_id(), "note", now, "UTC", who.account, {}),
        [space],
        lambda: Change(entries=((space, entry),)),
    )


def main(what: str, *more: str) -> None:
    """`couples N together|apart` prints them; `write COOKIE` writes each line that comes in, and says so."""
    assert make_ready() is None
    if what == "couples":
        print(json.dumps(made(int(more[0]), more[1] == "together")), flush=True)
        return
    from django.db import connection

    print("ready", flush=True)
    for line in sys.stdin:
        connection.close()  # it may have been cut
        write(more[0], line.strip())
        print("written", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
