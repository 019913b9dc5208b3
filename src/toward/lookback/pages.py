"""Several files of one chat put together: pages of an export, or exports of different years that overlap.

What stands in two files is one message; what stands twice in one file was said twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toward.lookback.messages import UNKNOWN_TIME, Chat, Texts

_Key = tuple[int, str, int, bytes]


def merged(chats: Sequence[Chat]) -> tuple[Chat, ...]:
    """Chats with the same people joined, others kept apart, in order of first appearance.

    Args:
        chats: one or more chats of several files, in the order in which the files were given.
    """
    groups: list[_Group] = []
    for i in sorted(range(len(chats)), key=lambda i: -len(chats[i].people)):  # a page with one of the two joins both
        group = next((one for one in groups if one.has(chats[i])), None) or _Group()
        if not group.rows:
            groups.append(group)
        group.add(i, chats[i])
    return tuple(
        _joined([chats[i] for i in sorted(group.rows)]) for group in sorted(groups, key=lambda one: min(one.rows))
    )


@dataclass(slots=True)
class _Group:
    """Pages of one chat: their places in the list, who wrote there, and what they are called."""

    rows: list[int] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)

    def add(self, i: int, chat: Chat) -> None:
        self.rows.append(i)
        self.people |= set(chat.people)
        self.titles |= {chat.title} - {""}

    def has(self, chat: Chat) -> bool:
        """Whether a chat belongs here: the same title and people that overlap, or exactly the same people."""
        people = set(chat.people)
        if people == self.people:
            return True
        if chat.title in self.titles and (people & self.people or not people or not self.people):
            return True
        return not (chat.title and self.titles) and _is_part(people, self.people)


def _is_part(one: set[str], other: set[str]) -> bool:
    """Whether a page on which only one of the two wrote belongs to a pair."""
    return bool(one) and bool(other) and (one <= other or other <= one) and max(len(one), len(other)) <= 2


def _joined(group: list[Chat]) -> Chat:
    if len(group) == 1:
        return group[0]
    people = tuple(dict.fromkeys(name for chat in group for name in chat.people))
    place = {name: i for i, name in enumerate(people)}
    kept = [_new_rows(chat, earlier) for chat, earlier in zip(group, _said_before(group), strict=True)]
    at = np.concatenate([chat.at[rows] for chat, rows in zip(group, kept, strict=True)])
    order = np.argsort(at, kind="stable")
    return Chat(
        next((chat.title for chat in group if chat.title), ""),
        people,
        at[order],
        np.concatenate([_renumbered(chat, place)[rows] for chat, rows in zip(group, kept, strict=True)])[order],
        np.concatenate([chat.kind[rows] for chat, rows in zip(group, kept, strict=True)])[order],
        _texts(group, kept).take(order),
        any(chat.seconds for chat in group),
    )


def _renumbered(chat: Chat, place: dict[str, int]) -> NDArray[np.int32]:
    table = np.array([*(place[name] for name in chat.people), -1], dtype=np.int32)
    return table[chat.author]


def _keys(chat: Chat) -> list[_Key]:
    names = (*chat.people, "")
    raw, spans = chat.text.buffer, zip(chat.text.start.tolist(), chat.text.end.tolist(), strict=True)
    columns = zip(chat.at.tolist(), chat.author.tolist(), chat.kind.tolist(), spans, strict=True)
    return [(at, names[author], kind, raw[start:end]) for at, author, kind, (start, end) in columns]


def _said_before(group: list[Chat]) -> list[Counter[_Key]]:
    """For each file, how often each message stands in the files before it, at most in any one of them."""
    before: Counter[_Key] = Counter()
    out = []
    for chat in group:
        out.append(before.copy())
        before |= Counter(_keys(chat))
    return out


def _new_rows(chat: Chat, earlier: Counter[_Key]) -> NDArray[np.intp]:
    left = earlier.copy()
    rows = []
    for i, key in enumerate(_keys(chat)):
        if left[key] > 0 and key[0] != UNKNOWN_TIME:  # without a date nothing can be known to be the same
            left[key] -= 1
        else:
            rows.append(i)
    return np.array(rows, dtype=np.intp)


def _texts(group: list[Chat], kept: list[NDArray[np.intp]]) -> Texts:
    shift = np.cumsum([0, *(len(chat.text.buffer) for chat in group)])[:-1]
    start = [chat.text.start[rows] + by for chat, rows, by in zip(group, kept, shift, strict=True)]
    end = [chat.text.end[rows] + by for chat, rows, by in zip(group, kept, shift, strict=True)]
    return Texts(b"".join(chat.text.buffer for chat in group), np.concatenate(start), np.concatenate(end))
