"""The page of what was lived: days, shares, and whether each lies where it has to."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from lives.judging import CHANGE, VOICES, Days, Share, cell, compared, noticed, share, unseen
from lives.living import Lived
from lives.simulate import DAY, HELLO, KISS, ONSET, RITUALS, SIDES, TELLS, Kind
from toward.science.simulate import Ritual

STEADY = {"kiss": KISS, "day": DAY, "hello": HELLO}
GOES_SILENT: tuple[Kind, ...] = ("stopping", "thinning")
MISSING = {0.0: "every day told", 0.3: "30 % missing, gaps"}
SEEN_LATEST = 42  # days after telling has stopped within which Us has to say so


def fading(lives: Sequence[Lived], voice: str, seed: int, missing: float) -> Share:
    """How many fading kisses were noticed, beside a cell."""
    ours = [one for one in lives if one.couple.kind == "fading"]
    seen = sum(noticed(one, "kiss", voice) is not None for one in ours)
    return share(seen, len(ours), _cell("fading", KISS, missing, voice, seed))


def steady(lives: Sequence[Lived], voice: str) -> Share:
    """How many rituals of which nothing changes were spoken of, beside the budget of two years."""
    rows = [
        (one, name)
        for one in lives
        for name in RITUALS
        if one.couple.kind not in GOES_SILENT and (one.couple.kind, name) != ("fading", "kiss")
    ]
    seen = sum(noticed(one, name, voice) is not None for one, name in rows)
    return share(seen, len(rows), VOICES[voice], is_budget=True)


@cache
def _cell(kind: str, rate: float, missing: float, voice: str, seed: int) -> float:
    return cell(Ritual(rate, missing), CHANGE if kind == "fading" else None, VOICES[voice], seed)


def silent(lives: Sequence[Lived], kind: Kind) -> tuple[int, int, int]:
    """(couples, of them told that they tell less, rituals of theirs of which a fading was said after they stopped)."""
    ours = [one for one in lives if one.couple.kind == kind]
    told = sum(any(day >= one.couple.turns for side in SIDES for day in one.logging[side]) for one in ours)
    said = sum(
        (day or 0) >= one.couple.turns for one in ours for name in RITUALS for day in [noticed(one, name, "notice")]
    )
    return len(ours), told, said


def right(lives: Sequence[Lived], seed: int) -> bool:
    """Whether everything lies where it has to."""
    days = compared(lives)
    shares = [fading(lives, voice, seed, 0.0).inside and steady(lives, voice).inside for voice in VOICES]
    quiet = [silent(lives, kind) for kind in GOES_SILENT]
    return days.equal == days.told and not days.made_up and all(shares) and all(n == m and not k for n, m, k in quiet)


def page(lives: Sequence[Lived], seed: int, days: int) -> str:
    """The measured page."""
    goes_on = [one.couple for one in lives if one.couple.kind not in GOES_SILENT]
    return "\n".join([
        *_head(lives, seed, days), *_days(compared(lives)), *_fading(lives, seed), *_steady(lives), *_silent(lives),
        *_quiet(lives), "", f"Days that the watch cannot see, of who goes on telling: {unseen(goes_on, 'kiss'):.3f}.", "",
    ])  # fmt: skip


def _head(lives: Sequence[Lived], seed: int, days: int) -> list[str]:
    here = Path(__file__).resolve().parent
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=here, capture_output=True, text=True, check=False
    ).stdout.strip()
    kinds = {
        kind: sum(one.couple.kind == kind for one in lives) for kind in ("fading", "steady", "stopping", "thinning")
    }
    return [
        "# Couples who live through the app",
        "",
        f"Measured by `make couples`, seed {seed}, at commit `{commit}`. {len(lives)} made-up couples",
        f"({', '.join(f'{many} {kind}' for kind, many in kinds.items())}) live {days} days in four time zones: accounts,",
        "six words, three rituals both agree to, and then evenings, each a page that is opened and a form that is sent:",
        f"{sum(one.told for one in lives):,} evenings, {sum(one.requests for one in lives):,} requests. The couples and the truth",
        "tables are drawn before anything runs, by a program that knows nothing of the product; only the clock, the cost of",
        f"passwords and the making of the accounts are short cuts. Each of the two tells {TELLS[0]:.0%} and {TELLS[1]:.0%} of their",
        "evenings, some a day later, and now and then a tap is forgotten, so that the two differ. On Sundays both look at Us.",
        "",
    ]


def _days(days: Days) -> list[str]:
    wrong = [f"couple {one[0]}, {one[1]}, day {one[2]}: {one[3]} wanted, {one[4]} found" for one in days.wrong]
    return [
        "## Days", "",
        "| ritual-days that somebody told | equal in the app | told in two ways (not observed) | days nobody told, made up |",
        "| --- | --- | --- | --- |",
        f"| {days.told:,} | {days.equal:,} | {days.differing:,} | {days.made_up:,} |", "", *wrong,
    ]  # fmt: skip


def _fading(lives: Sequence[Lived], seed: int) -> list[str]:
    rows = [
        f"| {voice} | {one.seen} of {one.of} ({one.seen / max(one.of, 1):.3f}) | {MISSING[missing]}: {one.rate:.4f} "
        f"| {one.low}–{one.high} | {'inside' if one.inside else '**outside**'} |"
        for voice in VOICES
        for missing in MISSING
        for one in [fading(lives, voice, seed, missing)]
    ]
    return [
        f"## A kiss that fades from .85 to .35 over 60 days, from day {ONSET} on", "",
        "Noticed by day 270 by who looks on Sundays; beside it the same of 2,000 drawn rituals of that cell of `make alarms`.",
        "The couples' days lie between the two cells and nearer to the first.", "",
        "| voice | noticed | cell | 99 % interval | |", "| --- | --- | --- | --- | --- |", *rows, "", _wait(lives), "",
    ]  # fmt: skip


def _wait(lives: Sequence[Lived]) -> str:
    said = []
    for voice in VOICES:
        days = sorted(
            day - ONSET for one in lives if one.couple.kind == "fading" for day in [noticed(one, "kiss", voice)] if day
        )
        said.append(f"{voice} {days[len(days) // 2]} days" if days else f"{voice} never")
    return f"Half of them from the first day of the fading: {', '.join(said)} (Sundays alone)."


def _steady(lives: Sequence[Lived]) -> list[str]:
    rows = [
        f"| {voice} | {one.seen} of {one.of} ({one.seen / max(one.of, 1):.4f}) | {one.rate} | at most {one.high} "
        f"| {'within' if one.inside else '**over**'} |"
        for voice in VOICES
        for one in [steady(lives, voice)]
    ]
    return [
        "## Rituals of which nothing changes", "",
        "Spoken of in nine months; the budget is that of two years.", "",
        "| voice | spoken of | budget | 99 % of draws within it | |", "| --- | --- | --- | --- | --- |", *rows, "",
    ]  # fmt: skip


def _silent(lives: Sequence[Lived]) -> list[str]:
    rows = [
        f"| {'stop' if kind == 'stopping' else 'tell one evening in twelve'} | {n} | {told} | {said} |"
        for kind in GOES_SILENT
        for n, told, said in [silent(lives, kind)]
    ]
    return [
        "## Couples who merely stop telling", "",
        "| they | couples | told on Us that telling has become less | rituals said to fade afterwards |",
        "| --- | --- | --- | --- |", *rows, "",
    ]  # fmt: skip


def _quiet(lives: Sequence[Lived]) -> list[str]:
    """How often the quiet line of Today came, beside the questions that stood on Us."""
    asked = sum(len({name for side_, name in one.notice if side_ == side}) for one in lives for side in SIDES)
    shown = sum(len(one.quiet[side]) for one in lives for side in SIDES)
    return [
        f"The quiet line on Today was read {shown} times for {asked} questions on Us (each of the two, each ritual)."
    ]
