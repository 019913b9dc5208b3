"""What a phone asks before it puts the app on its first screen: a name, an icon, where it begins."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

from toward.web.pages import language_tag, plain_name, theme

PAPER, DUSK = "#f7f3ea", "#1d222d"  # the page in both lights, as tokens.css has it


def manifest(request: HttpRequest) -> dict[str, Any]:
    """The manifest in the reader's language, light and name; it says nothing of who asks."""
    begin, name = reverse("first"), gettext("Notes") if plain_name(request) else "Toward"
    light = DUSK if theme(request) == "dusk" else PAPER
    return {
        "id": begin,
        "name": name,
        "short_name": name,
        "lang": language_tag(),
        "start_url": reverse("today"),
        "scope": begin,
        "display": "standalone",
        "background_color": light,
        "theme_color": light,
        "icons": _icons("note" if plain_name(request) else "icon"),
    }


def _icons(face: str) -> list[dict[str, str]]:
    """The same picture in the sizes that phones want, and one that may be cut round."""
    sizes = (("192", "any"), ("512", "any"), ("512", "maskable"))
    names = {"any": f"web/icons/{face}", "maskable": f"web/icons/{face}-maskable"}
    return [
        {"src": static(f"{names[kind]}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": kind}
        for size, kind in sizes
    ]
