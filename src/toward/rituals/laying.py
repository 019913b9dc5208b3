"""Days being laid in a row: the same as `Days`, open to change while a run of entries is gone through."""

from __future__ import annotations

from toward.rituals.records import LETTERS, UNKNOWN, Days, Told

_LETTER = {key: ord(letter) for key, letter in LETTERS.items()}
_UNKNOWN, _ZERO = ord(UNKNOWN), ord("0")


class Laid:
    """A ritual's days while they are being told."""

    __slots__ = ("_first", "_marks", "_sides")

    def __init__(self, days: Days) -> None:
        self._first, self._marks, self._sides = (
            days.first,
            bytearray(days.marks, "ascii"),
            bytearray(days.sides, "ascii"),
        )

    def tell(self, day: int, what: Told) -> None:
        """Tell a day anew."""
        if not self._marks:
            self._first = day
        if not 0 <= day - self._first < len(self._marks):
            self._reach(day - self._first)
        place = day - self._first
        self._marks[place] = _LETTER.get((what.value, what.remembered), _UNKNOWN)
        self._sides[place] = _ZERO + what.sides

    def _reach(self, place: int) -> None:
        """Make the row so long that it holds a place, which may lie before its first."""
        before, after = max(-place, 0), max(place - len(self._marks) + 1, 0)
        self._marks[:0], self._sides[:0] = bytes([_UNKNOWN]) * before, bytes([_ZERO]) * before
        self._marks += bytes([_UNKNOWN]) * after
        self._sides += bytes([_ZERO]) * after
        self._first -= before

    def days(self) -> Days:
        """The days as they are now."""
        return Days(self._first, self._marks.decode(), self._sides.decode())
