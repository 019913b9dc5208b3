"""A form for tests alone: its words go into one's own room, unless a rule refuses them."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import render

from toward.people import doors
from toward.store.entry import Change, Entry, Refusal
from toward.store.queue import Ruled
from toward.store.streams import Gone
from toward.store.tests.rooms import KIND, WORDS, spoken, words_in, write_words

BEHIND = "test.behind"
UNWANTED = "stone"


def judge(who, intent, room="mine"):
    """Into a room, word for word; nothing with a stone in it."""
    space = who.space(room)
    if space is None:
        raise Gone
    entry = Entry(WORDS, KIND.newest, intent.at, intent.zone, intent.by, {"words": intent.fields["words"]})
    return Ruled(
        (space,),
        lambda: Refusal("test_stone") if UNWANTED in entry.body["words"] else Change(entries=((space, entry),)),
    )


def judge_behind(who, intent):
    """The same, behind the lock."""
    return judge(who, intent, "journal")


@doors.signed_in
def later(request):
    """Everything that was written, and the form."""
    who = doors.opened(request)
    space = who.space("mine")
    if request.method == "POST":
        write_words(who.ring, space, spoken(who.account, {"words": request.POST["words"]}, doors.now()))
        return HttpResponseRedirect(request.path)
    kept = [body["words"] for body in words_in(who.ring, space)]
    return render(request, "later.html", {"kept": kept, "kind": request.GET.get("kind", WORDS)})
