"""Key card and recovery code: 128 bits each, as a line that can be printed, typed and read aloud.

Crockford's base 32 (no I, L, O, U), 16 bytes and 12 bits of check in 28 letters, in fours. The check knows which of the
two lines it is, so the wrong line of the kit is told from a typing error (one typing error in 4096 passes it unnoticed,
and opens nothing).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Literal, get_args
from unicodedata import category

from toward.vault.errors import UnreadableLine
from toward.vault.secret import SecretBytes

Line = Literal["card", "recovery", "pepper 1", "pepper 2", "backup 1", "backup 2"]  # two of a person, four of the host
BYTES, LETTERS, GROUP = 16, 28, 4
LONGEST = 280  # letters, blanks and dashes that are looked at
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_BITS = 12
_BLANKS = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc"))  # spaces, line ends, dashes, what pasting brings along
_ALSO_BLANK = frozenset("._．−ー·")
_WIDE = ord("Ａ") - ord("A")  # a Chinese keyboard may write every letter in full width


def _readings() -> dict[str, int]:
    """What each letter means, in either case and width; no other letter of the world becomes one of these."""
    plain = {letter: number for number, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
    narrow = plain | {letter.lower(): number for letter, number in plain.items()}
    return narrow | {chr(ord(letter) + _WIDE): number for letter, number in narrow.items()}


_READ = _readings()


def write(secret: SecretBytes, line: Line) -> str:
    """The line as it is printed.

    >>> write(SecretBytes(bytes(16)), "card")
    '0000-0000-0000-0000-0000-0000-00ED'

    Raises:
        ValueError: a secret of another length than 16 bytes.
    """
    if len(secret) != BYTES:
        raise ValueError(f"A line of the kit holds {BYTES} bytes.")
    number = int.from_bytes(secret.reveal(), "big") << _CHECK_BITS | _check(secret.reveal(), line)
    letters = "".join(_ALPHABET[number >> 5 * i & 31] for i in reversed(range(LETTERS)))
    return "-".join(letters[i : i + GROUP] for i in range(0, LETTERS, GROUP))


def read(typed: str, line: Line) -> SecretBytes:
    """The secret in a line as somebody typed it: any case or width, any spaces, O for 0, I and L for 1.

    Raises:
        UnreadableLine: too short or long, a letter that never stands in it, a typing error, or the other line.
    """
    number = _number(typed)
    value, check = (number >> _CHECK_BITS).to_bytes(BYTES, "big"), number & ((1 << _CHECK_BITS) - 1)
    if check != _check(value, line):
        others = (other for other in get_args(Line) if other != line)
        raise UnreadableLine("other_line" if any(check == _check(value, other) for other in others) else "typo")
    return SecretBytes(value)


def _number(typed: str) -> int:
    if len(typed) > LONGEST:
        raise UnreadableLine("length")
    letters = [letter for letter in typed if letter not in _ALSO_BLANK and category(letter) not in _BLANKS]
    if any(letter not in _READ for letter in letters):
        raise UnreadableLine("letter")
    if len(letters) != LETTERS:
        raise UnreadableLine("length")
    return sum(_READ[letter] << 5 * place for place, letter in enumerate(reversed(letters)))


def _check(value: bytes, line: Line) -> int:
    return int.from_bytes(sha256(line.encode() + value).digest()[:2], "big") >> 16 - _CHECK_BITS
