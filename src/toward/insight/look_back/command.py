"""`toward lookback`: read files, ask what only a person knows, tell it in the form that was asked for.

Exit codes: 0 read, 2 refused (the report needs an answer or two people), 1 unreadable.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from toward.insight.language import Language, language
from toward.insight.look_back import export, helping, words
from toward.insight.look_back.zones import NoSuchZone, own_zone, zone_called
from toward.lookback.messages import Question, Reading, Unreadable
from toward.lookback.read import read
from toward.lookback.report import LookBack, look_back
from toward.lookback.zips import is_zip, unzipped

READ, UNREADABLE, REFUSED = 0, 1, 2
LARGEST = 1 << 30  # bytes of one file held in memory; a zip may be larger, only the chat inside it is read
SLOW = 20 << 20  # bytes from which on progress is worth a line

Files = list[tuple[str, bytes]]


@dataclass(slots=True)
class Answers:
    """What a person has said so far; ids as in `Question`."""

    me: str | None
    partner: str | None
    chat: str | None
    date_order: str | None

    def set(self, asked: Question, value: str) -> None:
        """Keep one answer."""
        setattr(self, "partner" if asked.id == "with" else asked.id, value)


def run(options: argparse.Namespace) -> int:
    """Look back through the files of the command line; returns the exit code."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    of = language(options.lang or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")
    try:
        code = _run(options, of)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has read enough; the command ends it quietly
        raise
    except (Unreadable, MemoryError, NoSuchZone, OSError) as problem:
        return _sorry(_said(of, problem))
    return code


def _said(of: Language, problem: BaseException) -> str:
    """A sentence for what went wrong."""
    match problem:
        case Unreadable():
            return helping.unreadable(of, problem)
        case MemoryError():
            return helping.unreadable(of, Unreadable("too_large"))
        case NoSuchZone():
            text = of.gettext("There is no time zone {name}. A name looks like Europe/Berlin or Asia/Shanghai.")
            return text.format(name=problem.args[0])
    return _of_a_file(of, problem) if isinstance(problem, OSError) else str(problem)


def _of_a_file(of: Language, problem: OSError) -> str:
    """A sentence about a file, or about the answer where no file is named."""
    if problem.filename is None:
        # what still waits to be written is let go, or it would fail once more at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return of.gettext("The answer could not be written: {why}.").format(why=problem.strerror)
    if isinstance(problem, FileNotFoundError):
        return of.gettext("There is no file {name}.").format(name=problem.filename)
    return of.gettext("{name} cannot be opened: {why}.").format(name=problem.filename, why=problem.strerror)


def _sorry(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNREADABLE


def _run(options: argparse.Namespace, of: Language) -> int:
    zone = zone_called(options.zone) if options.zone else own_zone()
    files = [file for name in options.files for file in opened(Path(name))]
    answers = Answers(options.me, options.partner, options.chat, options.date_order)
    reading = _read(of, files, answers, zone)
    if options.messages:
        return _messages(of, reading)
    look = _look(reading, answers)
    if options.json:
        print(json.dumps(export.as_json(of, look), ensure_ascii=False, indent=1))
        return REFUSED if look.refused else READ
    return _tell(of, options, _asked(of, look, answers, files, zone))


def opened(path: Path) -> Files:
    """A file as bytes; of a zip only the chats inside, so that gigabytes of pictures are never held."""
    with path.open("rb") as file:
        if is_zip(file.read(4)):
            return unzipped(file)
    if path.stat().st_size > LARGEST:
        raise Unreadable("too_large")
    return [(path.name, path.read_bytes())]


def _read(of: Language, files: Files, answers: Answers, zone: tzinfo) -> Reading:
    progress = _progress(of) if sum(len(data) for _, data in files) > SLOW and sys.stderr.isatty() else None
    reading = read(files, date_order=answers.date_order, zone=zone, progress=progress)
    if progress:
        print("\r\033[K", end="", file=sys.stderr)
    return reading


def _progress(of: Language) -> Callable[[float], None]:
    def show(share: float) -> None:
        text = of.gettext("Reading … {percent} %").format(percent=round(100 * share))
        print(f"\r{text}", end="", file=sys.stderr, flush=True)

    return show


def _look(reading: Reading, answers: Answers) -> LookBack:
    return look_back(reading, me=answers.me, partner=answers.partner, chat=answers.chat)


def _messages(of: Language, reading: Reading) -> int:
    sys.stdout.writelines(f"{line}\n" for line in export.messages(reading))
    for asked in reading.questions:
        print(f"{helping.question(of, asked)} --date-order {'|'.join(asked.choices)}", file=sys.stderr)
    return READ


def _asked(of: Language, look: LookBack, answers: Answers, files: Files, zone: tzinfo) -> LookBack:
    """Ask in the terminal until nothing is open; where nobody can answer, leave the questions in."""
    while look.questions and sys.stdin.isatty() and sys.stdout.isatty():
        asked = look.questions[0]
        try:
            answers.set(asked, _choose(of, asked))
        except EOFError:  # whoever was asked has left
            return look
        reading = _read(of, files, answers, zone) if asked.id == "date_order" else look.reading
        look = _look(reading, answers)
    return look


def _choose(of: Language, asked: Question) -> str:
    print(helping.question(of, asked))
    for number, value in enumerate(asked.choices, 1):
        print(f"  {number}  {words.safe(helping.choice(of, asked, value))}")
    while True:
        said = input("> ").strip()
        if said in asked.choices:
            return said
        if said.isdecimal() and 1 <= int(said) <= len(asked.choices):
            return asked.choices[int(said) - 1]
        print(of.gettext("A number from 1 to {most}, please.").format(most=len(asked.choices)))


def _tell(of: Language, options: argparse.Namespace, look: LookBack) -> int:
    if look.refused or look.questions:
        return _refuse(of, look)
    if options.html:
        return _page(of, look, Path(options.html), options.files)
    from toward.insight.look_back.terminal import told  # noqa: PLC0415

    print("\n".join(told(of, look)))
    return READ


def _refuse(of: Language, look: LookBack) -> int:
    """Say why there is no report, and which option would answer."""
    if look.refused:
        print(helping.refused(of, look), file=sys.stderr)
    for asked in look.questions:
        option = f"--{asked.id.replace('_', '-')}"
        choices = " | ".join(map(words.safe, asked.choices))
        print(f"{helping.question(of, asked)}  {option} {choices}", file=sys.stderr)
    return REFUSED


def _page(of: Language, look: LookBack, out: Path, inputs: list[str]) -> int:
    from toward.insight.look_back.render import standalone  # noqa: PLC0415

    if out.exists() and any(out.samefile(name) for name in inputs):
        return _sorry(of.gettext("{name} is the chat itself. Choose another name for the page.").format(name=out))
    html = standalone(of, look)
    try:
        with os.fdopen(
            os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", errors="replace"
        ) as file:
            file.write(html)
    except OSError as problem:
        return _sorry(of.gettext("{name} cannot be written: {why}.").format(name=out, why=problem.strerror))
    print(of.gettext("Written to {name}. It quotes a few of our lines: keep it where only we look.").format(name=out))
    return READ
