"""Where a conversation of the two begins and where it ends.

It begins after some hours of silence, or with a new day (days end at 04:00) unless the talk simply goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.lookback.days import day_numbers
from toward.lookback.messages import UNKNOWN_TIME, Chat, Kind

PAUSE = 4 * 3600  # seconds of silence after which a message opens a conversation
STILL_TALKING = 3600  # seconds; a shorter silence is none, even across 04:00
FAR = np.iinfo(np.int32).max  # place of a line that belongs to no conversation


@dataclass(frozen=True, slots=True)
class Places:
    """How far each message stands from the ends of its conversation.

    Args:
        first: messages before it, 0 for the opener, int32[n].
        last: messages after it, 0 for the closer, int32[n].
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]


def places(chat: Chat) -> Places:
    """Find each message's place in its conversation; system lines and lines without a time have none (`FAR`)."""
    rows = np.flatnonzero((chat.kind != Kind.SYSTEM) & (chat.author >= 0) & (chat.at != UNKNOWN_TIME))
    at = chat.at[rows]
    if (np.diff(at) < 0).any():
        order = np.argsort(at, kind="stable")
        rows, at = rows[order], at[order]
    begins = np.flatnonzero(_opens(at))
    lengths = np.diff(np.append(begins, len(rows)))
    since = np.arange(len(rows)) - np.repeat(begins, lengths)
    out = Places(np.full(len(chat), FAR, dtype=np.int32), np.full(len(chat), FAR, dtype=np.int32))
    out.first[rows] = since
    out.last[rows] = np.repeat(lengths, lengths) - 1 - since
    return out


def _opens(at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each message of ascending times opens a conversation, bool[n]."""
    silence, new_day = np.diff(at), np.diff(day_numbers(at)) > 0
    opens = np.ones(len(at), dtype=np.bool_)
    opens[1:] = (silence >= PAUSE) | (new_day & (silence >= STILL_TALKING))
    return opens
