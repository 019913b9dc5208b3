"""Where a phone sends what waited on it, and hears what became of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from toward.people import intents
from toward.people.arriving import present
from toward.people.doors import now, signed_in
from toward.people.intents_words import sentence
from toward.store.queue import Outcome

_STATUS = {"large": 413, "many": 413, "form": 400}
_OTHER = 409


@require_POST
@signed_in
def receive(request: HttpRequest) -> HttpResponseBase:
    """Let the rules judge what waited; each answer names its intent, and brings refused words back."""
    who = present(request)
    try:
        whose, sent = intents.read(request.body, who)
    except intents.NotUnderstood as problem:
        return JsonResponse({"code": problem.code}, status=_STATUS[problem.code])
    if whose != intents.whose(who):
        return JsonResponse({"code": "other"}, status=_OTHER)  # somebody else has come in on this device meanwhile
    told = [_told(outcome, put_by) for outcome, put_by in intents.judged(who, sent, now())]
    return JsonResponse({"outcomes": told})


def _told(outcome: Outcome, put_by: bool) -> dict[str, object]:
    """One outcome as the phone reads it."""
    told: dict[str, object] = {
        "id": str(outcome.intent),
        "answer": "put_by" if put_by and not outcome.code else outcome.answer,
    }
    if outcome.answer == "refused":
        said = sentence(outcome.code, outcome.more)
        told |= {"code": outcome.code, "sentence": said, "fields": dict(outcome.fields)}
    return told
