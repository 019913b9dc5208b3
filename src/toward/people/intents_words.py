"""The sentence for what a phone brought and a rule refused, so that its writer knows what to do with the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

Say = Callable[[Mapping[str, object]], str]
SAID: dict[str, Say] = {}  # every room puts the sentences for the codes of its own rules here


def sentence(code: str, more: Mapping[str, object]) -> str:
    """What is said to who wrote it; a code without words of its own gets plain ones."""
    if code in SAID:
        return SAID[code](more)
    words = {
        "not_known": gettext("This server does not know this kind of note yet. The words stay on this device."),
        "not_there": gettext("The room for this is closed or not there any more. The words are still here."),
        "no_sense": gettext(
            "Something in this form is missing or unusual. Look at it once more; the words are still here."
        ),
    }
    return words.get(code) or gettext("This could not be kept as it is. The words are still here.")
