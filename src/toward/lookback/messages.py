"""What a chat is once it has been read: messages in columns, their text untouched.

Every reader in `formats/` returns a `Reading`. Times are the phone's wall clock as written in the export, never
converted between zones once local: "goodnight at 23:40" must stay at 23:40 on the night it was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import overload

import numpy as np
from numpy.typing import NDArray

EPOCH_DAY = 86_400
UNKNOWN_TIME = np.iinfo(np.int64).min  # a wall time that cannot be known before a question is answered


class Kind(IntEnum):
    """What a line of a chat is; `kind.name.lower()` is its word in the JSON output."""

    TEXT = 0
    MEDIA = 1
    DELETED = 2
    CALL = 3
    SYSTEM = 4


class Texts(Sequence[str]):
    """Message texts as spans of one UTF-8 buffer, decoded only when asked for: a million messages stay one block of bytes.

    Args:
        buffer: the bytes that hold every text.
        start: first byte of each text, int64[n].
        end: byte after the last of each text, int64[n].
    """

    __slots__ = ("buffer", "end", "start")

    def __init__(self, buffer: bytes, start: NDArray[np.int64], end: NDArray[np.int64]) -> None:
        self.buffer, self.start, self.end = buffer, start, end

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Pack ready strings (for formats that are decoded as a whole, such as JSON)."""
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
        return cls(b"".join(parts), ends - np.array([len(part) for part in parts], dtype=np.int64), ends)

    def __len__(self) -> int:
        return len(self.start)

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> Texts: ...
    def __getitem__(self, i: int | slice) -> str | Texts:
        if isinstance(i, slice):
            return Texts(self.buffer, self.start[i], self.end[i])
        return self.buffer[self.start[i] : self.end[i]].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (self[i] for i in range(len(self)))

    def take(self, rows: NDArray[np.intp]) -> Texts:
        """The same texts in another order, or fewer of them."""
        return Texts(self.buffer, self.start[rows], self.end[rows])


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file cannot tell and only a person can; never guessed.

    Args:
        id: `date_order`, `chat`, `me` or `with`.
        choices: the answers that fit what was read, as given to the matching option.
    """

    id: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation in columns; row i of each column is the i-th message in file order.

    Args:
        title: the conversation's own name where the export has one, else "".
        people: names of those who wrote, in order of first appearance.
        at: local wall time in seconds since 1970-01-01T00:00 of the same wall clock, int64[n]; `UNKNOWN_TIME` while a
            question about the date order is open.
        author: index into `people`, -1 for system lines, int32[n].
        kind: a `Kind`, int8[n].
        text: the message exactly as exported; "" where there is none.
        seconds: whether the export carries seconds (else minutes).
    """

    title: str
    people: tuple[str, ...]
    at: NDArray[np.int64]
    author: NDArray[np.int32]
    kind: NDArray[np.int8]
    text: Texts
    seconds: bool = True

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reader got out of one file, and what it did not.

    Args:
        format: `whatsapp`, `whatsapp-ios`, `telegram`, `messenger`, `messenger-e2ee` or `instagram`.
        chats: the conversations found; most exports hold one.
        date_order: `dmy`, `mdy`, `ymd`, or None where the format does not need one or it is undecided.
        clock: `12h`, `24h` or `epoch` (the export stores instants; they were turned into the given zone's wall clock).
        questions: what must be answered before the dates can be trusted.
        unread_lines: lines (or records) that were not understood; kept countable, never dropped in silence.
        unread_samples: the first few of them, shortened.
        notes: codes of things worth a sentence, for example `near_cap`, `cut_off`, `mixed_encoding`,
            `dates_go_back`.
    """

    format: str
    chats: tuple[Chat, ...]
    date_order: str | None = None
    clock: str | None = None
    questions: tuple[Question, ...] = ()
    unread_lines: int = 0
    unread_samples: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


class Unreadable(Exception):
    """The file cannot be read as any chat; `code` says why and a page finds the words for it.

    Codes: `empty`, `binary`, `not_a_chat`, `other_app`, `encrypted_zip`, `zip_bomb`, `zip_without_chat`, `broken_zip`,
    `too_large`, `unknown_header`, `broken_json`, `broken_database`, `no_deserialize` (this Python opens no database
    in memory).
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
