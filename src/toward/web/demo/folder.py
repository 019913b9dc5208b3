"""The folder of one demonstration: made for it, marked as made up, and thrown away with it.

The demonstration lives in no other. Whatever a person's own Toward keeps, and wherever, it is not looked at.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

MARK = "made-up"  # a file of this name lies in the folder of a demonstration, and in no other
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def thrown_away() -> Iterator[Path]:
    """A fresh folder that only its owner can open; gone afterwards, however the demonstration was asked to end."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C also where whoever started it does not listen to it
        signal.signal(ending, signal.default_int_handler)
    signal.signal(signal.SIGHUP, _ask_to_end)
    folder = Path(tempfile.mkdtemp(prefix="toward-demo-"))
    try:
        (folder / MARK).touch()
        yield folder
    finally:
        for each in ENDINGS:
            signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it there
        shutil.rmtree(folder)


def _ask_to_end(number: int, frame: FrameType | None) -> None:
    """A terminal that was closed asks it to end, rather than breaking it off."""
    signal.raise_signal(signal.SIGTERM)


def live_in(folder: Path) -> None:
    """From now on this process keeps data and keys in `folder`, whatever its surroundings said before."""
    os.environ.pop("TOWARD_DATABASE", None)
    os.environ.update(
        TOWARD_DATA=str(folder), TOWARD_CONFIG=str(folder), DJANGO_SETTINGS_MODULE="toward.web.demo.settings"
    )


def refuse_what_is_lived_in() -> None:
    """Let nothing be touched that the demonstration did not make.

    Raises:
        ImproperlyConfigured: data, keys or database would be somebody's own.
    """
    named = [os.environ.get(name, "") for name in ("TOWARD_DATA", "TOWARD_CONFIG")]
    made = all(folder and (Path(folder) / MARK).is_file() for folder in named)
    if not made or os.environ.get("TOWARD_DATABASE"):
        raise ImproperlyConfigured("The demonstration lives in a folder of its own. Begin it by: toward demo")
