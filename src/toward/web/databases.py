"""Which database: a file of our own, or a PostgreSQL that somebody named."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# A cut cable errs within seconds instead of hanging for half a minute.
_PATIENCE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 4000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "options": "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=20000 -c lock_timeout=10000",
}


def chosen(folder: Path) -> dict[str, Any]:
    """Django's settings for the database.

    Args:
        folder: where data lies.

    Raises:
        ImproperlyConfigured: `TOWARD_DATABASE` names something that is no PostgreSQL.
    """
    address = os.environ.get("TOWARD_DATABASE", "")
    return postgres(address) if address else sqlite(folder)


def sqlite(folder: Path) -> dict[str, Any]:
    """A file in the data folder; tests use one too, because memory locks otherwise than a disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "toward.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
        "TEST": {"NAME": folder / "test.sqlite3"},
    }


def postgres(address: str) -> dict[str, Any]:
    """A PostgreSQL by its address, `postgresql://USER:PASSWORD@HOST:PORT/NAME`; `?host=/folder` for a socket.

    Raises:
        ImproperlyConfigured: it is not such an address, or what speaks with PostgreSQL is not installed.
    """
    parts = urlsplit(address)
    name = parts.path.lstrip("/")
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise ImproperlyConfigured("TOWARD_DATABASE is not like postgresql://USER:PASSWORD@HOST:PORT/NAME.")
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            f"PostgreSQL takes one more package: {sys.executable} -m pip install 'psycopg[binary]'"
        )
    more = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": more.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _PATIENCE | more,
    }
