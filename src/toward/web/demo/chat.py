"""The made-up chat of the two: most evenings it ends with a good night, until that becomes rare.

Every day is drawn from the seed and its own number alone, so that a day that has been stays as it was when the clock goes
on. Nothing is told about it here: what faded, and when, is found by the look-back itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

SEED = "a lamp in the hall"
BEFORE = 450  # days of the chat before the demonstration begins
FULL, RARE = 0.9, 0.12  # evenings with a good night, before and after
FADES = (200, 320)  # first and last day of the fading, counted from the first day of the chat
APART = 0.06  # days without a word
MORNING, HOME, OWN = 0.75, 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Voice:
    """What the two say, in one language."""

    talk: tuple[str, ...]
    morning: tuple[str, ...]
    night: tuple[str, ...]
    home: tuple[str, ...]
    own: tuple[str, ...]


ENGLISH = Voice(
    talk=(
        "the lamp in the hall flickers again", "we are out of rice", "I found your scarf behind the sofa",
        "the meeting moved to three", "the bike is fixed", "can you buy bread", "look at this cloud",
        "the neighbours are painting their door", "half past six, not later", "the parcel came", "it rains sideways here",
        "I put the keys in the blue bowl", "the soup needs salt", "my sister calls on Sunday", "the heron is back",
        "there is a queue at the post office", "the tram stood still for ten minutes", "I watered the basil",
        "the tall one from the second floor says hello", "we need a new kettle", "the tickets are in the drawer",
        "somebody left a chair on the stairs", "yes", "good idea", "at the corner", "which one, the green one?",
    ),
    morning=("good morning", "good morning you", "morning, slept well?"),
    night=("good night, a kiss", "good night, sleep well", "good night, dream of the sea", "night, and a kiss"),
    home=("home safe", "on my way", "on my way, ten minutes"),
    own=("paper boats", "paper boats!"),
)  # fmt: skip
CHINESE = Voice(
    talk=(
        "走廊的灯又在闪", "米没有了", "你的围巾在沙发后面", "会改到三点了", "自行车修好了", "带点面包", "看这朵云",
        "邻居在刷门", "六点半，别再晚", "快递到了", "这边的雨是斜着下的", "钥匙在蓝碗里", "汤还差一点盐", "妹妹周日打电话来",
        "那只白鹭又来了", "邮局排着队", "电车停了十分钟", "罗勒浇过水了", "二楼高个子问候我们", "水壶该换了", "票在抽屉里",
        "楼梯上有把椅子", "好", "可以", "在拐角", "哪个，绿的那个？",
    ),
    morning=("早安", "早上好呀", "早安，睡得好吗"),
    night=("晚安，亲一下", "晚安，睡个好觉", "晚安，梦见大海", "晚安，好梦"),
    home=("到家了", "在路上了", "在路上，十分钟到"),
    own=("纸船", "纸船～"),
)  # fmt: skip


def chat(begins: date, until: date, names: tuple[str, str], voice: Voice) -> bytes:
    """Their chat as an exported text file.

    Args:
        begins: the day on which the demonstration began; the chat is older by `BEFORE` days.
        until: its last day.
        names: of the two.
        voice: what they say.
    """
    first = begins - timedelta(days=BEFORE)
    rows = (
        f"{at:%d/%m/%Y, %H:%M} - {names[who]}: {words}\n"
        for number in range((until - first).days + 1)
        for at, who, words in _day(number, first + timedelta(days=number), voice)
    )
    return "".join(rows).encode()


def nightly(number: int) -> float:
    """How often an evening ends with a good night, on a day of the chat, 0–1.

    >>> nightly(0), round(nightly(260), 2), nightly(400)
    (0.9, 0.51, 0.12)
    """
    first, last = FADES
    gone = min(max((number - first) / (last - first), 0.0), 1.0)
    return FULL + (RARE - FULL) * gone


def _day(number: int, day: date, voice: Voice) -> Iterator[tuple[datetime, int, str]]:
    """When, who, what: one day from morning to night."""
    chance = random.Random(f"{SEED} {number}")
    if chance.random() < APART:
        return
    kept = [chance.random() < rate for rate in (MORNING, 1.0, OWN, HOME, 1.0, nightly(number))]
    hours = ((7.1, 8.3), (12.0, 13.9), (15.2, 16.6), (17.6, 19.0), (19.6, 20.9), (21.8, 23.4))
    said = (voice.morning, voice.talk, voice.own, voice.home, voice.talk, voice.night)
    for happens, (low, high), phrases in zip(kept, hours, said, strict=True):
        at, who, words = chance.uniform(low, high), chance.randrange(2), chance.choice(phrases)
        if happens:
            yield _at(day, at), who, words
        if phrases is voice.talk:
            yield _at(day, at + 0.06), 1 - who, chance.choice(phrases)


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=int(hour * 60))
