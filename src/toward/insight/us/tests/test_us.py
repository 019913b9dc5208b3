"""The page of Us, as two people read it who have lived some months."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from toward.insight.us.tests.conftest import written
from toward.rituals.doing import rituals_in
from toward.store import chapters, checkpoints
from toward.store.models import Cache, new_id

PAGES = ("/us/", "/today/", "/today/?again=1", "/rituals/", "/moments/", "/phone-down/")
CHANGING = re.compile(r'(name="(csrfmiddlewaretoken|wish|visit)" value|data-token|data-wish|data-whose)="[^"]*"')
TODAY = date(2027, 1, 15)


def second(day, hour=21):
    return int(datetime.combine(day, time(hour), UTC).timestamp())


def months(phone, ritual, rates, *, until=TODAY, sides=2, seed=1):
    """Nights of a kiss, each with its own chance; the last one belongs to yesterday."""
    chance, first = random.Random(seed), until - timedelta(days=len(rates))
    bodies = [
        {
            "day": (first + timedelta(days=number)).isoformat(),
            "told": {ritual: int(chance.random() < rate)},
            "sides": {ritual: sides},
            "remembered": [],
        }
        for number, rate in enumerate(rates)
    ]
    written(phone, "couple", "rituals.day", bodies, lambda body: second(date.fromisoformat(body["day"])))


def faded(days=270, onset=120):
    return [0.85 - 0.5 * min(max((day - onset) / 60, 0.0), 1.0) for day in range(days)]


def shows(phone, path="/us/"):
    return CHANGING.sub("", phone.page(path))


def test_alone_and_at_the_beginning_it_says_what_to_do(alone):
    page = alone.page("/us/")
    assert "No ritual is kept yet. One is enough to begin with." in page
    assert "My felt security" in page
    assert "On purpose?" not in page


def test_a_few_evenings_are_too_early(two, kiss):
    liang, _ = two
    months(liang, kiss, [1.0] * 12)
    page = liang.page("/us/")
    assert "Too early to say. Here is what I know so far." in page
    assert "It happened on 12 of the 12 days we told." in page
    assert "On purpose?" not in page


def test_both_read_the_same_of_what_is_theirs(two, kiss):
    liang, su = two
    months(liang, kiss, faded())
    pages = [shows(each) for each in (liang, su)]
    assert all("“Goodnight kiss” became rarer" in each and "On purpose?" in each for each in pages)
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("button", "answer", "standing"), [
    ("Yes, let it rest", "on_purpose", "gone"), ("No, we miss it", "want_back", "agreed"), ("Not sure yet", "ignored", "agreed"),
])  # fmt: skip
def test_an_answer_of_one_is_an_answer_for_both(two, kiss, button, answer, standing):
    liang, su = two
    months(liang, kiss, faded())
    assert button in su.page("/us/")
    wish = new_id().hex
    for _ in range(2):  # a double tap
        assert su.do("rituals.answer", wish, ritual=kiss, room="couple", answer=answer).status_code == 302
    ritual = rituals_in(liang.who, "couple").by_id[kiss]
    assert ritual.standing == standing
    assert [each for _, each in ritual.answers] == [answer]
    for phone in (liang, su):
        page = phone.page("/us/")
        assert "On purpose?" not in page
        assert ("Wanted back" in page) == (answer == "want_back")


def test_what_is_missed_shows_how_it_once_was_and_one_step(two, kiss, clock):
    liang, su = two
    months(liang, kiss, faded())
    su.do("rituals.answer", ritual=kiss, room="couple", answer="want_back")
    clock.on(days=1)
    liang.sign_in_again()
    page = liang.page("/us/")
    assert "Once it was about six evenings in seven." in page
    assert "Tonight, be the last voice before the light goes out." in page
    assert f"/rituals/design/?ritual={kiss}" in page


def test_two_answers_at_once_make_no_quarrel(two, kiss):
    liang, su = two
    months(liang, kiss, faded())
    liang.do("rituals.answer", ritual=kiss, room="couple", answer="want_back")
    su.do("rituals.answer", ritual=kiss, room="couple", answer="ignored")
    assert shows(liang) == shows(su)
    assert "On purpose?" not in liang.page("/us/")


def test_a_couple_that_merely_stops_telling_is_told_so_and_of_no_fading(two, kiss):
    liang, _ = two
    months(liang, kiss, [0.85] * 200, until=TODAY - timedelta(days=60))
    page = liang.page("/us/")
    assert "On purpose?" not in page
    assert "Nothing has been written down here for 60 days. Nothing is said about the rituals themselves" in page
    assert "Lately I cannot say." in page
    assert "Steady" not in page


def test_every_page_is_equal_with_and_without_its_caches(two, kiss, monkeypatch):
    liang, su = two
    months(liang, kiss, faded())
    for number in range(30):
        liang.do("moments.met", moment="", what="touch", words=f"In passing, {number}.", day=TODAY.isoformat())
    su.do("moments.thanks", words="Thank you for the lamp.")
    liang.tell()
    with monkeypatch.context() as small:
        small.setattr(chapters, "RUN", 16)
        small.setattr(checkpoints, "MOST", 4)
        for path in PAGES:
            liang.page(path)
        chapters.pack(liang.who.ring, liang.who.space("couple"))
        with_caches = {path: shows(liang, path) for path in PAGES}
    names = set(Cache.objects.values_list("name", flat=True))
    assert {chapters.CHAPTER, "us-watch.1", "us-dates.1", "rituals.1", "evenings.1", "moments-own.1"} <= names
    for path in PAGES:
        Cache.objects.all().delete()
        assert shows(liang, path) == with_caches[path], path


def test_it_prints_as_a_page_with_every_figure_in_words(two, kiss):
    liang, _ = two
    months(liang, kiss, faded())
    page = liang.page("/us/")
    figures = re.findall(r"<svg[^>]*role=\"img\"[^>]*>.*?</svg>", page, re.S)
    assert len(figures) >= 2
    assert all("<title" in each and "<desc" in each for each in figures)
    assert "Read as a table" in page


LINE = "I noticed something about “Goodnight kiss”."


def test_the_quiet_line_comes_after_the_evening_once_to_each_and_goes_with_one_tap(two, kiss):
    liang, su = two
    months(liang, kiss, faded())
    assert LINE not in liang.page("/today/")
    liang.tell()
    page = liang.page("/today/")
    assert LINE in page
    key = re.search(r'name="what" value="(asks:[^"]+)"', page)[1]
    liang.do("today.put_away", what=key)
    assert LINE not in liang.page("/today/")
    su.tell()
    assert LINE in su.page("/today/")  # on her own visit


def test_a_day_told_late_does_not_bring_the_quiet_line_back(two, kiss):
    liang, su = two
    months(liang, kiss, faded())
    liang.tell()
    key = re.search(r'name="what" value="(asks:[^"]+)"', liang.page("/today/"))[1]
    name, since = key.rsplit(":", 1)
    for moved in (int(since) - 9, int(since) + 9):
        liang.do("today.put_away", what=f"{name}:{moved}")  # as it was asked before some day was told late
        assert LINE not in liang.page("/today/")
    su.tell()
    su.do("today.put_away", what=f"{name}:{int(since) - 200}")  # another time, long ago
    assert LINE in su.page("/today/")
