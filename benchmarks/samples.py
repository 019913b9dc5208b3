"""Chats of any length for the benchmarks: plain talk for reading, and a couple's years for looking back.

`python -m benchmarks.samples talk|couple FILE MESSAGES SEED` writes one, so that the process that measures stays small.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

NAMES = ("Maya Lind", "Jun")
GAP = 250.0  # seconds between two messages, on average
ZH, MULTI, EMOJI, LIKE_THE_APP = 0.35, 0.05, 0.10, 0.005  # shares of messages
_EN_TALK = (
    "the train is late again we could cook rice and that green soup tonight she asked about your sister on Friday "
    "come home early look at this photo from the lake we need milk for two did you call back yes no maybe later "
    "two tickets for Sunday please bring an umbrella half of my draft is done 20:15 works better than 19:40 really"
)
_ZH_TALK = (
    "今天 路上 有点 堵 你 吃饭 了 吗 我 刚 到 公司 晚上 一起 去 超市 买 菜 那家 店 的 面 很 好吃 "
    "周末 想 看 电影 票 已经 订 好 记得 带 伞"
)
_EN, _ZH = _EN_TALK.split(), _ZH_TALK.split()
_LIKE_THE_APP = (
    "I left work early",
    "added milk to the list",
    "they removed the bench by the lake",
)  # words of app lines
_STOPS = "，。！？～；：（）"


def talk(seed: int, messages: int) -> Iterator[tuple[datetime, str, str]]:
    """When, who and what: 35 % Chinese, 5 % over several lines, of which every other has a blank line inside."""
    chance = random.Random(seed)
    at = datetime(2016, 3, 1, 7)
    for _ in range(messages):
        at += timedelta(seconds=chance.expovariate(1 / GAP))
        text = _sentence(chance)
        if chance.random() < MULTI:
            text += chance.choice(("\n", "\n\n")) + _sentence(chance)
        yield at, chance.choice(NAMES), text


def _sentence(chance: random.Random) -> str:
    if chance.random() < LIKE_THE_APP:
        return chance.choice(_LIKE_THE_APP)
    if chance.random() < ZH:
        words = "".join(chance.choices(_ZH, k=chance.randint(3, 9)))
        text = words + chance.choice(_STOPS[:5])
    else:
        text = " ".join(chance.choices(_EN, k=chance.randint(3, 15))) + chance.choice((".", "?", "!", ""))
    return f"{text} {chance.choice('😀🥰🌧🍜👍🏽')}" if chance.random() < EMOJI else text


def write_talk(path: Path, messages: int, seed: int) -> None:
    """Write plain talk as an Android 24 h export, and beside it (`.json`) every text as it was."""
    texts = []
    with path.open("w", encoding="utf-8", newline="") as file:
        for at, who, text in talk(seed, messages):
            file.write(f"{at:%d/%m/%Y, %H:%M} - {who}: {text}\n")
            texts.append(text)
    path.with_suffix(".json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")


def write_couple(path: Path, messages: int, seed: int) -> None:
    """Write the years of a couple who speak English and Chinese: habits that hold and fade amid much talk."""
    import numpy as np  # noqa: PLC0415

    from benchmarks.seeded.chats import written  # noqa: PLC0415
    from benchmarks.seeded.couples import couple  # noqa: PLC0415
    from benchmarks.seeded.exports import FORMS, Voices  # noqa: PLC0415
    from benchmarks.seeded.phrases import language  # noqa: PLC0415

    years = 6.0 if messages < 500_000 else 12.0
    a_day = 1.3 * messages / (years * 365 * 0.8)  # some couples write less; what is too much is cut off below
    lines = []
    for i, (code, share) in enumerate((("en", 0.65), ("zh-Hans", 0.35))):
        rng = np.random.default_rng([seed, i])
        pair = couple(rng, language(code), shapes=("fade120", "stop"), years=(years, years), talk=a_day * share)
        shift = (date(2013, 1, 1) - pair.first).days * 86_400
        lines += [replace(line, at=line.at + shift) for line in written(rng, pair).lines]
    lines = sorted(lines, key=lambda line: line.at)[-messages:]
    path.write_bytes(FORMS["android 24 h"](lines, Voices(language("en"), NAMES)))


if __name__ == "__main__":
    {"talk": write_talk, "couple": write_couple}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
