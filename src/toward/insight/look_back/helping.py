"""A sentence for everything that can go wrong with a file: what was read, what was not, and what to do."""

from __future__ import annotations

from toward.insight.language import Language
from toward.lookback.messages import Question, Unreadable
from toward.lookback.report import LookBack

EXPORT_AGAIN = ("empty", "broken_zip", "broken_json", "broken_database", "zip_without_chat")


def unreadable(of: Language, problem: Unreadable) -> str:
    """Why nothing could be read, and what to do instead."""
    gettext, facts = of.gettext, problem.facts
    said = {
        "empty": gettext("There is nothing in this file."),
        "binary": gettext("This is not a text: it looks like {what}. Nothing was read."),
        "not_a_chat": gettext("This is a text, but I find no messages in it: no line begins with a date and a time."),
        "other_app": gettext(
            "This looks like an export from {app}. Toward cannot read that yet; it reads WhatsApp, Telegram, Messenger and Instagram."
        ),
        "encrypted_zip": gettext(
            "This zip is locked with a password. Unpack it first, then choose the text file inside."
        ),
        "zip_bomb": gettext("This zip unpacks to far more than any chat. It was left alone."),
        "zip_without_chat": gettext("There is no chat inside this zip, only other files."),
        "broken_zip": gettext("This zip is damaged or cut off. Nothing could be read."),
        "too_large": gettext(
            "This is too large to read in memory. Choose only the text or database file, without the media."
        ),
        "unknown_header": gettext("The lines begin with dates in a form that I do not know yet. Nothing was guessed."),
        "broken_json": gettext("This file is damaged or cut off. Nothing could be read."),
        "broken_database": gettext("This database is damaged, encrypted or not a chat. Nothing could be read."),
        "no_deserialize": gettext(
            "The Python on this machine cannot open a database in memory. A text export of the same chat works."
        ),
        "took_too_long": gettext("Reading took too long and was stopped. Nothing was kept. A shorter export may work."),
        "broke": gettext(
            "Something in this file broke the reading. Nothing was kept. The text export without media is the surest way."
        ),
        "busy": gettext("Two chats are being read right now. Try again in a minute; nothing was kept."),
    }
    text = said.get(problem.code, said["not_a_chat"]).format(
        what=facts.get("what", gettext("something else")), app=_app(of, str(facts.get("app", "")))
    )
    again = gettext("Export the chat once more, without media, and choose that file.")
    return of.together(text, again) if problem.code in EXPORT_AGAIN else text


def _app(of: Language, name: str) -> str:
    """What people call an app; most names are the same in every language."""
    gettext = of.gettext
    own = {"": gettext("another app"), "WeChat": gettext("WeChat"), "Telegram (HTML)": gettext("Telegram, as HTML")}
    return own.get(name, name)


def refused(of: Language, look: LookBack) -> str | None:
    """Why there is no report, although something was read; None where there is one."""
    gettext = of.gettext
    said = {
        "one_author": gettext("Only one person writes in this chat. A look back needs the two of us."),
        "group": gettext(
            "More than two people write here. Say which one is you and who the other is: only a chat of your own."
        ),
        "unknown_name": gettext("Nobody of that name writes in this chat. Use a name exactly as the chat shows it."),
        "no_dates": gettext(
            "The days in this chat are not known yet: it can be read as day first or month first, and nothing in it decides. Say which."
        ),
        "which_chat": gettext("This export holds several conversations. Say which one."),
        "nobody": gettext("There are lines of the app here, but nobody writes. Nothing to look back on."),
    }
    return said[look.refused] if look.refused else None


def question(of: Language, asked: Question) -> str:
    """The words of a question."""
    gettext = of.gettext
    return {
        "me": gettext("Which one is you?"),
        "with": gettext("And who is the other?"),
        "chat": gettext("Which conversation?"),
        "date_order": gettext("How does this phone write a date: is 03/04 the third of April or the fourth of March?"),
    }[asked.id]


def choice(of: Language, asked: Question, value: str) -> str:
    """The words of an answer."""
    gettext = of.gettext
    orders = {
        "dmy": gettext("Day first: 3 April"),
        "mdy": gettext("Month first: 4 March"),
        "ymd": gettext("Year first"),
    }
    return orders.get(value, value) if asked.id == "date_order" else value
