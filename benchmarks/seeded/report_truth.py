"""Report by report: of the habits that changed, how many are said to have, since when, and what was made up?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

import numpy as np

from benchmarks.seeded.casts import CHANGED
from benchmarks.seeded.chats import Line, Written
from benchmarks.seeded.couples import Couple, Habit
from benchmarks.seeded.cue_truth import Rows, Tally, aligned, tally
from benchmarks.seeded.exports import export
from toward.lookback.cues.scan import find
from toward.lookback.discover import discover
from toward.lookback.messages import Chat
from toward.lookback.read import read
from toward.lookback.report import LookBack, look_back


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one habit of a couple.

    Args:
        habit: the truth.
        status: what the report says, or `unseen` where it names no such habit.
        began: whether the interval holds the true day; None where no change was said or is true.
        width: days between the ends of that interval.
    """

    habit: Habit
    status: str
    began: bool | None = None
    width: float = 0.0

    @property
    def right(self) -> bool:
        """Whether the report says of it what is true."""
        return self.status in self.habit.course.expected


@dataclass(frozen=True, slots=True)
class Judged:
    """A whole report against the truth.

    Args:
        language: code.
        form: kind of export.
        verdicts: one per true habit.
        invented: names of habits said to have changed although they did not.
        claims: how many habits were said to have changed.
        tally: cue hits of the same chat.
        discovered: how many habits were discovered, and how many of those are the pair's own planted ones.
    """

    language: str
    form: str
    verdicts: tuple[Verdict, ...]
    invented: tuple[str, ...]
    claims: int
    tally: Tally
    discovered: tuple[int, int]


def judged(chat: Written, form: str) -> Judged:
    """Export a made-up chat, look back through it, and hold the report against the truth."""
    reading = read([("chat", export(chat, form))], zone=UTC)
    one, of = reading.chats[0], chat.couple.language
    rows = aligned(one, chat.lines, of)
    found = _found(one)
    meant = {key: _meaning(key[1], lines, rows, chat.lines) for key, lines in found.items() if key[0] == "discovered"}
    look = look_back(reading, me=chat.couple.names[0])
    said = {(r.origin, r.name): r for r in look.rituals}
    labels = {key: (key[1] if key[0] == "known" else meant.get(key, "")) for key in said}
    verdicts = tuple(_verdict(habit, look, labels, chat.couple) for habit in chat.couple.habits)
    true = {habit.name for habit in chat.couple.habits if habit.course.shape not in ("steady", "recovery")}
    claims = [key for key, ritual in said.items() if ritual.status in CHANGED]
    invented = tuple(f"{key[0]} {key[1]}" for key in claims if labels[key] not in true)
    planted = {habit.name for habit in chat.couple.habits if habit.place != "known"}
    discovered = [labels[key] for key in said if key[0] == "discovered"]
    counts = (len(discovered), sum(label in planted for label in discovered))
    known = {name: lines for (origin, name), lines in found.items() if origin == "known"}
    return Judged(of.code, form, verdicts, invented, len(claims), tally(chat.lines, rows, known), counts)


def _found(chat: Chat) -> dict[tuple[str, str], Rows]:
    """Rows behind each habit, as the report finds them."""
    known = find(chat)
    taken = chat.author < 0
    for lines in known.values():
        taken[lines] = True
    out = {("known", name): lines for name, lines in known.items()}
    return out | {("discovered", each.name): each.rows for each in discover(chat, taken)}


def _meaning(name: str, lines: Rows, rows: Rows, written_lines: Sequence[Line]) -> str:
    """The habit that most of a discovered habit's rows enact, or "" for mere talk."""
    truth = Counter(label for i in np.flatnonzero(np.isin(rows, lines)) for label in written_lines[i].says)
    label, hits = truth.most_common(1)[0] if truth else (name, 0)
    return label if 2 * hits >= len(lines) else ""


def _verdict(habit: Habit, look: LookBack, labels: Mapping[tuple[str, str], str], pair: Couple) -> Verdict:
    named = [r for r in look.rituals if labels[r.origin, r.name] == habit.name]
    if not named:
        return Verdict(habit, "unseen")
    right = [r for r in named if r.status in habit.course.expected]
    ritual = max(right or named, key=lambda r: int((r.days == 1).sum()))
    if ritual.began is None or look.when is None or habit.course.start < 0 or ritual not in right:
        return Verdict(habit, ritual.status)
    start = habit.course.start + (pair.first - look.when.first).days
    inside = ritual.began.lower <= start <= ritual.began.upper
    return Verdict(habit, ritual.status, bool(inside), float(ritual.began.upper - ritual.began.lower))
