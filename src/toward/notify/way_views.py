"""Adding a way, taking it away, and trying whether it works here."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from toward.notify import channels
from toward.notify.channels import WAYS, Way
from toward.notify.evenings import follow
from toward.notify.mailing import is_mail_address
from toward.notify.models import Channel
from toward.notify.page import Said, names, outcome, shown
from toward.notify.posting import Refused, checked, whereto
from toward.notify.ringing import how_mail_leaves, is_gone, reach, send
from toward.people import labels
from toward.people.arriving import own, present
from toward.people.attempts import may_try
from toward.people.doors import house, now, signed_in
from toward.people.opened import Opened

LABEL = 21  # letters, so that none is cut by its bytes
POINT, SECRET = 65, 16  # bytes of a browser's public key, and of what it shares with us (RFC 8291)


class NotAdded(Exception):
    """Why a way is not added; one of `page.sentences`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@require_POST
@signed_in
def add(request: HttpRequest) -> HttpResponseBase:
    """One more way to me."""
    who, said = present(request), request.GET.get("way", "")
    typed = {name: request.POST.get(name, "").strip() for name in ("label", "url", "mail")}
    way: Way | None = next((one for one in WAYS if one == said), None)
    if way is None:
        return HttpResponseRedirect(reverse("reach"))
    try:
        _added(request, who, way, typed["label"])
    except NotAdded as problem:
        return shown(request, who, Said(problem.code, way, typed))
    return HttpResponseRedirect(f"{reverse('reach')}?kept=added")


def _added(request: HttpRequest, who: Opened, way: Way, label: str) -> None:
    if not may_try(house().pepper, now(), "reach", who.account.hex):
        raise NotAdded("slow")
    label = label[:LABEL] or labels.described(request.headers.get("user-agent", "")) if way == "push" else label[:LABEL]
    address = {"push": _browser, "ntfy": _topic, "mail": _mail}[way](request)
    try:
        if channels.add(house(), who, way, address, label) is None:
            raise NotAdded("many")
        follow(who, own(who).preferences())
    except ValueError:
        raise NotAdded({"push": "browser", "ntfy": "topic", "mail": "address"}[way]) from None


def _browser(request: HttpRequest) -> dict[str, str]:
    endpoint, point, secret = (request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth"))
    if (_size(point), _size(secret)) != (POINT, SECRET):
        raise NotAdded("browser")
    return {"endpoint": _reachable(endpoint, "browser"), "p256dh": point, "auth": secret}


def _size(text: str) -> int:
    """Bytes that are written in base64, 0 where it is none."""
    try:
        return len(urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text.isascii() else 0
    except ValueError:
        return 0


def _topic(request: HttpRequest) -> dict[str, str]:
    return {"url": _reachable(request.POST.get("url", "").strip(), "topic")}


def _mail(request: HttpRequest) -> dict[str, str]:
    address = request.POST.get("mail", "").strip()
    if how_mail_leaves() is None or not is_mail_address(address):
        raise NotAdded("address")
    return {"mail": address}


def _reachable(url: str, otherwise: str) -> str:
    """An address that may be sent to; whether anything is there is another question.

    Raises:
        NotAdded: it is none, or does not lie on the open internet.
    """
    try:
        parts = checked(url, reach())
    except Refused:
        raise NotAdded(otherwise) from None
    try:
        whereto(parts.hostname or "", parts.port or 443, reach())
    except Refused:
        raise NotAdded("refused") from None
    except (OSError, UnicodeError):
        raise NotAdded(otherwise) from None
    return url


@require_POST
@signed_in
def remove(request: HttpRequest) -> HttpResponseBase:
    """Take one away. Somebody else's is not there."""
    who = present(request)
    gone = channels.remove(who.account, _id(request)) if _id(request) else False
    return HttpResponseRedirect(reverse("reach") + ("?kept=removed" if gone else ""))


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(hex=request.POST.get("channel", ""))
    except ValueError:
        return UUID(int=0)


@require_POST
@signed_in
def test(request: HttpRequest) -> HttpResponseBase:
    """Ring by every way at once, whatever the hour, and say what came of it."""
    who = present(request)
    if not may_try(house().pepper, now(), "reach test", who.account.hex):
        return shown(request, who, Said("slow", "tests"))
    tested = [_tried(row) for row in Channel.objects.filter(account=who.account).order_by("id") if row.address]
    called = {line.id: line.label for line in channels.lines(who)}
    said = tuple((called[row.id] or names()[row.way], outcome(status, row.way)) for row, status in tested)
    return shown(request, who, Said("tested", "tests", tested=said))


def _tried(row: Channel) -> tuple[Channel, int]:
    answer = send(house(), row)
    if 200 <= answer.status < 300:
        channels.reached(row.id, datetime.fromtimestamp(now(), UTC).date())
    elif is_gone(row.way, answer):
        channels.gone(row.id)
    return row, answer.status
