"""A form as it stands on a page: what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from toward.people.doors import private_page
from toward.people.sentences import field_of, sentence

_STATUS = {"slow": 429, "busy": 503}


@dataclass(frozen=True, slots=True)
class Form:
    """What a form shows.

    Args:
        typed: by field, without passwords.
        code: what is wrong, None if nothing is.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None

    @property
    def said(self) -> str:
        """The sentence for what is wrong with the whole of it, "" if nothing is."""
        return sentence(self.code) if self.code and not field_of(self.code) else ""

    def wrong(self, name: str) -> str:
        """The sentence for what is wrong with one field, "" if nothing is."""
        return sentence(self.code) if self.code and field_of(self.code) == name else ""

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return self.typed.get(name, "")

    @property
    def status(self) -> int:
        """As HTTP says it."""
        return 200 if self.code is None else _STATUS.get(self.code, 422)


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """What was typed into these fields, wherever it was sent."""
    sent = request.POST if request.method == "POST" else request.GET
    return {name: sent.get(name, "") for name in names}


def shown(request: HttpRequest, template: str, form: Form | None = None, **more: object) -> HttpResponse:
    """A page that no cache keeps."""
    form = form or Form()
    response = render(request, template, {"form": form, **more}, status=form.status)
    private_page(response)
    return response
