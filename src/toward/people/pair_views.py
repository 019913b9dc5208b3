"""Coming together, page by page: a link, six words on two phones, and then a common space."""

from __future__ import annotations

from dataclasses import dataclass, replace

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from toward.people import access, doors, pairing, words
from toward.people.arriving import own
from toward.people.opened import Opened
from toward.people.pair_words import refused
from toward.people.watching import watch
from toward.store.streams import Gone

TURN, TURNS = 5, 60  # seconds between two looks of a waiting page, and how many of them
BYTES = 32  # of a public key
NO_PICTURE = Markup("")


@dataclass(frozen=True, slots=True)
class Word:
    """One of the six words.

    Args:
        word: as it is read.
        said: how a Chinese word is said; empty in English.
    """

    word: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class PairPage:
    """What the page of two shows.

    Args:
        stands: `alone`, `invited`, `words`, `waiting`, `paired`, `renew` or `ended`.
        link: of one's own invitation.
        code: the link as a picture for a second phone.
        words: what to compare.
        public: of whom the words are, in hex.
        again: address of the next look; empty where the page does not look by itself.
        since: how things stood before the page was made, to listen for what changes; empty where it rests.
        seconds: between two looks where nothing can be listened to.
        kit: whether a kit is still to be made, which belongs before the first shared word.
    """

    stands: str
    link: str = ""
    code: Markup = NO_PICTURE
    words: tuple[Word, ...] = ()
    public: str = ""
    again: str = ""
    since: str = ""
    seconds: int = TURN
    kit: bool = False


@require_safe
@doors.signed_in
def pair(request: HttpRequest) -> HttpResponse:
    """Where the two stand: nobody invited, invited, words to compare, waiting, together."""
    who = _here(request)
    if pairing.complete(who):
        return HttpResponseRedirect(reverse("pair"))
    before = watch(who.account).mark
    page = _page(request, who)
    listens = page.again or page.stands == "words"
    return render(request, "people/pair.html", {"page": replace(page, since=before if listens else "")})


def _page(request: HttpRequest, who: Opened) -> PairPage:
    met = pairing.meeting(who.account)
    if met is not None:
        return _waiting(request, "waiting") if met.agreed else _compare(who, met)
    if pairing.couple_of(who.account) and not pairing.must_compare(who):
        return PairPage("paired", kit=not own(who).kit(doors.now()).settled)
    code = pairing.code_of(who, doors.now())
    if code:
        return _invited(request, code)
    if pairing.couple_of(who.account):
        return PairPage("renew")
    return PairPage("ended" if "turn" in request.GET else "alone")


def _compare(who: Opened, met: pairing.Meeting) -> PairPage:
    try:
        numbers = pairing.six(who, met)
    except Gone:
        return PairPage("ended")
    chinese = (get_language() or "en").startswith("zh")
    shown = words.of(numbers, get_language() or "en")
    said = words.said(numbers) if chinese else ("",) * len(shown)
    return PairPage("words", words=tuple(map(Word, shown, said)), public=met.public.hex())


def _invited(request: HttpRequest, code: str) -> PairPage:
    link = request.build_absolute_uri(reverse("join", args=[code]))
    drawn = segno.make(link, error="m").svg_inline(
        omitsize=True, border=4, light="#fff", svgclass="code", lineclass=None
    )
    page = _waiting(request, "invited")
    return PairPage("invited", link, Markup(drawn), again=page.again)


def _waiting(request: HttpRequest, stands: str) -> PairPage:
    """A page that looks again by itself, but not for ever: it must not keep the private rooms open."""
    turn = request.GET.get("turn", "0")
    number = int(turn) if turn.isdecimal() and len(turn) < 4 else TURNS
    further = number < TURNS and "still" not in request.GET
    return PairPage(stands, again=f"{reverse('pair')}?turn={number + 1}" if further else "")


@require_POST
@doors.signed_in
def invite(request: HttpRequest) -> HttpResponse:
    """Make a link; the one before ends."""
    who = _here(request)
    if access.may_invite(who) and pairing.meeting(who.account) is None:
        pairing.invite(who, doors.now())
    return HttpResponseRedirect(reverse("pair"))


@require_POST
@doors.signed_in
def take_back(request: HttpRequest) -> HttpResponse:
    """End one's own link."""
    pairing.take_back(_here(request).account)
    return HttpResponseRedirect(reverse("pair"))


@require_POST
@doors.signed_in
def answer(request: HttpRequest) -> HttpResponse:
    """The words are the same, or they differ, or one wants to stop."""
    who = _here(request)
    if request.POST.get("answer") == "same":
        pairing.confirm(who, _public(request), doors.now())
        return HttpResponseRedirect(reverse("pair"))
    pairing.differ(who)
    if request.POST.get("answer") == "differ":
        return render(request, "people/pair_differ.html")
    return HttpResponseRedirect(reverse("pair"))


def _public(request: HttpRequest) -> bytes:
    try:
        return bytes.fromhex(request.POST.get("public", ""))
    except ValueError:
        return b""


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Where a link leads: for who has no account to making one, for who has to taking it."""
    who = doors.opened(request)
    if request.method == "POST" and who is None:
        return HttpResponseRedirect(f"{reverse('enter')}?next={request.path}")
    why = pairing.refusal(who.account if who else None, code, doors.now())
    if request.method == "POST" and who and pairing.take(who, code, doors.now()):
        return HttpResponseRedirect(reverse("pair"))
    page = {"code": code, "here": who is not None, "why": refused(why) if why else ""}
    shown = render(request, "people/pair_join.html", {"page": page}, status=410 if why else 200)
    doors.private_page(shown)
    return shown


def _here(request: HttpRequest) -> Opened:
    """Who is here; the door has let them in."""
    who = doors.opened(request)
    if who is None:
        raise Gone
    return who
