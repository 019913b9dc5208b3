"""Rituals to begin with, for who live together and for who live apart; each is only a proposal to change."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from toward.rituals.records import Begins, Design, Slot


@dataclass(frozen=True, slots=True)
class Starter:
    """A ritual to begin with.

    Args:
        key: stays the same in every language.
        design: how it could be meant.
        why: what it is for, in a few words.
    """

    key: str
    design: Design
    why: str


def together() -> tuple[Starter, ...]:
    """For two who live together."""
    return (
        _starter("kiss", "bedtime", "either", gettext("Goodnight kiss"), gettext("before the light goes out"), gettext("with a good night"), gettext("the last thing the day says")),
        _starter("day", "evening", "turns", gettext("How was your day"), gettext("at table, or on the sofa"), gettext("when both have told one thing"), gettext("real interest, ten minutes of it")),
        _starter("hello", "reunion", "first", gettext("Hello at the door"), gettext("when one comes home"), gettext("with an embrace"), gettext("a greeting before anything else")),
        _starter("look", "evening", "either", gettext("A shared look"), gettext("once, across the room"), gettext("with a smile"), gettext("a moment of being seen")),
        _starter("touch", "morning", "either", gettext("Touch in passing"), gettext("in the kitchen, in the hall"), "", gettext("a hand on a shoulder, nothing more")),
        _starter("parting", "parting", "either", gettext("A kiss before leaving"), gettext("at the door"), gettext("knowing one thing of the other's day"), gettext("knowing what the day will hold")),
    )  # fmt: skip


def apart() -> tuple[Starter, ...]:
    """For two who live at a distance."""
    return (
        _starter("far-night", "bedtime", "first", gettext("Good night by voice"), gettext("before sleep, whoever sleeps first"), gettext("with a good night"), gettext("the last voice of the day")),
        _starter("far-day", "evening", "turns", gettext("How was your day"), gettext("a call, cameras on"), gettext("when both have told one thing"), gettext("real interest, ten minutes of it")),
        _starter("far-morning", "morning", "either", gettext("Good morning picture"), gettext("what the window shows"), "", gettext("a greeting before anything else")),
        _starter("far-look", "evening", "either", gettext("A look without words"), gettext("at the end of a call, half a minute"), gettext("with a smile"), gettext("a moment of being seen")),
        _starter("far-touch", "parting", "turns", gettext("A thing in the post"), gettext("something held by both, now and then"), "", gettext("touch, by way of things")),
        _starter("far-next", "parting", "either", gettext("The next time, named"), gettext("before we hang up"), gettext("with a day and an hour"), gettext("knowing when we meet again")),
    )  # fmt: skip


def _starter(key: str, slot: Slot, begins: Begins, name: str, when: str, ends: str, why: str) -> Starter:
    return Starter(key, Design(name, slot, when, "", begins, ends), why)


def starter(key: str) -> Starter | None:
    """A starter by its key."""
    return next((each for each in (*together(), *apart()) if each.key == key), None)
