"""Whether this computer's clock can be right: it cannot be earlier than what was done here already."""

from __future__ import annotations

from django.db.models import Max

from toward.people.models import Invitation
from toward.people.pairing import VALID
from toward.store.models import SessionRow
from toward.store.sessions import COUPLE

OFF = 300  # seconds that a clock may be corrected by without a word
BUILT = 1_764_028_800  # 25 November 2025: no clock is right that is earlier than this program by a year


def behind(now: int) -> int:
    """By how many seconds the clock is behind what was done here at the latest; 0 if it may be right.

    Args:
        now: second, as the clock has it.
    """
    seen = [
        (SessionRow.objects.aggregate(last=Max("expires"))["last"] or 0) - COUPLE,
        (Invitation.objects.aggregate(last=Max("expires"))["last"] or 0) - VALID,
        BUILT,
    ]
    late = max(seen) - now
    return late if late > OFF else 0
