"""What a chat tells about our small habits: which held, which faded, since when, and how sure that is.

Messages → days in touch → rituals (looked up and discovered) → one look with one budget of false findings over all of
them. Nothing here knows who did what: a ritual belongs to the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from toward.lookback.cues.scan import find
from toward.lookback.days import Calendar, calendar, ritual_days, talk
from toward.lookback.discover import discover
from toward.lookback.messages import EPOCH_DAY, UNKNOWN_TIME, Chat, Kind, Question, Reading
from toward.science.findings import Finding, TooEarly
from toward.science.retrospect import Retrospect, stopped_together
from toward.science.retrospect import look_back as judge

BUDGET = 0.10  # P(any false finding in the whole report) for a steady couple
EXAMPLES = 3
SHORTEST_HABIT = 5  # days on which it happened; below, there is no habit to speak of


@dataclass(frozen=True, slots=True)
class Line:
    """One real message, without its author."""

    at: datetime
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Ritual:
    """One small habit of the two.

    Args:
        name: id of a known ritual (`good_night`), or the pair's own words for a discovered one.
        origin: `known` or `discovered`.
        days: 1, 0, -1 per column of the calendar, int8[T].
        verdict: what can be said of it, or that it is too early.
        examples: the last real lines, oldest first.
    """

    name: str
    origin: str
    days: NDArray[np.int8]
    verdict: Retrospect | TooEarly
    examples: tuple[Line, ...]

    @property
    def status(self) -> str:
        """`steady`, `fading`, `faded`, `growing` or `too early`."""
        return "too early" if isinstance(self.verdict, TooEarly) else self.verdict.status

    @property
    def before(self) -> Finding | None:
        """Rate per day in touch before it changed."""
        return None if isinstance(self.verdict, TooEarly) else self.verdict.before

    @property
    def now(self) -> Finding | None:
        """Rate per day in touch at the end."""
        return None if isinstance(self.verdict, TooEarly) else self.verdict.now

    @property
    def began(self) -> Finding | None:
        """When the change began, in columns of the calendar."""
        return None if isinstance(self.verdict, TooEarly) else self.verdict.began

    @property
    def certainty(self) -> float:
        """How sure the status is, 0–1."""
        return 0.0 if isinstance(self.verdict, TooEarly) else self.verdict.certainty

    @property
    def observed_days(self) -> int:
        """Days in touch that it rests on."""
        return int((self.days >= 0).sum())


@dataclass(frozen=True, slots=True)
class LookBack:
    """The whole answer to one exported chat.

    Args:
        reading: what was read, and what was not.
        chat: the conversation that was looked at; None while it is not chosen.
        messages: messages of all conversations read (system lines not counted).
        system_lines: lines that the app itself wrote.
        when: the days covered; None where no date is known.
        rituals: every habit found, those that changed most surely first.
        questions: what only a person can answer.
        refused: why there is no report (`one_author`, `group`, `unknown_name`, `no_dates`, `which_chat`, `nobody`), or None.
        stopped: column after which everything stopped at once, or None: then the channel changed, not the habits.
        me: the name that the reader gave as their own, or None.
        partner: the other's name, or None.
    """

    reading: Reading
    chat: Chat | None
    messages: int
    system_lines: int
    when: Calendar | None = None
    rituals: tuple[Ritual, ...] = ()
    questions: tuple[Question, ...] = ()
    refused: str | None = None
    stopped: int | None = None
    me: str | None = None
    partner: str | None = None

    @property
    def truncated(self) -> bool:
        """Whether the export looks cut off at the app's limit, so that older messages are missing."""
        return "near_cap" in self.reading.notes

    @property
    def people(self) -> tuple[str, ...]:
        """Names of those who wrote, in the chosen conversation or in all of them."""
        chats = (self.chat,) if self.chat else self.reading.chats
        return tuple(dict.fromkeys(name for chat in chats for name in chat.people))

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """First and last moment of anything read, in wall time."""
        chats = (self.chat,) if self.chat else self.reading.chats
        at = np.concatenate([chat.at[chat.at != UNKNOWN_TIME] for chat in chats]) if chats else np.array([])
        return (wall(int(at.min())), wall(int(at.max()))) if len(at) else None


def wall(seconds: int) -> datetime:
    """A wall time in seconds as a naive datetime."""
    return datetime(1970, 1, 1) + timedelta(seconds=seconds)


def called(chat: Chat) -> str:
    """The conversation's own name, or the names of those in it."""
    return chat.title or " · ".join(chat.people)


def look_back(
    reading: Reading, *, me: str | None = None, partner: str | None = None, chat: str | None = None
) -> LookBack:
    """Look back through what was read.

    Args:
        reading: the export(s) as read.
        me: the reader's own name in the chat.
        partner: the other one's name; needed in a group.
        chat: title of the conversation, where the export holds several.

    Returns:
        The report, or one with `refused` set and the questions that would help.
    """
    empty = _counted(reading)
    chosen = _choose(reading.chats, me, partner, chat)
    if isinstance(chosen, str):
        return replace(empty, refused=chosen, questions=(*_ask(reading.chats, chosen, me), *reading.questions))
    pair = _pair(chosen, me, partner)
    if isinstance(pair, str):
        return replace(empty, chat=chosen, refused=pair, questions=(*_ask((chosen,), pair, me), *reading.questions))
    questions = (*(() if me else (Question("me", chosen.people),)), *reading.questions)
    names = tuple(chosen.people[i] for i in pair)
    known = replace(empty, chat=chosen, questions=questions, me=me, partner=partner or _other(names, me))
    rows = talk(chosen, pair)
    when = calendar(chosen, rows)
    if when is None:
        return replace(known, refused="no_dates")
    rituals, stopped = _rituals(chosen, rows, when)
    return replace(known, when=when, rituals=rituals, stopped=stopped)


def _counted(reading: Reading) -> LookBack:
    system = sum(int((chat.kind == Kind.SYSTEM).sum()) for chat in reading.chats)
    return LookBack(reading, None, sum(map(len, reading.chats)) - system, system)


def _other(names: tuple[str, ...], me: str | None) -> str | None:
    return next((name for name in names if name != me), None) if me else None


def _choose(chats: Iterable[Chat], me: str | None, partner: str | None, title: str | None) -> Chat | str:
    """The conversation meant, or why it cannot be known."""
    fits = [chat for chat in chats if title is None or called(chat) == title]
    fits = [chat for chat in fits if partner is None or partner in chat.people] or fits
    fits = [chat for chat in fits if me is None or me in chat.people] or fits
    if len(fits) > 1 and partner is not None:
        fits = [chat for chat in fits if len(chat.people) == 2] or fits
    if not any(len(chat.people) for chat in fits):
        return "nobody"
    spoken = [chat for chat in fits if chat.people]
    return spoken[0] if len(spoken) == 1 else "which_chat"


def _pair(chat: Chat, me: str | None, partner: str | None) -> tuple[int, ...] | str:
    """The two people as indices into `chat.people`, or why there are not two."""
    if any(name is not None and name not in chat.people for name in (me, partner)):
        return "unknown_name"
    if len(chat.people) < 2:
        return "one_author"
    if (len(chat.people) == 2 and me != partner) or (len(chat.people) == 2 and me is None):
        return (0, 1)
    if me is None or partner is None or me == partner:
        return "group"
    return (chat.people.index(me), chat.people.index(partner))


def _ask(chats: Iterable[Chat], refused: str, me: str | None) -> tuple[Question, ...]:
    """The questions whose answers would lift a refusal."""
    chats = tuple(chats)
    people = tuple(dict.fromkeys(name for chat in chats for name in chat.people))
    if refused == "which_chat":
        return (Question("chat", tuple(called(chat) for chat in chats if chat.people)),)
    if refused in ("one_author", "nobody", "no_dates"):
        return ()
    return (*(() if me in people else (Question("me", people),)), Question("with", people))


def _rituals(chat: Chat, rows: NDArray[np.bool_], when: Calendar) -> tuple[tuple[Ritual, ...], int | None]:
    """All habits of the two with their verdicts, surest change first; and where everything stopped at once."""
    found = _found(chat, rows)
    if not found:
        return (), None
    days = {key: ritual_days(chat, lines, when) for key, lines in found.items()}
    days = {key: each for key, each in days.items() if (each == 1).sum() >= SHORTEST_HABIT}
    if not days:
        return (), None
    table = np.stack(list(days.values()))
    verdicts = judge(table, first_weekday=0, budget=BUDGET)
    rituals = [
        Ritual(name, origin, each, verdict, _examples(chat, found[origin, name]))
        for ((origin, name), each), verdict in zip(days.items(), verdicts, strict=True)
    ]
    return tuple(sorted(rituals, key=_order)), stopped_together(table)


def _order(ritual: Ritual) -> tuple[int, float, str]:
    rank = {"growing": 0, "faded": 1, "fading": 1, "steady": 2, "too early": 3}[ritual.status]
    rate = ritual.now.estimate if ritual.now is not None and rank == 2 else ritual.certainty
    return rank, -rate, ritual.name


def _found(chat: Chat, rows: NDArray[np.bool_]) -> dict[tuple[str, str], NDArray[np.intp]]:
    """Rows of each habit by (origin, name): the looked-up ones, then the pair's own."""
    known = {name: lines[rows[lines]] for name, lines in find(chat).items()}
    taken = ~rows
    for lines in known.values():
        taken[lines] = True
    own: Mapping[str, NDArray[np.intp]] = {each.name: each.rows[rows[each.rows]] for each in discover(chat, taken)}
    return {
        **{("known", name): lines for name, lines in known.items() if len(lines)},
        **{("discovered", name): lines for name, lines in own.items() if len(lines)},
    }


def _examples(chat: Chat, lines: NDArray[np.intp]) -> tuple[Line, ...]:
    """The last real lines, one a day, oldest first."""
    newest = lines[np.argsort(chat.at[lines], kind="stable")][::-1]
    _, one_a_day = np.unique(-(chat.at[newest] // EPOCH_DAY), return_index=True)
    last = newest[np.sort(one_a_day)[:EXAMPLES]][::-1]
    return tuple(Line(wall(int(chat.at[i])), chat.text[int(i)], Kind(int(chat.kind[i]))) for i in last)


def day_of(when: Calendar, number: float) -> date:
    """The date of a column, kept inside the calendar."""
    return when.day(min(max(number, 0), len(when) - 1))
