"""Lines of the kit as somebody types them."""

from __future__ import annotations

from toward.people.accounts import NotAccepted
from toward.vault import kit
from toward.vault.errors import UnreadableLine
from toward.vault.secret import SecretBytes


def card(typed: str) -> SecretBytes | None:
    """The key card in a line, None where none was typed.

    Raises:
        NotAccepted: `card_length`, `card_letter`, `card_typo`, `card_other_line`.
    """
    return _line(typed, "card") if typed.strip() else None


def recovery(typed: str) -> SecretBytes:
    """The recovery code in a line.

    Raises:
        NotAccepted: `recovery_length`, `recovery_letter`, `recovery_typo`, `recovery_other_line`.
    """
    return _line(typed, "recovery")


def _line(typed: str, line: kit.Line) -> SecretBytes:
    try:
        return kit.read(typed, line)
    except UnreadableLine as problem:
        raise NotAccepted(f"{line}_{problem.code}") from None
