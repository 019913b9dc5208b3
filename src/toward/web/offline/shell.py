"""What lies on a phone so that the app can open without a network: styles, scripts, three pages; the same for everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse

from toward import __version__

KEPT = (".css", ".js", ".svg")
NOT_OURS = "web/kitchen.css"  # the page that Leave leads to has nothing to do with us
APART = ("safety", "kitchen")  # pages that leave nothing behind: the worker does not even look at them
READABLE = ("privacy", "evidence")  # for everybody, and of use without a server
PUSH = "web/sw-push.js"
_WORKER = Path(__file__).with_name("worker.js")


def shell() -> dict[str, Any]:
    """What the worker must know; a new version whenever any of it is another one."""
    names = sorted(_laid_out())
    told = {
        "files": [static(name) for name in names if name.endswith(KEPT) and name != NOT_OURS],
        "offline": reverse("offline"),
        "pages": [reverse(name) for name in (*READABLE, "offline")],
        "apart": [reverse(name) for name in APART],
        "scripts": [static(PUSH)] if PUSH in names else [],
    }
    return {"version": _version(told), **told}


def worker() -> str:
    """The service worker's source, with what it must know before it."""
    return f"const SHELL = {json.dumps(shell())};\n\n{_WORKER.read_text(encoding='utf-8')}"


def _laid_out() -> Mapping[str, str]:
    """Every style, script and picture that lies ready, by its name: under that of its content."""
    return cast(Any, staticfiles_storage).hashed_files  # type: ignore[no-any-return]


def _version(told: Mapping[str, object]) -> str:
    whole = json.dumps([__version__, told, _WORKER.read_text(encoding="utf-8")], sort_keys=True)
    return sha256(whole.encode()).hexdigest()[:12]
