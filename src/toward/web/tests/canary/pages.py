"""Pages for tests alone: words into every room, a slip into a locked one, an error with words in hand, a sudden end."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from html import escape

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token

from toward.people import doors, pairing
from toward.store import spaces
from toward.store.entry import ROOMS
from toward.store.models import Space
from toward.store.tests.rooms import FIELDS, drop_words, spoken, words_in, write_words
from toward.web.tests.canary.loud import STAMP

SLIP = "test/slip"
NAMES = (*(f"test/{room}" for room in ROOMS), SLIP)  # as if they were templates


@doors.unlocked
def room(request, room):
    """Read everything in a room, and write into it."""
    who = doors.opened(request)
    ring, space = _space(who, room)
    if request.method == "POST":
        write_words(ring, space, spoken(who.account, _typed(request), doors.now()))
        return HttpResponseRedirect(request.path)
    return _page(request, f"test/{room}", [text for body in words_in(ring, space) for text in body.values()])


@doors.signed_in
def slip(request):
    """Drop words into one's own journal while it is locked."""
    who = doors.opened(request)
    if request.method == "POST":
        held = {space for space, _ in who.ring.doors}
        journal = Space.objects.get(id__in=held, room="journal")
        drop_words(who.ring, journal.id, spoken(who.account, _typed(request), doors.now()))
        return HttpResponseRedirect(request.path)
    return _page(request, SLIP, [])


@doors.unlocked
def breaks(request):
    """Break with every word of one's own in hand, one error inside another."""
    who = doors.opened(request)
    words = [text for name in ("mine", "journal") for body in words_in(*_space(who, name)) for text in body.values()]
    try:
        {}[" ".join(words)]
    except KeyError as problem:
        raise ValueError(f"no room for {words}") from problem


@doors.unlocked
def broken_off(request):
    """Write, and be killed before it is done."""
    who = doors.opened(request)
    ring, space = _space(who, "mine")
    with transaction.atomic():
        write_words(ring, space, spoken(who.account, _typed(request), doors.now()))
        os.kill(os.getpid(), signal.SIGKILL)


def _space(who, name):
    """The keys with a room's among them, and the room; a room to share is made and given at the first visit."""
    space = who.space(name)
    if space is not None or name != "share":
        return who.ring, space
    space, key = spaces.begin(who.ring.instance, "share", who.holder)
    ring = replace(who.ring, keys={**who.ring.keys, (space, 1): key})
    spaces.give(ring, space, who.holder, pairing.partner_of(who.account))
    return ring, space


def _typed(request):
    return {name: request.POST.get(name, "") for name in FIELDS}


def _page(request, name, words):
    fields = "".join(f'<textarea name="{field}"></textarea>' for field in FIELDS)
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    said = "".join(f"<p>{escape(each)}</p>" for each in words)
    page = (
        f'<!doctype html>{said}<form method="post" action="{request.path}">{token}{fields}<button>Keep</button></form>'
    )
    return HttpResponse(page, headers={STAMP: name})
