"""The host kit: four lines on paper that bring a house back on an empty machine, together with a backup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from toward.store.backups import bech32
from toward.vault import kit
from toward.vault.errors import UnreadableLine
from toward.vault.framing import framed
from toward.vault.secret import SecretBytes

LINES: tuple[kit.Line, ...] = ("pepper 1", "pepper 2", "backup 1", "backup 2")
_LINE = re.compile(r"^\s*(pepper|backup)\s*([12])\s*[:：]?\s+(.+?)\s*$", re.IGNORECASE | re.MULTILINE)

PAGE = """Toward: host kit

{lines}

Print this and keep it away from this computer, where a fire or a thief would find both together. With it and a backup,
everything comes back on an empty machine (toward restore). It opens nobody's words: for those, each person has a kit of
their own. Whoever has this page and a backup sees what whoever runs the server sees.
"""


def digest(pepper: bytes) -> str:
    """What the database keeps of a pepper; 32 random bytes cannot be guessed from it."""
    return sha256(framed("toward pepper check", pepper)).hexdigest()


class WrongKit(Exception):
    """What was typed is no host kit; the argument says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class HostKit:
    """What lies in the config folder and in no backup.

    Args:
        backup_key: age's secret key, as age writes it.
        pepper: 32 bytes; None where it is lost.
    """

    backup_key: SecretBytes
    pepper: SecretBytes | None


def write(held: HostKit) -> tuple[str, ...]:
    """The lines of a kit, each with what it is."""
    both = (held.pepper.reveal() if held.pepper else b"") + bech32.read(held.backup_key.reveal().decode())
    halves = [SecretBytes(both[place : place + kit.BYTES]) for place in range(0, len(both), kit.BYTES)]
    names = LINES[-len(halves) :]
    return tuple(f"{name}   {kit.write(half, name)}" for name, half in zip(names, halves, strict=True))


def page(held: HostKit) -> str:
    """The page that is printed."""
    return PAGE.format(lines="\n".join(write(held)))


def read(typed: str) -> HostKit:
    """A kit out of a page or out of typed lines, in any order; the pepper may be missing, the backup key may not.

    Raises:
        WrongKit: a line is not as it was printed, or one is missing.
    """
    found = {f"{what} {half}".lower(): line for what, half, line in _LINE.findall(typed)}
    try:
        halves = {name: kit.read(found[name], name).reveal() for name in LINES if name in found}
    except UnreadableLine:
        raise WrongKit("A line of the host kit is not as it was printed; compare it letter by letter.") from None
    if not {"backup 1", "backup 2"} <= halves.keys():
        raise WrongKit("The host kit's two lines that begin with backup are needed; without them no backup opens.")
    if ("pepper 1" in halves) != ("pepper 2" in halves):
        raise WrongKit("One of the two pepper lines is missing; type both, or neither if the pepper is lost.")
    pepper = halves["pepper 1"] + halves["pepper 2"] if "pepper 1" in halves else None
    key = bech32.write(halves["backup 1"] + halves["backup 2"]).encode()
    return HostKit(SecretBytes(key), SecretBytes(pepper) if pepper else None)
