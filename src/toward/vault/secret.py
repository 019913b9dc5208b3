"""Bytes that must not be seen: not in a traceback, not in a log, not by comparing times."""

from __future__ import annotations

import hmac
import secrets
from typing import Final, NoReturn


class SecretBytes:
    """A secret; `reveal()` is the one way to its bytes.

    Python cannot wipe memory; what this prevents is printing, pickling, copying, and comparing byte by byte.

    >>> SecretBytes(b"k" * 32)
    SecretBytes(…)
    """

    __slots__ = ("_bytes",)

    def __init__(self, value: bytes) -> None:
        if not isinstance(value, bytes):  # bytes(32) would be 32 zeros: a key that everybody knows
            raise TypeError(f"A secret is made of bytes, not {type(value).__name__}.")
        self._bytes: Final = value

    @classmethod
    def random(cls, size: int = 32) -> SecretBytes:
        """A new secret from the operating system."""
        return cls(secrets.token_bytes(size))

    def reveal(self) -> bytes:
        """The bytes themselves; keep them no longer than the call that needs them."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._bytes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretBytes) and hmac.compare_digest(self._bytes, other._bytes)

    __hash__ = None  # type: ignore[assignment]  # a hash would be a way to compare

    def __repr__(self) -> str:
        return "SecretBytes(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled.")

    def __getstate__(self) -> NoReturn:
        raise TypeError("A secret is not taken apart.")
