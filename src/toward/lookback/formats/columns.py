"""From single messages to a chat in columns, for formats that are decoded as a whole."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from toward.lookback.messages import Chat, Kind, Texts
from toward.lookback.zone import EARLIEST, LATEST, wall_seconds


@dataclass(slots=True)
class Columns:
    """A chat while it is being read.

    Args:
        title: the conversation's own name, or "".
        names: name to show by key of a person.
        places: each key's index among them.
    """

    title: str = ""
    names: dict[Hashable, str] = field(default_factory=dict)
    places: dict[Hashable, int] = field(default_factory=dict)
    at: list[int] = field(default_factory=list)
    author: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def add(self, at: int, who: Hashable | None, kind: Kind, text: str, name: str = "") -> None:
        """Add one message; `who` is the key of a person, None for the app."""
        if who is not None and kind != Kind.SYSTEM:
            self.names.setdefault(who, _whole(name or str(who)))
            self.author.append(self.places.setdefault(who, len(self.places)))
        else:
            self.author.append(-1)
        self.at.append(at)
        self.kind.append(kind)
        self.text.append(text)

    def chat(self, *, instants_in: tzinfo | None = None, newest_first: bool = False) -> Chat:
        """The finished chat.

        Args:
            instants_in: zone of the phone where `at` holds instants; None where it already holds wall seconds.
            newest_first: turn the order round, as some exports begin with the last message.
        """
        turn = slice(None, None, -1) if newest_first else slice(None)
        at = np.array(self.at, dtype=np.int64)
        if instants_in is not None:
            at = wall_seconds(at, instants_in)
        people, author = by_appearance(_apart(list(self.names.values())), np.array(self.author, dtype=np.int64)[turn])
        return Chat(
            self.title,
            people,
            at[turn],
            author,
            np.array(self.kind, dtype=np.int8)[turn],
            Texts.of(self.text[turn]),
        )


def by_appearance(names: tuple[str, ...], number: NDArray[np.int64]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Only the names that occur, in order of first appearance, and each row's index into them (-1 stays -1)."""
    first = np.full(len(names) + 1, len(number), dtype=np.int64)
    first[number[::-1]] = np.arange(len(number) - 1, -1, -1)  # the last to be written is the first to appear
    order = [i for i in np.argsort(first[:-1], kind="stable").tolist() if first[i] < len(number)]
    place = np.full(len(names) + 1, -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return tuple(names[i] for i in order), place[number]


def _apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names in which two people who are called alike can be told apart: the second is `Su (2)`."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(out)


def is_instant(value: object, *, per_second: int = 1) -> TypeGuard[int | float]:
    """Whether a number can be seconds (or parts of them) of a chat; bool is no number here."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return EARLIEST * per_second <= value < LATEST * per_second


def _whole(name: str) -> str:
    """A name that can be shown, given back and compared: half an emoji in it is a sign of its own."""
    return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
