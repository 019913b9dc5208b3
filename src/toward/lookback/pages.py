"""Several files of one chat put together: pages of an export, or exports of different years that overlap.

What stands in two files is one message; what stands twice in one file was said twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toward.lookback.messages import Chat, Texts

_Key = tuple[int, str, int, bytes]


def merged(chats: Sequence[Chat]) -> tuple[Chat, ...]:
    """Chats with the same people joined, others kept apart, in order of first appearance.

    Args:
        chats: one or more chats of several files, in the order in which the files were given.
    """
    groups: dict[object, list[Chat]] = {}
    for chat in chats:
        groups.setdefault(_key_of(chat, groups), []).append(chat)
    return tuple(_joined(group) for group in groups.values())


def _key_of(chat: Chat, groups: dict[object, list[Chat]]) -> object:
    """The group that a chat belongs to: the same title and people that overlap, or exactly the same two people."""
    for key, group in groups.items():
        known = {name for one in group for name in one.people}
        same_title = bool(chat.title) and any(one.title == chat.title for one in group)
        if set(chat.people) == known or (same_title and (known & set(chat.people) or not known or not chat.people)):
            return key
        if not (chat.title and group[0].title) and _is_part(set(chat.people), known):
            return key
    return len(groups)


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
        if left[key] > 0:
            left[key] -= 1
        else:
            rows.append(i)
    return np.array(rows, dtype=np.intp)


def _texts(group: list[Chat], kept: list[NDArray[np.intp]]) -> Texts:
    shift = np.cumsum([0, *(len(chat.text.buffer) for chat in group)])[:-1]
    start = [chat.text.start[rows] + by for chat, rows, by in zip(group, kept, shift, strict=True)]
    end = [chat.text.end[rows] + by for chat, rows, by in zip(group, kept, shift, strict=True)]
    return Texts(b"".join(chat.text.buffer for chat in group), np.concatenate(start), np.concatenate(end))
