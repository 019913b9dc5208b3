"""From instants to the clock on the wall: what time it was where the phone was.

Some exports store seconds since 1970 instead of a wall time. A zone's offset changes a few times a year; these changes are
searched for once over the span of the chat, and every message gets the offset that held then.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_STEP = 15 * 86_400  # no zone changes its clock twice within a fortnight, except by decree
EARLIEST, LATEST = 0, 7_258_118_400  # 1970 to 2200, in seconds


def wall_seconds(instants: NDArray[np.int64], zone: tzinfo) -> NDArray[np.int64]:
    """Wall seconds of instants.

    Args:
        instants: seconds since 1970-01-01T00:00Z between 1970 and 2200, int64[n].
        zone: where the phone was.

    Returns:
        Seconds since 1970-01-01T00:00 of the same wall clock, int64[n].

    >>> from zoneinfo import ZoneInfo
    >>> wall_seconds(np.array([1_700_000_000]), ZoneInfo("Asia/Shanghai")) - 1_700_000_000
    array([28800])
    """
    if not len(instants):
        return instants.astype(np.int64)
    first, last = int(instants.min()), int(instants.max())
    places = [first, *range(first + _STEP, last, _STEP), last]
    starts, offsets = [first], [_offset(first, zone)]
    for left, right in pairwise(places):
        after = _offset(right, zone)
        if after != offsets[-1]:
            starts.append(_change(left, right, offsets[-1], zone))
            offsets.append(after)
    which = np.searchsorted(np.array(starts), instants, side="right") - 1
    return np.asarray(instants + np.array(offsets)[which], dtype=np.int64)


def _offset(instant: int, zone: tzinfo) -> int:
    away = datetime.fromtimestamp(instant, UTC).astimezone(zone).utcoffset()
    return int(away.total_seconds()) if away is not None else 0


def _change(left: int, right: int, before: int, zone: tzinfo) -> int:
    """The first second after `left` at which the offset is no longer `before`."""
    while right - left > 1:
        middle = (left + right) // 2
        left, right = (middle, right) if _offset(middle, zone) == before else (left, middle)
    return right
