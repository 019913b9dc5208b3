"""Many passwords tried at once: some are asked to wait, and pages go on being shown."""

from __future__ import annotations

import threading
from collections import Counter
from urllib.error import HTTPError

from toward.web.tests.test_memory import Person
from toward.web.tests.test_serve import served

GUESTS = 16


def test_a_flood_of_passwords_is_refused_in_part_and_pages_are_still_shown(tmp_path):
    with served(tmp_path) as (_, port):
        guests = [Person(port) for _ in range(GUESTS)]
        pages = [guest.get("/enter/") for guest in guests]
        codes, together = [], threading.Barrier(GUESTS)

        def guess(guest, page, number):
            together.wait()
            try:
                guest.post("/enter/", page, handle=f"name {number}", password="a guess of a password")
            except HTTPError as answer:
                codes.append(answer.code)

        threads = [
            threading.Thread(target=guess, args=(*each, n)) for n, each in enumerate(zip(guests, pages, strict=True))
        ]
        for each in threads:
            each.start()
        shown = [Person(port).get("/privacy/") for _ in range(5)]
        for each in threads:
            each.join()
    answers = Counter(codes)
    assert len(shown) == 5
    assert len(codes) == GUESTS
    assert set(answers) == {422, 503}
    assert answers[422] >= 6  # two at work and four that wait
