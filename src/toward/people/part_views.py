"""Parting, and what stays of it: in two taps, without a reason, and an archive that both keep."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toward.people import access, archive, doors, farewell, mine, pairing
from toward.people.opened import Opened
from toward.people.pair_words import not_erased
from toward.store import ballast, erasing
from toward.store.streams import Gone


@require_http_methods(["GET", "HEAD", "POST"])
@doors.signed_in
def part(request: HttpRequest) -> HttpResponse:
    """Say what leaving does, and leave."""
    who = here(request)
    if request.method != "POST":
        return render(request, "people/part.html", {"paired": access.may_leave(who)})
    with ballast.overboard(settings.BALLAST):
        if pairing.leave(who.account):
            mine.note(who, "left", doors.now())
            erasing.overwrite()  # the log gives its room back, so that the ballast fits again
    return HttpResponseRedirect(reverse("archives"))


@require_safe
@doors.signed_in
def archives(request: HttpRequest) -> HttpResponse:
    """Every archive that somebody holds."""
    page = {"shelves": archive.shelves(here(request)), "found": "found" in request.GET}
    return render(request, "people/archives.html", page)


@require_safe
@doors.signed_in
def one_archive(request: HttpRequest, space: UUID) -> HttpResponse:
    """One archive, a leaf at a time."""
    return _leaf(request, here(request), space)


@require_POST
@doors.signed_in
def remove(request: HttpRequest, space: UUID) -> HttpResponse:
    """Erase what somebody wrote themselves, for both."""
    who = here(request)
    access.or_nothing_here(access.may_see_archive(who, space))
    chosen = {found for each in request.POST.getlist("entry") if (found := _id(each))}
    problem = "none" if not chosen else "" if request.POST.get("sure") else "sure"
    if problem:
        return _leaf(request, who, space, problem)
    with ballast.overboard(settings.BALLAST):
        archive.remove(who, space, chosen)
    return HttpResponseRedirect(f"{reverse('archive', args=[space])}?removed")


def _leaf(request: HttpRequest, who: Opened, space: UUID, problem: str = "") -> HttpResponse:
    access.or_nothing_here(access.may_see_archive(who, space))
    wanted = request.GET.get("from", "1")
    first = max(1, int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else 1
    page = {
        "space": space,
        "own": archive.is_own(space),
        "leaf": archive.leaf(who, space, first),
        "removed": "removed" in request.GET,
        "gone": farewell.gone_from_backups(doors.now()),
        "problem": not_erased(problem) if problem else "",
        "chosen": request.POST.getlist("entry"),
    }
    return render(request, "people/archive.html", {"page": page}, status=400 if problem else 200)


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def here(request: HttpRequest) -> Opened:
    """Who is here; the door has let them in."""
    who = doors.opened(request)
    if who is None:
        raise Gone
    return who
