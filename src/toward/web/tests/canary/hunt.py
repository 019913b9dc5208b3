"""The hunt: a story is told in a real house, and everything that the house has left behind is looked through for canaries."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toward.web.tests.canary import leaks, traces
from toward.web.tests.canary import story as tale
from toward.web.tests.canary.browser import Browser
from toward.web.tests.canary.cage import Cage, Canary
from toward.web.tests.canary.fields import text_fields
from toward.web.tests.canary.scan import SPELLINGS, Finding, Scan
from toward.web.tests.canary.server import PATIENCE, Server, serving
from toward.web.tests.canary.story import ALONE, LIANG, STRANGER, SU, Story
from toward.web.tests.canary.traces import Cell, Trace

SEED = 4
STATEMENTS = "debug.log"  # here alone, and in the database, may stand what is clear by design
# Where that must be seen, so that it is sure that words in these files would be: parts of paths.
MUST_SHOW = {
    "WAL": ("debug.log", "toward.sqlite3-wal", "before/backup", "before/vacuum", "after/backup", "after/vacuum"),
    "TRUNCATE": ("debug.log", "/toward.sqlite3", "before/backup", "before/vacuum", "after/backup", "after/vacuum"),
    "PostgreSQL": ("debug.log", "/data/pg_wal/", "/data/base/"),
}
LEFT_OPEN = {"WAL": "/toward.sqlite3-wal", "TRUNCATE": "/toward.sqlite3-journal", "PostgreSQL": "/data/pg_wal/"}


@dataclass
class Hunt:
    """What came of one hunt.

    Args:
        name: of the database.
        story: what happened, and every canary.
        looked: what was looked through.
        fields: template and name of every text field there is.
        leaks: canaries where none may be.
        clear: those that stand in the clear by design, by table and column.
        shown: files in which one of these was seen.
        seen: those that somebody may see, and saw.
        running: bytes of each file that was looked through while the server ran.
        ended: the same after its sudden end.
    """

    name: str
    story: Story
    looked: Scan
    fields: set[tuple[str, str]]
    leaks: set[tuple[Finding, Canary]] = field(default_factory=set)
    clear: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    shown: set[str] = field(default_factory=set)
    seen: dict[str, set[Canary]] = field(default_factory=lambda: defaultdict(set))
    running: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def blind(self) -> set[str]:
        """Files in which the hunt should have seen what is clear by design, and did not; and no trace of the sudden end."""
        mode = self.name.split(", ")[-1]
        unseen = {part for part in MUST_SHOW[mode] if not any(part in where for where in self.shown)}
        ended = any(LEFT_OPEN[mode] in where and size for where, size in self.ended.items())
        return unseen if ended else unseen | {LEFT_OPEN[mode]}

    @property
    def line(self) -> str:
        """What was done, in one line."""
        return (
            f"{self.name}: {len(self.story.typed & self.fields)} of {len(self.fields)} text fields, "
            f"{len(self.story.cage.canaries)} canaries; {self.looked.things:,} files, cells and answers, "
            f"{self.looked.bytes:,} bytes, {self.looked.unpacked:,} compressed streams, {SPELLINGS} spellings; "
            f"{len(self.leaks)} leaks"
        )


def hunted(name: str, folder: Path, more: Mapping[str, str], seed: int = SEED) -> Hunt:
    """Tell the story in a fresh house, end it suddenly, and look through everything.

    Args:
        name: of the database, for the line.
        folder: empty; the house and the copies lie in it.
        more: variables that choose the database.
        seed: of the canaries.
    """
    home, address = folder / "home", more.get("TOWARD_DATABASE", "")
    with serving(home, more) as server:
        story = tale.told(server, Cage(random.Random(seed)))
        before = [
            *_left(home, address),
            *traces.gone_but_open(server.process.pid),
            *_copied(home, folder / "before", address),
        ]
        tale.broken_off(story)
        server.process.wait(timeout=PATIENCE)
    found = Hunt(name, story, Scan(story.cage.canaries), text_fields())
    _look(found, before, found.running)
    _look(found, _left(home, address), found.ended)
    _look(found, _copied(home, folder / "after", address), found.ended)
    _look_into(found, _cells(folder, address))
    for person in (LIANG, SU, ALONE, STRANGER):
        _ask(found, person)
    return found


def leaking(folder: Path, seed: int = SEED) -> set[Finding]:
    """Sign up and write in a build that leaks in every way; where the word was found.

    Args:
        folder: empty.
        seed: of the canaries.
    """
    with serving(folder / "home", {"CANARY_LEAKS": ",".join(leaks.TOLD)}) as server:
        word = _short_story(server, Cage(random.Random(seed)))
        scan = Scan([word])
        found = scan.through(traces.files(folder / "home"))
        found |= scan.through(_copied(folder / "home", folder / "copies", ""))
    cells = traces.cells_of_sqlite(folder / "copies" / "backup.sqlite3")
    return found | scan.through((f"{table}.{column}", data) for table, column, data in cells)


CAUGHT = {
    "log": [("home/debug.log", "hex")],
    "column": [("store_duerow.purpose", "utf-8"), ("home/toward.sqlite3", "utf-8"), ("copies/backup.sqlite3", "utf-8")],
    "temp": [("home/tmp/leak-", "gzip > utf-8")],
    "base64": [(f"home/leak.{offset}", f"base64 at {offset}") for offset in range(leaks.OFFSETS)],
    "traceback": [("home/debug.log", "utf-8")],
}


def caught(found: set[Finding]) -> dict[str, list[Finding]]:
    """Of each leak, its findings in all places and spellings in which it has to be found; none where one is missing."""
    by_leak: dict[str, list[Finding]] = {}
    for leak, wanted in CAUGHT.items():
        there = [
            [one for one in found if one.where.startswith(where) and one.spelling == spelt] for where, spelt in wanted
        ]
        by_leak[leak] = [one for each in there for one in each] if all(there) else []
    return by_leak


def _short_story(server: Server, cage: Cage) -> str:
    one = Browser(server.address, LIANG, cage, set())
    tale.sign_up(one, server.way_in)
    word = next(each for each in iter(lambda: cage.new("test/mine: words", LIANG), None) if each.isascii())
    one.send(one.get("/test/mine/"), "/test/mine/", words=word)
    assert one.get("/test/breaks/").status == 500
    return word


def _left(home: Path, address: str) -> Iterator[Trace]:
    """Every file of the house, and of its PostgreSQL if it has one."""
    if address:
        traces.write_down(address)
    yield from traces.files(home, *([traces.folder_of_postgres(address)] if address else []))


def _copied(home: Path, into: Path, address: str) -> Iterator[Trace]:
    yield from () if address else traces.backups(home, into)


def _cells(folder: Path, address: str) -> Iterator[Cell]:
    yield from (
        traces.cells_of_postgres(address) if address else traces.cells_of_sqlite(folder / "after" / "backup.sqlite3")
    )


def _look(found: Hunt, things: Iterable[Trace], sizes: dict[str, int]) -> None:
    """No file may have a canary in it; the database's own and the log of its statements may have what is clear by design."""
    for where, data in things:
        sizes[where] = len(data)
        own = where.endswith(STATEMENTS) or traces.is_database(where)
        for each in found.looked.through([(where, data)]):
            canary = found.story.cage.canaries[each.word]
            if canary.clear and own:
                found.shown.add(where)
            else:
                found.leaks.add((each, canary))


def _look_into(found: Hunt, cells: Iterable[Cell]) -> None:
    for table, column, data in cells:
        for each in found.looked.through([(f"{table}.{column}", data)]):
            canary = found.story.cage.canaries[each.word]
            if canary.clear:
                found.clear[table, column].add(str(each.word))
            else:
                found.leaks.add((each, canary))


def _ask(found: Hunt, person: str) -> None:
    """What was sent to somebody, their export among it, has nothing in it that only others may read."""
    for each in found.looked.through([*found.story.sent_to(person), *found.story.exports.get(person, [])]):
        canary = found.story.cage.canaries[each.word]
        if person in canary.readers:
            found.seen[each.where if each.where.startswith("export") else person].add(canary)
        else:
            found.leaks.add((each, canary))
