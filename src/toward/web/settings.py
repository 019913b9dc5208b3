"""Settings of the web app. Nothing needs to be set; what can be, is read from TOWARD_* and refused loudly when wrong."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from toward.store.sqlite import choose
from toward.vault.keys import USUAL
from toward.web import databases, places
from toward.web.hosting import reach

choose()  # before Django imports sqlite3

PACKAGE = Path(__file__).resolve().parent.parent


def env_bool(name: str) -> bool:
    """A switch from the environment: 1 or 0.

    Raises:
        ImproperlyConfigured: it is something else.
    """
    value = os.environ.get(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is {value!r}; it can be 1 or 0.")
    return value == "1"


DEBUG = env_bool("TOWARD_DEBUG")
SECRET_KEY = places.secret_key()
REACH = reach.chosen(os.environ)
ALLOWED_HOSTS = [*reach.LOOPBACK_NAMES, *REACH.names, *(["testserver"] if DEBUG else [])]
FORCE_SCRIPT_NAME = REACH.path or None
ROOT_URLCONF = "toward.web.urls"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "toward.store",
    "toward.people",
    "toward.notify",
    "toward.rituals",
    "toward.moments",
    "toward.today",
]
MIDDLEWARE = [
    "toward.people.doors.Forget",
    "toward.web.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "toward.people.seen_views.Remember",
]

DATABASES = {"default": databases.chosen(places.data_folder())}

BALLAST = places.data_folder() / "ballast"
PEPPER = places.pepper()
BACKUPS = places.data_folder() / "backups"
BACKUP_KEY = places.backup_key()
BACKUP_PLACE = places.config_folder() / "backups.yaml"  # where a second copy goes
PASSWORD_COST = USUAL
CLOCK = time.time

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(path for path in PACKAGE.glob("**/templates") if path.is_dir()),
        "OPTIONS": {"environment": "toward.web.pages.environment"},
    }
]

HELP_LINES = places.config_folder() / "help-lines.yaml"  # the host's own, over those that come with the product

REACH_ANYWHERE = env_bool("TOWARD_PUSH_TEST")  # for tests alone: reminders over http, and to this very computer
REACH_INSIDE = tuple(filter(None, os.environ.get("TOWARD_REACH_INSIDE", "").split(",")))  # names in the host's network
MAIL_FILE = places.config_folder() / "mail.yaml"  # how mail leaves, where the host wants it; TOWARD_MAIL_* goes before

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = f"{REACH.path}/static/"
STATICFILES_DIRS = sorted(path for path in PACKAGE.glob("**/static") if path.is_dir())
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATIC_ROOT = places.data_folder() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "toward.web.statics.HashedStatics"},
}
WHITENOISE_MAX_AGE = 365 * 86_400

CSRF_COOKIE_NAME = "form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "toward.web.errors.forged"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # never in a temporary file

# Nothing of a request is logged: no address, no path, no body. Errors say where in the program they arose, not in what words.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "toward.web.errors.WithoutWords", "format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {
            "handlers": ["nowhere"],
            "propagate": False,
        },  # its message quotes the caller
        "django.server": {"handlers": []},
    },
}
