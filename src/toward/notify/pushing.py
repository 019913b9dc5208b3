"""Waking a browser: a message of one size that says nothing, encrypted for that browser alone (RFC 8291)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from toward.notify.own_keys import voice
from toward.notify.posting import Answer, Reach, Refused, checked, post
from toward.people.accounts import House

PLAIN = bytes(128)  # nothing at all: what is shown stands in the browser's own worker
TOPIC = "toward"  # a second one waiting takes the place of the first (RFC 8030 §5.4)
STAYS = 4 * 3600  # seconds that it waits for a device that is off


def push(house: House, address: Mapping[str, str], contact: str, reach: Reach) -> Answer:
    """Wake one browser.

    Args:
        house: this installation.
        address: `endpoint`, `p256dh`, `auth`, as the browser gave them.
        contact: a mail address at which the push service may reach the host.
        reach: how far this server may reach.

    Raises:
        Refused: nothing is sent to this address, or its keys are none.
    """
    checked(address["endpoint"], reach)
    body, headers = encrypted(house, address, contact)
    return post(address["endpoint"], body, headers, reach)


def encrypted(house: House, address: Mapping[str, str], contact: str) -> tuple[bytes, dict[str, str]]:
    """The message and its headers.

    Raises:
        Refused: the keys of this browser are none.
    """
    from webpush import WebPush, WebPushSubscription  # noqa: PLC0415 (a tenth of a second that only who rings pays)

    private, public = voice(house)
    where = urlsplit(address["endpoint"])
    maker = WebPush(BytesIO(private), BytesIO(public), contact, ttl=STAYS)
    keys = {"p256dh": address["p256dh"], "auth": address["auth"]}
    try:
        made = maker.get(PLAIN, WebPushSubscription.model_validate({"endpoint": address["endpoint"], "keys": keys}))
    except (ValueError, TypeError):
        raise Refused from None
    headers = {**made.headers, "content-type": "application/octet-stream", "urgency": "normal", "topic": TOPIC}
    named = maker.vapid.get_authorization_header(_Origin(where.scheme, where.netloc), contact, maker.expiration)
    return made.encrypted, {**headers, "authorization": named}


@dataclass(frozen=True)
class _Origin:
    """The push service as VAPID names it (RFC 8292 §2, RFC 6454 §6.2); the library by itself leaves out its port."""

    scheme: str
    host: str
