"""What is done when something is due, by its purpose; and what is done every minute and every night. Rooms put theirs here.

An effect may be asked for the same instant again, after a process has died between doing it and saying so. So it does
everything under the account, the purpose and the instant, and what it sends carries them as its tag: who receives the same
twice shows it once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # rooms put their deeds here before any model may be loaded
    from toward.store.due import Taken


@dataclass(frozen=True, slots=True)
class Then:
    """What comes after an effect.

    Args:
        next_at: the next instant, later than this one and than now; None for no other.
        again_at: second at which to try this same instant again, because it did not get through; None if it is done.
    """

    next_at: int | None = None
    again_at: int | None = None


Effect = Callable[["Taken", int], Then]
Round = Callable[[int], None]

EFFECTS: dict[str, Effect] = {}  # by purpose; called with what is due and the second it is
MINUTELY: list[Round] = []  # by every process
NIGHTLY: list[Round] = []  # by one process a night, after three o'clock of this computer
