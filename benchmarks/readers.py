"""One reader in a process of its own: `python -P readers.py NAME FILE [TEXTS]` prints how many messages it found.

Nothing is imported before the reader is known, so that each process carries only its own weight. `TEXTS` is a file for
every text as the reader gives it back.
"""

import json
import re
import sys
from pathlib import Path
from time import process_time

HEADER = r"(\d\d/\d\d/\d{4}), (\d\d:\d\d) - ([^:\n]+): "
FLOOR = re.compile(HEADER + r"(.*(?:\n(?!\d\d/\d\d/\d{4}, \d\d:|\Z).*)*)\n?")


def _floor(path: Path) -> list[tuple[str, ...]]:
    """One expression over the decoded file; date, time, author and text of each message are kept."""
    return [match.groups() for match in FLOOR.finditer(path.read_bytes().decode())]


def _bare(path: Path) -> range:
    """The same expression; nothing is kept."""
    return range(sum(1 for _ in FLOOR.finditer(path.read_bytes().decode())))


def _ours(path: Path) -> object:
    from datetime import UTC  # noqa: PLC0415

    from toward.lookback.read import read  # noqa: PLC0415

    _started()
    return read([(path.name, path.read_bytes())], zone=UTC).chats[0].text


def _ours_as_strings(path: Path) -> list[str]:
    return list(_ours(path))  # type: ignore[call-overload,no-any-return]


def _whatstk(path: Path) -> object:
    from whatstk.whatsapp.parser import df_from_whatsapp  # noqa: PLC0415

    _started()
    return df_from_whatsapp(str(path), max_size=None)["message"]  # by itself it refuses files above 50 MB


def _chat_miner(path: Path) -> object:
    from chatminer.chatparsers import WhatsAppParser  # noqa: PLC0415

    _started()
    parser = WhatsAppParser(str(path))
    parser.parse_file()
    return parser.parsed_messages.get_df()["message"]


def _chatpack(path: Path) -> list[str]:
    import chatpack  # noqa: PLC0415

    _started()
    return [message.content for message in chatpack.WhatsAppParser().parse(str(path))]


def _text(one: str | tuple[str, ...]) -> str:
    return one if isinstance(one, str) else one[-1]


READERS = {
    "floor": _floor,
    "floor, nothing kept": _bare,
    "toward": _ours,
    "toward, every text a string": _ours_as_strings,
    "whatstk": _whatstk,
    "chat-miner": _chat_miner,
    "chatpack": _chatpack,
}
_began = [0.0]


def _started() -> None:
    """The reader is imported; from here on its work is counted."""
    _began[0] = process_time()


def main(name: str, path: Path, texts: Path | None = None) -> None:
    """Read, say how many messages there were and what reading alone took."""
    _started()
    found = READERS[name](path)
    parse = process_time() - _began[0]
    print(json.dumps({"messages": len(found), "parse": parse}))  # type: ignore[arg-type]
    if texts is not None:
        texts.write_text(json.dumps([_text(one) for one in found]), encoding="utf-8")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
