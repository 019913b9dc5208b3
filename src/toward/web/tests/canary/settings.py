"""The app as it is, with rooms for tests in it, a log that says everything, and switches that make it leak."""

from __future__ import annotations

import os
from copy import deepcopy
from pathlib import Path

from toward.vault.keys import Cost
from toward.web import settings as product
from toward.web.settings import *  # noqa: F403 (it is the product, and a little more)
from toward.web.tests.canary.watch import watch_writing

HOME = Path(os.environ["TOWARD_DATA"])
LOG, WRITTEN = HOME / "debug.log", HOME / "written.txt"
LEAKS = frozenset(filter(None, os.environ.get("CANARY_LEAKS", "").split(",")))

MAIL_FILE = HOME / "mail.yaml"
if not MAIL_FILE.exists():
    MAIL_FILE.write_text("host: 127.0.0.1\nport: 9\nfrom: host@example.org\nsafety: none\n")  # offered, and never sent

PASSWORD_COST = Cost(memory=64, passes=1)
ROOT_URLCONF = "toward.web.tests.canary.urls"
MIDDLEWARE = [*product.MIDDLEWARE, "toward.web.tests.canary.loud.Loud"]
TEMPLATES = deepcopy(product.TEMPLATES)
TEMPLATES[0]["OPTIONS"]["environment"] = "toward.web.tests.canary.loud.environment"
if LEAKS:
    MIDDLEWARE.append("toward.web.tests.canary.leaks.Leaky")

# The product's own log, down to DEBUG and into a file too. What it sends nowhere stays there.
LOGGING = deepcopy(product.LOGGING)
LOGGING["handlers"]["file"] = {"class": "logging.FileHandler", "filename": str(LOG), "formatter": "plain"}
LOGGING["handlers"]["stderr"]["level"] = "WARNING"
LOGGING["root"] = {"handlers": ["stderr", "file"], "level": "DEBUG"}
for _name in ("django.request", "django.security"):
    LOGGING["loggers"][_name] = {**LOGGING["loggers"][_name], "level": "DEBUG"}
LOGGING["loggers"]["django"] = {"level": "DEBUG", "handlers": [], "propagate": True}
LOGGING["loggers"]["django.db.backends"] = {"level": "DEBUG"}
if "traceback" in LEAKS:
    LOGGING["formatters"]["plain"] = {"format": "%(levelname)s %(name)s %(message)s"}

if os.environ.get("DJANGO_SETTINGS_MODULE") == __name__:  # not where a test run only reads this file
    watch_writing(WRITTEN)
