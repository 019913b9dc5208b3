"""What a person sees when something goes wrong, and what the log may know of it."""

from __future__ import annotations

import logging
import sys
import traceback
from copy import copy
from dataclasses import dataclass
from types import TracebackType

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

_AWAY = 503


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A sentence, and what to do."""

    said: str
    then: str


def page(request: HttpRequest, status: int) -> HttpResponse:
    """The page of an HTTP status, in the reader's language."""
    answer = render(request, "web/error.html", {"page": _words(status)}, status=status)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _words(status: int) -> ErrorPage:
    words = {
        400: ErrorPage(gettext("This request could not be understood."), gettext("Go back and try once more.")),
        403: ErrorPage(
            gettext("This form is too old, or it came from another page."),
            gettext("Open the page again; nothing was kept or changed."),
        ),
        404: ErrorPage(gettext("There is nothing here."), gettext("The address may be old, or for somebody else.")),
        405: ErrorPage(gettext("This cannot be done here."), gettext("Go back and try once more.")),
        500: ErrorPage(
            gettext("Something broke on our side."),
            gettext("It is not your doing. Nothing you wrote was sent anywhere."),
        ),
        503: ErrorPage(
            gettext("What is kept here cannot be reached right now."),
            gettext("What you just sent was not kept; everything before it is. Go back and try again in a minute."),
        ),
        507: ErrorPage(
            gettext("The disk of this computer is full."),
            gettext("This was not kept; everything before it is. Reading, leaving, removing and erasing still work."),
        ),
    }
    return words.get(status, words[500])


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return page(request, 400)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or old."""
    return page(request, 403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, 503 where the database is away, 507 where the disk is full; without a template in case that is what broke."""
    try:
        status = _status(sys.exc_info()[1])
        answer = page(request, status)
    except Exception:
        return HttpResponse(
            "Something broke on our side. / 我们这边出了问题。", status=500, content_type="text/plain; charset=utf-8"
        )
    if status == _AWAY:
        answer["Retry-After"] = "30"
    return answer


def _status(problem: BaseException | None) -> int:
    """What a problem is called in HTTP."""
    if isinstance(problem, OperationalError) and any(sign in str(problem) for sign in ("is full", "No space left")):
        return 507
    return _AWAY if isinstance(problem, OperationalError | InterfaceError) else 500


class WithoutWords(logging.Formatter):
    """Log lines that say where something broke, never with what: an exception's message may quote a chat."""

    def format(self, record: logging.LogRecord) -> str:
        """A line; of a request only how it was answered, since Django quotes its address and what came with it."""
        line = copy(record)
        line.exc_text = None  # another formatter may have left the whole traceback there
        if hasattr(record, "request"):
            line.msg, line.args = "answered %s", (getattr(record, "status_code", "nothing"),)
        return super().format(line)

    def formatException(  # noqa: N802 (the name of the standard library)
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The kind of error and the places in the program, without values."""
        kind, _, trace = ei
        places = [f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(trace)]
        return f"{kind.__name__ if kind else 'error'} in " + " < ".join(reversed(places))
