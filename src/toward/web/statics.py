"""Styles and scripts under names that carry their own hash, so that a browser may keep them for ever."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStatics(ManifestStaticFilesStorage):
    """Rewrites imports between our own modules as well."""

    support_js_module_import_aggregation = True
    manifest_strict = False
