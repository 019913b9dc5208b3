"""What a device is called: made from what its browser says of itself, sealed so that its owner alone reads it."""

from __future__ import annotations

from toward.people.opened import Opened
from toward.vault.errors import VaultError
from toward.vault.framing import framed
from toward.vault.sealing import derive, seal, unseal
from toward.vault.secret import SecretBytes

SIZE = 64  # bytes, so that a label's length says nothing
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("MicroMessenger", "WeChat"),
             ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"), ("Windows", "Windows"),
            ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def described(agent: str) -> str:
    """A device in two words; "" where its browser says nothing we know.

    >>> described("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
    'Firefox · Android'
    """
    found = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found))


def sealed(opened: Opened, words: str) -> bytes:
    """A label under one's own key; b"" where one's own space is not open.

    Args:
        opened: whose device.
        words: at most 64 bytes are kept.
    """
    keys = _keys(opened)
    cut = words.encode()[:SIZE].decode(errors="ignore").encode()
    return seal(keys[-1], cut.ljust(SIZE, b"\0"), _context(opened)) if keys else b""


def read(opened: Opened, label: bytes) -> str:
    """The words of a label; "" if there is none or it does not open."""
    for key in reversed(_keys(opened)):
        try:
            return unseal(key, label, _context(opened)).rstrip(b"\0").decode(errors="replace")
        except VaultError:
            continue
    return ""


def _keys(opened: Opened) -> list[SecretBytes]:
    """One for each epoch of *mine*, the newest last."""
    mine = opened.space("mine")
    epochs = sorted(epoch for space, epoch in opened.ring.keys if space == mine)
    return [derive(opened.ring.keys[mine, epoch], "device label") for epoch in epochs] if mine else []


def _context(opened: Opened) -> bytes:
    return framed("device label", opened.ring.instance.bytes, opened.account.bytes)
