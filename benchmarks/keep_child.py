"""A process that seals, keeps and opens, and prints what each took in seconds of processor time, as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

ENTRIES = int(sys.argv[1])
SINCE = 32  # entries behind a checkpoint, half of what makes a new one
WORDS = "She came home late and we had tea on the stairs; I said what I had wanted to say since Sunday. " * 4


def main() -> None:
    """Measure, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "toward.web.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    print(json.dumps({**_pairs(), **_streams(), **_sign_in()}))


def _timed(what: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    began = clock()
    what()
    return clock() - began


def _pairs() -> dict[str, float]:
    """One entry of 400 bytes sealed and opened, and the cipher alone as the floor."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    from toward.vault.entries import Place, open_entry, seal_entry  # noqa: PLC0415
    from toward.vault.secret import SecretBytes  # noqa: PLC0415

    key, document = SecretBytes.random(), WORDS.encode()[:400]
    place = Place(bytes(16), bytes(16), 1, 1, bytes(16))
    plain = document + bytes(112)

    def both() -> None:
        for _ in range(ENTRIES):
            open_entry(key, seal_entry(key, document, place), place)

    def cipher_alone() -> None:
        for _ in range(ENTRIES):
            cipher = ChaCha20Poly1305(key.reveal())
            cipher.decrypt(bytes(12), cipher.encrypt(bytes(12), plain, b""), b"")

    return {"pair": min(_timed(both) for _ in range(3)) / ENTRIES, "cipher": _timed(cipher_alone) / ENTRIES}


def _streams() -> dict[str, float]:
    """A space of so many entries opened for the first time, and from chapters; its JSON alone as the floor."""
    from toward.store import chapters, checkpoints, documents, spaces  # noqa: PLC0415
    from toward.store.entry import Change, Entry, Intent  # noqa: PLC0415
    from toward.store.models import Instance, new_id  # noqa: PLC0415
    from toward.store.streams import Ring, decide  # noqa: PLC0415
    from toward.vault.identity import new_pair  # noqa: PLC0415
    from toward.vault.secret import SecretBytes  # noqa: PLC0415

    mark = Instance.objects.get_or_create(pk=1, defaults={"release": "0"})[0].mark
    holder = spaces.Holder(new_id(), SecretBytes.random(), new_pair())
    space, key = spaces.begin(mark, "mine", holder)
    ring = Ring(mark, {(space, 1): key})
    entries = [_entry(i, holder.account, Entry) for i in range(ENTRIES)]
    for begin in range(0, ENTRIES, 500):
        some = tuple((space, each) for each in entries[begin : begin + 500])
        wish = Intent(new_id(), "note", 0, "UTC", holder.account, {})
        decide(ring, wish, [space], lambda some=some: Change(entries=some))
    written = [documents.write(each) for each in entries]
    first = min(_timed(lambda: list(chapters.stream(ring, space))) for _ in range(3))
    chapters.pack(ring, space)
    packed = min(_timed(lambda: list(chapters.stream(ring, space))) for _ in range(3))
    floor = min(_timed(lambda: [json.loads(each) for each in written]) for _ in range(3))
    days = checkpoints.Fold("days", 1, (), _days, list, tuple)
    kinds = {"evening": documents.Kind("evening")}
    folded: list[float] = []
    for _ in range(3):
        chapters.forget(space)
        chapters.pack(ring, space)
        folded.append(_timed(lambda: checkpoints.folded(ring, space, days, kinds)))
    wish = Intent(new_id(), "note", 0, "UTC", holder.account, {})
    since = tuple((space, _entry(ENTRIES + i, holder.account, Entry)) for i in range(SINCE))
    decide(ring, wish, [space], lambda: Change(entries=since))
    short = min(_timed(lambda: checkpoints.folded(ring, space, days, kinds)) for _ in range(3))
    return {"first": first, "chapters": packed, "json": floor, "folded": min(folded), "checkpoint": short}


def _days(state: tuple[int, ...], entry: Any) -> tuple[int, ...]:
    """The last thousand answers, as a page of weeks needs them."""
    return (*state[-999:], int(entry.body["secure"]))


def _entry(number: int, account: UUID, entry: Callable[..., object]) -> object:
    body = {
        "kept": ["goodnight kiss", "coffee"],
        "words": WORDS[number % 90 : number % 90 + 180],
        "secure": number % 11,
    }
    return entry("evening", 1, 1_700_000_000 + number * 40_000, "Europe/Berlin", account, body)


def _sign_in() -> dict[str, float]:
    from toward.people import accounts  # noqa: PLC0415
    from toward.people.doors import house  # noqa: PLC0415

    accounts.sign_up(house(), "liang", "lotus pond at dusk")
    return {
        "sign_in": min(
            _timed(lambda: accounts.sign_in(house(), "liang", "lotus pond at dusk", None), time.perf_counter)
            for _ in range(5)
        )
    }


if __name__ == "__main__":
    main()
