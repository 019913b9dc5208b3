"""The sentences of pairing, parting and taking out, by their codes."""

from __future__ import annotations

from django.utils.translation import gettext


def refused(code: str) -> str:
    """Why an invitation cannot be taken."""
    said = {
        "unknown": gettext("This link leads nowhere any more, or a part of it is missing. Ask for a new one."),
        "used": gettext("This link was used already; each one is good once. Ask for a new one."),
        "over": gettext("This link was good for two days, and they are over. Ask for a new one."),
        "own": gettext("This is your own invitation. Open it on the phone of the other one of you."),
        "paired": gettext("You already share a space with somebody. Leave it first, if that is over."),
        "busy": gettext("You are comparing words with somebody. Finish that first, or end it."),
    }
    return said.get(code, said["unknown"])


def not_brought(code: str) -> str:
    """Why an export cannot be brought in."""
    said = {
        "no_file": gettext("Choose the exported file first."),
        "not_age": gettext("This is not a file that Toward has exported. Its name ends in .age."),
        "not_opened": gettext("It does not open with this. Check the passphrase or key; nothing was changed."),
        "not_ours": gettext("It opens, but what is inside is not an export of Toward. Nothing was changed."),
        "newer": gettext("It was exported by a newer Toward than this one. Nothing was changed."),
        "too_large": gettext("It is larger than any export of Toward. Nothing was changed."),
        "again": gettext("This very export was brought in before. Nothing was changed."),
    }
    return said.get(code, said["not_ours"])


def not_taken_out(code: str) -> str:
    """Why no file can be made."""
    said = {
        "short": gettext("Choose a passphrase of at least ten letters."),
        "differ": gettext("The two passphrases are not the same."),
        "recipient": gettext("This is not an age recipient. It begins with age1 and has 62 letters."),
    }
    return said[code]


def not_erased(code: str) -> str:
    """Why nothing is erased."""
    said = {
        "sure": gettext("Say that you are sure first. Nothing was erased."),
        "wrong": gettext("This password, or the key card, is not the one. Nothing was erased."),
        "often": gettext("That was tried too often. Try again in a quarter of an hour. Nothing was erased."),
        "none": gettext("Choose first what is to be removed."),
    }
    return said[code]


def departure(what: str) -> str:
    """What left somebody's hands."""
    said = {
        "device": gettext("A device was signed in."),
        "paired": gettext("The words were compared, and a common space began."),
        "left": gettext("The common space was left."),
        "keys_changed": gettext("Keys had changed, and the words were compared again."),
        "shared": gettext("Something was shared."),
        "revoked": gettext("Something shared was taken back."),
        "exported": gettext("Everything of mine was exported into a file."),
        "imported": gettext("An export was brought in."),
        "passkey": gettext("A passkey was added or removed."),
        "kit": gettext("A new kit was made; an older one opens nothing."),
        "password": gettext("Another password was chosen, and every other device was signed out."),
        "recovered": gettext("The recovery line came in, and another password was chosen."),
        "anew": gettext("This name began anew, with empty rooms and new keys."),
        "found": gettext("The recovery line opened the rooms from before."),
    }
    return said[what]
