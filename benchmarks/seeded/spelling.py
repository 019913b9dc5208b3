"""How a phrase looks when somebody types it: in a hurry, stretched, without accents, in the middle of other talk."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from benchmarks.seeded.phrases import Language, Phrase

FITTING = {
    "good_morning": "☀️ 🌞 ☕ 😊",
    "good_night": "🌙 😴 💤 😘",
    "i_love_you": "❤️ 😘 🥰 💕",
    "how_was_your_day": "🙂 🤗 👀",
    "on_my_way": "🏃 🚗 🚌 🏠",
    "thank_you": "🙏 😊 🤗 😘",
    "sorry": "😔 🙈 🥺 😢",
    "pet_names": "😘 😊 💕 😄",
}
PLAIN = ("😂", "🤔", "👍", "🙈", "😅", "🍕", "🚲")
_SPACED = ("plain", "case", "stretched", "emoji", "typo", "bare", "embedded", "punctuation")
_SPACED_ODDS = (30, 12, 12, 14, 6, 6, 14, 6)
_UNSPACED = ("plain", "tail", "emoji", "embedded")
_UNSPACED_ODDS = (40, 22, 18, 20)


def typed(chance: random.Random, phrase: Phrase, of: Language) -> tuple[str, str]:
    """Write a true phrase in one of many ways.

    Returns:
        The text, and the name of the way (`plain`, `case`, `stretched`, `emoji`, `typo`, `bare`, `embedded`,
        `punctuation`, `tail`).
    """
    names, odds = (_SPACED, _SPACED_ODDS) if of.spaced else (_UNSPACED, _UNSPACED_ODDS)
    way = chance.choices(names, odds)[0]
    text = _write(chance, phrase, of, way)
    return text, way if text != phrase.text else "plain"


def mistakable(chance: random.Random, phrase: Phrase) -> tuple[str, str]:
    """Write a false friend: its case may vary and a smile may follow, nothing else."""
    way = chance.choices(("plain", "case", "emoji"), (70, 15, 15))[0]
    if way == "emoji":
        return f"{phrase.text} {chance.choice(PLAIN)}", way
    return (_cased(chance, phrase.text) if way == "case" else phrase.text), way


def filler(chance: random.Random, of: Language) -> str:
    """A sentence about nothing, hardly ever the same twice."""
    if chance.random() < 0.22:
        return chance.choice(of.chatter)
    text = chance.choice(of.filler)
    for slot, words in of.slots.items():
        while f"{{{slot}}}" in text:
            text = text.replace(f"{{{slot}}}", chance.choice(words), 1)
    text = text.replace("{n}", str(chance.randint(2, 90)))
    return text.replace("{clock}", f"{chance.randint(7, 22)}:{chance.choice(('00', '15', '30', '45'))}")


def _write(chance: random.Random, phrase: Phrase, of: Language, way: str) -> str:
    text = phrase.text
    ways: dict[str, Callable[[], str]] = {
        "plain": lambda: text,
        "case": lambda: _cased(chance, text),
        "stretched": lambda: _stretched(chance, text),
        "emoji": lambda: _with_emoji(chance, text, phrase.ritual),
        "typo": lambda: _mistyped(chance, text),
        "bare": lambda: _bare(text),
        "embedded": lambda: _embedded(chance, text, of),
        "punctuation": lambda: text.rstrip("?!.") + chance.choice(("!!", "...", " :)", "!", " x", ".", "!!!")),
        "tail": lambda: text + chance.choice(("～", "！", "~~", "！！", "。", "…")),
    }
    return ways[way]()


def _bare(text: str) -> str:
    """Without accents, as on a keyboard that lacks them."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _cased(chance: random.Random, text: str) -> str:
    return chance.choice((text.upper(), text.capitalize(), text.title(), text.lower()))


def _stretched(chance: random.Random, text: str) -> str:
    """Hold a letter of the last word, or else of the first vowel that can be held."""
    places = [
        i for i, c in enumerate(text) if c.isalpha() and (c in "aeiouyáéíóúãõ" or not text[i + 1 : i + 2].isalpha())
    ]
    if not places:
        return text
    at = chance.choice(places[-2:])
    return text[: at + 1] + text[at] * chance.randint(2, 6) + text[at + 1 :]


def _mistyped(chance: random.Random, text: str) -> str:
    """Swap two letters inside a word of at least five, or drop one."""
    places = [i for i in range(1, len(text) - 2) if text[i - 1 : i + 3].isalpha() and len(text[i - 1 : i + 3]) == 4]
    if not places:
        return text
    at = chance.choice(places)
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return swapped if chance.random() < 0.6 else text[:at] + text[at + 1 :]


def _with_emoji(chance: random.Random, text: str, ritual: str) -> str:
    sign = chance.choice(FITTING[ritual].split()) * chance.choice((1, 1, 1, 2, 3))
    return chance.choice((f"{text} {sign}", f"{text}{sign}", f"{sign} {text}"))


def _embedded(chance: random.Random, text: str, of: Language) -> str:
    other = filler(chance, of)
    if of.spaced:
        apart = chance.choice((". ", ", ", "\n", "! ", " - "))
    else:
        apart = chance.choice(("，", "。", "\n", " ", "！"))
    return chance.choice((f"{other}{apart}{text}", f"{text}{apart}{other}"))
