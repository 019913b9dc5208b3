"""Ringing: one reminder to one person through all their ways, once, and never into their quiet hours.

Before something is sent, a row says so for the next five minutes; afterwards it says that it went. So two processes ring
once, and one that dies in between is tried again. What did not get through is tried again later, and no way waits for
another. Every message is the same, whatever it is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from toward.notify import channels
from toward.notify.mailing import TEXT, Post, WrongMailError, mail, post_of
from toward.notify.models import Channel, Ringing
from toward.notify.posting import NOT_FROM_HERE, Answer, Reach, Refused, post
from toward.notify.pushing import push
from toward.notify.wishes import ONE_A_DAY, Wishes, wished
from toward.people.accounts import House

HELD, KEPT = 300, 2 * 86_400  # seconds: one try, and until what has rung is forgotten
LONGEST = 6 * 3600  # seconds between two tries
NOBODY = "host@example.org"  # whom push services may write to where the host gave no address
Why = Literal["rang", "off", "quiet", "enough", "nowhere", "later"]


@dataclass(frozen=True, slots=True)
class Rung:
    """How it went.

    Args:
        why: `rang` by at least one way, now or before; `off` where they do not want it; `quiet` in their quiet hours;
            `enough` after one a day; `nowhere` without any way to them; `later` where none got through yet.
        sent: by how many ways it went this time.
        gone: how many ways turned out to be gone.
        again_at: second at which to ring for the same instant again; None if that is done.
    """

    why: Why
    sent: int = 0
    gone: int = 0
    again_at: int | None = None


def ring(house: House, account: UUID, purpose: str, at: int, now: int) -> Rung:
    """Ring for somebody. Asked again for the same instant, it rings only where it has not rung yet.

    Args:
        house: this installation.
        account: for whom.
        purpose: of what; one of `wishes.PURPOSES`.
        at: the instant that was due (seconds).
        now: second.
    """
    wishes = wished(house, account)
    ways = [one for one in Channel.objects.filter(account=account).order_by("id") if one.address]
    quiet = wishes.quiet_until(now)
    if not ways or not wishes.wants(purpose):
        return Rung("off" if ways else "nowhere")
    if quiet is not None:
        return Rung("quiet", again_at=quiet)
    if purpose in ONE_A_DAY and rang_on(account, purpose, at, wishes, now):
        return Rung("enough")
    return _summed([_once(house, one, purpose, at, now) for one in ways], wishes, now)


def rang_on(account: UUID, purpose: str, at: int, wishes: Wishes, now: int) -> bool:
    """Whether something else of which one a day is enough rang on this day already."""
    rang = Ringing.objects.filter(channel__account=account, purpose__in=ONE_A_DAY, sent=True)
    others = rang.exclude(purpose=purpose, at=at).values_list("until", flat=True)
    return any(wishes.day(second) == wishes.day(now) for second in others)


@dataclass(frozen=True, slots=True)
class _Try:
    channel: Channel
    answer: Answer | None  # None: it had rung, or somebody else is at it


def _once(house: House, channel: Channel, purpose: str, at: int, now: int) -> _Try:
    if not _claimed(channel, purpose, at, now):
        return _Try(channel, None)
    answer = send(house, channel)
    if 200 <= answer.status < 300:
        Ringing.objects.filter(channel=channel, purpose=purpose, at=at).update(sent=True, until=now)
    else:
        wait = max(answer.wait, min(60 << min(channel.failing, 9), LONGEST))
        Ringing.objects.filter(channel=channel, purpose=purpose, at=at).update(until=now + wait)
    return _Try(channel, answer)


def _claimed(channel: Channel, purpose: str, at: int, now: int) -> bool:
    """Whether this try is ours: nobody has sent it, and nobody is at it."""
    Ringing.objects.filter(channel=channel, at__lt=at - KEPT, until__lt=now - KEPT).delete()
    row = Ringing.objects.filter(channel=channel, purpose=purpose, at=at)
    if row.filter(sent=False, until__lte=now).update(until=now + HELD):
        return True
    try:
        with transaction.atomic():
            Ringing.objects.create(channel=channel, purpose=purpose, at=at, until=now + HELD)
    except IntegrityError:
        return False
    return True


def _summed(tries: list[_Try], wishes: Wishes, now: int) -> Rung:
    fresh = [(one.channel, one.answer) for one in tries if one.answer is not None]
    went = [channel for channel, answer in fresh if 200 <= answer.status < 300]
    taken = [channel for channel, answer in fresh if is_gone(channel.way, answer)]
    missed = [channel for channel, _ in fresh if channel not in went and channel not in taken]
    _noted(went, taken, missed, wishes, now)
    ids = [one.channel.id for one in tries]
    waiting = Ringing.objects.filter(channel__in=ids, sent=False, until__gt=now).exclude(channel__address=b"")
    again = min(waiting.values_list("until", flat=True), default=None)
    there = Ringing.objects.filter(channel__in=ids, sent=True).exists()
    return Rung("rang" if went or there else "later" if again else "nowhere", len(went), len(taken), again)


def _noted(went: list[Channel], taken: list[Channel], missed: list[Channel], wishes: Wishes, now: int) -> None:
    for one in went:
        channels.reached(one.id, wishes.day(now))
    for one in taken:
        channels.gone(one.id)
    for one in missed:
        channels.missed(one.id)


def is_gone(way: str, answer: Answer) -> bool:
    """Whether the other end says for good that nobody is there any more; of a topic, 404 says nothing for good."""
    return answer.status == 410 or (answer.status == 404 and way == "push")


def send(house: House, channel: Channel) -> Answer:
    """Send the one message there is by one channel.

    What stands in the way on this side (another pepper, a name that leads inside, a start without `TOWARD_REACH_INSIDE`) may
    be over tomorrow: it counts as not sent, and never takes an address out of use.
    """
    address = channels.address_of(house, channel)
    try:
        return _by(house, channel.way, address) if address else Answer(NOT_FROM_HERE)
    except Refused:
        return Answer(NOT_FROM_HERE)


def _by(house: House, way: str, address: dict[str, str]) -> Answer:
    leaves = how_mail_leaves()
    if way == "push":
        return push(house, address, leaves.sender if leaves else NOBODY, reach())
    if way == "ntfy":
        return post(address["url"], TEXT.strip().encode(), {"content-type": "text/plain; charset=utf-8"}, reach())
    return mail(leaves, address["mail"]) if leaves else Answer(0)


def how_mail_leaves() -> Post | None:
    """How mail leaves here; None where the host has not said, or said it wrongly."""
    try:
        return post_of(settings.MAIL_FILE)
    except WrongMailError:
        return None


def reach() -> Reach:
    """How far this server may reach."""
    return Reach(settings.REACH_INSIDE, settings.REACH_ANYWHERE)
