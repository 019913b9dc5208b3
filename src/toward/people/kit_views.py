"""The kit: drawn, shown on one page, typed back, and only then in force.

Until the last group is typed back nothing has changed: a page that is closed too early, a double tap or a broken printer
lock nobody out. What was drawn lies in the page alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import segno
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from toward.people import accounts, lines, mine
from toward.people.accounts import Kit, NotAccepted
from toward.people.arriving import own, present, stay
from toward.people.doors import house, now, unlocked
from toward.people.gate import tried
from toward.people.models import Account
from toward.people.opened import Opened
from toward.people.page import Form, shown, typed
from toward.people.reads import KIT
from toward.vault import kit as kit_lines
from toward.vault.secret import SecretBytes

_BOTH = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class KitPage:
    """What is printed.

    Args:
        handle: the name to sign in with.
        place: where.
        card: its line, "" where it was declined.
        recovery: its line.
        asks: for the card of the kit before: `now` where this device does not keep it, `folded` where it may have an older
            one, empty where there is none.
    """

    handle: str
    place: str
    card: str
    recovery: str
    asks: str = ""

    def code(self, line: str) -> Markup:
        """A line as a picture that a phone scans, always dark on light."""
        drawn = segno.make(line, error="m", micro=False)
        return Markup(drawn.svg_inline(omitsize=True, border=4, light="#fff", svgclass="code", lineclass=None))


@_BOTH
@unlocked
def kit(request: HttpRequest) -> HttpResponseBase:
    """What a kit is for, and the choice; sent, it draws one and shows it."""
    who = present(request)
    if request.method != "POST":
        return shown(request, "people/kit.html", state=own(who).kit(now()))
    drawn = accounts.draw_kit(with_card=request.POST.get("card") != "declined")
    card = kit_lines.write(drawn.card, "card") if drawn.card else ""
    return _sheet(request, who, card, kit_lines.write(drawn.recovery, "recovery"), Form())


@_BOTH
@unlocked
def kit_keep(request: HttpRequest) -> HttpResponseBase:
    """The last group was typed back: from now on this kit is the one that opens."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("kit"))
    kept = typed(request, "card", "recovery", "group", "present")
    who = present(request)
    try:
        renewed = _kept(request, who, kept)
    except NotAccepted as problem:
        return _refused(request, who, kept, problem.code)
    mine.keep(who, KIT, {"card": "kept" if renewed.card else "declined"}, now())
    mine.note(who, "kit", now())
    return stay(request, HttpResponseRedirect(f"{reverse('home')}?kept=kit"), renewed)


def _kept(request: HttpRequest, who: Opened, kept: dict[str, str]) -> Opened:
    """Who is here, with the card that was drawn.

    Raises:
        NotAccepted: `kit_broken`, `group_wrong`, `present_typo` and the like, `wrong`, `slow`, `busy`.
    """
    drawn = _drawn(kept)
    if _last(kept["group"]) != kept["recovery"][-kit_lines.GROUP :]:
        raise NotAccepted("group_wrong")
    password, account = request.POST.get("password", ""), Account.objects.get(id=who.account)
    with_card = replace(who, card=_before(kept["present"]) or who.card)
    tried(request, account.handle, lambda: _made(with_card, password, drawn))
    return replace(who, card=drawn.card)


def _before(line: str) -> SecretBytes | None:
    """The card of the kit before, where somebody came in without it, by a passkey for example."""
    try:
        return lines.card(line)
    except NotAccepted as problem:
        raise NotAccepted(problem.code.replace("card_", "present_")) from None


def _made(who: Opened, password: str, drawn: Kit) -> Kit | None:
    """The kit in force; a second tap finds it in force already."""
    return accounts.make_kit(house(), who, password, who.card, drawn=drawn) or accounts.make_kit(
        house(), who, password, drawn.card, drawn=drawn
    )


def _drawn(kept: dict[str, str]) -> Kit:
    try:
        return Kit(lines.card(kept["card"]), lines.recovery(kept["recovery"]))
    except NotAccepted:
        raise NotAccepted("kit_broken") from None


def _last(group: str) -> str:
    """A group as it stands on the kit: capitals, no blanks, O as 0, I and L as 1."""
    return "".join(group.upper().split()).replace("O", "0").translate(str.maketrans("IL", "11"))[-kit_lines.GROUP :]


def _refused(request: HttpRequest, who: Opened, kept: dict[str, str], code: str) -> HttpResponseBase:
    if code == "kit_broken":
        return shown(request, "people/kit.html", Form({}, code), state=own(who).kit(now()))
    said = "password_wrong" if code == "wrong" else code
    return _sheet(
        request, who, kept["card"], kept["recovery"], Form({"group": kept["group"], "present": kept["present"]}, said)
    )


def _sheet(request: HttpRequest, who: Opened, card: str, recovery: str, form: Form) -> HttpResponseBase:
    account = Account.objects.get(id=who.account)
    asks = ("folded" if who.card else "now") if account.has_card else ""
    page = KitPage(account.handle, request.build_absolute_uri(reverse("first")).rstrip("/"), card, recovery, asks)
    return shown(request, "people/kit_sheet.html", form, page=page)
