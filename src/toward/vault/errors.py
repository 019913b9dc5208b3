"""What can go wrong with sealed things. Each has words of its own on the pages; none says more than a stranger may know."""

from __future__ import annotations


class VaultError(Exception):
    """Base of everything that this package refuses."""


class NotOpened(VaultError):
    """The key does not fit, or not a byte is as it was sealed, or it lies in another place than it was sealed for."""


class UnknownSuite(VaultError):
    """It was sealed by a newer Toward; the number of the suite is the argument."""


class UnusableKey(VaultError):
    """A public key to which nothing can be sealed: of another length, or one of the few weak points."""


class UnreadableLine(VaultError):
    """A line of the kit cannot be read; `code` is `length`, `letter`, `typo` or `other_line`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLarge(VaultError):
    """The document is larger than the largest size class; its bytes are the argument."""
