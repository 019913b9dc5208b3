"""From what was written down to how each ritual stands: one fold, the same for one's own room and the common one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from toward.rituals.laying import Laid
from toward.rituals.records import (
    ANSWER,
    ANSWERS,
    AWAY,
    DAY,
    DESIGN,
    STATE,
    WHY,
    YES,
    Days,
    Design,
    Ritual,
    Rituals,
    Standing,
    Told,
    Weeks,
    Wish,
    design_of,
)
from toward.store.entry import Entry

LONGEST_AWAY = 366  # days at once
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError)  # a body that some program has written wrongly
_TO: dict[str, Standing] = {"resting": "resting", "gone": "gone", "back": "agreed"}


def after(known: Rituals, entry: Entry) -> Rituals:
    """How the rituals stand after one more entry; what makes no sense changes nothing."""
    return after_all(known, (entry,))


def after_all(known: Rituals, entries: Iterable[Entry]) -> Rituals:
    """The same after a run of entries, whose days are laid in place."""
    laid: dict[str, Laid] = {}
    for entry in entries:
        step = _STEPS.get(entry.kind)
        with suppress(*_UNREADABLE):
            if entry.kind == DAY:
                _tell(known, laid, entry.body)
            elif step:
                known = step(known, entry)
    changed = {name: replace(known.by_id[name], days=row.days()) for name, row in laid.items()}
    return replace(known, by_id={**known.by_id, **changed}) if changed else known


def _designed(known: Rituals, entry: Entry) -> Rituals:
    body = entry.body
    ritual = known.by_id.get(body["ritual"]) or Ritual(str(body["ritual"]))
    wish = Wish(design_of(body), str(body.get("form", "")), str(body.get("hand", "")), weeks(body.get("past")))
    if body.get("agreed"):
        return _with(known, _in_force(ritual, wish, entry))
    return _with(known, replace(ritual, wish=wish))


def _agreed(known: Rituals, entry: Entry) -> Rituals:
    ritual = known.by_id[entry.body["ritual"]]
    if ritual.wish is None or ritual.wish.form != entry.body["form"]:
        return known
    return _with(known, _in_force(ritual, ritual.wish, entry))


def _in_force(ritual: Ritual, wish: Wish, entry: Entry) -> Ritual:
    today, past = day_of_entry(entry), wish.past if wish.past[0] else ritual.past
    moved = ritual.design is not None and ritual.design.slot != wish.design.slot
    edits, since = (*ritual.edits, today) if moved else ritual.edits, ritual.since or today
    return replace(ritual, standing="agreed", design=wish.design, wish=None, since=since, edits=edits, past=past)


def weeks(kept: Any) -> Weeks:
    """Kept and observed days a week, as a body or a state has them."""
    return (tuple(map(int, kept[0])), tuple(map(int, kept[1]))) if kept else ((), ())


def _stood(known: Rituals, entry: Entry) -> Rituals:
    ritual, to = known.by_id[entry.body["ritual"]], entry.body["to"]
    if to == "no":
        ritual = replace(ritual, wish=None, standing=ritual.standing if ritual.design else "gone")
    elif to == "offered":
        ritual = replace(ritual, offered=str(entry.body["as"]))
    elif ritual.design is not None:
        ritual = replace(ritual, standing=_TO[to], wish=None)
    return _with(known, ritual)


def _tell(known: Rituals, laid: dict[str, Laid], body: Mapping[str, Any]) -> None:
    """A merged day; read as a whole before any of it is laid."""
    day, remembered = date.fromisoformat(body["day"]).toordinal(), body.get("remembered", ())
    told = {
        name: Told(value, min(max(int(body["sides"][name]), 0), 2), name in remembered)
        for name, value in body["told"].items()
        if name in known.by_id and value in (-1, 0, 1)
    }
    for name, what in told.items():
        if name not in laid:
            laid[name] = Laid(known.by_id[name].days)
        laid[name].tell(day, what)


def _away(known: Rituals, entry: Entry) -> Rituals:
    first, last = (date.fromisoformat(entry.body[name]).toordinal() for name in ("first", "last"))
    days, why = range(first, min(last, first + LONGEST_AWAY) + 1), entry.body["why"]
    kept = {day: why_then for day, why_then in known.away.items() if day not in days}
    return replace(known, away=kept | dict.fromkeys(days, why) if why in WHY else kept)


def _answered(known: Rituals, entry: Entry) -> Rituals:
    ritual, answer = known.by_id[entry.body["ritual"]], entry.body["answer"]
    if answer not in ANSWERS:
        return known
    day = date.fromisoformat(entry.body["day"]).toordinal()
    standing: Standing = "gone" if answer == "on_purpose" else ritual.standing
    return _with(known, replace(ritual, answers=(*ritual.answers, (day, answer)), standing=standing))


_STEPS: dict[str, Callable[[Rituals, Entry], Rituals]] = {
    DESIGN: _designed, YES: _agreed, STATE: _stood, AWAY: _away, ANSWER: _answered,
}  # fmt: skip
LOOKED_AT = frozenset({*_STEPS, DAY})


def _with(known: Rituals, ritual: Ritual) -> Rituals:
    return replace(known, by_id={**known.by_id, ritual.id: ritual})


def day_of_entry(entry: Entry) -> int:
    """Ordinal of the day on which an entry was written, where its writer was; days end at four."""
    try:
        zone: Any = ZoneInfo(entry.zone)
    except (ValueError, OSError, LookupError):
        zone = UTC
    return (datetime.fromtimestamp(entry.at, zone).replace(tzinfo=None) - timedelta(hours=4)).date().toordinal()


def write(known: Rituals) -> dict[str, Any]:
    """The state as JSON has it."""
    return {
        "rituals": [asdict(each) for each in known.by_id.values()],
        "away": [[day, why] for day, why in known.away.items()],
    }


def read(kept: Mapping[str, Any]) -> Rituals:
    """And back."""
    rituals = [_ritual(each) for each in kept["rituals"]]
    return Rituals({each.id: each for each in rituals}, {int(day): why for day, why in kept["away"]})


def _ritual(kept: Mapping[str, Any]) -> Ritual:
    wish = kept["wish"] and _wish(kept["wish"])
    answers = tuple((int(day), answer) for day, answer in kept["answers"])
    more = {"wish": wish, "answers": answers, "edits": tuple(kept["edits"]), "days": Days(**kept["days"])}
    more |= {"design": kept["design"] and Design(**kept["design"]), "past": weeks(kept["past"])}
    return Ritual(**{**kept, **more})


def _wish(kept: Mapping[str, Any]) -> Wish:
    return Wish(**{**kept, "design": Design(**kept["design"]), "past": weeks(kept["past"])})
