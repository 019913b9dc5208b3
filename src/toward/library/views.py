"""The register as a page: each statement with its grade, its source, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from toward.library.evidence import Claim, grade_words, register


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the register."""

    id: str
    name: str
    claims: tuple[Claim, ...]


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The whole register."""
    return render(request, "library/evidence.html", {"sections": sections(), "grades": grade_words(gettext)})


def sections() -> tuple[Section, ...]:
    """The register by its parts."""
    names = {
        "seed": gettext("What fades between two people"),
        "daily": gettext("The small things of every day"),
        "intervention": gettext("What has been tried, and helped or not"),
        "psychometrics": gettext("Asking well"),
        "safety": gettext("When it is not safe"),
    }
    parts = dict.fromkeys(one.section for one in register().values())
    return tuple(
        Section(part, names.get(part, part), tuple(one for one in register().values() if one.section == part))
        for part in parts
    )
