"""Sizes and times as a host reads them."""

from __future__ import annotations

DAY = 86_400


def size(count: float) -> str:
    """Bytes in the unit that fits.

    >>> size(532), size(2_345_678)
    ('532 bytes', '2.3 MB')
    """
    if count < 1000:
        return f"{count} bytes"
    for unit in ("kB", "MB"):
        count /= 1000
        if count < 1000:
            return f"{count:.1f} {unit}"
    return f"{count / 1000:.1f} GB"


def ago(seconds: int) -> str:
    """How long ago, roughly.

    >>> ago(30), ago(7200), ago(3 * 86_400)
    ('less than an hour ago', '2 hours ago', '3 days ago')
    """
    if seconds < 3600:
        return "less than an hour ago"
    number, unit = (seconds // DAY, "day") if seconds >= DAY else (seconds // 3600, "hour")
    return f"{number} {unit}{'s' if number > 1 else ''} ago"
