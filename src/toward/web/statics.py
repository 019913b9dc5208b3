"""Styles and scripts, gzipped, under names that carry their own hash, so that a browser may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedStatics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites imports between our own modules as well."""

    support_js_module_import_aggregation = True
    manifest_strict = False
