"""Every kind of entry that this release knows. The rooms put theirs here, by name; a fold passes the others by."""

from __future__ import annotations

from toward.store.documents import Kind

KINDS: dict[str, Kind] = {}
