"""Line by line: of what enacts a ritual, how much does the cue scan find, and of what it finds, how much is true?

Half of all candidates are false friends, so a precision of 0.5 is what mere look-alikes would give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

import numpy as np
from numpy.typing import NDArray

from benchmarks.seeded.chats import Line, sheet
from benchmarks.seeded.exports import FORMS, USUAL, Voices
from benchmarks.seeded.phrases import RITUALS, SPOKEN, Language, Phrase
from benchmarks.seeded.shares import Share
from toward.lookback.messages import Chat, Kind
from toward.lookback.read import read

Rows = NDArray[np.intp]


@dataclass(slots=True)
class Tally:
    """Cue hits of one language.

    Args:
        said: true lines by ritual.
        found: those of them that were found.
        false: hits on lines that do not enact the ritual, by ritual and source (`friend`, `other`, `talk`).
        ways: true and found lines by how they were spelt.
        phrases: times said and times found of each (ritual, phrase); for a false friend, times hit.
    """

    said: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[tuple[str, str]] = field(default_factory=Counter)
    ways: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    phrases: dict[tuple[str, bool, Phrase], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def recall(self, *rituals: str) -> Share:
        """Share of true lines that were found, of some rituals or of all spoken ones."""
        names = rituals or SPOKEN
        return Share(sum(self.found[r] for r in names), sum(self.said[r] for r in names))

    def precision(self, *rituals: str) -> Share:
        """Share of hits that are true."""
        names = rituals or SPOKEN
        hits = sum(self.found[r] for r in names)
        return Share(hits, hits + sum(n for (r, _), n in self.false.items() if r in names))

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.said += other.said
        self.found += other.found
        self.false += other.false
        for mine, theirs in ((self.ways, other.ways), (self.phrases, other.phrases)):
            for key, (of, hits) in theirs.items():  # type: ignore[attr-defined]
                mine[key][0] += of  # type: ignore[index]
                mine[key][1] += hits  # type: ignore[index]


def aligned(chat: Chat, lines: Sequence[Line], of: Language) -> Rows:
    """Row of each made-up line in the chat as read.

    Raises:
        ValueError: the reader lost, split or changed a line.
    """
    notice = chat.kind == Kind.SYSTEM
    rows = np.array([i for i in np.flatnonzero(~notice) if of.encrypted not in chat.text[int(i)]], dtype=np.intp)
    if len(rows) != len(lines):
        raise ValueError(f"{len(lines)} lines were written and {len(rows)} read")
    for row, line in zip(rows, lines, strict=True):
        if line.kind == "text" and chat.text[int(row)] != line.text:
            raise ValueError(f"written {line.text!r}, read {chat.text[int(row)]!r}")
    return rows


def tally(lines: Sequence[Line], rows: Rows, found: Mapping[str, Rows]) -> Tally:
    """Hold cue hits against the truth, line by line."""
    out = Tally()
    for ritual in RITUALS:
        hit = np.isin(rows, found.get(ritual, np.array([], dtype=np.intp)))
        for line, yes in zip(lines, hit.tolist(), strict=True):
            if ritual in line.says:
                _count_true(out, ritual, line, yes)
            elif ritual not in line.unsure and (yes or (line.near and line.phrase.ritual == ritual)):
                _count_false(out, ritual, line, yes)
    return out


def _count_true(out: Tally, ritual: str, line: Line, yes: bool) -> None:
    out.said[ritual] += 1
    out.found[ritual] += yes
    places = [out.ways[line.way]] if line.kind == "text" else []
    if line.way == "plain" and line.phrase.ritual == ritual:
        places.append(out.phrases[ritual, True, line.phrase])
    for place in places:
        place[0] += 1
        place[1] += yes


def _count_false(out: Tally, ritual: str, line: Line, yes: bool) -> None:
    if yes:
        source = "talk" if not line.phrase.text else "friend" if line.near else "other"
        out.false[ritual, source] += 1
    if line.phrase.text:
        place = out.phrases[ritual, False, line.phrase]
        place[0] += 1
        place[1] += yes


def sheet_tally(rng: np.random.Generator, of: Language) -> Tally:
    """Every phrase of a language, put through reader and cue scan."""
    from toward.lookback.cues.scan import find  # noqa: PLC0415

    lines = sheet(rng, of)
    chat = read([("sheet", FORMS[USUAL[of.code][0]](lines, Voices(of, of.names[0])))], zone=UTC).chats[0]
    return tally(lines, aligned(chat, lines, of), find(chat))
