"""How much of a known truth does the look-back find in made-up chats, and how much does it make up?

Chats of nine languages with known rituals, false friends and changes (`benchmarks/seeded`) go through reader, cue scan,
discovery and report; `docs/measured/seeds.md` is written from what comes out. Measures, calibrates nothing.
`python tools/seeds.py [--seed N] [--quick] [--misses]`; `--misses` also prints missed phrases and false hits, but only
of the half of each list that may be named.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))  # the made-up chats are no part of the package

from benchmarks.seeded.casts import changing, steady, steady_days_report  # noqa: E402
from benchmarks.seeded.couples import SHAPES  # noqa: E402
from benchmarks.seeded.cue_truth import Tally, sheet_tally  # noqa: E402
from benchmarks.seeded.exports import USUAL  # noqa: E402
from benchmarks.seeded.phrases import RITUALS, WITH_CUES, WITHOUT_CUES, language  # noqa: E402
from benchmarks.seeded.report_truth import Judged, Verdict, judged  # noqa: E402
from benchmarks.seeded.shares import Share  # noqa: E402

PAGE = HERE / "docs" / "measured" / "seeds.md"
LANGUAGES = (*WITH_CUES, *WITHOUT_CUES)
UNREST = {"plain": "weekly rhythm", "bursty": "bursty weeks (κ = 10)", "apart": "weeks apart, habits down to a third"}
TIMES = {"plain": 2, "bursty": 1, "apart": 8}  # as many chats: weeks apart come nearest to the budget


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def sheets(seed: int, sizes: Sequence[int]) -> dict[str, Tally]:
    """Cue hits on every phrase of every language that has cues."""
    out = {code: Tally() for code in WITH_CUES}
    for code, tally in out.items():
        for i in sizes:
            tally.add(sheet_tally(np.random.default_rng([seed, i, 1]), language(code)))
    return out


def cue_part(tallies: dict[str, Tally]) -> str:
    """Recall and precision by language, by ritual and by spelling."""
    by_language = table(
        ("language", "recall", "precision"), ((code, one.recall(), one.precision()) for code, one in tallies.items())
    )
    every = Tally()
    for one in tallies.values():
        every.add(one)
    by_ritual = table(
        ("ritual, all languages", "recall", "precision"),
        ((r, every.recall(r), every.precision(r)) for r in RITUALS if every.said[r]),
    )
    grid = table(
        ("recall / precision", *tallies),
        ((r, *(_both(one, r) for one in tallies.values())) for r in RITUALS if every.said[r]),
    )
    ways = table(("spelling", "recall"), ((way, Share(hits, of)) for way, (of, hits) in sorted(every.ways.items())))
    sources = Counter({source: sum(n for (_, s), n in every.false.items() if s == source) for _, source in every.false})
    false = ", ".join(f"{n} on {_SOURCES[source]}" for source, n in sources.most_common()) or "none"
    return "\n".join((by_language, by_ritual, grid, ways, f"False hits: {false}.\n"))


_SOURCES = {"friend": "false friends", "other": "phrases of another ritual", "talk": "mere talk"}


def _both(one: Tally, ritual: str) -> str:
    recall, precision = one.recall(ritual), one.precision(ritual)
    return " / ".join(f"{share.value:.2f}" if share.of else "–" for share in (recall, precision))


def chats_part(seed: int, each: int, mute: int) -> str:
    """Whole reports on chats in which something changed."""
    reports = list(_changing(seed, each, mute))
    spoken = [one for one in reports if one.language not in WITHOUT_CUES]
    silent = [one for one in reports if one.language in WITHOUT_CUES]
    parts = [
        f"{len(spoken)} couples of {len(WITH_CUES)} languages and {len(silent)} of a language without cues; "
        f"{sum(len(one.verdicts) for one in reports)} habits.\n",
        _shapes(spoken, "known", "looked-up habits"),
        _shapes(spoken, "own", "the pair's own words and emoji"),
        _shapes(silent, "own", "without any cue list (fi)"),
        _claims(reports),
        _found(spoken, silent),
    ]
    return "\n".join(parts)


def _changing(seed: int, each: int, mute: int) -> Iterable[Judged]:
    for number, code in enumerate(LANGUAGES):
        for i in range(mute if code in WITHOUT_CUES else each):
            rng = np.random.default_rng([seed, number, i, 2])
            forms = USUAL[code]
            yield judged(changing(rng, language(code)), forms[i % len(forms)])


def _is(verdict: Verdict, place: str) -> bool:
    return (verdict.habit.place == "known") == (place == "known")


def _shapes(reports: Sequence[Judged], place: str, title: str) -> str:
    rows = []
    for shape in SHAPES:
        these = [v for one in reports for v in one.verdicts if v.habit.course.shape == shape and _is(v, place)]
        if these:
            dated = [v for v in these if v.began is not None]
            width = f"{np.median([v.width for v in dated]):.0f}" if dated else "–"
            heard = Share(sum(v.status not in ("unseen", "too early") for v in these), len(these))
            right = Share(sum(v.right for v in these), len(these))
            rows.append((shape, heard, right, Share(sum(bool(v.began) for v in dated), len(dated)), width))
    return table((title, "judged", "said rightly", "true day inside the 80 % interval", "median width (days)"), rows)


def _claims(reports: Sequence[Judged]) -> str:
    claims, invented = sum(one.claims for one in reports), sum(len(one.invented) for one in reports)
    dated = [v.began for one in reports for v in one.verdicts if v.began is not None]
    tally = Tally()
    for one in reports:
        tally.add(one.tally)
    return table(
        ("over all chats", ""),
        (
            ("of what is said to have changed, changed", Share(claims - invented, claims)),
            ("true first day inside the interval (80 % is promised)", Share(sum(map(bool, dated)), len(dated))),
            ("message-level recall in these chats", tally.recall()),
            ("message-level precision in these chats", tally.precision()),
        ),
    )


def _found(spoken: Sequence[Judged], silent: Sequence[Judged]) -> str:
    rows = []
    for name, reports in (("languages with cues", spoken), ("fi, without cues", silent)):
        own = [v for one in reports for v in one.verdicts if v.habit.place != "known"]
        kept = [v for v in own if max(v.habit.course.before, v.habit.course.after) >= 0.2]
        for place in ("opener", "closer", "inside"):
            these = [v for v in kept if v.habit.place == place]
            rows.append((name, place, Share(sum(v.status != "unseen" for v in these), len(these))))
        found, planted = (sum(one.discovered[i] for one in reports) for i in (0, 1))
        rows.append((name, "discovered that was planted", Share(planted, found)))
    return table(("discovery of the pair's own habits kept on at least every fifth day", "place", "found"), rows)


def steady_part(seed: int, days: int, chats: int) -> str:
    """False findings where nothing changed, in so many tables of days and so many times `TIMES` whole chats."""
    rows = []
    for unrest, name in UNREST.items():
        hits = sum(
            steady_days_report(np.random.default_rng([seed, i, 3]), language("en"), unrest) > 0 for i in range(days)
        )
        through = [_steady(seed, i, unrest) for i in range(TIMES[unrest] * chats)]
        text = Share(sum(bool(one.invented) for one in through), len(through))
        rows.append((name, Share(hits, days), text))
    head = ("reports of steady couples, 1–8 years, that hold any false finding (budget 0.10)", "from days, 3–30 habits")
    return table((*head, "through a whole chat"), rows)


def _steady(seed: int, i: int, unrest: str) -> Judged:
    code = LANGUAGES[i % len(LANGUAGES)]
    chat = steady(np.random.default_rng([seed, i, 4]), language(code), unrest)
    return judged(chat, USUAL[code][i % len(USUAL[code])])


def misses(tallies: dict[str, Tally]) -> str:
    """Phrases missed and false hits by language and ritual, of the half that may be named."""
    lines = []
    for code, one in tallies.items():
        for ritual in RITUALS:
            named = [(key, n) for key, n in one.phrases.items() if key[0] == ritual and not key[2].held]
            missed = [key[2].text for key, (of, hits) in named if key[1] and hits < of]
            false = [key[2].text for key, (_, hits) in named if not key[1] and hits]
            if missed or false:
                lines.append(f"{code} {ritual}\n  missed: {' | '.join(missed)}\n  false:  {' | '.join(false)}")
    return "\n".join(lines)


def halves(tallies: dict[str, Tally]) -> str:
    """Recall of phrases as listed, and false friends hit, by half."""
    rows = []
    for name, held in (("may be named", False), ("held out", True)):
        both = []
        for true in (True, False):
            these = [
                n for one in tallies.values() for (r, t, p), n in one.phrases.items() if _counts(r, t, p, true, held)
            ]
            both.append(Share(sum(hits for _, hits in these), sum(of for of, _ in these)))
        rows.append((name, *both))
    return table(("half of the phrases, as listed", "true ones found", "false friends hit"), rows)


def _counts(ritual: str, is_true: bool, phrase: object, true: bool, held: bool) -> bool:
    return is_true == true and getattr(phrase, "held") == held and getattr(phrase, "ritual") == ritual  # noqa: B009


def page(seed: int, quick: bool, name_misses: bool) -> str:
    """The measured page as Markdown."""
    tallies = sheets(seed, range(1 if quick else 4))
    if name_misses:
        print(misses(tallies))
    cues = cue_part(tallies) + "\n" + halves(tallies)
    _say("cues done")
    chats = chats_part(seed, *((1, 2) if quick else (8, 24)))
    _say("chats done")
    steady_text = steady_part(seed, *((60, 3) if quick else (400, 30)))
    head = f"# What the look-back finds in chats whose truth is known\n\n{_where(seed, quick)}"
    return "\n".join(
        (
            head,
            f"## Line by line\n\n{_CUES}\n\n{cues}",
            f"## Report by report\n\n{_REPORTS}\n\n{chats}",
            f"## Where nothing changed\n\n{_STEADY}\n\n{steady_text}",
        )
    )


_CUES = (
    "Every phrase of every list once as listed and twice as typed (stretched, mistyped, without accents, with emoji, "
    "amid other talk), beside as many kinds of false friends. The lists were written without knowledge of the "
    "cues, and the cues without knowledge of the lists; half of the lists is named to nobody. Wilson's 95 % intervals."
)
_REPORTS = (
    "Couples of whom one to three habits stop, fade over 60, 120 or 180 days, grow, or fade and come back, while all "
    "others stay; for every true line a false friend somewhere in the chat. `judged`: named at all and not too early. "
    "`said rightly`: fading or faded, growing, steady. What is discovered counts as the habit most of its lines enact."
)
_STEADY = "Habits kept on 5–95 % of days, in touch on 55–97 % of days, quiet stretches. Wilson's 95 % intervals."


def _where(seed: int, quick: bool) -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    )
    size = ", shortened" if quick else ""
    return f"Measured by `make seeds`, seed {seed}{size}, at commit `{done.stdout.strip() or 'unknown'}`.\n"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measure, print, and (unless shortened) write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=41)
    options.add_argument("--quick", action="store_true", help="a few of everything; prints only")
    options.add_argument("--misses", action="store_true", help="print missed phrases and false hits of one half")
    chosen = options.parse_args()
    text = page(chosen.seed, chosen.quick, chosen.misses)
    print(text)
    if not chosen.quick:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text.rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
