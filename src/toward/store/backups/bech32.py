"""The spelling of age's own keys (BIP 173), there and back, so that a key fits on a printed page like any other secret."""

from __future__ import annotations

from collections.abc import Iterable

PART = "age-secret-key-"
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6  # letters


def write(key: bytes) -> str:
    """Thirty-two bytes as age writes a secret key.

    >>> read(write(bytes(range(32)))) == bytes(range(32))
    True
    """
    numbers = _regrouped(key, 8, 5)
    folded = _fold([*_before(), *numbers, *[0] * _CHECK]) ^ 1
    numbers += [folded >> 5 * (_CHECK - 1 - place) & 31 for place in range(_CHECK)]
    return (PART + "1" + "".join(_LETTERS[number] for number in numbers)).upper()


def read(typed: str) -> bytes:
    """The bytes of a secret key of age.

    Raises:
        ValueError: it is none, or has a typing error.
    """
    part, _, letters = typed.strip().lower().rpartition("1")
    numbers = [_LETTERS.index(letter) for letter in letters]
    if part != PART or _fold([*_before(), *numbers]) != 1:
        raise ValueError("not a secret key of age")
    return bytes(_regrouped(numbers[:-_CHECK], 5, 8)[:32])


def _before() -> list[int]:
    return [*(ord(letter) >> 5 for letter in PART), 0, *(ord(letter) & 31 for letter in PART)]


def _fold(numbers: Iterable[int]) -> int:
    folded = 1
    for number in numbers:
        top = folded >> 25
        folded = (folded & 0x1FFFFFF) << 5 ^ number
        for place, part in enumerate(_GENERATOR):
            folded ^= part if top >> place & 1 else 0
    return folded


def _regrouped(numbers: Iterable[int], of: int, to: int) -> list[int]:
    """The same bits in groups of another size; what is over at the end is filled with zeros."""
    bits = "".join(f"{number:0{of}b}" for number in numbers)
    bits += "0" * (-len(bits) % to)
    return [int(bits[place : place + to], 2) for place in range(0, len(bits), to)]
