"""What is kept of moments: those one received, how one turned oneself, and what is said to the other.

A moment is *received*; what is hard is said about oneself alone. Nobody can note what the other failed to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from toward.store.documents import Kind

MET = "moments.met"  # kind of the entry in *mine* that keeps a moment one felt met, or that it was taken out
SHARED = "moments.shared"  # kind of the entry in *couple* that shows a moment to both, until it is taken back
TURNED = "moments.turned"  # kind of the entry in *mine* that says how one turned oneself
THANKS = "moments.thanks"  # kind of the entry in *couple* that brings words to the other
JOINT = "moments.joint"  # kind of the entry in *couple* that agrees to one reserve for both, or takes that back
FELT = "moments.felt"  # kind of the entry in *couple* that copies a day's number while both agree
KINDS = (
    Kind(MET, ("mine",)), Kind(TURNED, ("mine",)), Kind(SHARED, ("couple",)), Kind(THANKS, ("couple",)),
    Kind(JOINT, ("couple",)), Kind(FELT, ("couple",)),
)  # fmt: skip

What = Literal["greeting", "touch", "look", "interest", "thanks", "help", "laughter", "bid", "repair", "other"]
How = Literal["toward", "away", "against"]
WHAT: tuple[What, ...] = get_args(What)
HOW: tuple[How, ...] = get_args(How)
LONGEST = 1000  # letters
RECENT, RECENT_THANKS, RECENT_FELT = 60, 20, 730  # how many a page still shows or uses

Body = Mapping[str, Any]


class Met(NamedTuple):
    """A moment one felt met.

    Args:
        id: its name for good.
        day: ordinal.
        what: of which kind.
        words: may be empty.
        shared: whether both see it.
    """

    id: str
    day: int
    what: What
    words: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own moments.

    Args:
        recent: the newest ones, oldest first.
        received: how many on which day, by ordinal.
        turned: how one turned, by ordinal: toward, away, against.
    """

    recent: tuple[Met, ...] = ()
    received: Mapping[int, int] = field(default_factory=dict)
    turned: Mapping[int, tuple[How, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ours:
    """What lies in the common room, each with the mark of who put it there.

    Args:
        shared: moments that both see, oldest first.
        thanks: words, oldest first.
        joint: yes and no to one reserve, oldest first.
        felt: numbers that both agreed to put together, oldest first.
    """

    shared: tuple[Body, ...] = ()
    thanks: tuple[Body, ...] = ()
    joint: tuple[Body, ...] = ()
    felt: tuple[Body, ...] = ()
