"""Builds that leak, each in a way of its own. The hunt must catch every one of them, else its silence means nothing."""

from __future__ import annotations

import gzip
import logging
import tempfile
from base64 import b64encode
from pathlib import Path

from django.conf import settings

from toward.store.models import DueRow, new_id

OFFSETS = 3


class Leaky:
    """Does with the words of each form what no product may do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
            for leak in settings.LEAKS & DEEDS.keys():
                DEEDS[leak](request.body, request.POST.get("words", ""))
        return self.get_response(request)


def _log(body: bytes, words: str) -> None:
    logging.getLogger("leaky").debug("a form came: %s", body.hex())


def _column(body: bytes, words: str) -> None:
    if words:
        DueRow.objects.create(account=new_id(), purpose=words[:24], next_at=0)


def _temp(body: bytes, words: str) -> None:
    with tempfile.NamedTemporaryFile(prefix="leak-", delete=False) as file:
        file.write(gzip.compress(body))


def _base64(body: bytes, words: str) -> None:
    for offset in range(OFFSETS):
        with Path(settings.HOME / f"leak.{offset}").open("ab") as file:
            file.write(b64encode(b"x" * offset + words.encode()) + b"\n")


DEEDS = {"log": _log, "column": _column, "temp": _temp, "base64": _base64}
TOLD = {
    "log": "a form in hex in the log",
    "column": "a field in a column in the clear",
    "temp": "a compressed form in a temporary file",
    "base64": "a field in base64, behind 0, 1 and 2 other bytes",
    "traceback": "an error with its message in the log",  # this one is a switch of the settings
}
