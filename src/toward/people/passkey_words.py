"""The sentences for a passkey that is refused, by their codes."""

from __future__ import annotations

from django.utils.translation import gettext

from toward.people.page import Form
from toward.people.sentences import sentence


class Refusal(Form):
    """A form on a page where a passkey was refused."""

    @property
    def said(self) -> str:
        """Why, and what helps; "" if nothing was refused."""
        return refused(self.code) if self.code else ""


def refused(code: str) -> str:
    """Why a passkey is not taken; one sentence for every passkey that does not open, whatever the reason."""
    said = {
        "unknown": gettext(
            "This passkey does not open anything here. Nothing was changed; every other way in is as before."
        ),
        "late": gettext("This took longer than five minutes, or was sent twice. Try once more."),
        "unfit": gettext("This passkey could not be added. Nothing was changed; another device may do."),
        "no_kit": gettext(
            "This passkey would only be a second step. That needs a kit first, so that a lost one locks nobody out."
        ),
    }
    return said.get(code) or sentence(code)
