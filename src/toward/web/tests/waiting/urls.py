"""Every address of the app, and a form whose words may wait."""

from __future__ import annotations

import os

from django.urls import include, path

from toward.people import upkeep
from toward.people.intents import BEHIND_THE_LOCK
from toward.web.offline import shell
from toward.web.tests.waiting import pages

upkeep.KNOWN |= {pages.WORDS: pages.judge, pages.BEHIND: pages.judge_behind}
BEHIND_THE_LOCK[pages.BEHIND] = "journal"
shell.__version__ = os.environ.get("TEST_RELEASE", shell.__version__)
urlpatterns = [path("test/later/", pages.later, name="test_later"), path("", include("toward.web.urls"))]

handler400 = "toward.web.errors.bad_request"
handler403 = "toward.web.errors.forbidden"
handler404 = "toward.web.errors.not_found"
handler500 = "toward.web.errors.broken"
