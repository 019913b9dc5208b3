"""What stands on the page "How it reaches me"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from toward.notify import channels, trial_words
from toward.notify.channels import Line
from toward.notify.mailing import WrongMailError, post_of
from toward.notify.models import Feed
from toward.notify.own_keys import voice_for_browsers
from toward.notify.posting import NOT_FROM_HERE, Answer
from toward.notify.ringing import is_gone
from toward.notify.wishes import BACK, EVENING, WAITING, Wishes, wished
from toward.people.day import day_of
from toward.people.doors import house, now, private_page
from toward.people.labels import described
from toward.people.opened import Opened

FAILING = 3  # times in a row before it is said
_STATUS = {"slow": 429}


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says after a deed.

    Args:
        code: what went wrong or well; "" for nothing.
        where: it stands: a field, `tests`, or "" for the head of the page.
        typed: what was typed, by field.
        tested: a sentence for each channel that was tried, by its name and way.
        link: of the calendar, shown this once; "" for none.
    """

    code: str = ""
    where: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    tested: tuple[tuple[str, str], ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """The page.

    Args:
        ways: every channel.
        wishes: of whom it is for.
        why_no_mail: a sentence where this server sends no mail, "" where it does.
        has_feed: whether a calendar link is in force.
        key: by which a browser's push service knows this server.
        device: what this device is called.
        pace: how it stands with the prompt and its experiment.
    """

    ways: tuple[Line, ...]
    wishes: Wishes
    why_no_mail: str
    has_feed: bool
    key: str
    device: str
    pace: trial_words.Said


def shown(request: HttpRequest, who: Opened, said: Said | None = None) -> HttpResponse:
    """The page, with what is to be said after a deed."""
    said = said or Said()
    page = _page(request, who)
    wrong = sentences().get(said.code, "")
    more = {"names": names(), "purposes": purposes(), "state": state, "wrong": wrong, "hours": range(24)}
    status = _STATUS.get(said.code, 422 if wrong else 200)
    answer = render(request, "notify/reach.html", {"page": page, "said": said, **more}, status=status)
    private_page(answer)
    return answer


def _page(request: HttpRequest, who: Opened) -> Reach:
    wishes, device = wished(house(), who.account), described(request.headers.get("user-agent", ""))
    has_feed = Feed.objects.filter(account=who.account).exists()
    pace = trial_words.said(wishes, day_of(now(), wishes.zone).toordinal())
    return Reach(channels.lines(who), wishes, _why_no_mail(), has_feed, voice_for_browsers(house()), device, pace)


def _why_no_mail() -> str:
    try:
        leaves = post_of(settings.MAIL_FILE)
    except WrongMailError:
        return gettext("Mail is set up wrongly on this server. Whoever runs it can put that right.")
    return "" if leaves else gettext("This server sends no mail. Whoever runs it can set it up.")


def names() -> dict[str, str]:
    """What the ways are called."""
    return {"push": gettext("A browser"), "ntfy": "ntfy", "mail": gettext("Mail")}


def purposes() -> dict[str, tuple[str, str]]:
    """What one can be reminded of, and what that means."""
    return {
        EVENING: (gettext("The prompt of the day"), gettext("At the hour you chose. Where you chose none, never.")),
        WAITING: (
            gettext("Something lies here for both of you"),
            gettext("It waits; nothing is lost if you come later."),
        ),
        BACK: (gettext("The time you said you would be back"), gettext("Only after a timeout that was agreed on.")),
    }


def state(line: Line, day: object) -> str:
    """How it stands with one channel, in a sentence."""
    if line.gone:
        return gettext(
            "It is gone at the other end, so it was taken out of use. Remove it here, and add it anew if you want it."
        )
    if line.failing >= FAILING:
        return gettext("It did not get through the last times. It is tried again; a test shows whether it works.")
    if line.ok_day is None:
        return gettext("Not used so far. A test shows whether it works.")
    return gettext("It got through last on {day}.").format(day=_in_words(line.ok_day, day))


def _in_words(when: date, day: object) -> str:
    return str(day(when)) if callable(day) else when.isoformat()


def sentences() -> dict[str, str]:
    """What can be wrong, and what helps."""
    return {
        "topic": gettext("This is no address of a topic. It begins with https:// and has the topic at its end."),
        "address": gettext("This is no mail address. One address, such as name@example.org."),
        "browser": gettext("The browser's answer was not whole. Nothing was added; try it once more."),
        "refused": gettext(
            "This address does not lie on the open internet, so nothing is sent there. Whoever runs the server can allow it."
        ),
        "many": gettext("There are eight ways already, and that is enough. Remove one first."),
        "slow": gettext("Those were many tries. Wait a quarter of an hour; nothing is lost."),
        "hours": gettext("Quiet hours are two full hours, from 0 to 23. Nothing was changed."),
    }


def outcome(status: int, way: str) -> str:
    """What a test says of one channel."""
    if 200 <= status < 300:
        return gettext("Sent. It should be there within a minute; if it is not, the device keeps it back.")
    if is_gone(way, Answer(status)):
        return gettext("Nobody is there any more. It was taken out of use.")
    if status == NOT_FROM_HERE:
        return gettext("This server may not send there just now. If it stays so, ask whoever runs it, or add it anew.")
    if status == 0 and way == "mail":
        return gettext("The mail was not taken. Whoever runs the server can look at how mail leaves.")
    if status in (401, 403):
        return gettext("The other end turns it away. Look at whether the topic wants a name and a password.")
    return gettext("It did not get through now. It is tried again by itself when there is a reminder.")
