"""The sentence for everything that can be refused when somebody comes in, makes a kit, or chooses."""

from __future__ import annotations

from django.utils.translation import gettext

_FIELDS = ("handle", "password", "card", "present", "recovery", "zone", "group", "code")
_WHOLE = ("password_wrong", "recovery_wrong")  # they speak of two fields, and do not say which


def field_of(code: str) -> str:
    """The field that a code speaks of, "" where it speaks of the whole form.

    >>> field_of("card_typo"), field_of("wrong")
    ('card', '')
    """
    name = code.partition("_")[0]
    return name if name in _FIELDS and code not in _WHOLE else ""


def sentence(code: str) -> str:
    """What went wrong, and what helps.

    Raises:
        KeyError: nobody wrote a sentence for this code.
    """
    return (_of_names_and_passwords() | _of_lines() | _of_the_rest())[code.replace("present_", "card_")]


def _of_names_and_passwords() -> dict[str, str]:
    return {
        "handle_empty": gettext("A name of letters or numbers is needed here; any will do."),
        "handle_long": gettext("This name is too long. 64 letters are the most."),
        "handle_taken": gettext("This name is in use here already. Choose another one."),
        "password_short": gettext("This password is too short. Eight letters are the least; a few words are better."),
        "password_long": gettext("This password is too long. 1024 letters are the most."),
        "password_is_handle": gettext("The password is the same as the name. Choose another one."),
        "wrong": gettext("This does not open. The name, the password or the key card is another one."),
        "password_wrong": gettext("This does not open. The password or the key card is another one."),
        "old_wrong": gettext("This does not open. The present password or the key card is another one."),
        "slow": gettext("Those were many tries. Wait a quarter of an hour; whoever is signed in stays so."),
        "busy": gettext("Many are coming in at this moment. Try again in a few seconds."),
    }


def _of_lines() -> dict[str, str]:
    """What is wrong with a line of the kit, whichever it is."""
    return {
        "card_length": gettext("A key card line has 28 letters, in seven groups of four. Here are more or fewer."),
        "card_letter": gettext("There is a letter that never stands in a key card line. Look at each group once more."),
        "card_typo": gettext("One letter of this line is another one. Look at each group once more."),
        "card_other_line": gettext("This is the recovery line of the kit. Here the key card line is needed."),
        "recovery_length": gettext("A recovery line has 28 letters, in seven groups of four. Here are more or fewer."),
        "recovery_letter": gettext(
            "There is a letter that never stands in a recovery line. Look at each group once more."
        ),
        "recovery_typo": gettext("One letter of this line is another one. Look at each group once more."),
        "recovery_other_line": gettext("This is the key card line of the kit. Here the recovery line is needed."),
        "recovery_wrong": gettext(
            "This does not open. The name or the recovery line is another one; the newest kit counts."
        ),
        "group_wrong": gettext("The last group is another one. It stands at the end of the line above."),
    }


def _of_the_rest() -> dict[str, str]:
    return {
        "code_wrong": gettext(
            "This way in is no longer good: it was used, or two days have passed. Ask for a new one."
        ),
        "locked": gettext("This page was locked meanwhile. Unlock it; the old password and kit still hold."),
        "kit_broken": gettext("The kit on this page is not whole any more. Draw a new one; nothing was changed."),
        "zone_unknown": gettext("There is no time zone of this name. It looks like Europe/Berlin or Asia/Shanghai."),
    }
