"""The address that a person opens, as far as the server itself can know it."""

from __future__ import annotations

from toward.web.hosting.reach import Reach
from toward.web.hosting.wishes import Wishes


def address(wishes: Wishes, reach: Reach) -> str:
    """Where Toward is reached, without a slash at its end.

    A proxy that is believed speaks https on its usual port; a certificate of our own is spoken with on our own port.

    >>> address(Wishes(port=8001), Reach())
    'http://localhost:8001'
    >>> address(Wishes(), Reach(names=("toward.example",), proxies=("any",), path="/toward"))
    'https://toward.example/toward'
    """
    name = reach.names[0] if reach.names else "localhost"
    if wishes.pair:
        port = "" if wishes.port == 443 else f":{wishes.port}"
        return f"https://{name}{port}{reach.path}"
    if reach.names and reach.proxies:
        return f"https://{name}{reach.path}"
    return f"http://localhost:{wishes.port}{reach.path}"


def plain_elsewhere(wishes: Wishes, reach: Reach) -> str | None:
    """One sentence where somebody could ask from elsewhere and would get nothing but the one page."""
    if wishes.pair or (wishes.at_home and not reach.names) or reach.proxies:
        return None
    return (
        "Without a certificate, whoever asks from elsewhere gets one page that says how to get https. "
        "Name the proxy in TOWARD_TRUSTED_PROXY, or give --tls-cert and --tls-key."
    )
