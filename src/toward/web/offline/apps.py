"""Which app a page was opened inside: there, nothing stays on the phone and no reminder ever arrives."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.translation import gettext

# The mark that an app leaves in its browser's own description, and the name that people know it by.
_MARKS = (
    (r"MicroMessenger", "WeChat"),
    (r"\bWeibo", "Weibo"),
    (r"(?<!M)\bQQ/", "QQ"),
    (r"DingTalk", "DingTalk"),
    (r"AlipayClient", "Alipay"),
    (r"aweme|musical_ly|BytedanceWebview", "TikTok"),
    (r"xhsdiscover|\bdiscover/\d", "Xiaohongshu"),
    (r"Instagram", "Instagram"),
    (r"Messenger(?:ForiOS|LiteForiOS)|FB_IAB/MESSENGER|FBAN/Orca", "Messenger"),
    (r"\bFBA[NV]/|FB_IAB", "Facebook"),
    (r"\bLine/", "LINE"),
    (r"KAKAOTALK", "KakaoTalk"),
    (r"Telegram", "Telegram"),
    (r"WhatsApp/", "WhatsApp"),
    (r"Snapchat", "Snapchat"),
    (r"Twitter for|TwitterAndroid", "X"),
    (r"LinkedInApp", "LinkedIn"),
    (r"Pinterest/", "Pinterest"),
)
_MARKED = tuple((re.compile(mark), name) for mark, name in _MARKS)
_WINDOW = re.compile(r"; wv\)")  # an Android app that does not say which one it is


def app_around(request: HttpRequest) -> str | None:
    """The name of the app that shows this page inside itself, "" for one without a name, None for a browser.

    >>> from django.test import RequestFactory
    >>> app_around(RequestFactory(headers={"user-agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.49"}).get("/"))
    'WeChat'
    """
    agent = request.headers.get("user-agent", "")
    named = next((name for mark, name in _MARKED if mark.search(agent)), None)
    if named is None:
        return "" if _WINDOW.search(agent) else None
    return _spoken().get(named, named)


def _spoken() -> dict[str, str]:
    """What readers call those apps that have a name of their own in Chinese."""
    return {
        "WeChat": gettext("WeChat"),
        "Weibo": gettext("Weibo"),
        "DingTalk": gettext("DingTalk"),
        "Alipay": gettext("Alipay"),
        "Xiaohongshu": gettext("Xiaohongshu"),
    }
