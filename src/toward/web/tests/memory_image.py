"""Everything that lies in a process's memory, and in how many spellings a secret lies there."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

UNREADABLE = ("[vvar]", "[vsyscall]")


def image(process: int) -> Iterator[bytes]:
    """Each readable stretch of memory, as a core dump would hold it."""
    lines = Path(f"/proc/{process}/maps").read_text().splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in lines:
            place, rights, *_, name = [*line.split(maxsplit=5), ""][:6]
            first, last = (int(each, 16) for each in place.split("-"))
            if rights.startswith("r") and name not in UNREADABLE:
                try:
                    memory.seek(first)
                    yield memory.read(last - first)
                except OSError:  # given back since
                    continue


def spellings(secret: bytes) -> set[bytes]:
    """Raw, hex, and base64 at each of its three offsets, without the letters that depend on neighbours."""
    found = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for spell in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):
            letters = spell(bytes(shift) + secret).rstrip(b"=")
            found.add(letters[4 if shift else 0 : -1])
    return found


def found(process: int, secrets: Mapping[str, bytes]) -> Counter[str]:
    """How often each secret lies in the memory; also, as `bytes`, how much was read."""
    wanted = [(name, spelling) for name, secret in secrets.items() for spelling in spellings(secret)]
    counted: Counter[str] = Counter()
    for stretch in image(process):
        counted["bytes"] += len(stretch)
        for name, spelling in wanted:
            counted[name] += stretch.count(spelling)
    return counted
