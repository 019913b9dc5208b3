"""Do the readers say what was counted by other means in real exports?

Reads every export of our formats in a folder of real specimens (`TOWARD_SHARED`, or `shared` beside the repository;
none of them is in the repository) and compares: numbers of messages, system lines and people with the folder's
`PROVENANCE.tsv`; date order, question, first and last moment with `validate_expected.tsv`, written by looking into the
files; every text with the bytes or the field it comes from; and what the command line prints, one file a format.
A disagreement that `validate_expected.tsv` does not argue for ends with exit code 1. `python tools/validate.py`
"""

from __future__ import annotations

import _sqlite3 as sqlite3  # in a process of the app, `sqlite3` may be a library that opens no bytes
import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from toward.lookback.messages import Kind, Reading, Unreadable
from toward.lookback.read import read

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("TOWARD_SHARED") or HERE.parent.parent / "shared")
OURS = {"wa", "wa-lines", "wa-ios-db", "telegram", "meta"}  # kinds of the provenance table that have a reader
COUNTS = ("messages", "system", "participants")
EPOCH = datetime(1970, 1, 1)
READ, REFUSED = 0, 2  # exit codes: several chats, or one person, are read but not reported on

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """One file (or one line of the file of single lines) and what disagrees."""

    name: str
    counts: tuple[int, int, int]
    argued: tuple[str, ...]
    unargued: tuple[str, ...]


def table(path: Path) -> list[Row]:
    """The rows of a tab-separated table."""
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE))


def checked(folder: Path) -> list[Checked]:
    """Everything that has a reader, compared."""
    provenance = {row["file"]: row for row in table(folder / "PROVENANCE.tsv") if row["kind"] in OURS}
    expected = table(HERE / "validate_expected.tsv")
    told = {row["file"].partition(":")[0] for row in expected}
    missing = [Checked(name, (0, 0, 0), (), ("not looked at by anybody",)) for name in provenance if name not in told]
    return [*missing, *(_one(folder, row, provenance) for row in expected)]


def _one(folder: Path, seen: Row, provenance: dict[str, Row]) -> Checked:
    name, _, line = seen["file"].partition(":")
    data = (folder / name).read_bytes()
    data = data.splitlines(keepends=True)[int(line) - 1] if line else data
    try:
        first = read([(name, data)], zone=UTC)
        answered = read([(name, data)], zone=UTC, date_order=seen["answer"] or None)
    except Unreadable as problem:
        return Checked(seen["file"], (0, 0, 0), (), (f"unreadable: {problem.code}",))
    by_others = _provenance_differs(provenance[name], counts(answered)) if not line else []
    wrong = [*_differs(seen, first, answered), *texts_lost(data, answered)]
    argued, unargued = (by_others, wrong) if seen["argument"] else ([], by_others + wrong)
    return Checked(seen["file"], counts(answered), tuple(argued), tuple(unargued))


def counts(reading: Reading) -> tuple[int, int, int]:
    """Messages, system lines and people of all chats together."""
    system = sum(int((chat.kind == Kind.SYSTEM).sum()) for chat in reading.chats)
    people = {name for chat in reading.chats for name in chat.people}
    return sum(len(chat) for chat in reading.chats) - system, system, len(people)


def _provenance_differs(row: Row, found: tuple[int, int, int]) -> list[str]:
    known = ((what, int(row[f"expected_{what}"]), got) for what, got in zip(COUNTS, found, strict=True))
    return [f"{what}: {want} in the provenance table, {got} read" for what, want, got in known if want not in (got, -1)]


def _differs(seen: Row, first: Reading, answered: Reading) -> list[str]:
    """What the reading says otherwise than the eye."""
    asked = ",".join(question.id for question in first.questions)
    moments = [moment for chat in answered.chats for moment in _moments(chat.at.tolist())]
    pairs = {
        **{what: (int(seen[what]), got) for what, got in zip(COUNTS, counts(answered), strict=True)},
        "date order": (seen["date_order"], first.date_order or ""),
        "question": (seen["question"], asked),
        "first": (_moment(seen["first"]), moments[0]),
        "last": (_moment(seen["last"]), moments[-1]),
        "unread lines": (0, first.unread_lines),
        "questions after the answer": (0, len(answered.questions)),
    }
    return [f"{what}: {want} by eye, {got} read" for what, (want, got) in pairs.items() if want != got]


def _moments(at: list[int]) -> Iterator[datetime]:
    yield from (EPOCH + timedelta(seconds=seconds) for seconds in at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def texts_lost(data: bytes, reading: Reading) -> list[str]:
    """Texts that are not, byte for byte, what the file says."""
    texts = [(text, chat.people[who] if who >= 0 else "") for chat in reading.chats for text, who in zip(chat.text, chat.author.tolist(), strict=True)]  # fmt: skip
    if reading.format == "whatsapp":
        return _lost_in_text(data, texts)
    want = sorted(_fields(data, reading))
    got = sorted(text for text, _ in texts)
    return [] if want == got else [f"texts differ: {len(set(want) ^ set(got))} of {len(want)}"]


def _lost_in_text(data: bytes, texts: list[tuple[str, str]]) -> list[str]:
    """Between two texts may lie only a line break, a header of one line and the author; nothing else of the file."""
    wrong, done = [], 0
    for i, (text, author) in enumerate(texts):
        start = _start(data, done, text.encode(), author)
        gap = data[done:start].decode("utf-8", "replace") if start >= 0 else ""
        if (
            start < 0
            or not re.fullmatch(rf"{chr(92)}r?\n[^\n]{{8,90}}" if i else r"\ufeff?[^\n]{8,90}", gap)
            or author not in gap
        ):
            wrong.append(f"text {i + 1} is not where it should be: {text[:40]!r}")
            continue
        done = start + len(text.encode())
    return wrong if data[done:].strip() == b"" else [*wrong, f"unread at the end: {data[done:][:40]!r}"]


def _start(data: bytes, done: int, text: bytes, author: str) -> int:
    """Where a text begins: after its author's colon, else wherever its bytes come next."""
    place = data.find(f"{author}:".encode(), done) + len(f"{author}:".encode()) if author else done
    return data.find(text, place + (data[place : place + 1] == b" " and bool(author)))


def _fields(data: bytes, reading: Reading) -> Iterator[str]:
    """Every text as the file holds it, read without our readers."""
    if reading.format == "whatsapp-ios":
        yield from _column(data)
        return
    root = json.loads(data.decode("utf-8-sig"))
    chats = root.get("chats", {}).get("list", [root]) if isinstance(root.get("chats"), dict) else [root]
    for message in (message for chat in chats for message in chat["messages"]):
        yield _field(message)


def _field(message: dict[str, Any]) -> str:
    if "sender_name" in message:
        return _mended(message.get("content", ""))
    is_notice = message.get("type") == "service" and message.get("action") != "phone_call"
    return str(message["action"]) if is_notice else _joined(message["text"])


def _mended(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(part if isinstance(part, str) else part["text"] for part in text)


def _column(data: bytes) -> Iterator[str]:
    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    rows = database.execute("SELECT ZTEXT, ZMESSAGETYPE FROM ZWAMESSAGE").fetchall()
    database.close()
    yield from ("" if kind == 14 else text or "" for text, kind in rows)  # what was deleted is not shown


def pages_joined(folder: Path) -> list[str]:
    """Two pages of one conversation are one chat in the order of time."""
    pages = [(path.name, path.read_bytes()) for path in sorted((folder / "ig_locket").glob("message_*.json"))]
    (chat,) = read(pages, zone=UTC).chats
    at = chat.at.tolist()
    return (
        []
        if len(pages) == 2 and len(chat) == 4 and at == sorted(at)
        else [f"{len(pages)} pages became {len(chat)} messages"]
    )


def by_command_line(path: Path) -> list[str]:
    """What `toward lookback` prints of a file that differs from what was read."""
    command = [sys.executable, "-m", "toward", "lookback", str(path), "--zone", "UTC", "--lang", "en"]
    lines = subprocess.run([*command, "--messages"], capture_output=True, check=False)
    report = subprocess.run([*command, "--json"], capture_output=True, check=False)
    if lines.returncode or report.returncode not in (READ, REFUSED):
        last = (lines.stderr + report.stderr).decode("utf-8", "replace").strip().splitlines()[-1:]
        return [f"{path.name}: the command line ended with {lines.returncode} and {report.returncode}: {last}"]
    return [f"{path.name}: {wrong}" for wrong in _printed_differs(path, lines.stdout, json.loads(report.stdout))]


def _printed_differs(path: Path, lines: bytes, report: dict[str, Any]) -> Iterator[str]:
    reading = read([(path.name, path.read_bytes())], zone=UTC)
    rows = [json.loads(line) for line in lines.decode().splitlines()]
    texts = [text for chat in reading.chats for text in chat.text]
    if [row["text"] for row in rows] != texts:
        yield "--messages prints other texts"
    if sum(row["kind"] == "system" for row in rows) != counts(reading)[1]:
        yield "--messages prints other system lines"
    said = {"format": reading.format, "date_order": reading.date_order, "clock": reading.clock, "unread_lines": 0}
    yield from (f"--json says {key} {report[key]}, not {want}" for key, want in said.items() if report[key] != want)


COMMAND_LINE = (
    "wa_locket_android.txt", "wa_locket_ios.txt", "wa_locket_ChatStorage-personal.sqlite", "tg_langchain_result.json",
    "fb_langchain_chat.json", "ig_chatminer_message.json",
)  # fmt: skip


def main() -> int:
    """Check everything and print a table; returns the exit code."""
    folder = SHARED / "chats"
    if not (folder / "PROVENANCE.tsv").is_file():
        print(f"NOTHING WAS VALIDATED: there are no real exports at {folder}.\n0 files agree, all skipped: 1")
        return 0
    rows = checked(folder)
    print(f"{'file':52} {'messages':>8} {'system':>6} {'people':>6}")
    for row in rows:
        state = "DIFFERS" if row.unargued else "argued" if row.argued else "agrees"
        print(f"{row.name:52} {row.counts[0]:8} {row.counts[1]:6} {row.counts[2]:6}  {state}")
    others = [*pages_joined(folder), *(wrong for name in COMMAND_LINE for wrong in by_command_line(folder / name))]
    return _summary(rows, others)


def _summary(rows: list[Checked], others: list[str]) -> int:
    wrong = [f"{row.name}: {what}" for row in rows for what in row.unargued] + others
    for row in rows:
        print(*(f"argued  {row.name}: {what}" for what in row.argued), sep="\n", end="\n" if row.argued else "")
    print(*(f"DIFFERS {what}" for what in wrong), sep="\n", end="\n" if wrong else "")
    agreed = sum(not row.unargued for row in rows)
    print(f"{agreed} of {len(rows)} agree ({sum(bool(row.argued) for row in rows)} argued), command line on {len(COMMAND_LINE)} files, {len(wrong)} differences, skipped: 0")  # fmt: skip
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
